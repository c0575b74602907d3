"""Counts of how often somebody asked start anew for each test."""

import pytest


@pytest.fixture
def fresh_counts():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()

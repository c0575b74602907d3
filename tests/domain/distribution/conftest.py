"""Distributors in the cast: Amazic is Dirk's house, Climb has Fiona; Northwind is an Open partner in Germany."""

import pytest


@pytest.fixture
def channel(cast, by):
    """The cast with two distributors, their people and Billing Operations."""
    from tests.domain.distribution.houses import with_distributors

    return with_distributors(cast, by)

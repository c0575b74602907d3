"""The shop: everything that a quote is made from."""

import pytest


@pytest.fixture
def shop(cast, by):
    from tests.domain.quotes.shop import stocked  # models can be imported only once Django is set up

    return stocked(cast, by)

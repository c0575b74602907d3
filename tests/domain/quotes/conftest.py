"""The shop: everything that a quote is made from."""

import pytest


@pytest.fixture
def shop(cast, by):
    from tests.domain.quotes.shop import stocked  # models can be imported only once Django is set up

    return stocked(cast, by)


@pytest.fixture
def market(cast):
    """The cast with an open opportunity at Acme."""
    from tests.domain.pursuits.market import deal

    cast.renewal = deal(cast.acme, cast.sofia)
    return cast

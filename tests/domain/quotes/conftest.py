"""Where quotes meet the rest of the market."""

import pytest


@pytest.fixture
def market(cast):
    """The cast with an open opportunity at Acme."""
    from tests.domain.pursuits.market import deal

    cast.renewal = deal(cast.acme, cast.sofia)
    return cast

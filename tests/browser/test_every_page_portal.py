"""The pages of partners and distributors: see every_page."""

import pytest

from tests.browser.every_page import look_at_every_page


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The kinds of pages that axe has seen."""
    return set()


@pytest.mark.parametrize("who", ["nina", "dirk"])
def test_every_page_of_a_role(visit, book, who, looked_at):
    look_at_every_page(visit, book, who, looked_at)

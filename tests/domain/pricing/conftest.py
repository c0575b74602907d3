"""A shelf to price from: one product and one book, as Paula of Programs makes them."""

import pytest


@pytest.fixture
def paula(cast, by):
    return by(cast.paula)


@pytest.fixture
def listed(paula):
    """The list book with one product in it, at 228 dollars since long ago."""
    from tests.domain.pricing import shelf  # models can be imported only once Django is set up

    shelf.product(paula)
    book = shelf.book(paula)
    shelf.price(paula, "228")
    return book

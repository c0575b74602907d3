"""Two who set a price at once, on the real database: one after the other, and never two prices of a day."""

from datetime import date

import pytest

from tests.cast import assemble
from tests.domain.deals.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_set_a_price_of_the_same_day(transactional_db, by):
    from tests.domain.pricing import shelf

    cast = assemble()
    paula, felix = by(cast.paula), by(cast.felix)
    shelf.product(paula)
    shelf.book(paula)
    shelf.price(paula, "228")
    day = date(2026, 10, 1)
    answers = at_once(lambda: shelf.price(paula, "252", day), lambda: shelf.price(felix, "260", day))
    assert not [one for one in answers if isinstance(one, Exception)], "the later one corrects the earlier one"
    stands = shelf.stretches()
    assert len(stands) == 2
    assert stands[0] == ("228", "2025-01-01", "2026-10-01")
    assert stands[1][0] in ("252", "260")
    assert stands[1][1:] == ("2026-10-01", "")

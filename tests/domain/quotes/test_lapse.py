"""A quote lapses when the last day of its validity is over, and can be revised then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.quotes.shop import asked
from towpath.domain.quotes.actions import quotes
from towpath.domain.quotes.models import Quote
from towpath.kernel.refusals import Invalid, NotReady

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(cast, by, shop):
    """Approved, primary, and valid until the first of October."""
    quote = quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference, valid_until=date(2026, 10, 1)))
    Quote.objects.filter(pk=quote.pk).update(state="approved", primary=True)
    return quote


def on(by, day: int, hour: int = 12):
    return by(None, at=datetime(2026, 10, day, hour, tzinfo=UTC), door="job")


def test_it_lapses_when_its_last_day_is_over_where_the_program_lives(by, approved):
    assert quotes.lapse_due(on(by, 2, 6)) == 0, "still the first of October in Los Angeles"
    with pytest.raises(NotReady):
        quotes.lapse(approved.reference, on(by, 2, 6))
    assert quotes.lapse_due(on(by, 2, 8)) == 1
    assert quotes.lapse_due(on(by, 2, 9)) == 0
    lapsed = Quote.objects.get()
    assert (lapsed.state, lapsed.primary) == ("lapsed", False)


def test_prolonged_by_at_most_thirty_days_it_goes_on(cast, by, approved):
    today = by(cast.sofia).day
    with pytest.raises(Invalid):
        quotes.prolong(approved.reference, by(cast.sofia), until=today + timedelta(days=31))
    later = by(cast.sofia, at=datetime(2026, 9, 20, 12, tzinfo=UTC))
    quotes.prolong(approved.reference, later, until=date(2026, 10, 20))
    assert quotes.lapse_due(on(by, 2)) == 0


def test_a_revision_takes_the_place_of_the_one_before(cast, by, approved):
    new = quotes.revise(approved.reference, by(cast.sofia))
    old = Quote.objects.get(pk=approved.pk)
    assert (old.state, old.primary, new.state, new.primary) == ("superseded", False, "draft", True)
    assert (new.reference, new.lines.get().net_amount) == (f"{old.number}-2", old.lines.get().net_amount)

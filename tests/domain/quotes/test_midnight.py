"""A price that changes at midnight changes at the midnight of its book, wherever and by whatever clock a quote is made."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.domain.pricing import shelf
from tests.domain.quotes.shop import SKU, asked
from towpath.domain.accounts.models import Opportunity
from towpath.domain.quotes.actions import quotes
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.pricing import Wanted

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FIRST = date(2026, 10, 1)
# the book's zone -> its midnight before the first of October, and whose currency the book is in
MIDNIGHTS = {
    "America/Los_Angeles": (datetime(2026, 10, 1, 7, tzinfo=UTC), "USD"),
    "Europe/Berlin": (datetime(2026, 9, 30, 22, tzinfo=UTC), "EUR"),
    "Asia/Tokyo": (datetime(2026, 9, 30, 15, tzinfo=UTC), "JPY"),
    "Pacific/Kiritimati": (datetime(2026, 9, 30, 10, tzinfo=UTC), "AUD"),
}


@pytest.fixture
def rising(cast, by, shop):
    """A list book in each zone, in which a seat costs 100, and 120 from the first of October on."""
    paula = by(cast.paula)
    for zone, (_, currency) in MIDNIGHTS.items():
        code = "list-usd" if currency == "USD" else f"list-{currency.lower()}"
        if currency != "USD":
            shelf.book(paula, code, currency=currency, zone=zone)
            shelf.price(paula, "100", code=code)
        shelf.price(paula, "120", FIRST, code=code)
    return shop


@pytest.mark.parametrize("zone", MIDNIGHTS)
def test_the_book_s_own_midnight_decides_and_not_the_maker_s(cast, by, rising, zone):
    midnight, currency = MIDNIGHTS[zone]
    before = Decimal(228 if currency == "USD" else 100)
    Opportunity.objects.filter(pk=rising.opportunity.pk).update(currency=currency)
    one = asked(rising, partner=cast.rival.reference, buys="direct", lines=(Wanted(SKU, Decimal(1)),))
    made = [quotes.create(by(cast.sofia, at=midnight + step), one) for step in (-SECOND, timedelta(0), SECOND)]
    assert [quote.lines.get().unit_price for quote in made] == [before, 120, 120]
    assert [quote.lines.get().price.starts_on == FIRST for quote in made] == [False, True, True]


def test_a_draft_keeps_the_price_of_its_moment_until_it_is_priced_again(cast, by, rising):
    midnight, _ = MIDNIGHTS["America/Los_Angeles"]
    one = asked(rising, partner=cast.rival.reference, buys="direct", lines=(Wanted(SKU, Decimal(1)),))
    quote = quotes.create(by(cast.sofia, at=midnight - SECOND), one)
    quotes.make_primary(quote.reference, by(cast.sofia, at=midnight + SECOND))
    quote.refresh_from_db()
    assert (quote.list_amount, quote.priced_at) == (228, midnight - SECOND)
    priced = quotes.reprice(quote.reference, by(cast.sofia, at=midnight + SECOND))
    assert (priced.list_amount, priced.priced_at) == (120, midnight + SECOND)


def test_a_quote_that_was_approved_before_keeps_its_price_and_its_next_version_has_the_new_one(cast, by, rising):
    midnight, _ = MIDNIGHTS["America/Los_Angeles"]
    one = asked(rising, partner=cast.rival.reference, buys="direct", lines=(Wanted(SKU, Decimal(1)),))
    quote = quotes.create(by(cast.sofia, at=midnight - SECOND), one)
    Quote.objects.filter(pk=quote.pk).update(state="approved")
    revised = quotes.revise(quote.reference, by(cast.sofia, at=midnight))
    assert (Quote.objects.get(pk=quote.pk).list_amount, revised.list_amount) == (228, 120)


def test_all_lines_of_a_quote_are_of_one_day_of_its_book(cast, by, rising):
    """However long the asking takes: the moment is the act's, not each line's."""
    midnight, _ = MIDNIGHTS["America/Los_Angeles"]
    lines = tuple(Wanted(SKU, Decimal(one)) for one in range(1, 40))
    one = asked(rising, partner=cast.rival.reference, buys="direct", lines=lines)
    quote = quotes.create(by(cast.sofia, at=midnight - timedelta(microseconds=1)), one)
    assert set(quote.lines.values_list("unit_price", flat=True)) == {Decimal(228)}

"""Prices are dated: set ahead, ended, withdrawn before they begin; what was asked on a day that is past stays."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.domain.pricing import shelf
from towpath.domain.pricing.actions import books, prices, products
from towpath.domain.pricing.facts import book_day, book_for, price_at, price_on, prices_at
from towpath.domain.pricing.models import Price, Product
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Stale, Taken

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 9, 1), date(2026, 9, 2)  # noon in UTC is still the morning of the same day in Los Angeles
OCTOBER, NOVEMBER, JANUARY = date(2026, 10, 1), date(2026, 11, 1), date(2027, 1, 1)


def test_a_new_price_ends_the_one_before_and_past_days_keep_theirs(listed, paula):
    shelf.price(paula, "252", OCTOBER)
    assert shelf.stretches() == [("228", "2025-01-01", "2026-10-01"), ("252", "2026-10-01", "")]
    one = Product.objects.get()
    assert price_on(one, listed, date(2026, 9, 30)).amount == 228
    assert price_on(one, listed, OCTOBER).amount == 252
    assert Event.objects.filter(name="pricing.price.set").latest("pk").data["amount"] == "USD 252.00"


def test_a_price_for_some_weeks_gives_the_old_one_back(listed, paula):
    shelf.price(paula, "199.50", OCTOBER, ends_on=NOVEMBER)
    assert shelf.stretches() == [
        ("228", "2025-01-01", "2026-10-01"), ("199.5", "2026-10-01", "2026-11-01"), ("228", "2026-11-01", ""),
    ]  # fmt: skip


def test_a_price_before_an_announced_one_ends_where_that_begins(listed, paula):
    shelf.price(paula, "300", JANUARY)
    shelf.price(paula, "252", OCTOBER)
    assert [row[0] for row in shelf.stretches()] == ["228", "252", "300"]
    with pytest.raises(Taken):
        shelf.price(paula, "260", NOVEMBER, ends_on=date(2027, 2, 1))
    assert [row[0] for row in shelf.stretches()] == ["228", "252", "300"]


def test_a_price_to_come_is_corrected_by_another_of_the_same_day(listed, paula):
    shelf.price(paula, "2520", OCTOBER)
    shelf.price(paula, "252", OCTOBER)
    assert shelf.stretches() == [("228", "2025-01-01", "2026-10-01"), ("252", "2026-10-01", "")]
    assert Price.objects.filter(withdrawn_at__isnull=False).count() == 1


@pytest.mark.parametrize("day", [TODAY, date(2026, 8, 1), shelf.LONG_AGO])
def test_a_day_that_has_begun_keeps_its_price(listed, paula, day):
    with pytest.raises(NotReady) as refused:
        shelf.price(paula, "100", day)
    assert "2026-09-02" in refused.value.remedy
    assert shelf.stretches() == [("228", "2025-01-01", "")]


def test_a_first_price_may_have_begun_long_ago(paula):
    shelf.product(paula)
    shelf.book(paula)
    shelf.price(paula, "100", date(2025, 6, 1), ends_on=date(2026, 1, 1))
    shelf.price(paula, "90", shelf.LONG_AGO)
    assert shelf.stretches() == [("90", "2025-01-01", "2025-06-01"), ("100", "2025-06-01", "2026-01-01")]


def test_an_ended_price_leaves_none(listed, paula):
    prices.end_price("list-usd", "PREM-SAAS-12", paula, ends_on=TOMORROW)
    one = Product.objects.get()
    assert price_on(one, listed, TODAY).amount == 228
    assert price_on(one, listed, TOMORROW) is None
    with pytest.raises(Invalid):
        prices.end_price("list-usd", "PREM-SAAS-12", paula, ends_on=TODAY)


def test_a_withdrawn_price_lets_the_one_before_go_on(listed, paula):
    shelf.price(paula, "252", OCTOBER)
    prices.withdraw("list-usd", "PREM-SAAS-12", paula, starts_on=OCTOBER, reason="Postponed.")
    assert shelf.stretches() == [("228", "2025-01-01", "")]
    with pytest.raises(NotReady):
        prices.withdraw("list-usd", "PREM-SAAS-12", paula, starts_on=shelf.LONG_AGO, reason="Wrong.")
    with pytest.raises(NotFound):
        prices.withdraw("list-usd", "PREM-SAAS-12", paula, starts_on=OCTOBER, reason="Again.")


@pytest.mark.parametrize(
    ("amount", "day", "wrong"),
    [
        ("-1", OCTOBER, "amount"),
        ("1.005", OCTOBER, "amount"),
        ("NaN", OCTOBER, "amount"),
        ("100000000000000", OCTOBER, "amount"),
        ("1", date(1999, 1, 1), "starts_on"),
        ("1", date(2024, 12, 31), "starts_on"),
    ],
)
def test_what_cannot_be_a_price_is_refused(listed, paula, amount, day, wrong):
    with pytest.raises(Invalid) as refused:
        shelf.price(paula, amount, day)
    assert list(refused.value.errors) == [wrong]


def test_yen_have_no_decimals(paula):
    shelf.product(paula)
    shelf.book(paula, "list-jpy", currency="JPY", zone="Asia/Tokyo")
    with pytest.raises(Invalid):
        shelf.price(paula, "100.5", code="list-jpy")
    assert shelf.price(paula, "100", code="list-jpy").amount == 100


# -- which day it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "last_moment_before"),
    [
        ("America/Los_Angeles", datetime(2026, 10, 1, 6, 59, 59, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 9, 30, 21, 59, 59, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 9, 30, 14, 59, 59, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 9, 30, 9, 59, 59, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 9, 30, 18, 29, 59, tzinfo=UTC)),
    ],
)
def test_a_price_changes_at_midnight_in_its_books_own_zone(paula, zone, last_moment_before):
    one, book = shelf.product(paula), shelf.book(paula, zone=zone)
    shelf.price(paula, "228")
    shelf.price(paula, "252", OCTOBER)
    assert price_at(one, book, last_moment_before).amount == 228
    assert price_at(one, book, last_moment_before + timedelta(seconds=1)).amount == 252
    assert prices_at(book, last_moment_before, [one])[one.pk].amount == 228


@pytest.mark.parametrize(
    ("zone", "day", "first_moment"),
    [
        (
            "Europe/Berlin",
            date(2026, 3, 30),
            datetime(2026, 3, 29, 22, tzinfo=UTC),
        ),  # the night after clocks went forward
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 26), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # and back
        ("America/Los_Angeles", date(2026, 11, 2), datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("Australia/Sydney", date(2026, 10, 5), datetime(2026, 10, 4, 13, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),  # midnight itself is left out
        ("America/Santiago", date(2026, 9, 6), datetime(2026, 9, 6, 4, tzinfo=UTC)),  # and here
    ],
)
def test_days_on_which_clocks_change_begin_once(paula, zone, day, first_moment):
    book = shelf.book(paula, zone=zone)
    assert book_day(book, first_moment) == day
    assert book_day(book, first_moment - timedelta(seconds=1)) == day - timedelta(days=1)


def test_the_database_counts_the_same_days(listed, cast, by):
    """At seven in the evening in Los Angeles it is tomorrow in UTC already; the book's own day has not ended."""
    evening = by(cast.paula, at=datetime(2026, 9, 2, 2, tzinfo=UTC))
    shelf.price(evening, "252", TOMORROW)
    past_midnight = by(cast.paula, at=datetime(2026, 9, 2, 7, tzinfo=UTC))
    with pytest.raises(NotReady):
        shelf.price(past_midnight, "260", TOMORROW)
    assert [row[0] for row in shelf.stretches()] == ["228", "252"]


def test_a_naive_moment_is_refused(listed):
    with pytest.raises(ValueError, match="no time zone"):
        book_day(listed, datetime(2026, 9, 1, 12))  # noqa: DTZ001 - the very thing that is refused


def test_a_product_that_is_not_sold_has_no_price(listed, paula):
    products.end("PREM-SAAS-12", paula, ends_on=TOMORROW)
    one = Product.objects.get()
    assert price_on(one, listed, TODAY).amount == 228
    assert price_on(one, listed, TOMORROW) is None
    with pytest.raises(Invalid):
        shelf.price(paula, "252", OCTOBER)


# -- what the database holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(1)},
        {"starts_on": date(2025, 2, 1)},
        {"withdrawn_at": datetime(2026, 9, 1, tzinfo=UTC)},
        {"ends_on": TODAY, "changed_at": datetime(2026, 9, 1, 12, tzinfo=UTC)},
        {"ends_on": date(2027, 1, 1)},
    ],
)
def test_the_database_refuses_to_rewrite_a_price_that_has_begun(listed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Price.objects.filter(product__sku="PREM-SAAS-12").update(**change)
    assert shelf.stretches() == [("228", "2025-01-01", "")]


def test_the_database_refuses_a_second_price_of_a_day_and_a_deletion(listed):
    old = Price.objects.get()
    with pytest.raises(IntegrityError, match="price_one_a_day"), transaction.atomic():
        Price.objects.create(
            book=listed, product=old.product, amount=1, starts_on=OCTOBER, made_at=datetime(2026, 9, 1, tzinfo=UTC)
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        old.delete()


@pytest.mark.parametrize("change", [{"zone": "UTC"}, {"currency": "EUR"}, {"kind": "partner"}])
def test_the_database_keeps_what_a_book_means(listed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        type(listed).objects.update(**change)


# -- books -------------------------------------------------------------------------------------------------------------


def test_one_book_of_a_kind_and_currency_is_open(listed, paula):
    with pytest.raises(Taken):
        shelf.book(paula, "list-usd-2")
    books.close("list-usd", paula, reason="A newer one follows.")
    newer = shelf.book(paula, "list-usd-2")
    assert book_for("list", "USD") == newer
    with pytest.raises(Taken):
        books.reopen("list-usd", paula)
    with pytest.raises(MoveNotOpen):
        shelf.price(paula, "252", OCTOBER)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"currency": "usd"}, "currency"),
        ({"kind": "street"}, "kind"),
        ({"code": "x y"}, "code"),
        ({"name": " "}, "name"),
        ({"distributor": "nobody"}, "distributor"),
    ],
)
def test_what_cannot_be_a_book_is_refused(paula, given, wrong):
    with pytest.raises(Invalid) as refused:
        shelf.book(paula, **given)
    assert list(refused.value.errors) == [wrong]


def test_a_stale_reader_is_told(listed, paula):
    with pytest.raises(Stale):
        books.rename("list-usd", paula, name="Other", version=listed.version)


@pytest.mark.parametrize("who", ["omar", "elena", "sofia", "nadia", "ruth", "dirk", "amir"])
def test_only_programs_and_finance_write(listed, cast, by, who):
    occasion = by(getattr(cast, who))
    with pytest.raises(NotFound):
        shelf.price(occasion, "1", OCTOBER)
    with pytest.raises(NotFound):
        books.close("list-usd", occasion, reason="No.")
    with pytest.raises(NotFound):
        products.end("PREM-SAAS-12", occasion, ends_on=OCTOBER)
    with pytest.raises(NotAllowed):
        shelf.book(occasion, "mine", currency="EUR")
    with pytest.raises(NotAllowed):
        shelf.product(occasion, "MINE-12")

"""Lists, search, the record and what an approver reads beside a quote: for whom, and which rows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, asked, complete
from towpath.domain.quotes import queries
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.audiences import OutsideAudience, recipient, sums
from towpath.domain.quotes.models import Approver, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.domain.quotes.queries import Filters
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound, NotReady

pytestmark = pytest.mark.django_db
TEN_OFF = (Wanted(SKU, Decimal(200), customer_percent=Decimal(10), customer_why="They move from a rival product"),)


@pytest.fixture
def pair(cast, by, shop):
    """A two-tier quote of Northwind's and a one-tier quote of Rivalry's on one opportunity, both Sofia's."""
    two = quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference))
    one = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=TEN_OFF))
    return two, one


def found(actor, **filters) -> set[str]:
    return {each.reference for each in queries.listed(actor, Filters(**filters)).rows}


def test_the_list_is_narrowed_by_each_filter_and_searched_by_number_and_customer(cast, pair, shop):
    two, one = (each.reference for each in pair)
    number, until = pair[0].number, pair[0].valid_until
    for filters, wanted in (
        ({}, {two, one}), ({"kinds": ("two_tier",)}, {two}), ({"states": ("sent",)}, set()),
        ({"q": number.lower()}, {two}), ({"q": f"{number}-1"}, {two}), ({"q": f"{number}-2"}, set()),
        ({"q": f"{number}-99999999999999"}, set()), ({"q": "robotics"}, {two, one}), ({"q": "nobody\0"}, set()),
        ({"partner": "rivalry"}, {one}), ({"partner": cast.northwind.reference.lower()}, {two}),
        ({"owner": "me"}, {two, one}), ({"owner": str(cast.elena.pk)}, set()), ({"owner": "x"}, set()),
        ({"opportunity": shop.opportunity.reference}, {two, one}), ({"region": "AMER"}, set()),
        ({"valid_from": until, "valid_until": until}, {two, one}), ({"valid_until": until - timedelta(1)}, set()),
    ):  # fmt: skip
        assert found(cast.sofia, **filters) == wanted, filters
    assert [each.reference for each in queries.exported(cast.sofia, Filters(sort="oldest"), batch=1)] == [two, one]


def test_who_may_see_no_quote_finds_none(cast, pair):
    for outsider in (cast.nadia, cast.dirk, cast.ruth, cast.erin):
        assert not found(outsider, q="robotics")
        with pytest.raises(NotFound):
            queries.quotable(outsider, pair[0].opportunity.reference)


@pytest.mark.rule("QUO-05")
def test_sums_in_a_list_are_opened_for_the_audience_alone(cast, book, pair):
    two, one = (queries.one(cast.sofia, each.reference) for each in pair)
    assert sums(two, cast.sofia, book).net_amount == two.net_amount
    assert sums(two, cast.dirk, book).net_amount == two.net_amount
    assert [sums(two, each, book) for each in (cast.nadia, cast.ruth)] == [None, None]
    assert [sums(one, each, book) for each in (cast.nadia, cast.dirk)] == [None, None]


def test_the_record_tells_the_vendor_all_and_the_audience_its_prices_alone(cast, by, pair):
    two = pair[0].reference
    inside = queries.record(cast.sofia, two, by(cast.sofia))
    assert {each.field for each in inside.findings} >= {"sold_to_contact", "vat_number"}
    assert inside.required is not None
    assert [each.reference for each in inside.versions] == [two]
    Quote.objects.filter(reference=two).update(state="approved")
    sending.send(two, by(cast.sofia), people=[cast.dirk.pk])
    outside = queries.record(cast.dirk, two, by(cast.dirk))
    assert outside.face.net_amount == inside.face.net_amount
    assert not (outside.findings)
    assert not (outside.approvals)
    assert not (outside.dispatches)
    assert not (outside.versions)
    assert outside.required is None
    with pytest.raises(NotFound):
        queries.record(cast.nadia, two, by(cast.nadia))
    Quote.objects.filter(reference=two).update(state="draft")
    with pytest.raises((NotFound, OutsideAudience)):
        queries.record(cast.dirk, two, by(cast.dirk))


def test_who_decides_reads_what_the_customer_was_given_before(cast, by, book, pair, shop, django_assert_num_queries):
    one = pair[1].reference
    ann, other = person("Ann", Role.APPROVER), person("Oda", Role.APPROVER)
    approver("asm", ann, region="EMEA")
    approvals.submit(one, by(cast.sofia))
    approvals.approve(one, by(ann))
    next_one = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=TEN_OFF))
    assert queries.customer_history(other, next_one, book, queries.approvals(next_one)) == []
    Approver.objects.update(person=other)
    approvals.submit(next_one.reference, by(cast.sofia))
    assert one not in found(other)
    (past,) = queries.customer_history(other, next_one, book, queries.approvals(next_one))
    assert (past.quote.reference, past.customer_percent) == (one, Decimal(10))
    assert past.whys == ("They move from a rival product",)
    assert past.total_percent > 10
    with django_assert_num_queries(0):
        assert recipient(past.quote) == cast.rival.name
    assert [each.quote.reference for each in queries.waiting_for(other).rows] == [next_one.reference]


def test_a_quote_is_read_by_people_of_its_audience_and_made_on_an_open_opportunity(cast, by, pair, shop):
    two, one = (queries.one(cast.sofia, each.reference) for each in pair)
    assert [each.pk for each in queries.readers(two)] == [cast.dirk.pk]
    assert cast.ruth in queries.readers(one)
    assert cast.dirk not in queries.readers(one)
    assert "Carla Contact" in {each.name for each in queries.contacts(shop.opportunity)}
    type(shop.opportunity).objects.filter(pk=shop.opportunity.pk).update(state="closed_lost", closed_reason="Gone")
    with pytest.raises(NotReady):
        queries.quotable(cast.sofia, shop.opportunity.reference)


def test_the_years_of_a_ramp_are_those_of_all_its_lines_together(cast, by, shop):
    """Two lines that are ramped are one ramp: its years are counted once, and its users are those of both."""
    lines = tuple(
        Wanted(SKU, Decimal(first), ramp=(Decimal(first), Decimal(second))) for first, second in ((100, 150), (20, 20))
    )
    made = quotes.create(by(cast.sofia), complete(shop, cast.rival, term_months=24, lines=lines))
    assert queries.record(cast.sofia, made.reference, by(cast.sofia)).findings == ()

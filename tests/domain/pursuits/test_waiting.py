"""What waits for either side, the board of renewals, and what an opportunity's page shows of this room."""

from datetime import UTC, date, datetime

import pytest

from tests.domain.pursuits.market import deal, sold
from tests.domain.pursuits.test_incumbency import letter, wish
from towpath.domain.pursuits import queries, renewals, waiting
from towpath.domain.pursuits.actions import duties, notices, sales, tenders
from towpath.domain.pursuits.models import Duty

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
YEAR = (date(2026, 8, 1), date(2027, 8, 1))


def owing(market, by, on: date = date(2026, 6, 1)) -> Duty:
    sold(market.acme, market.northwind, on)
    duties.follow_all(by(None))
    return Duty.objects.get(kind="update")


@pytest.mark.rule("INC-04")
def test_a_duty_waits_for_its_partner_and_for_whoever_manages_it(market, by):
    market.northwind.manager = market.elena
    market.northwind.save(update_fields=["manager"])
    duty = owing(market, by)
    assert waiting.for_partner(market.nadia, TODAY).duties == [duty]
    assert waiting.for_vendor(market.elena, TODAY).duties == [duty]
    for nobody in (market.ruth, market.dirk):
        assert waiting.for_partner(nobody, TODAY).needs == 0
    for other in (market.erin, market.sofia, market.omar):
        assert waiting.for_vendor(other, TODAY).duties == []
    assert waiting.for_partner(market.nadia, date(2026, 7, 1)).needs == 0, "it is due in two months"


def test_a_letter_waits_for_whoever_may_decide_on_it(market, by):
    sold(market.acme, market.northwind)
    made = notices.record(by(market.sofia), wish(market), letter())
    assert waiting.for_vendor(market.elena, TODAY).notices == [made]
    assert waiting.for_vendor(market.omar, TODAY).notices == [made]
    assert waiting.for_vendor(market.sofia, TODAY).notices == []
    assert waiting.for_vendor(market.erin, TODAY).notices == []


@pytest.mark.rule("INC-02", "INC-03")
def test_the_board_says_who_is_to_renew_each_term_and_what_is_owed_for_it(market, by):
    owing(market, by)
    _, (mine,) = renewals.ending(market.nadia, *YEAR)
    assert (mine.incumbent, [each.kind for each in mine.duties], mine.renewed) == (market.northwind, ["update"], False)
    assert renewals.ending(market.ruth, *YEAR)[1] == []
    assert renewals.ending(market.erin, *YEAR)[1] == []
    made = notices.record(by(market.sofia), wish(market), letter())
    notices.accept(made.reference, by(market.elena))
    _, (moved,) = renewals.ending(market.sofia, *YEAR)
    assert (moved.incumbent, moved.notice, moved.duties) == (market.rival, made, [])
    sold(market.acme, market.northwind, date(2026, 8, 25))
    _, (first, second) = renewals.ending(market.sofia, date(2026, 8, 1), date(2027, 9, 1))
    assert (first.renewed, second.renewed, second.incumbent) == (True, False, market.northwind)


def test_a_quarter_is_summed_up_for_each_readers_rows(market, by):
    owing(market, by)
    whole = renewals.sums(market.omar, *YEAR, "FY27-Q3")
    assert (whole.terms, whole.owed, whole.late) == (1, 1, 0)
    duties.follow_all(by(None, at=datetime(2026, 9, 2, 12, tzinfo=UTC)))
    assert renewals.sums(market.omar, *YEAR, "FY27-Q3").late == 1
    assert renewals.sums(market.erin, *YEAR, "FY27-Q3").terms == 0


@pytest.mark.rule("INC-05", "INC-06")
def test_an_opportunity_shows_its_incumbent_with_the_reason_and_its_tender(market, by, django_assert_max_num_queries):
    sold(market.acme, market.northwind)
    typed = {"opportunity": market.renewal.reference, "title": "All teams", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}  # fmt: skip
    tender = tenders.open_tender(by(market.omar), typed)
    for each in (market.northwind, market.rival):
        tenders.enter_bid(tender.reference, by(market.omar), partner=each.reference)
    with django_assert_max_num_queries(5):
        found = queries.situation(market.sofia, market.renewal, by(market.sofia))
    assert (found.incumbent, found.because.outcome.standing, found.bidders) == (market.northwind, "this", 2)
    assert found.because.because[0].catalogue_ids == ("INC-02", "INC-04")
    assert queries.situation(market.erin, market.renewal, by(market.erin)).tender is None
    alone = queries.situation(market.sofia, deal(market.acme, market.sofia), by(market.sofia))
    assert (alone.tender, alone.bidders, alone.claims) == (None, 0, [])


def test_sales_are_listed_for_those_who_may_see_them_also_what_was_taken_back(market, by):
    sale = sold(market.acme, market.northwind)
    back = sales.take_back(sale.reference, by(market.omar), why="Wrong customer.")
    assert [each.reference for each in queries.sales(market.omar).rows] == [back.reference, sale.reference]
    assert queries.sale(market.nadia, sale.reference).cancelled_by == back
    assert queries.sales(market.omar, account=market.acme.reference.lower(), partner="PAR99999").rows == []
    assert queries.sales(market.ruth).rows == []


@pytest.mark.rule("INC-04")
def test_what_an_incumbent_said_is_read_by_the_vendor_and_by_itself_alone(market, by):
    duty = owing(market, by)
    duties.give(
        duty.reference, by(market.nadia), {"text": "All teams work on it.", "health": "at_risk", "seats_used": ""}
    )
    assert queries.update_of(duty).text == "All teams work on it."
    for reader, count in ((market.nadia, 1), (market.sofia, 1), (market.omar, 1), (market.ruth, 0), (market.erin, 0)):
        assert len(queries.given(reader).rows) == count, reader
    _, (row,) = renewals.ending(market.omar, *YEAR)
    assert row.health == "at_risk"

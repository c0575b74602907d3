"""A quote asks who is the incumbent, whether there is a tender and who is preferred, and prices by the answer."""

from datetime import date
from decimal import Decimal

import pytest

from tests.domain.pursuits.market import sold
from towpath.domain.pursuits.actions import tenders
from towpath.domain.quotes.standing import standing_of

pytestmark = pytest.mark.django_db


@pytest.mark.rule("INC-02", "INC-06", "INC-08")
def test_a_quote_learns_the_incumbent_the_tender_and_last_years_discount(market, by):
    sold(market.acme, market.northwind, date(2026, 6, 1), percent_off=Decimal(15))
    tender = tenders.open_tender(
        by(market.sofia),
        {"opportunity": market.renewal.reference, "title": "T", "opened_on": "2026-08-10", "closes_on": "2026-09-30"},
    )
    tenders.enter_bid(tender.reference, by(market.sofia), partner=market.rival.reference, own_services=True)
    ours, theirs, nobody = (
        standing_of(market.renewal, each, by(market.sofia)) for each in (market.northwind, market.rival, None)
    )
    assert (ours.incumbent, ours.tender, ours.last_year, ours.own_services) == ("this", True, Decimal(15), False)
    assert (theirs.incumbent, theirs.tender, theirs.last_year, theirs.own_services) == ("another", True, None, True)
    assert (nobody.incumbent, nobody.notice) == ("another", False)

"""A tender with three bidders: who sourced it before, who offers services, who wins; a bidder sees its own bid alone."""

from datetime import date

import pytest

from tests.cast import partner, person
from towpath.domain.deals.models import Registration
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import tenders
from towpath.domain.pursuits.models import Bid, Tender
from towpath.domain.pursuits.queries import standing_for
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Taken

pytestmark = pytest.mark.django_db
DAYS = {"title": "Platform for forty teams", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}


@pytest.fixture
def tender(market, by):
    """Sofia's tender at Acme, with bids of Northwind, Rivalry and Third."""
    market.third = partner("Third", manager=market.elena)
    market.tina = person("Tina", Role.PARTNER_ADMIN, organisation=market.third.organisation)
    market.tender = tenders.open_tender(by(market.sofia), DAYS | {"opportunity": market.renewal.reference})
    market.bids = [
        tenders.enter_bid(market.tender.reference, by(market.sofia), partner=each.reference)
        for each in (market.northwind, market.rival, market.third)
    ]
    return market


@pytest.mark.rule("INC-06", "INC-09")
def test_a_quote_learns_of_the_tender_the_bid_and_its_services(tender, by):
    tenders.say_services(tender.bids[0].reference, by(tender.nadia, door="portal"), offered=True)
    ours = standing_for(tender.renewal, tender.northwind, by(tender.sofia))
    theirs = standing_for(tender.renewal, tender.rival, by(tender.sofia))
    assert (ours.tender, ours.bid, ours.own_services) == (tender.tender.reference, tender.bids[0].reference, True)
    assert (theirs.tender, theirs.own_services) == (tender.tender.reference, False)


@pytest.mark.rule("INC-06")
def test_sourced_before_follows_from_the_registration_and_the_day_it_was_put_out(tender, by):
    Registration.objects.create(
        reference="REG90001", organisation=tender.northwind.organisation, partner=tender.northwind, state="approved",
        deal_type="resale", account=tender.acme, opportunity=tender.renewal, is_primary=True,
        judged_on=date(2026, 8, 1), approved_on=date(2026, 8, 12), expires_on=date(2026, 11, 10),
        created_at=tender.tender.recorded_at, started_by=tender.nadia, changed_at=tender.tender.recorded_at,
    )  # fmt: skip
    tenders.amend(tender.tender.reference, by(tender.sofia), DAYS | {"opened_on": "2026-08-12"})
    assert not Bid.objects.get(partner=tender.northwind).sourced_before
    tenders.amend(tender.tender.reference, by(tender.sofia), DAYS | {"opened_on": "2026-08-13"})
    assert [each.sourced_before for each in Bid.objects.order_by("pk")] == [True, False, False]
    assert standing_for(tender.renewal, tender.northwind, by(tender.sofia)).sourced_before


def test_an_award_settles_every_bid(tender, by):
    tenders.withdraw_bid(tender.bids[2].reference, by(tender.tina, door="portal"))
    tenders.award(tender.tender.reference, by(tender.sofia), bid=tender.bids[1].reference)
    assert [each.state for each in Bid.objects.order_by("pk")] == ["lost", "won", "withdrawn"]
    with pytest.raises(MoveNotOpen):
        tenders.award(tender.tender.reference, by(tender.sofia), bid=tender.bids[0].reference)
    assert standing_for(tender.renewal, tender.rival, by(tender.sofia)).tender == tender.tender.reference


def test_a_cancelled_tender_counts_no_more(tender, by):
    tenders.cancel(tender.tender.reference, by(tender.sofia), reason="The customer bought without one.")
    assert {each.state for each in Bid.objects.all()} == {"void"}
    assert standing_for(tender.renewal, tender.rival, by(tender.sofia)).tender == ""
    with pytest.raises(NotReady):
        tenders.enter_bid(tender.tender.reference, by(tender.sofia), partner=tender.northwind.reference)


def test_a_bidder_sees_and_changes_its_own_bid_alone(tender, by):
    mine = ACCESS.rows(tender.nadia, Permission.VIEW_BID, Bid.objects.all())
    assert [each.reference for each in mine] == [tender.bids[0].reference]
    assert not ACCESS.rows(tender.nadia, Permission.VIEW_TENDER, Tender.objects.all()).exists()
    for act in (tenders.withdraw_bid, lambda one, at: tenders.say_services(one, at, offered=True)):
        with pytest.raises(NotFound):
            act(tender.bids[0].reference, by(tender.ruth, door="portal"))
    with pytest.raises(NotFound):
        tenders.enter_bid(tender.tender.reference, by(tender.ruth, door="portal"), partner=tender.rival.reference)


def test_one_tender_an_opportunity_and_one_bid_a_partner(tender, by):
    with pytest.raises(Taken):
        tenders.open_tender(by(tender.sofia), DAYS | {"opportunity": tender.renewal.reference})
    with pytest.raises(Taken):
        tenders.enter_bid(tender.tender.reference, by(tender.sofia), partner=tender.rival.reference)


def test_sellers_of_another_region_and_closing_before_opening_are_refused(market, by):
    with pytest.raises(Invalid):
        tenders.open_tender(by(market.erin), DAYS | {"opportunity": market.renewal.reference})
    with pytest.raises(Invalid) as refused:
        tenders.open_tender(by(market.sofia), DAYS | {"opportunity": market.renewal.reference, "closes_on": "2026-08-09"})  # fmt: skip
    assert list(refused.value.errors) == ["closes_on"]

"""Two at once, on the real database: one partner is preferred, one act decides a letter, no bid comes after the award."""

import pytest

from tests.cast import account, assemble, partner, person
from tests.domain.deals.test_races import at_once
from tests.domain.partners.mergers.test_races import while_open
from tests.domain.pursuits.market import deal, sold
from tests.domain.pursuits.test_incumbency import letter, wish
from towpath.domain.accounts.models import Opportunity, Territory
from towpath.domain.pursuits.actions import duties, notices, preferred, tenders
from towpath.domain.pursuits.lifecycles import AWARDED
from towpath.domain.pursuits.models import Bid, CustomerNotice, CustomerUpdate, Duty, PreferredCoSell, Tender
from towpath.domain.pursuits.queries import standing_for
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import MoveNotOpen, NotReady, Refusal, Taken

pytestmark = pytest.mark.django_db(transaction=True)
CRM = "006Aa00000BcDeF"


@pytest.fixture
def people(transactional_db):
    return assemble()


def refused(answers) -> list[type]:
    return [type(each) for each in answers if isinstance(each, Exception)]


@pytest.mark.rule("PSC-07")
def test_of_two_partners_approved_at_once_for_one_opportunity_one_is_preferred(people, by):
    vera = person("Vera", Role.SALES_REP, region="PUBSEC")
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=vera, esm=people.elena, asm=people.amir)
    opportunity = deal(account("Agency of Rivers", territory=land, country="US"), vera)
    claims = []
    for name in ("Liberty", "Concord"):
        company = partner(name, region="PUBSEC", country="US")
        seller = person(f"Seller of {name}", Role.PARTNER_ADMIN, organisation=company.organisation)
        typed = {"customer_name": "Agency", "sae_email": vera.email, "meeting_on": "2026-08-20", "plan": "All teams."}
        made = preferred.submit(by(seller), typed)
        preferred.link(made.reference, by(vera), opportunity=opportunity.reference, opportunity_id=CRM)
        claims.append(made.reference)
    answers = at_once(*(lambda ref=ref: preferred.approve(ref, by(vera), reason="They know it.") for ref in claims))
    assert refused(answers) == [Taken]
    assert sorted(PreferredCoSell.objects.values_list("state", flat=True)) == ["approved", "submitted"]
    assert Event.objects.filter(name="pursuits.preferred.approved").count() == 1


@pytest.mark.rule("INC-03")
def test_a_letter_is_accepted_or_declined_once(people, by):
    sold(people.acme, people.northwind)
    reference = notices.record(by(people.sofia), wish(people), letter()).reference
    answers = at_once(
        lambda: notices.accept(reference, by(people.elena)),
        lambda: notices.accept(reference, by(people.omar)),
        lambda: notices.decline(reference, by(people.omar), reason="Not theirs to say."),
    )
    assert refused(answers) == [MoveNotOpen, MoveNotOpen]
    assert Event.objects.filter(name__in=["pursuits.notice.accepted", "pursuits.notice.declined"]).count() == 1


@pytest.mark.rule("INC-03")
def test_of_two_letters_accepted_at_once_the_later_one_counts(people, by):
    sold(people.acme, people.northwind)
    early, late = (
        notices.record(by(people.sofia), wish(people, **more), letter()).reference
        for more in ({"dated_on": "2026-08-20"}, {"dated_on": "2026-08-22", "partner": ""})
    )
    answers = at_once(*(lambda ref=ref: notices.accept(ref, by(people.elena)) for ref in (late, early)))
    assert refused(answers) == []
    assert CustomerNotice.objects.filter(state="accepted").count() == 2
    assert standing_for(deal(people.acme, people.sofia), people.rival, by(people.sofia)).incumbent == "none"


def tendered(people, by) -> tuple[Opportunity, str, str]:
    opportunity = deal(people.acme, people.sofia)
    typed = {"opportunity": opportunity.reference, "title": "T", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}
    tender = tenders.open_tender(by(people.omar), typed).reference
    return opportunity, tender, tenders.enter_bid(tender, by(people.omar), partner=people.northwind.reference).reference


@pytest.mark.rule("INC-06")
def test_a_bid_that_comes_while_the_award_is_written_is_refused(people, by):
    _, tender, bid = tendered(people, by)

    def awarding():
        """What the award does to the row, in a transaction that is still open."""
        row = Tender.objects.select_for_update().get(reference=tender)
        Bid.objects.filter(reference=bid).update(state="won")
        return Tender.objects.filter(pk=row.pk).update(state=AWARDED, ended_at=row.recorded_at, version=row.version + 1)

    _, late = while_open(awarding, lambda: tenders.enter_bid(tender, by(people.omar), partner=people.rival.reference))
    assert isinstance(late, NotReady)
    assert Bid.objects.get().reference == bid


@pytest.mark.rule("INC-06")
def test_bidding_awarding_and_withdrawing_at_once_leave_one_winner_and_nobody_undecided(people, by):
    _, tender, bid = tendered(people, by)
    answers = at_once(
        lambda: tenders.award(tender, by(people.omar), bid=bid),
        lambda: tenders.enter_bid(tender, by(people.sofia), partner=people.rival.reference),
        lambda: tenders.withdraw_bid(bid, by(people.nadia)),
    )
    assert all(isinstance(each, Refusal) for each in answers if isinstance(each, Exception)), answers
    states = dict(Bid.objects.values_list("partner__name", "state"))
    if Tender.objects.get().state == AWARDED:
        assert states["Northwind"] == "won"
        assert states.get("Rivalry", "lost") == "lost"
    else:
        assert states["Northwind"] == "withdrawn"


def test_one_partner_bids_once_and_one_tender_stands_however_many_enter_it(people, by):
    opportunity, tender, _ = tendered(people, by)
    same = at_once(*(lambda: tenders.enter_bid(tender, by(people.omar), partner=people.rival.reference) for _ in "ab"))
    assert refused(same) == [Taken]
    tenders.cancel(tender, by(people.omar), reason="Put out again.")
    typed = {"opportunity": opportunity.reference, "title": "T", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}
    again = at_once(*(lambda: tenders.open_tender(by(people.omar), typed) for _ in "ab"))
    assert refused(again) == [Taken]


@pytest.mark.rule("INC-04")
def test_two_nights_open_a_duty_once_and_two_colleagues_give_it_once(people, by):
    sold(people.acme, people.northwind)
    at_once(lambda: duties.follow_all(by(None)), lambda: duties.follow_all(by(None)))
    reference = Duty.objects.get().reference
    typed = {"text": "All teams.", "health": "good", "seats_used": ""}
    answers = at_once(*(lambda who=who: duties.give(reference, by(who), typed) for who in (people.nadia, people.nina)))
    assert refused(answers) == [MoveNotOpen]
    assert CustomerUpdate.objects.count() == 1

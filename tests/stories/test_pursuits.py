"""Tenders, renewals and preferred co-sell as the catalogue tells them, from the first page to the price on the quote."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.pursuits.market import deal, federal_market, registered, sold
from tests.domain.quotes.shop import asked, stocked
from tests.stories.doors import browser, mail, said
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.actions import duties
from towpath.domain.pursuits.models import Bid, CustomerNotice, Duty, PreferredCoSell, Tender
from towpath.domain.quotes.actions import quotes
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db
CRM = "006Aa00000BcDeF"


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def shop(cast, by):
    return stocked(cast, by)


@pytest.fixture
def federal(cast):
    return federal_market()


def basis(by, seller, opportunity: Opportunity, bidder: Partner, at: datetime, **more) -> tuple[str, set[str]]:
    """What a quote gives a partner: the basis of its discount, and the rules that say so."""
    given = {"partner": bidder.reference, "buys": "direct", "starts_on": date(2026, 11, 1)} | more
    made = quotes.create(by(seller, at=at), asked(SimpleNamespace(opportunity=opportunity), **given))
    why = made.lines.get().explained
    return why["outcome"]["basis"], {rule for each in why["because"] for rule in each["catalogue_ids"]}


@pytest.mark.rule("INC-06", "INC-07", "INC-09", "DRG-27")
def test_a_public_sector_tender_with_three_bidders(cast, by, shop, federal):
    """Who sourced it before the tender bids with the sourced discount; the two others have list price."""
    opportunity, vera = registered(federal, cast, by), browser(federal.vera)
    typed = {"opportunity": opportunity.reference, "title": "Delivery platform", "opened_on": "2026-09-10", "closes_on": "2026-10-10"}  # fmt: skip
    vera.post("/tenders/new", typed)
    place = f"/tenders/{Tender.objects.get().reference}"
    for each in (federal.liberty, federal.concord, federal.harbor):
        vera.post(f"{place}/moves/bid", {"partner": each.reference})
    assert said(vera.get(place)).count("sourced it before") == 1
    given = [
        basis(by, federal.vera, opportunity, each, noon(2026, 9, 15))
        for each in (federal.liberty, federal.concord, federal.harbor)
    ]
    assert [each for each, _ in given] == ["partner_sourced", "msrp", "msrp"]
    assert ("INC-06" in given[0][1], "INC-07" in given[1][1], "INC-07" in given[2][1]) == (True, True, True)
    theirs = Bid.objects.get(partner=federal.concord).reference
    cleo = browser(federal.cleo)
    cleo.post(f"/portal/bids/{theirs}/moves/services")
    page = said(cleo.get(f"/portal/bids/{theirs}"))
    assert "Delivery platform" in page
    assert not any(name in page for name in ("Liberty", "Harbor", "sourced discount"))
    vera.post(f"{place}/moves/award", {"bid": theirs})
    assert [each.state for each in Bid.objects.order_by("pk")] == ["lost", "won", "lost"]
    assert f"/portal/bids/{theirs}" in mail(federal.cleo.email, "pursuits.bid.won")
    assert not any(each in mail(federal.lou.email, "pursuits.bid.lost") for each in ("Concord", "Harbor", theirs))


def spoke(by, seller, day: datetime, health: str = "good") -> None:
    """A night, and the incumbent gives in the portal's words what it then owes."""
    duties.follow_all(by(None, at=day))
    for duty in Duty.objects.filter(state__in=("open", "missed")):
        if duty.opens_on <= day.date():
            duties.give(duty.reference, by(seller, at=day), {"text": "All teams work on it.", "health": health, "seats_used": ""})  # fmt: skip


@pytest.mark.rule("INC-02", "INC-04", "INC-05")
def test_a_renewal_that_the_incumbent_keeps(cast, by, shop):
    """Quarterly updates and the review within thirty days keep the renewal discount; without the review it rests."""
    cast.rival.refresh_from_db()
    sold(cast.acme, cast.rival, date(2025, 10, 1))
    for day in (noon(2025, 12, 20), noon(2026, 3, 15), noon(2026, 6, 10), noon(2026, 8, 28)):
        spoke(by, cast.ruth, day)
    renewal = deal(cast.acme, cast.sofia)
    with pytest.raises(Refusal) as refused:
        quotes.create(by(cast.sofia, at=noon(2026, 9, 15)), asked(SimpleNamespace(opportunity=renewal), path="direct", sale="renewal_flat"))  # fmt: skip
    assert "incumbent" in str(refused.value)
    flat = {"sale": "renewal_flat"}
    before = basis(by, cast.sofia, renewal, cast.rival, noon(2026, 9, 15), **flat)
    assert (before[0], {"INC-02", "INC-04"} <= before[1]) == ("renewal_incumbent", True)
    duties.follow_all(by(None, at=noon(2026, 9, 20)))
    review = Duty.objects.get(kind="review")
    assert (review.opens_on, review.due_on) == (date(2026, 9, 1), date(2026, 10, 1))
    unheld = basis(by, cast.sofia, renewal, cast.rival, noon(2026, 10, 1), **flat)
    assert (unheld[0], "INC-04" in unheld[1]) == ("msrp", True)
    portal = browser(cast.ruth)
    assert "Review of the renewal of Acme" in said(portal.get("/portal/"))
    spoke(by, cast.ruth, noon(2026, 9, 30))
    assert basis(by, cast.sofia, renewal, cast.rival, noon(2026, 10, 1), **flat)[0] == "renewal_incumbent"
    assert "You sold" not in said(portal.get(f"/portal/renewals/{review.reference}"))
    assert "All teams work on it." in said(browser(cast.sofia).get(f"/renewals/duties/{review.reference}"))


@pytest.mark.rule("INC-03", "INC-05")
def test_a_renewal_that_the_customer_moves_away(cast, by, shop):
    """Nothing moves before the letter is accepted; then the named partner has the discount, and the old one is quoted none."""
    Partner.objects.filter(pk=cast.northwind.pk).update(track="select")
    cast.northwind.refresh_from_db()
    sold(cast.acme, cast.northwind, date(2026, 6, 1))
    renewal, flat, at = deal(cast.acme, cast.sofia), {"sale": "renewal_flat"}, noon(2026, 8, 25)
    seller, manager = browser(cast.sofia), browser(cast.elena)
    typed = {
        "account": cast.acme.reference, "partner": cast.rival.reference, "contact_name": "Carla",
        "contact_email": "carla@acme-robotics.example", "dated_on": "2026-08-20",
    }  # fmt: skip
    assert "Attach the customer" in said(seller.post("/customer-notices/new", typed))
    seller.post("/customer-notices/new", typed | {"file": SimpleUploadedFile("letter.pdf", b"%PDF-1.7 wish")})
    assert basis(by, cast.sofia, renewal, cast.northwind, at, **flat)[0] == "renewal_incumbent"
    place = f"/customer-notices/{CustomerNotice.objects.get().reference}"
    manager.post(f"{place}/moves/accept")
    page = said(manager.get(place))
    assert all(words in page for words in ("letter.pdf", "Carla", "Decided by", "Elena"))
    moved = basis(by, cast.sofia, renewal, cast.rival, at, **flat)
    assert (moved[0], "INC-03" in moved[1] or "INC-02" in moved[1]) == ("renewal_incumbent", True)
    with pytest.raises(Refusal, match="Another partner is the incumbent"):
        basis(by, cast.sofia, renewal, cast.northwind, at, **flat)
    with pytest.raises(Refusal):
        quotes.create(by(cast.sofia, at=at), asked(SimpleNamespace(opportunity=renewal), path="direct", **flat))
    alone = typed | {"partner": "", "dated_on": "2026-08-22", "file": SimpleUploadedFile("mail.pdf", b"%PDF-1.7 none")}
    seller.post("/customer-notices/new", alone)
    manager.post(f"/customer-notices/{CustomerNotice.objects.latest('pk').reference}/moves/accept")
    direct = quotes.create(by(cast.sofia, at=at), asked(SimpleNamespace(opportunity=renewal), path="direct", **flat))
    assert (direct.kind, direct.audience) == ("direct", "customer")


@pytest.mark.rule("PSC-01", "PSC-03", "PSC-04", "PSC-06", "PSC-07", "COS-01")
def test_preferred_co_sell_from_the_form_to_the_removal(cast, by, shop, federal):
    """One partner is preferred and quoted as such, every other has list price; after the removal all are as before."""
    opportunity, at = deal(federal.agency, federal.vera), noon(2026, 9, 15)
    pair = (federal.liberty, federal.concord)
    assert [basis(by, federal.vera, opportunity, each, at)[0] for each in pair] == ["co_sell", "co_sell"]
    lou, vera = browser(federal.lou), browser(federal.vera)
    typed = {"customer_name": "Agency of Rivers", "sae_email": federal.vera.email, "meeting_on": "2026-08-20", "plan": "One team, then all."}  # fmt: skip
    lou.post("/portal/preferred-co-sell/new", typed)
    claimed = PreferredCoSell.objects.get()
    place = f"/preferred-co-sell/{claimed.reference}"
    assert place in mail(federal.vera.email, "pursuits.preferred.claimed")
    assert claimed.reference in said(vera.get("/"))
    vera.post(f"{place}/moves/link", {"opportunity": opportunity.reference, "opportunity_id": CRM})
    vera.post(f"{place}/moves/approve", {"reason": "They know the agency."})
    assert CRM in mail(federal.lou.email, "pursuits.preferred.approved")
    given = [basis(by, federal.vera, opportunity, each, at) for each in pair]
    assert [each for each, _ in given] == ["preferred_co_sell", "msrp"]
    assert all("PSC-07" in rules for _, rules in given)
    vera.post(f"{place}/moves/remove", {"reason": "They left the engagement."})
    assert "They left the engagement." in mail(federal.lou.email, "pursuits.preferred.removed")
    assert [basis(by, federal.vera, opportunity, each, at)[0] for each in pair] == ["co_sell", "co_sell"]
    trail = Event.objects.filter(subject_type="pursuits.preferredcosell", subject_id=claimed.pk).order_by("id")
    names = [each.name.rsplit(".", 1)[1] for each in trail]
    assert names == ["submitted", "linked", "completed", "approved", "removed"]
    assert all(each.at is not None and each.actor is not None for each in trail)
    page = said(vera.get(place))
    assert all(words in page for words in ("They know the agency.", "Decided by", "Removed by", "Linked by"))

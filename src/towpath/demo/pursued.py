"""What partners of the demo claim besides registrations: past sales, what incumbents owe, tenders, notices, preferred co-sell."""

from collections import Counter
from datetime import datetime, timedelta

from towpath.demo.channel import Channel
from towpath.demo.files import Made, one_page_pdf
from towpath.domain.accounts.lifecycles import CLOSED_WON, OPEN
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.actions import duties, notices, preferred, sales, tenders
from towpath.domain.pursuits.lifecycles import OWED
from towpath.domain.pursuits.models import Duty, Sale
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

LETTER = ["From now on another partner is to look after our renewal.", "", "This text is made up."]
CRM = "006Aa00000BcDe"  # and a letter
BEST_KNOWN = 6  # so many partners of a region made the past sales
PAST_SALES = 36  # of a year ago, so that their renewals come now and in the quarters after
GIVEN = (timedelta(days=84), timedelta(days=38))  # how long ago incumbents spoke of their customers
SAID = (
    ("good", "Every team works on it; the next step is the security review of their pipelines.", "180"),
    ("good", "Adoption grows: two more departments asked for seats.", "240"),
    ("at_risk", "The sponsor left. A meeting with the new head of engineering is arranged.", "95"),
)  # fmt: skip


def pursued(channel: Channel) -> None:
    """All of it, by the people who do it."""
    itself = channel.by(None, channel.now)
    for reference in Opportunity.objects.filter(state=CLOSED_WON).order_by("id").values_list("reference", flat=True):
        sales.record_won(reference, itself)
    _past_sales(channel)
    _owed(channel)
    _tenders(channel)
    _preferred(channel)


def _resellers(region: str) -> list[Partner]:
    found = Partner.objects.filter(status="authorized", region=region, demonstration=False, merged_into=None)
    return list(found.exclude(track="technology").order_by("id"))


def _past_sales(channel: Channel) -> None:
    """What customers bought a year ago through partners, read in as a file of the old system would bring it."""
    ops = channel.by(channel.inside[Role.OPS, ""][0], channel.now)
    partners = {region: _resellers(region) for region in ("EMEA", "AMER", "APJ", "PUBSEC")}
    bought = Account.objects.filter(partner=None, sales=None, region__in=[k for k, v in partners.items() if v])
    had: Counter[str] = Counter()
    for number, account in enumerate(bought.order_by("id")[:PAST_SALES]):
        own = partners[account.region][:BEST_KNOWN]
        had[account.region] += 1
        sold_on = (channel.now - timedelta(days=385 - number * 6)).date()
        sales.enter(ops, {
            "account": account.reference, "partner": own[had[account.region] % len(own)].reference if number % 7 else "",
            "transacted_on": str(sold_on), "source_id": f"OLD-{number + 1:04}", "product": ("Premium", "Ultimate")[number % 2],
            "amount": str(12000 + number * 1750), "percent_off": str(12 + number % 9),
        })  # fmt: skip


def _owed(channel: Channel) -> None:
    """Most incumbents gave their updates, some in time and some not; what they owe now stands open.

    The customers' notices come before the last night, which gives their duties to whom they name.
    """
    first, then = (channel.now - ago for ago in GIVEN)
    duties.follow_all(channel.by(None, first))
    waiting = Duty.objects.filter(state__in=OWED).order_by("id").values_list("reference", "partner_id")
    for number, (reference, partner) in enumerate(waiting):
        seller = _seller(channel, partner)
        if number % 5 and seller is not None:
            shown = partner == channel.partners[0][1].pk  # what it owes next is due soon, on its home page
            _give(channel, reference, seller, first if number % 2 or shown else then, number)
    _notices(channel)
    duties.follow_all(channel.by(None, channel.now - timedelta(days=1)))
    duties.follow_all(channel.by(None, channel.now))


def _give(channel: Channel, reference: str, seller: Person, at: datetime, number: int) -> None:
    health, text, seats = SAID[number % len(SAID)]
    duties.give(reference, channel.by(seller, at), {"health": health, "text": text, "seats_used": seats})


def _seller(channel: Channel, partner: int) -> Person | None:
    people = channel.sellers.get(partner, [])
    return next((each for each in people if each.has(Role.PARTNER_SELLER, Role.PARTNER_ADMIN)), None)


def _notices(channel: Channel) -> None:
    """Three customers wrote: one names another partner, one wants none, one waits for an answer."""
    sold = Sale.objects.filter(partner__isnull=False, account__region="EMEA").select_related("account", "partner")
    others = _resellers("EMEA")
    seller, manager = channel.inside[Role.SALES_REP, "EMEA"][0], channel.inside[Role.ESM, "EMEA"][0]
    for at, sale in enumerate(sold.order_by("ends_on", "id")[:3]):
        other = [each for each in others if each.pk != sale.partner_id][at]
        typed = {
            "account": sale.account.reference, "partner": "" if at == 1 else other.reference,
            "contact_name": "Head of purchasing", "contact_email": "purchasing@customer.example",
            "dated_on": str((channel.now - timedelta(days=9 - at)).date()),
        }  # fmt: skip
        made = notices.record(channel.by(seller, channel.now), typed, Made("letter.pdf", one_page_pdf(LETTER)))
        if at < 2:
            notices.accept(made.reference, channel.by(manager, channel.now))


def _tenders(channel: Channel) -> None:
    """An open tender with three bidders, one that was awarded, and one of the public sector."""
    ops, day = channel.by(channel.inside[Role.OPS, ""][0], channel.now), channel.now.date()
    for region, title, award in (
        ("EMEA", "Platform for all development teams", False), ("EMEA", "Software supply chain, four years", True),
        ("PUBSEC", "Delivery platform of the agency", False),
    ):  # fmt: skip
        open_deals = Opportunity.objects.filter(state=OPEN, region=region, tenders=None).order_by("-id")
        deal = open_deals.filter(dr_status="approved").first() or open_deals.first()
        if deal is None:
            continue
        typed = {
            "opportunity": deal.reference, "title": title, "opened_on": str(day - timedelta(days=12)),
            "closes_on": str(day + timedelta(days=18)),
        }  # fmt: skip
        made = tenders.open_tender(ops, typed)
        bids = [
            tenders.enter_bid(made.reference, ops, partner=bidder.reference, own_services=at == 0)
            for at, bidder in enumerate(_bidders(deal, region))
        ]
        if award and bids:
            tenders.award(made.reference, ops, bid=bids[0].reference)


def _bidders(deal: Opportunity, region: str) -> list[Partner]:
    """Three of the region; the one whose registration stands on the opportunity first."""
    others = [each for each in _resellers(region) if each.pk != deal.dr_partner_id]
    return [*([deal.dr_partner] if deal.dr_partner else []), *others][:3]


def _preferred(channel: Channel) -> None:
    """Claims of the public sector in every state."""
    deals = Opportunity.objects.filter(state=OPEN, region="PUBSEC", dr_status="", tenders=None)
    claimants = [seller for each in _resellers("PUBSEC") if (seller := _seller(channel, each.pk)) is not None]
    if not claimants:
        return
    for at, deal in enumerate(deals.select_related("owner", "account").order_by("id")[:5]):
        number = f"{CRM}{'FGHKM'[at]}"
        typed = {
            "customer_name": deal.account.name, "sae_email": deal.owner.email, "opportunity_id": number if at else "",
            "meeting_on": str((channel.now - timedelta(days=6)).date()), "plan": "One team first, then the whole agency.",
        }  # fmt: skip
        claim = preferred.submit(channel.by(claimants[at % len(claimants)], channel.now), typed)
        owner = channel.by(deal.owner, channel.now)
        if at:
            preferred.link(claim.reference, owner, opportunity=deal.reference, opportunity_id=number)
        if at in (1, 3):
            preferred.approve(claim.reference, owner, reason="It knows the agency and brings the integration.")
        if at == 2:
            preferred.deny(claim.reference, owner, reason="Another partner was engaged first.")
        if at == 3:
            preferred.remove(claim.reference, owner, reason="It left the engagement.")

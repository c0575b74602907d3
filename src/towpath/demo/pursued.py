"""What partners of the demo claim besides registrations: past sales, what incumbents owe, a tender, notices, preferred co-sell."""

from datetime import timedelta

from towpath.demo.channel import Channel
from towpath.demo.files import Made, one_page_pdf
from towpath.domain.accounts.lifecycles import CLOSED_WON, OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.actions import duties, notices, preferred, sales, tenders
from towpath.domain.pursuits.models import Sale
from towpath.kernel.identity.roles import Role

LETTER = ["From now on another partner is to look after our renewal.", "", "This text is made up."]
CLAIMS = 4  # submitted, approved, denied, removed
CRM = "006Aa00000BcDe"  # and a letter


def pursued(channel: Channel) -> None:
    """All of it as of now, by the people who do it."""
    itself = channel.by(None, channel.now)
    for reference in Opportunity.objects.filter(state=CLOSED_WON).order_by("id").values_list("reference", flat=True):
        sales.record_won(reference, itself)
    duties.follow_all(itself)
    _notices(channel)
    _tender(channel)
    _preferred(channel)


def _notices(channel: Channel) -> None:
    """Two customers wrote: one names another partner, one waits for an answer."""
    sold = Sale.objects.filter(partner__isnull=False, account__region="EMEA").select_related("account", "partner")
    others = Partner.objects.filter(status="authorized", region="EMEA", demonstration=False).order_by("id")
    sellers, managers = channel.inside[Role.SALES_REP, "EMEA"], channel.inside[Role.ESM, "EMEA"]
    for at, sale in enumerate(sold.order_by("id")[:2]):
        other = others.exclude(pk=sale.partner_id)[at]
        typed = {
            "account": sale.account.reference, "partner": other.reference, "contact_name": "Head of purchasing",
            "contact_email": "purchasing@customer.example", "dated_on": str((channel.now - timedelta(days=1)).date()),
        }  # fmt: skip
        letter = Made("letter.pdf", one_page_pdf(LETTER))
        made = notices.record(channel.by(sellers[0], channel.now), typed, letter)
        if at == 0:
            notices.accept(made.reference, channel.by(managers[0], channel.now))


def _tender(channel: Channel) -> None:
    """An open tender with three bidders."""
    deal = Opportunity.objects.filter(state=OPEN, region="EMEA").order_by("-id").first()
    bidders = Partner.objects.filter(status="authorized", region="EMEA", demonstration=False).order_by("id")[:3]
    if deal is None:
        return
    occasion, day = channel.by(channel.inside[Role.OPS, ""][0], channel.now), channel.now.date()
    typed = {
        "opportunity": deal.reference, "title": "Platform for all development teams",
        "opened_on": str(day - timedelta(days=12)), "closes_on": str(day + timedelta(days=18)),
    }  # fmt: skip
    made = tenders.open_tender(occasion, typed)
    for at, bidder in enumerate(bidders):
        tenders.enter_bid(made.reference, occasion, partner=bidder.reference, own_services=at == 0)


def _preferred(channel: Channel) -> None:
    """Claims of the public sector in every state."""
    deals = Opportunity.objects.filter(state=OPEN, region="PUBSEC", dr_status="").select_related("owner").order_by("id")
    claimants = [
        (partner, people[0])
        for _, partner in channel.partners
        if partner.region == "PUBSEC" and partner.status == "authorized"
        for people in [[each for each in channel.sellers.get(partner.pk, []) if each.has(Role.PARTNER_SELLER, Role.PARTNER_ADMIN)]]
        if people
    ]  # fmt: skip
    if not claimants:
        return
    for at, deal in enumerate(deals[:CLAIMS]):
        _, seller = claimants[at % len(claimants)]
        number = f"{CRM}{'FGHK'[at]}"
        typed = {
            "customer_name": deal.account.name, "sae_email": deal.owner.email, "opportunity_id": number if at else "",
            "meeting_on": str((channel.now - timedelta(days=6)).date()), "plan": "One team first, then the whole agency.",
        }  # fmt: skip
        claim = preferred.submit(channel.by(seller, channel.now), typed)
        owner = channel.by(deal.owner, channel.now)
        if at:
            preferred.link(claim.reference, owner, opportunity=deal.reference, opportunity_id=number)
        if at in (1, 3):
            preferred.approve(claim.reference, owner, reason="It knows the agency and brings the integration.")
        if at == 2:
            preferred.deny(claim.reference, owner, reason="Another partner was engaged first.")
        if at == 3:
            preferred.remove(claim.reference, owner, reason="It left the engagement.")

"""Rows turned into plain facts: the only bridge from this room to the program."""

from datetime import date
from typing import Literal

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals.lifecycles import HELD
from towpath.domain.deals.models import Registration
from towpath.domain.partners.facts import authorized
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.models import CustomerNotice, PreferredCoSell, Sale
from towpath.program.book import Book
from towpath.program.decisions.pursuits.incumbency import IncumbencyFacts
from towpath.program.decisions.pursuits.preferred_co_sell import PreferredFacts
from towpath.program.decisions.regions import of_public_sector


def customer_of(opportunity: Opportunity) -> Account:
    """Who uses what is sold: of an MSP deal its end user, else the account itself."""
    return opportunity.end_user or opportunity.account


def in_force(notice: CustomerNotice | None, sale: Sale | None) -> CustomerNotice | None:
    """A customer's accepted notice counts until it buys again: what it then does says more than what it wrote."""
    if notice is None or (sale is not None and sale.transacted_on > notice.dated_on):
        return None
    return notice


def incumbency_facts(
    partner_id: int | None,
    sale: Sale | None,
    notice: CustomerNotice | None,
    *,
    good_credit: bool = False,
    last_update_on: date | None = None,
    review_on: date | None = None,
) -> IncumbencyFacts:
    """A partner beside a customer; None: a sale without a partner. `notice` is one in force."""
    last: Literal["this", "another", "vendor", "never"] = "never"
    if sale is not None:
        last = "vendor" if sale.partner_id is None else "this" if sale.partner_id == partner_id else "another"
    wish: Literal["none", "this", "another", "direct"] = "none"
    if notice is not None:
        wish = "direct" if notice.partner_id is None else "this" if notice.partner_id == partner_id else "another"
    return IncumbencyFacts(
        last_sale=last,
        notice=wish,
        good_credit=good_credit,
        sold_on=_since(sale, notice),
        last_update_on=last_update_on,
        renewal_on=sale.ends_on if sale is not None else None,
        review_on=review_on,
    )


def _since(sale: Sale | None, notice: CustomerNotice | None) -> date | None:
    """From which day the incumbent owes updates: its sale, or the notice that made it the incumbent."""
    if notice is not None and notice.partner_id is not None:
        return notice.dated_on
    return sale.transacted_on if sale is not None else None


def good_credit(partner: Partner) -> bool:
    """INC-04: whoever keeps the partner's standing notes there what is overdue."""
    return partner.good_standing


def sourced_before(partner: Partner, opportunity: Opportunity, opened_on: date) -> bool:
    """INC-06: an approved registration of this partner on the opportunity began before the tender was put out."""
    return Registration.objects.filter(
        partner=partner, opportunity=opportunity, state__in=HELD, approved_on__lt=opened_on
    ).exists()


def public_sector_partner(partner: Partner, book: Book, on: date) -> bool:
    """PSC-05: authorized to transact, in a region of the public sector."""
    return authorized(partner, book, on) and of_public_sector(partner.region, book, on)


def preferred_facts(claim: PreferredCoSell, book: Book, on: date, *, reason: str = "") -> PreferredFacts:
    """A claim as the page of guidelines asks about it; without an opportunity nothing is known of its market."""
    opportunity = claim.opportunity
    return PreferredFacts(
        us_public_sector=opportunity is not None and of_public_sector(opportunity.region, book, on),
        vendor_sourced=opportunity is None or opportunity.dr_status != "approved",
        authorized_public_sector=public_sector_partner(claim.partner, book, on),
        met=claim.meeting_on is not None,
        alignment=bool(claim.plan.strip()),
        opportunity_id=claim.known_id,
        given_id=claim.given_id,
        reason=reason,
    )

"""Rows turned into plain facts: the only bridge from this room to the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.one_off import may_transact_here
from towpath.domain.distribution.facts import inactive
from towpath.domain.partners.facts import authorized
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.models import Product
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book
from towpath.program.decisions.compliance import first_track
from towpath.program.decisions.pricing.rates import DiscountFacts
from towpath.program.decisions.quotes.route import QuoteRouteFacts
from towpath.program.decisions.regions import of_public_sector

CHANNELS = {"marketplace": "contract", "oem": "contract", "direct": "direct"}  # every other kind: the program's


@dataclass(frozen=True)
class Standing:
    """How a partner stands on an opportunity besides its registration; what is said of the incumbent is of its account.

    incumbent   this, this_lapsed, another or none
    notice      the customer's accepted written notice that it no longer wants the incumbent is on file (INC-05)
    preferred   this, another or none: whose claim to preferred co-sell is approved (PSC-07)
    last_year   percent off list price at the last sale, where it is known (INC-08)
    sourced_before  in a tender: its registration was approved before the tender was put out (INC-06)
    """

    incumbent: str = "none"
    notice: bool = False
    tender: bool = False
    preferred: str = "none"
    own_services: bool = False
    last_year: Decimal | None = None
    sourced_before: bool = True


def registration_of(opportunity: Opportunity, partner: Partner | None) -> str:
    """Whose approved partner-sourced registration stands on it: approved (this partner's), another or none."""
    if opportunity.dr_status != "approved" or opportunity.dr_partner_id is None:
        return "none"
    return "approved" if partner is not None and opportunity.dr_partner_id == partner.pk else "another"


def eligible(partner: Partner | None, book: Book, on: date) -> bool:
    """Whether the partner may have the program's discounts: agreed to the program, and complying with it (ELG-03)."""
    return partner is not None and partner.good_standing and partner.compliant and authorized(partner, book, on)


def market_of(opportunity: Opportunity, book: Book, on: date) -> str:
    return "us_public_sector" if of_public_sector(opportunity.region, book, on) else "commercial"


def discount_facts(
    opportunity: Opportunity, partner: Partner | None, standing: Standing, kind: str, sale: str, product: Product,
    book: Book, *, on: date, contract: Decimal | None = None,
) -> DiscountFacts:  # fmt: skip
    """A line as the page of discounts asks about it; a line of services or training is one whatever the sale is."""
    registration = registration_of(opportunity, partner)
    if registration == "approved" and standing.tender and not standing.sourced_before:
        registration = "none"  # a registration that came after the tender earns no sourced discount in it (INC-06)
    return DiscountFacts(
        sale="services" if product.kind in ("services", "training") else sale,  # type: ignore[arg-type]
        registration=registration,  # type: ignore[arg-type]
        incumbent=standing.incumbent,  # type: ignore[arg-type]
        tender=standing.tender,
        market=market_of(opportunity, book, on),  # type: ignore[arg-type]
        preferred=standing.preferred,  # type: ignore[arg-type]
        channel=CHANNELS.get(kind, "program"),  # type: ignore[arg-type]
        eligible=eligible(partner, book, on),
        own_services=standing.own_services,
        track=partner.track if partner is not None else first_track(book, on),
        product=product.kind,
        tier=product.tier,
        through_distributor=kind == "two_tier",
        last_year=standing.last_year,
        contract=contract,
    )


def route_facts(
    opportunity: Opportunity, partner: Partner | None, standing: Standing, occasion: Occasion, *, path: str, sale: str,
    buys: str = "unsaid",
) -> QuoteRouteFacts:  # fmt: skip
    """A sale as the page of routes asks about it."""
    told: Mapping[str, Any] = {}
    if partner is not None:
        allowed = may_transact_here(partner, opportunity, occasion).outcome
        regular = authorized(partner, occasion.book, occasion.day)
        told = {
            "track": str(partner.track), "designations": tuple(partner.kinds),
            "standing": "authorized" if regular else "one_off" if allowed else "none",
        }  # fmt: skip
    incumbent = {"this_lapsed": "this"}.get(standing.incumbent, standing.incumbent)
    user = opportunity.end_user or opportunity.account
    return QuoteRouteFacts(
        path=path,  # type: ignore[arg-type]
        country=user.country,
        sale=sale,  # type: ignore[arg-type]
        incumbent=incumbent if partner is not None or incumbent == "none" else "another",  # type: ignore[arg-type]
        notice=standing.notice,
        tender=standing.tender,
        segment="public_sector" if of_public_sector(opportunity.region, occasion.book, occasion.day) else "commercial",
        buys=buys,  # type: ignore[arg-type]
        inactive=inactive(),
        **told,
    )

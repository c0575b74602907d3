"""A quote as somebody asks for it, and what of that can be refused before anything else is read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from towpath.domain.quotes.pricing import Wanted
from towpath.program.shapes_pricing import SALES
from towpath.program.shapes_quotes import PATHS

LONGEST_TERMS = 4000
BUYS = ("direct", "distributor", "unsaid")


@dataclass(frozen=True)
class Asked:
    """A quote as somebody asks for it. What is left empty follows from the opportunity, the route or the program.

    path     how the sale runs: direct, resale, msp, marketplace, private_offer, dsor, oem
    buys     how a partner that has the choice buys this time: direct or distributor
    partner  reference of the resale partner, the MSP or the provider
    listing  the reseller of a private offer, the marketplace of a seller of record
    cloud    whose marketplace it is sold on: aws or gcp; "": the opportunity's
    sold_to, bill_to  ids of contacts of the account; of an MSP's quote, of people of the MSP
    """

    opportunity: str
    path: str
    sale: str
    lines: tuple[Wanted, ...]
    starts_on: date
    term_months: int = 12
    partner: str = ""
    distributor: str = ""
    listing: str = ""
    cloud: str = ""
    buys: str = "unsaid"
    currency: str = ""
    proposal: bool = False
    renewal_term_months: int = 12
    payment_schedule: str = "Prepaid"
    payment_details: str = ""
    payment_days: int = 30
    non_standard: tuple[str, ...] = ()
    special_terms: str = ""
    vat_number: str = ""
    end_user_email: str = ""
    shipping_address: str = ""
    postal_code: str = ""
    sold_to: int | None = None
    bill_to: int | None = None
    contract: Decimal | None = None
    valid_until: date | None = None


def against(asked: Asked) -> dict[str, list[str]]:
    """What of it cannot be read, whatever is sold to whom: field -> what would be right."""
    errors: dict[str, list[str]] = {}
    if asked.path not in PATHS:
        errors["path"] = [f"{asked.path or 'Nothing'} is no way to sell. Choose one of: {', '.join(PATHS)}."]
    if asked.sale not in SALES:
        errors["sale"] = [f"{asked.sale or 'Nothing'} is no kind of sale. Choose one of: {', '.join(SALES)}."]
    if asked.buys not in BUYS:
        errors["buys"] = [f"{asked.buys} is no way to buy. Choose one of: {', '.join(BUYS)}."]
    if asked.path != "direct" and not asked.partner.strip():
        errors["partner"] = ["Name the partner that is quoted or whom the distributor sells to."]
    if asked.path == "direct" and (asked.partner or asked.distributor):
        errors["partner"] = ["A direct quote names no partner and no distributor."]
    if not 1 <= asked.term_months <= 60:
        errors["term_months"] = ["Write the term in months, from 1 to 60."]
    if not 1 <= asked.renewal_term_months <= 60:
        errors["renewal_term_months"] = ["Write the term of the renewal in months, from 1 to 60."]
    if not 0 <= asked.payment_days <= 180:
        errors["payment_days"] = ["Write the days until payment, from 0 to 180."]
    if len(asked.special_terms) > LONGEST_TERMS:
        errors["special_terms"] = [f"At most {LONGEST_TERMS} characters fit; this has {len(asked.special_terms)}."]
    return errors

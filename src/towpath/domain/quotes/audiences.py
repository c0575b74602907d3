"""The one door through which a quote's prices leave: to a reader of its audience, or to nobody (QUO-02, QUO-05).

Pages, the API, papers and mails take what they show from `face`; who is sent a quote is asked of `may_be_sent`. Both ask
the program's page quotes.audiences, and answer no where it does not know the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.domain.quotes.models import Line, Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Refusal
from towpath.program.book import Book
from towpath.program.decisions.quotes.audiences import AudienceFacts, may_see


class OutsideAudience(Refusal):
    """Prices would go to somebody who may not see them. Said without a word of what they are."""

    code = "outside-audience"


@dataclass(frozen=True)
class FaceLine:
    """A line as its audience reads it; amounts in the quote's currency."""

    position: int
    sku: str
    name: str
    starts_on: date
    ends_on: date
    quantity: Decimal
    unit_price: Decimal
    program_percent: Decimal
    customer_percent: Decimal
    list_amount: Decimal
    program_off: Decimal
    customer_off: Decimal
    net_amount: Decimal
    annual_amount: Decimal
    customer_why: str
    explained: dict[str, Any]


@dataclass(frozen=True)
class Sums:
    """What a quote comes to, opened for one reader of its audience."""

    currency: str
    list_amount: Decimal
    net_amount: Decimal


@dataclass(frozen=True)
class Face:
    """A quote's prices, opened for one reader. Nothing else in the product hands them out."""

    reference: str
    currency: str
    list_amount: Decimal
    net_amount: Decimal
    lines: tuple[FaceLine, ...]
    for_reader: str  # the part that the reader has in this quote, as the page names it


def recipient(quote: Quote) -> str:
    """The name of whom it is quoted to: the distributor, the partner, or the customer of a direct one."""
    if quote.distributor is not None:
        return quote.distributor.name
    return quote.resale_partner.name if quote.resale_partner is not None else quote.account.name


def part_of(reader: Person | None, quote: Quote) -> str:
    """Which part a person has in this very quote: vendor, reseller, distributor, msp, provider, or another.

    The product itself, which has no person, reads as the vendor.
    """
    if reader is None or reader.is_internal:
        return "vendor"
    return part_of_organisation(reader.organisation_id, quote, distributor=reader.has(Role.DISTRIBUTOR_USER))


def part_of_organisation(organisation: int | None, quote: Quote, *, distributor: bool = False) -> str:
    """The same of an organisation; one that the quote does not name is another."""
    partner, through = quote.resale_partner, quote.distributor
    if organisation is not None and through is not None and through.organisation_id == organisation:
        return "distributor"
    if organisation is not None and partner is not None and partner.organisation_id == organisation:
        return {"msp": "msp", "marketplace": "provider", "private_offer": "provider", "oem": "provider"}.get(
            quote.kind, "reseller"
        )
    listing = quote.listing_partner
    if organisation is not None and listing is not None and listing.organisation_id == organisation:
        return "reseller" if quote.kind == "private_offer" else "provider"
    return "other_distributor" if distributor else "other_partner"


def allows(quote: Quote, part: str, what: str, book: Book) -> bool:
    """Whether the page of audiences lets this part see it; ValueError for a part that it does not know."""
    facts = AudienceFacts(kind=quote.kind, what=what, reader=part)  # type: ignore[arg-type]
    return may_see(facts, book, on=quote.judged_on).outcome


def face(quote: Quote, reader: Person | None, book: Book, lines: Sequence[Line] | None = None) -> Face:
    """The prices of a quote for a reader; OutsideAudience when she is not of its audience.

    lines  those of the quote with their products, where the caller has them
    """
    part = part_of(reader, quote)
    if not _shows(quote, part, book):
        raise OutsideAudience(f"{quote.reference} is not for your organisation to see.")
    rows = quote.lines.select_related("product") if lines is None else lines
    return Face(
        quote.reference, quote.currency, quote.list_amount, quote.net_amount, tuple(_line(row) for row in rows), part
    )


def sums(quote: Quote, reader: Person, book: Book) -> Sums | None:
    """The sums of a quote alone, for lists and files; None for a reader outside its audience, who is shown a blank."""
    if not _shows(quote, part_of(reader, quote), book):
        return None
    return Sums(quote.currency, quote.list_amount, quote.net_amount)


def below_list(shown: Sums | Face) -> Decimal:
    """How much below list price it is, in percent; nothing where no price is listed."""
    return (1 - shown.net_amount / shown.list_amount) * 100 if shown.list_amount else Decimal(0)


def _shows(quote: Quote, part: str, book: Book) -> bool:
    return allows(quote, part, "draft_proposal" if quote.proposal else "prices", book)


def _line(row: Line) -> FaceLine:
    return FaceLine(
        row.position, row.product.sku, row.product.name, row.starts_on, row.ends_on, row.quantity, row.unit_price,
        row.program_percent if row.reduced_to is None else row.reduced_to, row.customer_percent, row.list_amount,
        row.program_off, row.customer_off, row.net_amount, row.annual_amount, row.customer_why, row.explained,
    )  # fmt: skip


def may_be_sent(quote: Quote, to: str, person: Person | None, book: Book, *, mailboxes: Sequence[str]) -> None:
    """Refuse an addressee outside the audience of a quote.

    to         the address
    person     who has it, where she has access here; None for an order mailbox
    mailboxes  the distributor's for orders, as the program and its record name them (DST-03)
    """
    if person is not None:
        part = part_of(person, quote)
        mine = person.organisation_id == quote.organisation_id and person.email.casefold() == to.casefold()
    else:
        part, mine = "distributor", to.casefold() in {one.casefold() for one in mailboxes}
    if part == "vendor" or not mine or (person is not None and not person.is_active):
        raise OutsideAudience(
            f"{to} is not of the audience of {quote.reference}.",
            remedy="Send it to somebody with access at the organisation that is quoted, or to its order mailbox.",
        )
    if not allows(quote, part, "draft_proposal" if quote.proposal else "document", book):
        raise OutsideAudience(f"{quote.reference} is not sent to a {part.replace('_', ' ')}.")

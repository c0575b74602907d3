"""Whether a purchase order fits its quote, direct or of the US public sector, and where it is remitted (QUO-09)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.decisions.quotes.findings import Finding
from towpath.program.decisions.regions import default_region
from towpath.program.locate import Place
from towpath.program.shapes_forms import BUYERS
from towpath.program.spec import Misfit
from towpath.program.tables import proved

ORDERS = "quotes.purchase_orders"
RULE = "QUO-04"
PUBLIC = "distributor_public_sector"


@dataclass(frozen=True)
class QuotedFacts:
    """The quote that the order answers. `po_number`: the order's number as it stands on the quote."""

    number: str
    entity: str
    sold_to: str
    amount: Decimal
    net_days: int = 30
    term_months: int = 12
    template: str = ""
    po_number: str = ""


@dataclass(frozen=True)
class OrderFacts:
    """A purchase order as it was read.

    values    what stands on the paper: po_number, entity, quote_number, line_descriptions, subtotal, sold_to, bill_to,
              end_customer_name, end_customer_email, end_customer_address, performance_from, performance_to
    instead   of the signed order form that was sent instead of an order: signature, full_name, title, signed_on
    program_discount  the deal is at the program's own discount
    through_distribution  the reseller buys from a distributor
    region    "": not known, which the program's default region answers
    quote     None where the vendor quoted nothing
    """

    buyer: Literal["customer", "reseller", "distributor"]
    amount: Decimal
    values: Mapping[str, str] = field(default_factory=dict)
    net_days: int = 30
    term_months: int = 12
    currency: str = "USD"
    signed: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)
    market: Literal["commercial", "us_public_sector"] = "commercial"
    region: str = ""
    program_discount: bool = False
    through_distribution: bool = False
    quote: QuotedFacts | None = None


@dataclass(frozen=True)
class Checked:
    """All mismatches of an order, and to whom it is remitted."""

    findings: tuple[Finding, ...]
    remit_to: str  # a member of REMIT_TO


def purchase_order(facts: OrderFacts, book: Book, *, on: date) -> Decision[Checked]:
    """Everything in which the order does not fit, each with what would be right, and where it goes."""
    page = book[ORDERS]
    _, wording = page.in_force(on)
    row = page.table(on).row_for({"buyer": _remitting(facts), "region": facts.region or default_region(book, on)})
    findings = tuple(_against(facts, wording))
    reasons = [page.reason(on, each.wrong, each.rule, mend=each.right) for each in findings]
    if not findings:
        reasons = [page.reason(on, "The order shows what it must, and fits its quote.", RULE)]
    reasons.append(page.reason(on, row["says"], *row["rules"]))
    return judged(ORDERS, Checked(findings, row["remit_to"]), reasons, facts, book, on)


def shown_on(buyer: str, market: str, book: Book, on: date) -> tuple[str, ...]:
    """What must stand on an order of this buyer, by the names of OrderFacts.values."""
    return tuple(book[ORDERS].in_force(on)[1]["must_show"][_list_of(buyer, market)])


def _remitting(facts: OrderFacts) -> str:
    if facts.buyer == "reseller":
        return "reseller_through_distribution" if facts.through_distribution else "reseller"
    return facts.buyer if facts.buyer == "customer" else _kind(facts)


def _kind(facts: OrderFacts) -> str:
    """Which list of what must be shown counts; all orders of the US public sector are a distributor's."""
    return _list_of(facts.buyer, facts.market)


def _list_of(buyer: str, market: str) -> str:
    if market == "us_public_sector":
        return PUBLIC
    return "distributor_commercial" if buyer == "distributor" else buyer


def _against(facts: OrderFacts, wording: Mapping[str, Any]) -> Iterator[Finding]:
    kind = _kind(facts)
    if facts.instead:
        yield from _form(facts, kind, wording["form_instead"])
        return
    if kind == PUBLIC and facts.buyer != "distributor":
        wrong = f"The order comes from a {facts.buyer}; the US public sector orders through its distributor."
        yield Finding("buyer", wrong, "Have the distributor send its order.", "QUO-09")
    for name in wording["must_show"][kind]:
        if not _given(facts, name):
            wrong = f"{name.replace('_', ' ').capitalize().replace('Po ', 'PO ')} does not stand on the order."
            yield Finding(name, wrong, "Ask for an order that shows it.", RULE)
    if kind in wording["must_be_signed"] and not facts.signed:
        yield Finding("signed", "The order is not signed.", "Ask for a signed order.", RULE)
    if facts.currency != wording["currency"]:
        wrong = f"The order is in {facts.currency}."
        yield Finding("currency", wrong, f"Orders are in {wording['currency']}.", RULE)
    yield from _quote_number(facts, kind, wording)
    if facts.quote is not None:
        yield from _beside(facts, facts.quote, kind, wording)


def _given(facts: OrderFacts, name: str) -> str:
    return facts.values.get(name, "").strip()


def _form(facts: OrderFacts, kind: str, wording: Mapping[str, Any]) -> Iterator[Finding]:
    """The signed order form instead of an order; only its number and tax number may be changed by hand, which is not seen here."""
    if kind not in wording["buyers"]:
        yield Finding("form", "A distributor orders by an order of its own.", "Ask for a purchase order.", RULE)
    for name in wording["signature"]:
        if not facts.instead.get(name, "").strip():
            wrong = f"The order form lacks the {name.replace('_on', ' day').replace('_', ' ')} of who signed it."
            yield Finding(name, wrong, "Have it completed: signature, full name, title and date.", RULE)


def _quote_number(facts: OrderFacts, kind: str, wording: Mapping[str, Any]) -> Iterator[Finding]:
    number = _given(facts, "quote_number")
    free = kind == PUBLIC or (wording["quote_number_for"] == "other_discounts" and facts.program_discount)
    if not number and not free:
        wrong = "The number of the quote does not stand on the order."
        yield Finding("quote_number", wrong, "Ask for an order that names its quote.", RULE)
    elif number and facts.quote is not None and number != facts.quote.number:
        wrong = f"The order names the quote {number}."
        yield Finding("quote_number", wrong, f"It must name {facts.quote.number}.", RULE)


def _beside(facts: OrderFacts, quote: QuotedFacts, kind: str, wording: Mapping[str, Any]) -> Iterator[Finding]:
    off, allowed = abs(facts.amount - quote.amount), wording["tolerance"].get(kind, 0)
    if off > allowed:
        within = f" It may be off by {allowed:.2f}." if allowed else ""
        wrong = f"The order is over {facts.amount:,.2f}, the quote over {quote.amount:,.2f}."
        yield Finding("amount", wrong, f"Order and quote must be equal.{within}", RULE)
    if facts.net_days > quote.net_days:
        wrong = f"The order pays after {facts.net_days} days."
        yield Finding("net_days", wrong, f"It may pay after {quote.net_days} days at the latest.", RULE)
    if facts.term_months != quote.term_months:
        wrong = f"The order is for {facts.term_months} months, the quote for {quote.term_months}."
        yield Finding("term_months", wrong, "The terms must match.", RULE)
    for name, wanted in (("entity", quote.entity), ("sold_to", quote.sold_to)):
        written = _given(facts, name)
        if written and written.casefold() != wanted.casefold():
            wrong = f"{name.replace('_', ' ').capitalize()} on the order is {written}."
            yield Finding(name, wrong, f"It must be {wanted}.", RULE)
    yield from _on_the_quote(facts, quote, kind, wording)


def _on_the_quote(facts: OrderFacts, quote: QuotedFacts, kind: str, wording: Mapping[str, Any]) -> Iterator[Finding]:
    templates = wording["templates"].get(kind, ())
    if templates and quote.template not in templates:
        wrong = f"The quote is on the template {quote.template or 'none'}."
        yield Finding("template", wrong, f"Such a quote is on {' or '.join(templates)}.", RULE)
    if kind == PUBLIC and quote.po_number != _given(facts, "po_number"):
        wrong = f"The quote bears the order number {quote.po_number or 'none'}."
        yield Finding("quote_po_number", wrong, "Write the order's number on the quote.", RULE)


def order_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table of remit routes; that its regions are the book's own is asked of the book as a whole."""
    buyers = ("customer", "reseller", "reseller_through_distribution", "distributor_commercial", PUBLIC)
    yield from proved(wording, {"buyer": buyers, "region": wording["inputs"]["region"]}, place)


__all__ = ["BUYERS", "Checked", "OrderFacts", "QuotedFacts", "order_misfits", "purchase_order"]

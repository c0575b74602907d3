"""What a quote costs, line by line: list prices of a moment, the program's discount, the customer's, and the sums.

Pure beside the one query of list prices: nothing here is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from towpath.basics.days import months_later
from towpath.basics.line_pricing import (
    Discount,
    Line,
    LinePrice,
    Off,
    PricingError,
    Stretch,
    price_line,
    total,
    years_of,
)
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.facts import prices_at
from towpath.domain.pricing.models import PriceBook, Product
from towpath.domain.quotes.facts import Standing, discount_facts
from towpath.domain.quotes.models import Line as Row
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.pricing.rates import Discount as ProgramDiscount
from towpath.program.decisions.pricing.rates import discount

PROGRAM, CUSTOMER = "program", "customer"


@dataclass(frozen=True)
class Wanted:
    """A line as it was asked for: a product over the whole term, or year by year where `ramp` says how many in each.

    reduced_to        percent to which the program's discount is negotiated down (INC-10)
    customer_percent  what the customer gets besides, off what is left, and why
    """

    sku: str
    quantity: Decimal
    sale: str = ""  # "": that of the quote
    ramp: tuple[Decimal, ...] = ()
    customer_percent: Decimal = Decimal(0)
    customer_why: str = ""
    reduced_to: Decimal | None = None


@dataclass(frozen=True)
class Terms:
    """What all lines of a quote share."""

    opportunity: Opportunity
    partner: Partner | None
    standing: Standing
    kind: str
    sale: str
    book: PriceBook
    starts_on: date
    term_months: int
    contract: Decimal | None = None


@dataclass
class Priced:
    """The rows of a quote's lines, not yet kept, and its sums."""

    rows: list[Row] = field(default_factory=list)
    list_amount: Decimal = Decimal(0)
    net_amount: Decimal = Decimal(0)
    reduced: bool = False  # a discount of the program was negotiated down


def priced(terms: Terms, lines: Sequence[Wanted], program: Book, *, at: datetime, on: date) -> Priced:
    """Price the lines of a quote. Invalid names each line that cannot be priced, and what would be right.

    at  the moment whose day in the book's zone the list prices are of
    on  the day whose wordings of the program count
    """
    products = {row.sku: row for row in Product.objects.filter(sku__in=[line.sku for line in lines])}
    prices = prices_at(terms.book, at, products.values())
    found, errors = Priced(), dict[str, list[str]]()
    sums: list[LinePrice] = []
    told: dict[tuple[str, str, str], tuple[Decision[ProgramDiscount], dict[str, Any]]] = {}
    for position, wanted in enumerate(lines, start=1):
        product = products.get(wanted.sku)
        price = prices.get(product.pk) if product is not None else None
        if product is None or price is None:
            errors[f"line_{position}"] = [_unpriced(wanted.sku, product, terms.book)]
            continue
        key = (wanted.sale or terms.sale, product.kind, product.tier)
        if key not in told:
            decision = _decided(terms, key[0], product, program, on)
            told[key] = decision, decision.as_record()
        try:
            line, rows = _rows(terms, position, wanted, product, price, *told[key])
        except PricingError as wrong:
            errors[f"line_{position}"] = [str(wrong)]
            continue
        found.rows += rows
        found.reduced = found.reduced or wanted.reduced_to is not None
        sums.append(line)
    if not lines:
        errors["lines"] = ["A quote has one line at the least: a product and how many."]
    if errors:
        raise Invalid(errors)
    whole = total(sums, terms.book.currency)
    found.list_amount, found.net_amount = whole.list.amount, whole.net.amount
    return found


def _unpriced(sku: str, product: Product | None, book: PriceBook) -> str:
    if product is None:
        return f"There is no product {sku}. Write a part number of the product list."
    return f"{sku} has no price in {book.name} today. Choose another product, or have its price set."


def _decided(terms: Terms, sale: str, product: Product, program: Book, on: date) -> Decision[ProgramDiscount]:
    facts = discount_facts(
        terms.opportunity,
        terms.partner,
        terms.standing,
        terms.kind,
        sale,
        product,
        program,
        on=on,
        contract=terms.contract,
    )
    return discount(facts, program, on=on)


def _rows(
    terms: Terms,
    position: int,
    wanted: Wanted,
    product: Product,
    price: Any,
    decision: Decision[ProgramDiscount],
    explained: dict[str, Any],
) -> tuple[LinePrice, list[Row]]:
    """The rows of a line: one for each stretch. PricingError says what cannot be."""
    given = decision.outcome
    if given.total is None:
        raise PricingError(decision.because[-1].mend or f"The discount asks for {given.needs} first.")
    # Negotiated down is the partner's part (INC-10); what a distributor has of its own stays.
    percent = given.total if wanted.reduced_to is None else wanted.reduced_to + given.distributor_percent
    if wanted.reduced_to is not None and wanted.reduced_to > (given.percent or 0):
        raise PricingError(f"The program gives {given.percent} percent; that may be lowered, never raised.")
    if wanted.customer_percent and not wanted.customer_why.strip():
        raise PricingError("A discount for the customer says why it is given.")
    discounts = (Discount(PROGRAM, percent), Discount(CUSTOMER, wanted.customer_percent, Off.REST))
    line = price_line(
        Line(terms.book.currency, product.term_months, tuple(_stretches(terms, wanted, price.amount, discounts)))
    )
    return line, [
        Row(
            position=position, product=product, price=price, sale=wanted.sale or terms.sale,
            starts_on=each.stretch.starts_on, ends_on=each.stretch.ends_on, quantity=each.stretch.quantity,
            unit_price=price.amount, program_percent=given.total,
            reduced_to=None if wanted.reduced_to is None else percent, customer_percent=wanted.customer_percent,
            customer_why=wanted.customer_why.strip(), list_amount=each.list.amount,
            program_off=each.taken[0].amount.amount, customer_off=each.taken[1].amount.amount,
            net_amount=each.net.amount, annual_amount=each.annual.amount, explained=explained,
        )
        for each in line.stretches
    ]  # fmt: skip


def _stretches(terms: Terms, wanted: Wanted, unit_price: Decimal, discounts: Sequence[Discount]) -> list[Stretch]:
    if not wanted.ramp:
        ends_on = months_later(terms.starts_on, terms.term_months)
        return [Stretch(terms.starts_on, ends_on, wanted.quantity, unit_price, discounts)]
    years = years_of(terms.starts_on, months_later(terms.starts_on, terms.term_months))
    if len(wanted.ramp) != len(years):
        raise PricingError(f"A ramp has one quantity for each of the {len(years)} years; this has {len(wanted.ramp)}.")
    if any(later < earlier for earlier, later in zip(wanted.ramp, wanted.ramp[1:], strict=False)):
        raise PricingError("The quantities of a ramp never fall from one year to the next.")
    return [
        Stretch(start, end, quantity, unit_price, discounts)
        for (start, end), quantity in zip(years, wanted.ramp, strict=True)
    ]


def as_wanted(rows: Sequence[Row]) -> list[Wanted]:
    """The lines of a quote as they would be asked for again: for pricing it anew, or for its next version."""
    by_position: dict[int, list[Row]] = {}
    for row in rows:
        by_position.setdefault(row.position, []).append(row)
    return [_asked(parts) for _, parts in sorted(by_position.items())]


def _asked(parts: Sequence[Row]) -> Wanted:
    first = parts[0]
    outcome: Mapping[str, Any] = first.explained.get("outcome", {})
    margin = Decimal(str(outcome.get("distributor_percent", 0)))
    return Wanted(
        first.product.sku, first.quantity, first.sale,
        tuple(row.quantity for row in parts) if len(parts) > 1 else (), first.customer_percent, first.customer_why,
        None if first.reduced_to is None else first.reduced_to - margin,
    )  # fmt: skip


def contract_of(rows: Sequence[Row]) -> Decimal | None:
    """The percent of an alliance's or OEM partner's own contract by which lines were priced; None: by none."""
    for row in rows:
        outcome = row.explained.get("outcome", {})
        if outcome.get("basis") == "contract" and outcome.get("percent") is not None:
            return Decimal(str(outcome["percent"]))
    return None

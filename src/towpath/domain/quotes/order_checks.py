"""An order beside its quote: the facts that the program asks for, and what it finds in words for both sides."""

from dataclasses import asdict
from decimal import Decimal

from towpath.basics.money import minor_units
from towpath.domain.quotes.checks import customer_percent
from towpath.domain.quotes.facts import market_of
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.quotes.findings import Finding
from towpath.program.decisions.quotes.purchase_orders import (
    Checked,
    OrderFacts,
    QuotedFacts,
    purchase_order,
    shown_on,
)
from towpath.program.decisions.regions import region_keys

NOT_OURS = "distributor"  # where an order goes that is none of the vendor's
FORM = ("signature", "full_name", "title", "signed_on")  # of a signed order form
CORE = ("amount", "currency", "net_days", "term_months")  # what is compared beside what must be shown


def asked_for(order: PurchaseOrder, occasion: Occasion) -> tuple[str, ...]:
    """What was not found of an order and must be looked up on the paper, or said not to stand there."""
    if _is_form(order):
        wanted: tuple[str, ...] = FORM
    else:
        market = market_of(order.quote.opportunity, occasion.book, order.received_on)
        wanted = (*shown_on(order.buyer, market, occasion.book, order.received_on), *CORE)
    told = on_order(order)
    return tuple(name for name in wanted if not told.get(name))


def _is_form(order: PurchaseOrder) -> bool:
    return order.kind == PurchaseOrder.Kind.ORDER_FORM


def on_order(order: PurchaseOrder) -> dict[str, str]:
    """Everything that stands on the order, by field, in words."""
    told = {
        "po_number": order.number, "currency": order.currency,
        "amount": _figure(order.amount, order.currency) if order.amount is not None else "",
        "net_days": str(order.net_days) if order.net_days is not None else "",
        "term_months": str(order.term_months) if order.term_months is not None else "",
        "signed": "yes" if order.signed else "", "buyer": order.get_buyer_display(),
    }  # fmt: skip
    return {**order.values, **order.instead, **told}


def on_quote(quote: Quote) -> dict[str, str]:
    """What the quote says of the same fields. It names its price: for those alone who may see the quote."""
    return {
        "quote_number": quote.reference, "entity": quote.entity, "sold_to": _sold_to(quote),
        "amount": _figure(quote.net_amount, quote.currency), "currency": quote.currency, "net_days": str(quote.payment_days),
        "term_months": str(quote.term_months), "template": quote.template, "quote_po_number": quote.order_number,
    }  # fmt: skip


def checked(order: PurchaseOrder, occasion: Occasion) -> tuple[Decision[Checked], list[dict[str, str]]]:
    """The program's decision on an order, and its findings with what stands on either side."""
    decision = purchase_order(_facts(order, occasion), occasion.book, on=order.received_on)
    found: tuple[Finding, ...] = decision.outcome.findings
    if decision.outcome.remit_to == NOT_OURS:
        found = (_for_the_distributor(order.quote),)  # its figures are between those two: nothing is compared
    ours, theirs = on_order(order), on_quote(order.quote)
    return decision, [
        {**asdict(each), "on_order": ours.get(each.field, ""), "on_quote": theirs.get(each.field, "")} for each in found
    ]


def _for_the_distributor(quote: Quote) -> Finding:
    name = quote.distributor.name if quote.distributor is not None else "its distributor"
    wrong = f"The order is the reseller’s, who buys through {name}."
    return Finding("buyer", wrong, f"Have it sent to {name}, whose own order comes here.", "QUO-09")


def _facts(order: PurchaseOrder, occasion: Occasion) -> OrderFacts:
    """What the order does not say of payment and term is as the quote has it: nothing else was agreed."""
    quote = order.quote
    return OrderFacts(
        buyer=order.buyer,
        amount=order.amount if order.amount is not None else _price(quote),
        values={**order.values, "po_number": order.number, "quote_number": _named(order)},
        net_days=order.net_days if order.net_days is not None else quote.payment_days,
        term_months=order.term_months if order.term_months is not None else quote.term_months,
        currency=order.currency or quote.currency,
        signed=order.signed,
        instead={name: str(order.instead.get(name, "")) for name in FORM} if _is_form(order) else {},
        market=market_of(quote.opportunity, occasion.book, order.received_on),  # type: ignore[arg-type]
        region=quote.region if quote.region in region_keys(occasion.book, order.received_on) else "",
        program_discount=_at_program_discount(quote),
        through_distribution=quote.distributor_id is not None,
        quote=QuotedFacts(
            quote.reference, quote.entity, _sold_to(quote), _price(quote), quote.payment_days, quote.term_months,
            quote.template, quote.order_number,
        ),
    )  # fmt: skip


def _figure(amount: Decimal, currency: str) -> str:
    """As it can be read back: to the currency's smallest unit, unless there is more of it."""
    places = minor_units(currency) if currency else 2
    return f"{amount:,.{places}f}" if amount == round(amount, places) else f"{amount.normalize():,f}"


def _price(quote: Quote) -> Decimal:
    return quote.net_amount.quantize(Decimal("0.01"))


def _named(order: PurchaseOrder) -> str:
    """The quote that an order names; the number without its version names this one, which alone counts."""
    written = str(order.values.get("quote_number", "")).strip().upper()
    return order.quote.reference if written == order.quote.number else written


def _sold_to(quote: Quote) -> str:
    """The company that buys: the end customer, or the managed service provider, which buys for itself."""
    if quote.kind == Quote.Kind.MSP and quote.resale_partner is not None:
        return quote.resale_partner.name
    return quote.account.name


def _at_program_discount(quote: Quote) -> bool:
    lines = list(quote.lines.select_related("product"))
    return customer_percent(lines) == 0 and not any(line.reduced_to is not None for line in lines)

"""Orders that answer a quote: handed in, checked beside it, taken or declined. Events name no figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from towpath.basics.money import CURRENCIES, Money, MoneyError
from towpath.basics.order_texts import days_of, months_of, read_order
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.actions.primary import hold_opportunity
from towpath.domain.quotes.actions.sending import ordered
from towpath.domain.quotes.lifecycles import ORDER
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.domain.quotes.order_checks import FORM, NOT_OURS, asked_for, checked
from towpath.domain.quotes.order_queries import awaits_order
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken

LONGEST, LONGEST_VALUE, LONGEST_TEXT = 300, 1000, 50_000
TEXTS = (".txt", ".csv", ".eml")
#: What stands on an order besides what has a column of its own.
VALUES = (
    "entity", "quote_number", "line_descriptions", "subtotal", "sold_to", "bill_to", "end_customer_name",
    "end_customer_email", "end_customer_address", "performance_from", "performance_to",
)  # fmt: skip
FIELDS = ("po_number", "amount", "currency", "net_days", "term_months", "signed", *VALUES, *FORM)
BUYERS = {"direct": "customer", "two_tier": "distributor"}  # by the kind of quote; every other buys as a reseller
ORDERS = Moves(
    PurchaseOrder, ORDER, ACCESS, organisation=lambda order: order.organisation_id, region=lambda order: order.region
)


@dataclass(frozen=True)
class Handed:
    """An order as somebody hands it in.

    text    what was pasted; read as basics/order_texts says. Without it the text of the file, where that is one
    typed   field -> text, for what was looked up on the paper: it counts before what the text says
    buyer   who sent it, where the vendor's people hand it in; "": who must by the kind of quote
    """

    quote: str
    text: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    kind: str = "purchase_order"
    buyer: str = ""
    received_on: date | None = None


@transaction.atomic(durable=True)
def receive(occasion: Occasion, handed: Handed, upload: store.Upload | None = None) -> PurchaseOrder:
    """Take an order in. It is checked at once where everything that is asked of it was found; else it says what was not."""
    quote = _quote(handed.quote, occasion)
    text = handed.text if handed.text.strip() or upload is None else _text_of(upload)
    if not (handed.text.strip() or upload is not None or any(each.strip() for each in handed.typed.values())):
        raise Invalid({"text": ["Paste the order, attach its file, or write what stands on it."]})
    order = PurchaseOrder(
        reference=next_reference("POR"), quote=quote, organisation_id=quote.organisation_id, region=quote.region,
        kind=_kind(handed.kind), buyer=_buyer(handed.buyer, quote, occasion), pasted=_pasted(text),
        received_on=_received_on(handed.received_on, quote, occasion), received_at=occasion.at,
        received_by=occasion.person,
    )  # fmt: skip
    _take_over(order, read_order(order.pasted).values, strict=False)
    _take_over(order, handed.typed, strict=True)
    _once(order, lambda: ORDERS.begin(order, ORDER.moves["receive"], occasion, quote=quote.reference))
    if upload is not None:
        _attach(order, upload, occasion)
    return order if asked_for(order, occasion) else _checked(order, occasion)


@transaction.atomic(durable=True)
def attach(reference: str, occasion: Occasion, upload: store.Upload, *, version: int | None = None) -> PurchaseOrder:
    """Put the paper itself on file, instead of the one before."""
    order, move = ORDERS.take("attach", reference, occasion, version=version)
    _attach(order, upload, occasion)
    name = order.document.name if order.document is not None else ""
    return ORDERS.keep(order, move, occasion, name=name)


@transaction.atomic(durable=True)
def check(
    reference: str, occasion: Occasion, typed: Mapping[str, str] | None = None, *, version: int | None = None
) -> PurchaseOrder:
    """Check an order as it stands, with what was looked up; a field that stays empty does not stand on the paper."""
    order, _ = ORDERS.take("match", reference, occasion, version=version)
    _take_over(order, typed or {}, strict=True)
    if order.kind == PurchaseOrder.Kind.PURCHASE_ORDER and (order.amount is None or not order.currency):
        missing = {"amount": order.amount is None, "currency": not order.currency}
        raise Invalid({name: ["Nothing can be compared without it."] for name, lacks in missing.items() if lacks})
    return _once(order, lambda: _checked(order, occasion))


@transaction.atomic(durable=True)
def note_number(reference: str, occasion: Occasion, *, version: int | None = None) -> PurchaseOrder:
    """Write the order's number on its quote, where the program asks for that, and check again."""
    order, _ = ORDERS.take("match", reference, occasion, version=version)
    if not order.number:
        raise NotReady("The order shows no number.", remedy="Look it up on the paper first.")
    quote = QUOTES.lock(order.quote.reference, Permission.EDIT, occasion)
    quote.order_number, quote.version = order.number, quote.version + 1
    QUOTES.write(quote)
    QUOTES.note(quote, "quotes.quote.order_numbered", occasion, number=order.number)
    order.quote = quote
    return _checked(order, occasion)


@transaction.atomic(durable=True)
def override(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> PurchaseOrder:
    """Take an order in spite of what does not fit, as Deal Desk, with the reason. Its findings stay on record."""
    order, move = ORDERS.take("override", reference, occasion, version=version)
    if order.remit_to == NOT_OURS:
        raise NotReady(
            "This is an order to the distributor, not to the vendor.", remedy="The distributor orders here itself."
        )
    order.overridden_why, order.overridden_by = _why(why), occasion.person
    return ORDERS.keep(order, move, occasion, why=order.overridden_why)


@transaction.atomic(durable=True)
def accept(reference: str, occasion: Occasion, *, version: int | None = None) -> PurchaseOrder:
    """The order that counts: its quote is ordered in the same act, and no other order of the quote can be accepted."""
    order, move = ORDERS.take("accept", reference, occasion, version=version)
    hold_opportunity(order.quote.reference)
    quote, _ = QUOTES.take("accept", order.quote.reference, occasion)
    ordered(quote, occasion, how=f"{order.get_kind_display()} {order.number or order.reference}", on=order.received_on)
    order.accepted_at = occasion.at
    return ORDERS.keep(order, move, occasion, quote=quote.reference)


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> PurchaseOrder:
    """Decline it: another order is asked for, or none is wanted. The reason is read by who sent it."""
    order, move = ORDERS.take("decline", reference, occasion, version=version)
    order.declined_why = _why(why)
    return ORDERS.keep(order, move, occasion, why=order.declined_why)


# -- what these share --------------------------------------------------------------------------------------------------


def _quote(reference: str, occasion: Occasion) -> Quote:
    """A quote that can be ordered by, among those whose orders the actor may hand in."""
    if not reference.strip():
        raise Invalid({"quote": ["Say which quote it answers."]})
    rows = Quote.objects.select_related("opportunity", "account", "resale_partner", "distributor")
    mine = ACCESS.rows(occasion.actor, Permission.RECEIVE_ORDER, rows)
    found = mine.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no quote {reference} for you.")
    if not awaits_order(found):
        raise NotReady(
            f"{found.reference} cannot be ordered by: it is {'a draft proposal' if found.proposal else found.state}.",
            remedy="Ask for a quote that is sent and valid.",
        )
    return found


def _kind(kind: str) -> str:
    if kind not in PurchaseOrder.Kind.values:
        raise Invalid({"kind": [f"Choose one of: {', '.join(PurchaseOrder.Kind.values)}."]})
    return kind


def _buyer(buyer: str, quote: Quote, occasion: Occasion) -> str:
    """Who sent it; from outside always the quote's audience, whatever was said."""
    usual = BUYERS.get(quote.kind, "reseller")
    if not occasion.person.is_internal or not buyer:
        return usual
    if buyer not in PurchaseOrder.Buyer.values:
        raise Invalid({"buyer": [f"Choose one of: {', '.join(PurchaseOrder.Buyer.values)}."]})
    return buyer


def _received_on(day: date | None, quote: Quote, occasion: Occasion) -> date:
    """The day on which it came: today, or as the vendor's people say; the sender says no day. Its quote was valid then."""
    came = occasion.day if day is None or not occasion.person.is_internal else day
    first = occasion.later(quote.created_at).day
    if not first <= came <= occasion.day:
        raise Invalid({"received_on": [f"Write the day on which it came: from {first} until {occasion.day}."]})
    if came > quote.valid_until:
        raise NotReady(
            f"{quote.reference} was valid until {quote.valid_until}.", remedy="Ask for a quote that is valid."
        )
    return came


def _text_of(upload: store.Upload) -> str:
    """The text of a file of text; nothing for any other, whose paper somebody has to read."""
    if not (upload.name or "").lower().endswith(TEXTS) or (upload.size or 0) > LONGEST_TEXT:
        return ""
    try:
        return b"".join(upload.chunks()).decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _pasted(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid({"text": [f"At most {LONGEST_TEXT} characters fit; attach it as a file."]})
    return text.replace("\0", "").strip()


def _take_over(order: PurchaseOrder, told: Mapping[str, str], *, strict: bool) -> None:
    """Set what was told. What cannot be read is refused at its field; of a pasted text it is left to be asked for."""
    errors: dict[str, list[str]] = {}
    # The currency comes first: an amount is read in it.
    for name in sorted((each for each in told if each in FIELDS), key=lambda each: each != "currency"):
        text = " ".join(str(told[name]).replace("\0", "").split())
        if len(text) > (60 if name == "po_number" else LONGEST_VALUE):
            errors[name] = ["This is too long to be it."]
            continue
        try:
            _set(order, name, text)
        except ValueError as error:
            errors[name] = [str(error)]
    unknown = [name for name in told if name not in FIELDS]
    if strict and unknown:
        errors[unknown[0]] = [f"There is no such field. There are: {', '.join(FIELDS)}."]
    if strict and errors:
        raise Invalid(errors)


def _set(order: PurchaseOrder, name: str, text: str) -> None:
    """Set one field from its text; ValueError says what would be right. Empty: it does not stand there."""
    if name in FORM:
        order.instead = order.instead | {name: text}
    elif name in VALUES:
        order.values = order.values | {name: text}
    elif name == "po_number":
        order.number = text
    elif name == "signed":
        order.signed = text.casefold() in ("yes", "true", "on", "1", "signed")
    elif name == "currency":
        if text and text.upper() not in CURRENCIES:
            raise ValueError("Write the currency as its three letters, such as USD.")
        order.currency = text.upper()
    elif name == "amount":
        order.amount = _amount(order, text)
    elif name == "net_days":
        order.net_days = _number(text, days_of, "Write the days until payment, such as Net 30.")
    else:
        order.term_months = _number(text, months_of, "Write the term in months, such as 12 months.")


def _amount(order: PurchaseOrder, text: str) -> Decimal | None:
    if not text:
        return None
    if not any(each.isdigit() for each in text):
        raise ValueError("Write the amount in figures, such as 38,760.00.")
    code = next((word for word in text.upper().replace(",", " ").split() if word in CURRENCIES), "")
    order.currency = order.currency or code
    try:
        found = Money.parse(text, order.currency or order.quote.currency).amount
    except MoneyError as error:
        raise ValueError(str(error)) from error
    if not 0 <= found < Decimal("1e13") or found != found.quantize(Decimal("0.01")):
        raise ValueError("Write the whole amount of the order, to the cent.")
    return found


def _number(text: str, read: Callable[[str], int | None], right: str) -> int | None:
    found = read(text) if text else None
    if text and (found is None or found > 366):
        raise ValueError(right)
    return found


def _attach(order: PurchaseOrder, upload: store.Upload, occasion: Occasion) -> None:
    order.document = store.accept(
        upload, subject=order, organisation=order.organisation_id, audience=Document.Audience.SHARED, occasion=occasion
    )
    order.save(update_fields=["document"])


def _checked(order: PurchaseOrder, occasion: Occasion) -> PurchaseOrder:
    """Check it beside its quote and keep what was found."""
    decision, findings = checked(order, occasion)
    order.findings, order.decision, order.checked_at = findings, decision.as_record(), occasion.at
    order.remit_to = decision.outcome.remit_to
    if not findings:
        return ORDERS.keep(order, ORDER.moves["match"], occasion)
    fields = ", ".join(dict.fromkeys(each["field"].replace("_", " ") for each in findings))
    return ORDERS.keep(order, ORDER.moves["mismatch"], occasion, fields=fields)


def _once(order: PurchaseOrder, act: Callable[[], Any]) -> Any:
    """Let the database say whether this order is here already."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError as error:
        if "order_number_once" not in str(error):
            raise
        raise Taken(
            f"Order {order.number} of {order.quote.reference} is here already.",
            remedy="Go on with that one, or have it declined.",
        ) from error


def _why(text: str) -> str:
    plain = " ".join(text.replace("\0", "").split())
    if not plain or len(plain) > LONGEST:
        raise Invalid({"why": [f"Say why, in at most {LONGEST} characters: it stands in the history."]})
    return plain

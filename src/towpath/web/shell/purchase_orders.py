"""What both faces draw of purchase orders: words for states and fields, the form that hands one in, and its record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.domain.quotes import order_queries as readers
from towpath.domain.quotes.actions import orders
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.kernel.documents.store import ACCEPTED
from towpath.web.shell.fields import field, summary

type Errors = Mapping[str, Sequence[str]]
STATES = {
    "received": (lazy("To be looked up"), "attention"), "checked": (lazy("Fits its quote"), "waiting"),
    "mismatched": (lazy("Does not fit"), "stop"), "overridden": (lazy("Taken as it is"), "waiting"),
    "accepted": (lazy("Accepted"), "good"), "declined": (lazy("Declined"), "neutral"),
}  # fmt: skip
LABELS = {
    "po_number": lazy("Number of the order"), "amount": lazy("Total"), "currency": lazy("Currency"),
    "net_days": lazy("Payment, in days"), "term_months": lazy("Term, in months"), "signed": lazy("Signed"),
    "entity": lazy("Ordered from"), "quote_number": lazy("Quote"), "line_descriptions": lazy("What is ordered"),
    "subtotal": lazy("Subtotal"), "sold_to": lazy("Sold to"), "bill_to": lazy("Bill to"),
    "end_customer_name": lazy("End customer"), "end_customer_email": lazy("Their e-mail"),
    "end_customer_address": lazy("Their address"), "performance_from": lazy("Performed from"),
    "performance_to": lazy("Performed until"), "signature": lazy("Signature"), "full_name": lazy("Full name"),
    "title": lazy("Title of who signed"), "signed_on": lazy("Day of the signature"), "buyer": lazy("Sent by"),
    "template": lazy("Template of the quote"), "quote_po_number": lazy("Order’s number on the quote"),
    "form": lazy("Order form"),
}  # fmt: skip
BUYERS = {"customer": lazy("Customer"), "reseller": lazy("Reseller"), "distributor": lazy("Distributor")}
KINDS = (("purchase_order", lazy("A purchase order")), ("order_form", lazy("The quote’s order form, signed")))
SHORT = ("currency", "net_days", "term_months")


def badge(state: str) -> dict[str, str]:
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def rows(found: Iterable[PurchaseOrder]) -> list[dict[str, Any]]:
    return [{"id": one.reference, "one": one, "state": badge(one.state), "buyer": BUYERS[one.buyer]} for one in found]


def handing_in(request: HttpRequest, errors: Errors, quotes: Iterable[Quote], *, inside: bool) -> list[dict[str, Any]]:
    """The form that hands an order in."""
    typed = request.POST if request.method == "POST" else request.GET
    offered = [(one.reference, f"{one.reference} {one.account.name}") for one in quotes]
    fields = [
        field("quote", _("Which quote does it answer?"), typed, errors, kind="select", required=True, options=offered),
        field("kind", _("What is it?"), {"kind": typed.get("kind") or "purchase_order"}, errors, kind="radio", required=True,
              options=KINDS),
        field("file", _("The paper"), {}, errors, kind="file", accept=ACCEPTED,
              help=_("PDF, picture or text. A file of text is read; of every other one you say what stands on it.")),
        field("text", _("Or its text"), typed, errors, kind="textarea", rows=8,
              help=_("Lines such as “PO number: 4711”, or a table as CSV. Nothing is guessed: what is not found, you are asked for.")),
    ]  # fmt: skip
    if not inside:
        return fields
    return [
        *fields,
        field("buyer", _("Who sent it"), typed, errors, kind="select", options=list(BUYERS.items()),
              blank=_("Whoever must by the quote")),
        field("received_on", _("Came on"), typed, errors, kind="date", width="short", help=_("Without it today.")),
    ]  # fmt: skip


def context(request: HttpRequest, found: readers.Shown, errors: Errors, name: str = "") -> dict[str, Any]:
    """What the page of one order draws besides its addresses."""
    order, moves = found.order, {each.name: each.label for each in orders.ORDERS.offered(found.order, request.user)}
    looking = [_field(request, each, found, errors if name == "check" else {}) for each in _names(order)]
    amiss = {*found.asked, *(each["field"] for each in order.findings)}
    asked = [one for one in looking if one["name"] in amiss or one["errors"]]
    told = [{"label": LABELS[each], "value": found.told.get(each, "")} for each in _names(order)]
    because = order.decision.get("because", [])
    return {
        "found": order, "state": badge(order.state), "asked": asked, "rest": [one for one in looking if one not in asked],
        "may_check": "match" in moves,
        "unfound": bool(found.asked) and order.state == "received", "told": told, "findings": [each | {"label": LABELS[each["field"]]} for each in order.findings],
        "buyer": BUYERS[order.buyer], "goes": because[-1]["says"] if because else "", "judged": bool(because),
        "reasons": [_reason(each, request, errors if name == each else {}) for each in ("override", "decline") if each in moves],
        "may_accept": "accept" in moves, "may_attach": "attach" in moves,
        "note": any(each["field"] == "quote_po_number" for each in order.findings) and bool(order.number),
        "file_errors": list(errors.get("file", ())), "errors": summary(errors, [*looking, *LABELLED]),
    }  # fmt: skip


LABELLED = ({"name": "why", "label": lazy("Reason"), "required": True}, {"name": "file", "label": lazy("The paper")})


def _names(order: PurchaseOrder) -> tuple[str, ...]:
    form = order.kind == PurchaseOrder.Kind.ORDER_FORM
    return tuple(each for each in orders.FIELDS if (each in orders.FORM) == form or each == "po_number")


def _field(request: HttpRequest, name: str, found: readers.Shown, errors: Errors) -> dict[str, Any]:
    typed = request.POST if request.method == "POST" and name in request.POST else found.told
    kind = "checkbox" if name == "signed" else "textarea" if name == "line_descriptions" else "text"
    width = "short" if name in SHORT else "middle" if name in ("amount", "po_number", "subtotal") else ""
    needed = name in ("amount", "currency") and found.order.kind == PurchaseOrder.Kind.PURCHASE_ORDER
    return field(name, LABELS[name], typed, errors, kind=kind, rows=2, width=width, required=needed)


def _reason(name: str, request: HttpRequest, errors: Errors) -> dict[str, Any]:
    one = field("why", _("Reason"), request.POST if errors else {}, errors, kind="textarea", rows=2, required=True,
                maxlength=orders.LONGEST)  # fmt: skip
    return {"name": name, "field": one | {"id": f"{name}-why"}}


def looked_up(request: HttpRequest) -> dict[str, str]:
    """What the form of an order says of each field that it has; a box that is not ticked says so too."""
    told = {name: request.POST[name][:2000] for name in orders.FIELDS if name in request.POST}
    return told | ({"signed": request.POST.get("signed", "")} if "has_signed" in request.POST else {})

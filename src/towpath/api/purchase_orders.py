"""Purchase orders that answer quotes: handed in, checked, taken or declined (QUO-09). Prices for the quote's audience alone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api.deals.shown import MoveLink
from towpath.api.door import actor_of, answer, answer_page, entitled, occasion_of
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Sentence, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.quotes import order_queries as readers
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import orders as actions
from towpath.domain.quotes.models import PurchaseOrder
from towpath.kernel.occasion import Occasion

router = Router(tags=["purchase orders"])
OrderState = Literal["received", "checked", "mismatched", "overridden", "accepted", "declined"]
#: What a quote's reference looks like, with its version.
QuoteReference = Annotated[Line, Field(examples=["QUO00042-1"])]
Told = Annotated[
    dict[str, Sentence],
    Field(description=f"Field -> what stands on the paper. Fields: {', '.join(actions.FIELDS)}.", max_length=40),
]


class OrderBrief(Shown):
    """An order in a list: it names no figure."""

    reference: str
    href: str
    quote: str
    customer: str
    number: str
    buyer: Literal["customer", "reseller", "distributor"]
    state: OrderState
    received_on: date
    version: int


class OrderPage(Shown):
    items: list[OrderBrief]
    next: str | None
    previous: str | None


class OrderFinding(Shown):
    """In what an order does not fit, what stands on either side, and what would be right."""

    field: str
    wrong: str
    right: str
    rule: str
    on_order: str
    on_quote: str


class OrderShown(OrderBrief):
    kind: Literal["purchase_order", "order_form"]
    told: dict[str, str] = Field(description="What stands on the order, by field.")
    asked: list[str] = Field(description="What was not found: look it up, or say that it does not stand there.")
    findings: list[OrderFinding]
    remit_to: str = Field(description="To whom such an order goes (QUO-09); empty before it is checked.")
    file: str | None = Field(description="The name of the paper on file.")
    declined_because: str
    received_at: datetime
    accepted_at: datetime | None
    moves: list[MoveLink]


class OrdersAsked(Given):
    state: Literal["", "waiting", "received", "checked", "mismatched", "overridden", "accepted", "declined"] = ""
    quote: Line = ""
    q: Line = Field("", description="The beginning of a reference or of an order's number.")
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class OrderIn(Given):
    """An order as its text, or field by field; what is told counts before what the text says."""

    quote: QuoteReference
    text: Annotated[str, Field(max_length=actions.LONGEST_TEXT)] = ""
    told: Told = {}
    kind: Literal["purchase_order", "order_form"] = "purchase_order"
    buyer: Literal["", "customer", "reseller", "distributor"] = ""
    received_on: DayIn | None = None


class OrderLookedUp(Plain):
    """What was looked up on the paper; a field that stays empty does not stand on it."""

    told: Told = {}


def _brief(one: PurchaseOrder) -> dict[str, Any]:
    return {
        "reference": one.reference, "href": f"/api/v1/purchase-orders/{one.reference}", "quote": one.quote.reference,
        "customer": one.quote.account.name, "number": one.number, "buyer": one.buyer, "state": one.state,
        "received_on": one.received_on, "version": one.version,
    }  # fmt: skip


def _shown(request: HttpRequest, found: readers.Shown) -> OrderShown:
    one, href = found.order, f"/api/v1/purchase-orders/{found.order.reference}"
    names = {"match": "check", "mismatch": "check"}
    moves = {names.get(each.name, each.name): each.label for each in actions.ORDERS.offered(one, actor_of(request))}
    return OrderShown(
        **_brief(one), kind=one.kind, told={name: text for name, text in found.told.items() if text},
        asked=list(found.asked), findings=[OrderFinding(**each) for each in one.findings], remit_to=one.remit_to,
        file=one.document.name if one.document else None, declined_because=one.declined_why,
        received_at=one.received_at, accepted_at=one.accepted_at,
        moves=[MoveLink(name=name, label=label, method="POST", href=f"{href}/{name}") for name, label in moves.items()],
    )  # fmt: skip


@router.get("", response=OrderPage, operation_id="list_purchase_orders")
def listed(request: HttpRequest, asked: OrdersAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Orders that the reader may see, the newest first."""
    actor = entitled(request, ACCESS, Permission.VIEW_ORDER)
    found = readers.listed(actor, **asked.model_dump())
    return answer_page(OrderPage, found, lambda one: OrderBrief(**_brief(one)))


@router.post("", response={201: OrderShown}, operation_id="hand_in_purchase_order")
def hand_in(request: HttpRequest, body: OrderIn) -> HttpResponse:
    """Hand an order in. It is checked at once where everything was found; else `asked` says what was not."""
    entitled(request, ACCESS, Permission.RECEIVE_ORDER)
    handed = actions.Handed(
        quote=body.quote, text=body.text, typed=body.told, kind=body.kind, buyer=body.buyer,
        received_on=body.received_on,
    )  # fmt: skip

    def act(occasion: Occasion) -> HttpResponse:
        made = actions.receive(occasion, handed)
        shown = _shown(request, readers.shown(occasion, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@router.get("/{reference}", response=OrderShown, operation_id="read_purchase_order")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """One order: what stands on it, in what it does not fit, and what can be done."""
    return answer(_shown(request, readers.shown(occasion_of(request), read_reference(reference))))


def _moved(request: HttpRequest, reference: str, act: Callable[[str, Occasion], PurchaseOrder]) -> HttpResponse:
    found = read_reference(reference)
    return moved(
        request,
        lambda: readers.shown(occasion_of(request), found),
        lambda one: _shown(request, one),
        lambda occasion: act(found, occasion),
    )


@router.post("/{reference}/check", response=OrderShown, operation_id="check_purchase_order")
def check(request: HttpRequest, reference: str, body: OrderLookedUp) -> HttpResponse:
    """Check it beside its quote, with what was looked up."""
    return _moved(request, reference, lambda found, on: actions.check(found, on, body.told, version=body.version))


@router.post("/{reference}/attach", response=OrderShown, operation_id="attach_purchase_order_file")
def attach(request: HttpRequest, reference: str, file: UploadedFile = File(...)) -> HttpResponse:  # noqa: B008
    """Put the paper itself on file, instead of the one before."""
    return _moved(request, reference, lambda found, on: actions.attach(found, on, file))


@router.post("/{reference}/note_number", response=OrderShown, operation_id="note_purchase_order_number")
def note_number(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Write the order's number on its quote, and check again."""
    return _moved(request, reference, lambda found, on: actions.note_number(found, on, version=body.version))


@router.post("/{reference}/override", response=OrderShown, operation_id="override_purchase_order")
def override(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take it in spite of what does not fit, as Deal Desk."""
    return _moved(
        request, reference, lambda found, on: actions.override(found, on, why=body.reason, version=body.version)
    )


@router.post("/{reference}/accept", response=OrderShown, operation_id="accept_purchase_order")
def accept(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Accept it: its quote is ordered in the same act."""
    return _moved(request, reference, lambda found, on: actions.accept(found, on, version=body.version))


@router.post("/{reference}/decline", response=OrderShown, operation_id="decline_purchase_order")
def decline(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline it; who sent it reads the reason."""
    return _moved(
        request, reference, lambda found, on: actions.decline(found, on, why=body.reason, version=body.version)
    )

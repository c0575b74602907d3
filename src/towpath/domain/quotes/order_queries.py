"""Readers of orders for lists and pages. Each takes the actor, or the occasion on which she reads."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.lifecycles import APPROVED, SENT, UNSETTLED
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.domain.quotes.order_checks import asked_for, on_order
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

NEWEST = Sort("newest", "id", descending=True)
WITH = (
    "quote__opportunity", "quote__account", "quote__resale_partner", "quote__distributor", "received_by",
    "overridden_by", "document",
)  # fmt: skip
WAITING = "waiting"  # every state in which an order waits for somebody


@dataclass(frozen=True)
class Shown:
    """An order as a page or a program reads it. `asked`: what was not found and must be looked up."""

    order: PurchaseOrder
    told: dict[str, str]
    asked: tuple[str, ...]


def visible(actor: Person) -> QuerySet[PurchaseOrder]:
    """Every order that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW_ORDER, PurchaseOrder.objects.all())


def may_read(actor: Person) -> None:
    if not ACCESS.may(actor, Permission.VIEW_ORDER):
        raise NotFound("There is no such page for you.")


def listed(
    actor: Person, *, state: str = "", quote: str = "", q: str = "", cursor: str = "", size: int = 50
) -> Page[PurchaseOrder]:  # fmt: skip
    """One page of orders, the newest first; `state` may be WAITING. `q` is the beginning of a reference or of the order's number."""
    may_read(actor)
    rows = visible(actor).select_related("quote__account", "quote__resale_partner", "quote__distributor")
    if state:
        rows = rows.filter(state__in=UNSETTLED if state == WAITING else (state,))
    if quote:
        rows = rows.filter(quote__reference=quote.strip().upper())
    if text := q.strip():
        rows = rows.filter(Q(reference__istartswith=text) | Q(number__istartswith=text))
    return page(rows, NEWEST, cursor=cursor, size=size)


def waiting(actor: Person, *, most: int = 999) -> int | None:
    """How many orders wait that the actor may accept, at most so many; None for who accepts none."""
    if not ACCESS.may(actor, Permission.ACCEPT_ORDER):
        return None
    rows = ACCESS.rows(actor, Permission.ACCEPT_ORDER, PurchaseOrder.objects.filter(state__in=UNSETTLED))
    return rows[:most].count()


def one(actor: Person, reference: str) -> PurchaseOrder:
    """One order; NotFound when it is not the actor's to see."""
    found = visible(actor).select_related(*WITH).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no purchase order {reference} for you.")
    return found


def shown(occasion: Occasion, reference: str) -> Shown:
    """One order with what stands on it, and what is still asked for while it waits."""
    order = one(occasion.person, reference)
    asked = asked_for(order, occasion) if order.state in ("received", "mismatched") else ()
    return Shown(order, on_order(order), asked)


def of_quote(actor: Person, quote: Quote) -> list[PurchaseOrder]:
    """The orders of a quote that the actor may see, the newest first."""
    return list(visible(actor).filter(quote=quote).order_by("-id")[:50])


def file(actor: Person, reference: str) -> Document:
    """The paper of an order; NotFound where there is none for the actor."""
    found = one(actor, reference).document
    if found is None or found.removed_at is not None:
        raise NotFound("There is no such file for you.")
    return found


def awaits_order(quote: Quote) -> bool:
    """Whether an order may answer a quote as it stands: one that is sent; a direct one, which goes on paper, once approved."""
    direct = quote.audience == Quote.Audience.CUSTOMER
    return quote.state in ((APPROVED, SENT) if direct else (SENT,)) and not quote.proposal


def may_hand_in(actor: Person, quote: Quote) -> bool:
    """Whether the actor may hand in an order for this quote now."""
    return awaits_order(quote) and bool(ACCESS.held(actor, [Permission.RECEIVE_ORDER], quote))


def orderable(actor: Person, *, limit: int = 200) -> list[Quote]:
    """Quotes whose orders the actor may hand in now, the newest first; for a choice."""
    rows = Quote.objects.filter(state__in=(SENT, APPROVED), proposal=False).select_related("account")
    mine = ACCESS.rows(actor, Permission.RECEIVE_ORDER, rows)
    direct = mine.filter(audience=Quote.Audience.CUSTOMER)
    return list((mine.filter(state=SENT) | direct).order_by("-id")[:limit])

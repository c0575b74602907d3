"""What lists and pages read; every reader takes the actor."""

from datetime import date

from django.db.models import Model, Q, QuerySet

from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.lifecycles import OWED
from towpath.domain.pursuits.models import Bid, CustomerNotice, Duty, PreferredCoSell, Sale, Tender
from towpath.domain.pursuits.standing import Standing, history, incumbency_of, last_sales, standing_for
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

__all__ = ["Standing", "history", "incumbency_of", "standing_for"]
NEWEST = Sort("id", "id", descending=True)
RENEWAL, DUE = Sort("ends_on", "ends_on"), Sort("due_on", "due_on")


def renewals(actor: Person, begins: date, ends: date, *, cursor: str = "", size: int = 50) -> Page[Sale]:
    """Terms that end within [begins, ends), the earliest first: of the actor's partner, or of her region."""
    rows = ACCESS.rows(actor, Permission.VIEW_SALE, Sale.objects.filter(last_sales(), ends_on__gte=begins))
    rows = rows.filter(ends_on__lt=ends).select_related("account", "partner")
    return page(rows, RENEWAL, cursor=cursor, size=size)


def owed(actor: Person, *, quarter: str = "", cursor: str = "", size: int = 50) -> Page[Duty]:
    """What incumbents owe, the earliest first; of one fiscal quarter, or all."""
    rows = ACCESS.rows(actor, Permission.VIEW_DUTY, Duty.objects.filter(state__in=OWED))
    if quarter:
        rows = rows.filter(quarter=quarter)
    return page(rows.select_related("account", "partner"), DUE, cursor=cursor, size=size)


def duty(actor: Person, reference: str) -> Duty:
    return _one(Duty, ("account", "partner"), actor, Permission.VIEW_DUTY, reference, "duty")


def notices(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[CustomerNotice]:
    rows = ACCESS.rows(actor, Permission.VIEW_NOTICE, CustomerNotice.objects.select_related("account", "partner"))
    return page(_in_state(rows, state), NEWEST, cursor=cursor, size=size)


def notice(actor: Person, reference: str) -> CustomerNotice:
    return _one(
        CustomerNotice,
        ("account", "partner", "document", "recorded_by", "decided_by"),
        actor,
        Permission.VIEW_NOTICE,
        reference,
        "customer's notice",
    )


def tenders(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[Tender]:
    rows = ACCESS.rows(actor, Permission.VIEW_TENDER, Tender.objects.select_related("opportunity__account"))
    return page(_in_state(rows, state), NEWEST, cursor=cursor, size=size)


def tender(actor: Person, reference: str) -> Tender:
    return _one(Tender, ("opportunity__account", "recorded_by"), actor, Permission.VIEW_TENDER, reference, "tender")


def bids_in(actor: Person, found: Tender) -> list[Bid]:
    """Everybody's bids in a tender, for the vendor's people; a bidder finds its own alone."""
    rows = ACCESS.rows(actor, Permission.VIEW_BID, Bid.objects.filter(tender=found).select_related("partner"))
    return list(rows.order_by("pk")[:200])


def bids(actor: Person, *, cursor: str = "", size: int = 50) -> Page[Bid]:
    """A partner's own bids, newest first."""
    rows = ACCESS.rows(actor, Permission.VIEW_BID, Bid.objects.select_related("tender"))
    return page(rows, NEWEST, cursor=cursor, size=size)


def bid(actor: Person, reference: str) -> Bid:
    return _one(Bid, ("tender", "partner"), actor, Permission.VIEW_BID, reference, "bid")


def claims(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[PreferredCoSell]:
    """Claims to preferred co-sell that the actor may see, newest first."""
    rows = PreferredCoSell.objects.select_related("partner", "opportunity", "sae")
    rows = ACCESS.rows(actor, Permission.VIEW_PREFERRED, rows)
    return page(_in_state(rows, state), NEWEST, cursor=cursor, size=size)


def claim(actor: Person, reference: str) -> PreferredCoSell:
    return _one(
        PreferredCoSell,
        ("partner", "opportunity", "sae", "submitted_by", "decided_by"),
        actor,
        Permission.VIEW_PREFERRED,
        reference,
        "claim to preferred co-sell",
    )


def _in_state[M: Model](rows: QuerySet[M], state: str) -> QuerySet[M]:
    return rows.filter(Q(state=state)) if state else rows


def _one[M: Model](
    model: type[M], joined: tuple[str, ...], actor: Person, permission: Permission, reference: str, noun: str
) -> M:
    rows = model._base_manager.select_related(*joined)
    found = ACCESS.rows(actor, permission, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no {noun} {reference} for you.")
    return found

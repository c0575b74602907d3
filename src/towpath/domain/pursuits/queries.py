"""What lists and pages read; every reader takes the actor."""

from dataclasses import dataclass

from django.db.models import Count, Model, Q, QuerySet

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.facts import customer_of
from towpath.domain.pursuits.lifecycles import OWED, STANDING, VOID, WITHDRAWN
from towpath.domain.pursuits.models import Bid, CustomerNotice, CustomerUpdate, Duty, PreferredCoSell, Sale, Tender
from towpath.domain.pursuits.standing import History, Standing, history, incumbency_in, incumbency_of, standing_for
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.program.decision import Decision
from towpath.program.decisions.pursuits.incumbency import Incumbency

__all__ = ["Situation", "Standing", "history", "incumbency_in", "incumbency_of", "standing_for"]
NEWEST = Sort("id", "id", descending=True)
DUE = Sort("due_on", "due_on")


@dataclass(frozen=True)
class Situation:
    """What an opportunity's page shows of this room.

    incumbent, because  who stands first for the customer's renewal, and whether it complies and why
    tender, bidders     the one that stands on it, for those who may see tenders, and how many bid
    claims              to preferred co-sell, those that the reader may see
    """

    past: History
    incumbent: Partner | None
    because: Decision[Incumbency]
    tender: Tender | None
    bidders: int
    claims: list[PreferredCoSell]


def situation(actor: Person, opportunity: Opportunity, occasion: Occasion) -> Situation:
    """The incumbent of an opportunity's customer, its tender and its claims: five queries at most."""
    customer = customer_of(opportunity)
    past = history(customer, occasion.day, but_not=opportunity)
    bids = Count("bids", filter=~Q(bids__state__in=[WITHDRAWN, VOID]))
    tendered = Tender.objects.filter(opportunity=opportunity, state__in=STANDING).annotate(bidders=bids)
    tender = ACCESS.rows(actor, Permission.VIEW_TENDER, tendered).first()
    claimed = PreferredCoSell.objects.filter(opportunity=opportunity).select_related("partner")
    return Situation(
        past=past,
        incumbent=past.incumbent,
        because=incumbency_in(past, past.incumbent, customer, occasion),
        tender=tender,
        bidders=int(getattr(tender, "bidders", 0)),
        claims=list(ACCESS.rows(actor, Permission.VIEW_PREFERRED, claimed).order_by("-id")[:20]),
    )


def owed(
    actor: Person, *, quarter: str = "", state: str = "", kind: str = "", cursor: str = "", size: int = 50
) -> Page[Duty]:
    """What incumbents owe, the earliest first: of one fiscal quarter, state (open, missed) or kind, or all."""
    rows = ACCESS.rows(actor, Permission.VIEW_DUTY, Duty.objects.filter(state__in=[state] if state else OWED))
    for name, value in (("quarter", quarter), ("kind", kind)):
        rows = rows.filter(**{name: value}) if value else rows
    return page(rows.select_related("account", "partner"), DUE, cursor=cursor, size=size)


def given(actor: Person, *, account: str = "", cursor: str = "", size: int = 50) -> Page[CustomerUpdate]:
    """What incumbents said of their customers, the newest first."""
    rows = CustomerUpdate.objects.select_related("account", "partner", "given_by", "duty")
    rows = ACCESS.rows(actor, Permission.VIEW_UPDATE, rows)
    return page(rows.filter(account__reference=account) if account else rows, NEWEST, cursor=cursor, size=size)


def update_of(found: Duty) -> CustomerUpdate | None:
    """What was said when a duty was done; for a duty that the reader may see."""
    return CustomerUpdate.objects.filter(duty=found).select_related("given_by").first()


def sales(actor: Person, *, account: str = "", partner: str = "", cursor: str = "", size: int = 50) -> Page[Sale]:
    """Sales that the actor may see, the newest first; those taken back say by which row."""
    rows = Sale.objects.select_related("account", "partner", "opportunity", "cancels", "cancelled_by")
    rows = ACCESS.rows(actor, Permission.VIEW_SALE, rows)
    for name, value in (("account__reference", account), ("partner__reference", partner)):
        rows = rows.filter(**{name: value.strip().upper()}) if value else rows
    return page(rows, NEWEST, cursor=cursor, size=size)


def sale(actor: Person, reference: str) -> Sale:
    joined = ("account", "partner", "distributor", "opportunity", "cancels", "cancelled_by", "recorded_by")
    return _one(Sale, joined, actor, Permission.VIEW_SALE, reference, "sale")


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
        ("partner", "opportunity", "sae", "submitted_by", "linked_by", "decided_by", "removed_by"),
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

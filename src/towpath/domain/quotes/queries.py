"""The only readers of quotes for lists and pages. Each takes the actor; prices leave through `audiences.face` alone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from towpath.domain.accounts.models import Opportunity
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.models import Approval, Approver, ApproverChange, Dispatch, Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

SORTS = {
    "newest": Sort("newest", "id", descending=True),
    "valid": Sort("valid", "valid_until"),
}
NAMED = ("opportunity", "account", "owner", "resale_partner", "distributor")


@dataclass(frozen=True)
class Filters:
    """What a reader asked of the list; unknown values select nothing rather than everything."""

    q: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    region: str = ""
    opportunity: str = ""
    mine: bool = False
    valid_until: date | None = None  # lapses on this day or before
    sort: str = ""


def visible(actor: Person) -> QuerySet[Quote]:
    """Every quote that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW, Quote.objects.all())


def one(actor: Person, reference: str) -> Quote:
    """One quote with what its page names; NotFound when it is not the actor's to see."""
    rows = visible(actor).select_related(
        *NAMED,
        "organisation",
        "book",
        "listing_partner",
        "sold_to_person",
        "bill_to_person",
        "sold_to",
        "bill_to",
        "submitted_by",
        "opportunity__dr_partner",
    )
    found = rows.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no quote {reference} for you.")
    return found


def listed(actor: Person, filters: Filters, *, cursor: str = "", size: int = 50) -> Page[Quote]:
    """One page of quotes. Its rows name no amount to anybody outside: those stand on the quote's own page."""
    rows = visible(actor).select_related(*NAMED)
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.kinds:
        rows = rows.filter(kind__in=filters.kinds)
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.opportunity:
        rows = rows.filter(opportunity__reference=filters.opportunity.strip().upper())
    if filters.mine:
        rows = rows.filter(owner=actor)
    if filters.valid_until is not None:
        rows = rows.filter(valid_until__lte=filters.valid_until)
    if text := filters.q.strip():
        rows = rows.filter(Q(reference__startswith=text.upper()) | Q(account__name__icontains=text))
    return page(rows, SORTS.get(filters.sort, SORTS["newest"]), cursor=cursor, size=size)


def of_opportunity(actor: Person, opportunity: Opportunity) -> list[Quote]:
    """The quotes of an opportunity that the actor may see, the newest first."""
    return list(visible(actor).filter(opportunity=opportunity).select_related(*NAMED).order_by("-id")[:100])


def versions(actor: Person, quote: Quote) -> list[Quote]:
    """All versions under its number that the actor may see, the newest first."""
    return list(visible(actor).filter(number=quote.number).order_by("-number_version"))


def approvals(quote: Quote) -> list[Approval]:
    """Every level of every round."""
    return list(quote.approvals.select_related("assigned_to", "assigned_for", "decided_by", "decided_for"))


def waiting_for(actor: Person, *, cursor: str = "", size: int = 50) -> Page[Approval]:
    """What waits for the actor's approval, as herself or in somebody's name, the longest waiting first."""
    rows = Approval.objects.filter(assigned_to=actor, outcome="", quote__state="in_review")
    named = [f"quote__{name}" for name in NAMED]
    return page(rows.select_related("assigned_for", *named), Sort("oldest", "id"), cursor=cursor, size=size)


def dispatches(quote: Quote) -> list[Dispatch]:
    return list(quote.dispatches.select_related("person", "by")[:100])


def matrix(actor: Person, on: date) -> list[Approver]:
    """Who approves on a day; NotFound for those who may not see it."""
    if not ACCESS.may(actor, Permission.VIEW_MATRIX):
        raise NotFound("There is no such page for you.")
    rows = Approver.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("person")
    return list(rows.order_by("level", "region", "starts_on"))


def changes(actor: Person, *, cursor: str = "", size: int = 50) -> Page[ApproverChange]:
    """Change requests of the matrix, the newest first (APR-02)."""
    if not ACCESS.may(actor, Permission.VIEW_MATRIX):
        raise NotFound("There is no such page for you.")
    rows = ApproverChange.objects.select_related("before", "after", "requested_by", "answered_by")
    return page(rows, SORTS["newest"], cursor=cursor, size=size)

"""Readers of the matrix of approvers, and of the requests that change it. Each takes the occasion, whose actor reads."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.models import Approver, ApproverChange
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import INSIDE_ROLES
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.quotes.approvals import levels

NEWEST = Sort("newest", "id", descending=True)
WITH = ("before", "after", "requested_by", "answered_by")


@dataclass(frozen=True)
class Standing:
    """A level and a region ("" is every one): who approves there on the day, and who from a later day on."""

    level: str
    label: str
    region: str
    now: Approver | None
    later: tuple[Approver, ...]


def may_read(actor: Person) -> None:
    if not ACCESS.may(actor, Permission.VIEW_MATRIX):
        raise NotFound("There is no such page for you.")


def matrix(occasion: Occasion, on: date) -> list[Standing]:
    """Who approves on a day, by level in the program's order and by region; levels without anybody stand there empty."""
    may_read(occasion.person)
    rows = Approver.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("person")
    places: dict[tuple[str, str], list[Approver]] = {}
    for row in rows.order_by("region", "starts_on"):
        places.setdefault((row.level, row.region), []).append(row)
    known = levels(occasion.book, on)
    order = [*known, *sorted({level for level, _ in places} - set(known))]
    found = []
    for level in order:
        regions = sorted(region for at, region in places if at == level) or [""]
        for region in regions:
            here = places.get((level, region), [])
            now = next((row for row in here if row.starts_on <= on), None)
            later = tuple(row for row in here if row.starts_on > on)
            found.append(Standing(level, known.get(level, level), region, now, later))
    return found


def changes(occasion: Occasion, *, state: str = "", cursor: str = "", size: int = 50) -> Page[ApproverChange]:
    """Requests that change the matrix, the newest first (APR-02)."""
    may_read(occasion.person)
    rows = ApproverChange.objects.select_related(*WITH)
    if state:
        rows = rows.filter(state=state)
    return page(rows, NEWEST, cursor=cursor, size=size)


def change(actor: Person, reference: str) -> ApproverChange:
    """One request; NotFound when it is not the actor's to see."""
    rows = ACCESS.rows(actor, Permission.VIEW_MATRIX, ApproverChange.objects.select_related(*WITH))
    found = rows.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no change {reference} for you.")
    return found


def candidates(occasion: Occasion, *, limit: int = 300) -> list[Person]:
    """Who may become an approver: the vendor's people with access, those with a role inside, by name."""
    may_read(occasion.person)
    inside = [role.value for role in INSIDE_ROLES]
    people = Person.objects.filter(is_active=True, organisation=None, roles__overlap=inside)
    return list(people.order_by("name", "id")[:limit])

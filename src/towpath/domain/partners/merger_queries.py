"""What pages, the API and the command line read of mergers and of changes of names; every reader takes the actor."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.lifecycles import DONE, OPEN_NAME_CHANGE, PLANNED
from towpath.domain.partners.models import FiledDocument, Merger, NameChange, Partner
from towpath.kernel.documents.models import Document
from towpath.kernel.events.history import Line, lines
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

NEWEST = Sort("id", "id", descending=True)
MOST_MERGED = 50  # partners that became part of one, whose histories are read with it


def visible(actor: Person) -> QuerySet[Merger]:
    """Every merger that the actor may see, with its two partners."""
    rows = Merger.objects.select_related("kept", "gone", "planned_by", "done_by", "undone_by")
    return ACCESS.rows(actor, Permission.VIEW_MERGER, rows)


def listed(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[Merger]:
    """Mergers, newest first."""
    rows = visible(actor)
    return page(rows.filter(state=state) if state else rows, NEWEST, cursor=cursor, size=size)


def one(actor: Person, reference: str) -> Merger:
    """One merger; NotFound when it is not the actor's to see."""
    found = visible(actor).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no merger {reference} for you.")
    return found


def of_partner(actor: Person, partner: Partner) -> list[Merger]:
    """Mergers of a partner that are planned or done, newest first."""
    mine = visible(actor).filter(Q(kept=partner) | Q(gone=partner), state__in=[PLANNED, DONE])
    return list(mine.order_by("-id")[:20])


def history(partner: Partner, *, outside: str = "", merged: Mapping[int, str] | None = None) -> list[Line]:
    """What happened to a partner, together with what happened to those that became part of it, newest first.

    merged  these others, where they were read already
    """
    if merged is None:
        rows = Partner.objects.filter(merged_into=partner).order_by("-id")
        merged = dict(rows.values_list("pk", "name")[:MOST_MERGED])
    return lines(partner, outside=outside, beside=merged)


@dataclass(frozen=True)
class Beside:
    """Those that became part of a partner, id -> name, and those that stand under it."""

    merged: dict[int, str]
    under: list[Partner]


def beside(actor: Person, partner: Partner) -> Beside:
    """What a partner's page needs of the partners beside it, in one query; of those under it what the actor may see.

    A partner's people see none of them: standing above somebody opens no wall.
    """
    below = Q(parent=partner, merged_into=None) & ACCESS.condition(actor, Permission.VIEW)
    wanted = Q(merged_into=partner) | below if actor.is_internal else Q(merged_into=partner)
    found = list(Partner.objects.filter(wanted).order_by("name", "id")[: 2 * MOST_MERGED])
    return Beside(
        {each.pk: each.name for each in found if each.merged_into_id == partner.pk},
        [each for each in found if each.merged_into_id is None],
    )


def leads_to(actor: Person, partner: Partner) -> Partner | None:
    """The partner that a merged one became part of, where the actor may see it."""
    if partner.merged_into_id is None:
        return None
    rows = ACCESS.rows(actor, Permission.VIEW, Partner.objects.select_related("manager", "organisation", "parent"))
    return rows.filter(pk=partner.merged_into_id).first()


def following(reference: str) -> Partner | None:
    """The partner of a reference, or the one that it became part of: for files and forms that name partners."""
    rows = Partner.objects.select_related("merged_into").filter(reference=reference.strip().upper())
    found = rows.first()
    return found and (found.merged_into or found)


# -- names -------------------------------------------------------------------------------------------------------------


def name_changes(
    actor: Person, *, state: str = "", partner: Partner | None = None, cursor: str = "", size: int = 50
) -> Page[NameChange]:
    """Changes of names that the actor may see, newest first; state "open" stands for those that wait."""
    rows = _names(actor)
    if partner is not None:
        rows = rows.filter(partner=partner)
    if state:
        rows = rows.filter(state__in=OPEN_NAME_CHANGE if state == "open" else [state])
    return page(rows, NEWEST, cursor=cursor, size=size)


def name_change(actor: Person, reference: str) -> NameChange:
    """One change of a name; NotFound when it is not the actor's to see."""
    found = _names(actor).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no change of a name {reference} for you.")
    return found


def _names(actor: Person) -> QuerySet[NameChange]:
    rows = NameChange.objects.select_related("partner", "holder", "requested_by")
    return ACCESS.rows(actor, Permission.VIEW_NAME_CHANGE, rows)


def filed(change: NameChange) -> list[FiledDocument]:
    """The documents of a change that the reader sees already, in order of coming."""
    return list(change.filed.select_related("document__added_by").order_by("id"))


def filed_document(change: NameChange, document: int) -> Document:
    """One of its documents; NotFound when it is none of it."""
    found = change.filed.select_related("document").filter(document=document).first()
    if found is None:
        raise NotFound("There is no such file for you.")
    return found.document

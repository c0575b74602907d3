"""Who approves quotes, and the requests that change it (APR-01, APR-02)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.deals.shown import PersonRef
from towpath.api.door import answer, answer_page, entitled, occasion_of
from towpath.api.fields import Because, DayIn, Given, Id, Line, Plain, Region, Shown, Words
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.quotes import matrix_queries as readers
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import matrix as actions
from towpath.domain.quotes.models import Approver, ApproverChange
from towpath.kernel.occasion import Occasion

router = Router(tags=["approvers"])


class ApproverShown(Shown):
    """Who approves over a stretch of days; the last day is not part of it."""

    person: PersonRef
    starts_on: date
    ends_on: date | None


class ApproverPlace(Shown):
    """A level for the owners of a region, and who approves there."""

    level: str
    label: str
    region: str = Field(description="Empty: every region without an approver of its own.")
    now: ApproverShown | None = Field(description="On the day asked for.")
    later: list[ApproverShown]


class ApproverMatrix(Shown):
    on: date
    items: list[ApproverPlace]


class ApproverMatrixAsked(Given):
    on: DayIn | None = None


class ApproverChangeShown(Shown):
    reference: str
    href: str
    level: str
    region: str
    before: PersonRef | None
    after: PersonRef
    starts_on: date
    why: str
    state: Literal["requested", "applied", "declined"]
    requested_at: datetime
    answered_at: datetime | None
    version: int


class ApproverChangePage(Shown):
    items: list[ApproverChangeShown]
    next: str | None
    previous: str | None


class ApproverChangesAsked(Given):
    state: Literal["", "requested", "applied", "declined"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class ApproverChangeIn(Given):
    """Somebody is to approve at a level from a day on, instead of who does so then."""

    level: Annotated[Line, Field(examples=["asm"])]
    region: Region = Field(
        "", description="Of the owners of opportunities, by its key; empty: every region without its own."
    )
    person: Id
    starts_on: DayIn
    why: Words


class ApproverChangeApplied(Plain):
    starts_on: DayIn | None = Field(None, description="Another day than was asked for, where that one has passed.")


def _approver(one: Approver | None) -> ApproverShown | None:
    if one is None:
        return None
    person = PersonRef(id=one.person_id, name=one.person.name)
    return ApproverShown(person=person, starts_on=one.starts_on, ends_on=one.ends_on)


def _shown(one: ApproverChange) -> ApproverChangeShown:
    names = ("reference", "level", "region", "starts_on", "why", "state", "requested_at", "answered_at", "version")
    return ApproverChangeShown(
        **{name: getattr(one, name) for name in names},
        href=f"/api/v1/approvers/changes/{one.reference}",
        before=PersonRef(id=one.before.pk, name=one.before.name) if one.before else None,
        after=PersonRef(id=one.after_id, name=one.after.name),
    )


@router.get("", response=ApproverMatrix, operation_id="read_approvers")
def read_approvers(request: HttpRequest, asked: ApproverMatrixAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The matrix as of a day, which is today unless another is named."""
    entitled(request, ACCESS, Permission.VIEW_MATRIX)
    occasion = occasion_of(request)
    on = asked.on or occasion.day
    items = [
        ApproverPlace(
            level=each.level, label=each.label, region=each.region, now=_approver(each.now),
            later=[one for one in map(_approver, each.later) if one is not None],
        )
        for each in readers.matrix(occasion, on)
    ]  # fmt: skip
    return answer(ApproverMatrix(on=on, items=items))


@router.get("/changes", response=ApproverChangePage, operation_id="list_approver_changes")
def list_changes(request: HttpRequest, asked: ApproverChangesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Requests that change the matrix, the newest first."""
    entitled(request, ACCESS, Permission.VIEW_MATRIX)
    return answer_page(ApproverChangePage, readers.changes(occasion_of(request), **asked.model_dump()), _shown)


@router.post("/changes", response={201: ApproverChangeShown}, operation_id="ask_for_approver")
def ask(request: HttpRequest, body: ApproverChangeIn) -> HttpResponse:
    """Ask for another approver from a day on; Ecosystem Operations applies it."""
    entitled(request, ACCESS, Permission.ASK_CHANGE)

    def act(occasion: Occasion) -> HttpResponse:
        shown = _shown(actions.request(occasion, **body.model_dump()))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@router.get("/changes/{reference}", response=ApproverChangeShown, operation_id="read_approver_change")
def read_change(request: HttpRequest, reference: str) -> HttpResponse:
    """One request."""
    actor = entitled(request, ACCESS, Permission.VIEW_MATRIX)
    return answer(_shown(readers.change(actor, read_reference(reference))))


def _answered(request: HttpRequest, reference: str, act: Callable[[Occasion], ApproverChange]) -> HttpResponse:
    actor = entitled(request, ACCESS, Permission.VIEW_MATRIX)
    found = read_reference(reference)
    return moved(request, lambda: readers.change(actor, found), _shown, act)


@router.post("/changes/{reference}/apply", response=ApproverChangeShown, operation_id="apply_approver_change")
def apply(request: HttpRequest, reference: str, body: ApproverChangeApplied) -> HttpResponse:
    """Put the new approver into the matrix; who approved until then ends on that day (APR-02)."""
    return _answered(
        request, reference, lambda occasion: actions.apply(read_reference(reference), occasion, **body.model_dump())
    )


@router.post("/changes/{reference}/decline", response=ApproverChangeShown, operation_id="decline_approver_change")
def decline(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Leave the matrix as it is, with the reason."""

    def act(occasion: Occasion) -> ApproverChange:
        return actions.decline(read_reference(reference), occasion, why=body.reason, version=body.version)

    return _answered(request, reference, act)

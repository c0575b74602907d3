"""Mergers of partners and changes of their names: planned, looked at, carried out, undone; asked for, entered."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field, StrictBool

from towpath.api.door import actor_of, answer, answer_page, entitled, inside, reader
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Reference, Shown, Words
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import mergers as actions
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.actions.belongings import Report
from towpath.domain.partners.models import Merger, NameChange
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

mergers = Router(tags=["mergers"])
names = Router(tags=["changes of names"])
Size = Annotated[int, Field(ge=1, le=200)]
Kind = Literal["merge", "move_under"]


class Count(Shown):
    what: str = Field(description="In words, such as “registrations”.")
    number: int


class Clash(Shown):
    """What both hold and only one can, or what somebody should know."""

    kind: str
    says: str
    decided: str = Field(description="What is done about it; where it blocks, what has to be done first.")
    blocks: bool


class MergerShown(Shown):
    reference: str
    href: str
    kind: Kind
    kept: str
    gone: str
    state: Literal["planned", "done", "undone", "dropped"]
    administrators: Literal["kept", "both"]
    designations: Literal["carry", "end"]
    reason: str
    counts: list[Count]
    clashes: list[Clash]
    looked_at: datetime
    planned_at: datetime
    done_at: datetime | None
    final_from: date | None = Field(description="The first day on which it can no longer be undone.")
    undone_at: datetime | None
    version: int


class MergerPage(Shown):
    items: list[MergerShown]
    next: str | None
    previous: str | None


class MergerAsked(Given):
    state: Literal["", "planned", "done", "undone", "dropped"] = ""
    cursor: Line = ""
    size: Size = 50


class Pair(Given):
    """Two partners of which one goes; without the choices, as the program proposes."""

    kept: Reference
    gone: Reference
    kind: Kind = "merge"
    administrators: Literal["", "kept", "both"] = ""
    designations: Literal["", "carry", "end"] = ""


class MergerIn(Pair):
    reason: Words


class Preview(Shown):
    counts: list[Count]
    clashes: list[Clash]


class Undoing(Because):
    leave_changed: StrictBool = Field(
        False, description="What somebody changed since stays with the kept partner; otherwise it is refused and named."
    )


class NameShown(Shown):
    reference: str
    href: str
    partner: str
    kind: str
    category: str
    state: Literal["requested", "with_legal", "done", "declined"]
    name: str
    legal_name: str
    old_name: str
    reason: str
    effective_on: date
    requested_at: datetime
    note: str
    version: int


class NamePage(Shown):
    items: list[NameShown]
    next: str | None
    previous: str | None


class NameAsked(Given):
    state: Literal["", "open", "requested", "with_legal", "done", "declined"] = ""
    cursor: Line = ""
    size: Size = 50


class NameChangeIn(Given):
    partner: Reference
    name: Line
    legal_name: Line = ""
    kind: Annotated[Line, Field(examples=["name_change"])] = "name_change"
    category: Annotated[Line, Field(examples=["acquisition"])] = ""
    effective_on: DayIn | None = None
    reason: Words


def _report(record: dict[str, Any]) -> dict[str, Any]:
    counts = [Count(what=noun, number=number) for noun, number in record.get("counts", [])]
    return {"counts": counts, "clashes": [Clash(**each) for each in record.get("clashes", [])]}


def merger_shown(one: Merger) -> MergerShown:
    names = (
        "reference", "kind", "state", "administrators", "designations", "reason", "looked_at", "planned_at", "done_at",
        "final_from", "undone_at", "version",
    )  # fmt: skip
    return MergerShown(
        **{name: getattr(one, name) for name in names}, **_report(one.report), href=f"/api/v1/mergers/{one.reference}",
        kept=one.kept.reference, gone=one.gone.reference,
    )  # fmt: skip


def name_shown(one: NameChange) -> NameShown:
    names = (
        "reference", "kind", "category", "state", "name", "legal_name", "old_name", "reason", "effective_on",
        "requested_at", "note", "version",
    )  # fmt: skip
    return NameShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/name-changes/{one.reference}",
        partner=one.partner.reference,
    )  # fmt: skip


def _may(request: HttpRequest, permission: Permission) -> Person:
    reader(request)
    return entitled(request, ACCESS, permission)


# -- mergers -----------------------------------------------------------------------------------------------------------


@mergers.get("", response=MergerPage, operation_id="list_mergers")
def list_mergers(request: HttpRequest, asked: MergerAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Mergers that the reader may see, newest first."""
    page = queries.listed(_may(request, Permission.VIEW_MERGER), **asked.model_dump())
    return answer_page(MergerPage, page, merger_shown)


@mergers.post("/preview", response=Preview, operation_id="preview_merger")
def preview(request: HttpRequest, body: Pair) -> HttpResponse:
    """What a merger would move, and what is decided where both hold the same. Nothing is kept or changed."""
    _may(request, Permission.PLAN_MERGER)

    def act(occasion: Occasion) -> HttpResponse:
        report: Report = actions.preview(occasion=occasion, **body.model_dump())[1]
        return answer(Preview(**_report(report.as_record())))

    return once(request, act)


@mergers.post("", response={201: MergerShown}, operation_id="plan_merger")
def plan(request: HttpRequest, body: MergerIn) -> HttpResponse:
    """Plan that one partner becomes part of another (BRD-07); nothing moves yet."""
    actor = _may(request, Permission.PLAN_MERGER)

    def act(occasion: Occasion) -> HttpResponse:
        made = actions.plan(occasion=occasion, **body.model_dump())
        shown = merger_shown(queries.one(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@mergers.get("/{reference}", response=MergerShown, operation_id="read_merger")
def read_merger(request: HttpRequest, reference: str) -> HttpResponse:
    """One merger."""
    return answer(merger_shown(queries.one(inside(request), read_reference(reference))))


def _carried(request: HttpRequest, reference: str, act: Callable[..., Merger], body: Plain) -> HttpResponse:
    actor, found = inside(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.one(actor, found),
        merger_shown,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@mergers.post("/{reference}/look_again", response=MergerShown, operation_id="count_merger_again")
def look_again(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Count again what would move, as things stand now."""
    return _carried(request, reference, actions.look_again, body)


@mergers.post("/{reference}/carry_out", response=MergerShown, operation_id="carry_out_merger")
def carry_out(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Carry a planned merger out: all of it, or nothing."""
    return _carried(request, reference, actions.carry_out, body)


@mergers.post("/{reference}/drop", response=MergerShown, operation_id="drop_merger")
def drop(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Drop a plan."""
    return _carried(request, reference, actions.drop, body)


@mergers.post("/{reference}/undo", response=MergerShown, operation_id="undo_merger")
def undo(request: HttpRequest, reference: str, body: Undoing) -> HttpResponse:
    """Give back, row by row, what a merger moved."""
    return _carried(request, reference, actions.undo, body)


# -- names -------------------------------------------------------------------------------------------------------------


@names.get("", response=NamePage, operation_id="list_name_changes")
def list_names(request: HttpRequest, asked: NameAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Changes of names that the reader may see, newest first."""
    page = queries.name_changes(_may(request, Permission.VIEW_NAME_CHANGE), **asked.model_dump())
    return answer_page(NamePage, page, name_shown)


@names.post("", response={201: NameShown}, operation_id="ask_for_new_name")
def ask_name(request: HttpRequest, body: NameChangeIn) -> HttpResponse:
    """Ask for a new name of a partner; Legal looks at it."""
    actor = _may(request, Permission.REQUEST_NAME_CHANGE)

    def act(occasion: Occasion) -> HttpResponse:
        made = name_changes.request(occasion=occasion, **body.model_dump())
        shown = name_shown(queries.name_change(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@names.get("/{reference}", response=NameShown, operation_id="read_name_change")
def read_name(request: HttpRequest, reference: str) -> HttpResponse:
    """One change of a name."""
    return answer(name_shown(queries.name_change(actor_of(request), read_reference(reference))))


def _worked(
    request: HttpRequest, reference: str, act: Callable[..., NameChange], given: dict[str, Any]
) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.name_change(actor, found),
        name_shown,
        lambda occasion: act(found, occasion, **given),
    )


@names.post("/{reference}/take_up", response=NameShown, operation_id="take_up_name_change")
def take_up_name(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Take a change up, as Legal."""
    return _worked(request, reference, name_changes.take_up, body.model_dump())


@names.post("/{reference}/file", response=NameShown, operation_id="file_for_name_change")
def file_name(
    request: HttpRequest,
    reference: str,
    file: UploadedFile = File(...),  # noqa: B008
    kind: Line = Form("tax_form"),  # noqa: B008
) -> HttpResponse:
    """Put one of the documents on file."""
    return _worked(request, reference, name_changes.file, {"kind": kind, "upload": file})


@names.post("/{reference}/enter", response=NameShown, operation_id="enter_new_name")
def enter_name(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Enter the new name, once all that Legal needs is on file."""
    return _worked(request, reference, name_changes.enter, body.model_dump())


@names.post("/{reference}/decline", response=NameShown, operation_id="decline_name_change")
def decline_name(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline a change."""
    return _worked(request, reference, name_changes.decline, body.model_dump())

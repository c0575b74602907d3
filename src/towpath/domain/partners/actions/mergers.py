"""One partner becomes part of another, or moves under it: planned, looked at, carried out as one unit, undone within days (BRD-07)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg import errors as postgres

from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.belongings import BESIDE, Report, give_back, keep_columns, looked, move, told
from towpath.domain.partners.actions.memberships import follow
from towpath.domain.partners.actions.moves import MERGERS, PARTNERS, said
from towpath.domain.partners.belongings import BELONGINGS, Pair, follow_all
from towpath.domain.partners.lifecycles import DENIED, FORMER, MERGER, PLANNED
from towpath.domain.partners.models import Merger, Partner
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, NotReady, Stale, Taken
from towpath.program.decisions.partners.mergers import UndoFacts, may_undo, merger_terms

PATIENCE = "400ms"  # a merger gives way before the database calls it a deadlock and stops the other one
TRIES = 10
THE_PARTNER = ("partners.partner", "", "organisation")  # its own row, among the belongings


def preview(
    kept: str, gone: str, occasion: Occasion, *, kind: str = "merge", administrators: str = "", designations: str = ""
) -> tuple[Merger, Report]:
    """What a merger would do, without planning it: counts, and what is decided where both hold the same."""
    merger = _begun(kept, gone, occasion, kind, administrators, designations)
    return merger, _report(merger, occasion)


@transaction.atomic(durable=True)
def plan(
    kept: str, gone: str, occasion: Occasion, *, reason: str, kind: str = "merge", administrators: str = "",
    designations: str = "",
) -> Merger:  # fmt: skip
    """Plan that `gone` becomes part of `kept`, or moves under it. Nothing moves yet; what would is counted."""
    errors, why = dict[str, list[str]](), ""
    try:
        why = said(reason, why="Say why: both histories keep it.")
    except Invalid as refusal:
        errors = refusal.errors
    try:
        merger = _begun(kept, gone, occasion, kind, administrators, designations)
    except Invalid as refusal:
        raise Invalid(refusal.errors | errors) from None
    if errors:
        raise Invalid(errors)
    merger.reference, merger.reason = next_reference("MRG"), why
    merger.planned_by, merger.planned_at = occasion.person, occasion.at
    _look(merger, occasion)
    try:
        with transaction.atomic():
            return MERGERS.begin(merger, MERGER.moves["plan"], occasion, **_named(merger), reason=why)
    except IntegrityError as error:
        if "merger_planned_once" not in str(error):
            raise
        waiting = Merger.objects.filter(kept=merger.kept, gone=merger.gone, state=PLANNED)
        raise Taken(
            f"It is planned already: {', '.join(each.reference for each in waiting)}.",
            remedy="Go on there, or drop it.",
        ) from error


def _begun(kept: str, gone: str, occasion: Occasion, kind: str, administrators: str, designations: str) -> Merger:
    """A merger that is not kept yet, of two partners that the actor may merge."""
    if not ACCESS.may(occasion.actor, Permission.PLAN_MERGER):
        raise NotAllowed("Partners are merged by Ecosystem Operations.")
    terms, errors = merger_terms(occasion.book, occasion.day), dict[str, list[str]]()
    choices = (
        ("kind", kind, Merger.Kind.values),
        ("administrators", administrators or terms.administrators, Merger.Administrators.values),
        ("designations", designations or terms.designations, Merger.Designations.values),
    )
    for name, value, known in choices:
        if value not in known:
            errors[name] = [f"Choose one of {', '.join(known)}."]
    found = {name: _one(reference) for name, reference in (("kept", kept), ("gone", gone))}
    for name, partner in found.items():
        if partner is None:
            reference = (kept if name == "kept" else gone).strip()
            errors[name] = [f"There is no partner {reference}." if reference else "Name the partner."]
    if found["kept"] is not None and found["kept"] == found["gone"]:
        errors["gone"] = ["A partner cannot become part of itself; choose another one."]
    if errors or found["kept"] is None or found["gone"] is None:
        raise Invalid(errors)
    merger = Merger(
        kind=kind, kept=found["kept"], gone=found["gone"], looked_at=occasion.at,
        administrators=choices[1][1], designations=choices[2][1],
    )  # fmt: skip
    _fit(merger.kept, merger.gone, kind)
    return merger


def _one(reference: str) -> Partner | None:
    return Partner.objects.select_related("parent", "organisation").filter(reference=reference.strip().upper()).first()


def _fit(kept: Partner, gone: Partner, kind: str) -> None:
    """Refuse what can never be: demonstrations, partners that are merged, circles."""
    for each in (kept, gone):
        if each.demonstration:
            raise NotReady(f"{each.name} is the partner for demonstrations.", remedy="It is never merged.")
        if each.merged_into_id is not None:
            raise NotReady(
                f"{each.name} became part of {each.merged_into} already.",
                remedy=f"Work with {each.merged_into.reference}, or undo that merger first.",
            )
    if kind == Merger.Kind.MERGE and kept.status in (DENIED, FORMER):
        raise NotReady(
            f"{kept.name} is {kept.status}.", remedy="Take it back as a prospect first, or keep the other partner."
        )
    if kind == Merger.Kind.MOVE_UNDER:
        if gone.parent_id == kept.pk:
            raise NotReady(f"{gone.name} stands under {kept.name} already.", remedy="There is nothing to move.")
        if gone.pk in _above(kept):
            raise NotReady(f"{kept.name} stands under {gone.name} itself.", remedy="Move that one first.")


def _above(partner: Partner) -> list[int]:
    """Everything above a partner in the hierarchy, the nearest first."""
    found: list[int] = []
    parent = partner.parent
    while parent is not None and parent.pk not in found:
        found.append(parent.pk)
        parent = parent.parent
    return found


def pair_of(merger: Merger, occasion: Occasion) -> Pair:
    return Pair(
        merger.kept, merger.gone, merger.administrators, merger.designations, at=occasion.at, on=occasion.day
    )  # fmt: skip


def _report(merger: Merger, occasion: Occasion) -> Report:
    if merger.kind == Merger.Kind.MOVE_UNDER:
        return Report([], [])
    return looked(pair_of(merger, occasion))


def _look(merger: Merger, occasion: Occasion) -> Report:
    found = _report(merger, occasion)
    merger.report, merger.looked_at = found.as_record(), occasion.at
    return found


def _named(merger: Merger) -> dict[str, str]:
    return {
        "kept": f"{merger.kept.reference} {merger.kept.name}", "gone": f"{merger.gone.reference} {merger.gone.name}",
        "kind": merger.kind, "reference": merger.reference,
    }  # fmt: skip


@transaction.atomic(durable=True)
def look_again(reference: str, occasion: Occasion, *, version: int | None = None) -> Merger:
    """Count again what would move, as things stand now."""
    merger, move_ = MERGERS.take("look_again", reference, occasion, version=version)
    _look(merger, occasion)
    return MERGERS.keep(merger, move_, occasion)


@transaction.atomic(durable=True)
def drop(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Merger:
    """Drop a plan; nothing had moved."""
    why = said(reason)
    merger, move_ = MERGERS.take("drop", reference, occasion, version=version)
    return MERGERS.keep(merger, move_, occasion, reason=why)


# -- carrying out and undoing ------------------------------------------------------------------------------------------


def carry_out(reference: str, occasion: Occasion, *, version: int | None = None) -> Merger:
    """Carry a planned merger out, as one unit: all of it, or nothing.

    Refused where both hold what only one may, and Stale where something collides that nobody has seen yet.
    """
    return _patiently(lambda: _carried_out(reference, occasion, version))


def undo(
    reference: str, occasion: Occasion, *, reason: str, leave_changed: bool = False, version: int | None = None
) -> Merger:
    """Give back, row by row, what a merger moved.

    leave_changed  what somebody changed since stays with the kept partner; otherwise it is a ChangedSince that names it
    """
    why = said(reason, why="Say why: both histories keep it.")
    return _patiently(lambda: _undone(reference, occasion, why, leave_changed, version))


def _patiently(act: Callable[[], Merger]) -> Merger:
    """Try again while others are at work on the same rows: they come first, and lose nothing."""
    for _ in range(TRIES):
        try:
            return act()
        except OperationalError as error:
            if not isinstance(error.__cause__, postgres.LockNotAvailable | postgres.DeadlockDetected):
                raise
    raise NotReady(
        "Somebody is at work on one of the two partners at this moment.",
        remedy="Nothing was changed. Try again in a minute.",
    )


@transaction.atomic(durable=True)
def _carried_out(reference: str, occasion: Occasion, version: int | None) -> Merger:
    merger, move_ = _taken("carry_out", reference, occasion, version)
    terms = merger_terms(occasion.book, occasion.day)
    merger.done_by, merger.done_at, merger.done_on = occasion.person, occasion.at, occasion.day
    merger.final_from = terms.final_from(occasion.day)
    if merger.kind == Merger.Kind.MOVE_UNDER:
        _move_under(merger)
        PARTNERS.note(merger.gone, events.PUT_UNDER, occasion, **_named(merger), reason=merger.reason)
        PARTNERS.note(merger.kept, events.GOT_UNDER, occasion, **_named(merger), reason=merger.reason)
        return MERGERS.keep(merger, move_, occasion, **_named(merger), reason=merger.reason)
    before, found = merger.report, _look(merger, occasion)
    if found.blocking:
        raise NotReady(found.blocking[0].says, remedy=found.blocking[0].decided)
    if merger.report["clashes"] != before.get("clashes"):
        raise Stale(
            "Something else collides since these two were looked at.",
            remedy="Count again, and look at what is decided.",
        )
    data = {**_named(merger), "reason": merger.reason, "moved": told(found.counts) or "nothing of its own"}
    _merge(merger, occasion)
    PARTNERS.note(merger.kept, events.TOOK_IN, occasion, **data)
    return MERGERS.keep(merger, move_, occasion, **data)


def _taken(name: str, reference: str, occasion: Occasion, version: int | None) -> tuple[Merger, Any]:
    """The merger and both partners, locked: nothing new comes to either until the end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    merger, move_ = MERGERS.take(name, reference, occasion, version=version)
    terms = merger_terms(occasion.book, occasion.day)
    if not set(occasion.person.roles) & set(terms.done_by):
        raise NotAllowed("Partners are merged by those whom the program names for it.")
    locked = {
        each.pk: each
        for each in Partner.objects.select_for_update().filter(pk__in=[merger.kept_id, merger.gone_id]).order_by("pk")
    }
    merger.kept, merger.gone = locked[merger.kept_id], locked[merger.gone_id]
    if name == "carry_out":
        _fit(merger.kept, merger.gone, merger.kind)
    return merger, move_


def _move_under(merger: Merger) -> None:
    keep_columns(merger, BELONGINGS[THE_PARTNER], merger.gone, "parent_id")
    merger.gone.parent = merger.kept
    merger.gone.save(update_fields=["parent"])


def _merge(merger: Merger, occasion: Occasion) -> None:
    kept, gone = merger.kept, merger.gone
    merger.status_before = gone.status
    for each in (kept, gone):
        keep_columns(merger, BELONGINGS[THE_PARTNER], each, "track", "kinds")
    move(merger, pair_of(merger, occasion))
    gone.refresh_from_db()
    gone.merged_into = kept
    PARTNERS.keep(gone, PARTNERS.lifecycle.moves["merge"], occasion, **_named(merger), reason=merger.reason)
    _follow(occasion, merger)


def _follow(occasion: Occasion, merger: Merger) -> None:
    """What stands on the partners' own rows follows from what moved."""
    both = sorted([merger.kept_id, merger.gone_id])
    follow(occasion, both)
    follow_all(occasion, both)


@transaction.atomic(durable=True)
def _undone(reference: str, occasion: Occasion, why: str, leave_changed: bool, version: int | None) -> Merger:
    merger, move_ = _taken("undo", reference, occasion, version)
    decision = may_undo(UndoFacts(_day(merger.done_on)), occasion.book, on=occasion.day)
    if not decision.outcome:
        raise Ineligible(
            f"{merger.reference} can no longer be undone.", because=[each.as_record() for each in decision.because]
        )
    merger.undone_by, merger.undone_at, merger.undone_reason = occasion.person, occasion.at, why
    left: list[str] = []
    if merger.kind == Merger.Kind.MERGE:
        left = _parted(merger, occasion, why, leave_changed)
    elif merger.gone.parent_id != merger.kept_id:
        raise NotReady(f"{merger.gone.name} stands elsewhere by now.", remedy="There is nothing left to undo.")
    else:
        _put_back(merger, "parent_id")
        PARTNERS.note(merger.gone, events.TAKEN_FROM_UNDER, occasion, **_named(merger), reason=why)
        PARTNERS.note(merger.kept, events.LOST_UNDER, occasion, **_named(merger), reason=why)
    return MERGERS.keep(merger, move_, occasion, **_named(merger), reason=why, left=left)


def _day(value: date | None) -> date:
    if value is None:
        raise ValueError("A merger that is done has its day.")
    return value


def _parted(merger: Merger, occasion: Occasion, why: str, leave_changed: bool) -> list[str]:
    """Both partners as they were; returns what was left with the kept one."""
    gone = merger.gone
    if gone.merged_into_id != merger.kept_id:
        raise NotReady(f"{gone.name} is no part of {merger.kept.name} by now.", remedy="Undo the later merger first.")
    if merger.kept.merged_into_id is not None:
        raise NotReady(f"{merger.kept.name} was merged since.", remedy="Undo the later merger first.")
    gone.merged_into, gone.status = None, merger.status_before
    PARTNERS.keep(gone, PARTNERS.lifecycle.moves["part"], occasion, **_named(merger), reason=why)
    _count, left = give_back(merger, leave_changed=leave_changed)
    _put_back(merger, "track", "kinds")
    _follow(occasion, merger)
    PARTNERS.note(merger.kept, events.GAVE_BACK, occasion, **_named(merger), reason=why, left=left)
    return left


def _put_back(merger: Merger, *columns: str) -> None:
    """Columns of the two partners that were kept beside the moving."""
    for each in merger.moved.filter(key=BESIDE).order_by("id"):
        values: Mapping[str, Any] = {name: each.before[name] for name in columns if name in each.before}
        Partner.objects.filter(pk=each.row).update(**values)

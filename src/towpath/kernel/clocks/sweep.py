"""What clocks do by themselves: warn, breach, and move when their calendar changes. All in business time (SLA-01, SLA-02)."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models, transaction

from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.kernel.clocks.events import BREACHED, RECOMPUTED, WARNED
from towpath.kernel.clocks.follow import LIVE, clocks_of, mirror, page_of, recompute
from towpath.kernel.clocks.models import Clock, Pause
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.sla import SlaPage

log = logging.getLogger("towpath.clocks")

RECOMPUTE_TASK = "towpath.clocks.recompute"
MOVED = "moved"  # why the time before a clock came to another region's team does not count
EVERY = models.Q()
BATCH = 500  # clocks a sweep looks at; the next minute takes the rest

# Whom a warning (escalate False) or a breach (True) is told, by the room to which the subject belongs.
Whom = Callable[[Clock, SlaPage, Any, datetime, bool], list[Person]]


def sweep(occasion: Occasion, whom: Whom, among: models.Q = EVERY) -> tuple[int, int]:
    """Warn and breach what is due at the occasion's moment, `among` some clocks; returns how many of each. Safe to repeat.

    A due moment lies in business time by its making, so nothing is ever said outside of it because of a clock; and
    one that is broken is not warned of any more.
    """
    running = Clock.objects.filter(among, state=Clock.State.RUNNING)
    broken = running.filter(due_at__lte=occasion.at, breached_at=None)
    breached = _each(broken, lambda clock: _breach(clock, occasion, whom))
    near = running.filter(warn_at__lte=occasion.at, warned_at=None, due_at__gt=occasion.at)
    return _each(near, lambda clock: _warn(clock, occasion, whom)), breached


def _each(clocks: models.QuerySet[Clock], act: Callable[[Clock], None]) -> int:
    """Each clock in a transaction of its own, so that one that fails keeps no other from its turn."""
    done = 0
    for pk in list(clocks.order_by("due_at", "id").values_list("pk", flat=True)[:BATCH]):
        try:
            with transaction.atomic():
                clock = clocks.filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
                if clock is not None:
                    act(clock)
                    done += 1
        except Exception:
            log.exception("The clock %s could not be looked after.", pk)
    return done


def _warn(clock: Clock, occasion: Occasion, whom: Whom) -> None:
    clock.warned_at = occasion.at
    clock.save(update_fields=["warned_at"])
    _note(WARNED, clock, occasion, whom, escalate=False)


def _breach(clock: Clock, occasion: Occasion, whom: Whom) -> None:
    clock.breached_at = occasion.at
    clock.save(update_fields=["breached_at"])
    _note(BREACHED, clock, occasion, whom, escalate=True)


def _note(event: str, clock: Clock, occasion: Occasion, whom: Whom, *, escalate: bool) -> None:
    subject, page = subject_of(clock), page_of(clock, occasion.book)
    people = whom(clock, page, subject, occasion.at, escalate)
    record(
        event,
        occasion,
        subject=subject,
        organisation=clock.organisation_id,
        clock=clock.pk,
        kind=clock.kind,
        title=page.title,
        due=_words(clock, occasion),
        due_at=clock.due_at.isoformat() if clock.due_at else "",
        told=_names(people),
        people=[p.pk for p in people],
    )


def _names(people: list[Person]) -> str:
    names = [p.name for p in people]
    if not names:
        return "nobody could be"
    return names[0] + " was" if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]} were"


def subject_of(clock: Clock) -> models.Model:
    """The record for which a clock runs."""
    return apps.get_model(clock.subject_type)._base_manager.get(pk=clock.subject_id)


def _words(clock: Clock, occasion: Occasion) -> str:
    """The due moment on the wall clock of the team that owes it."""
    if clock.due_at is None:
        return ""
    zone = calendar_for(occasion.book, clock.judged_on, clock.team, clock.region).zone
    local = clock.due_at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def recompute_changed(occasion: Occasion, *, reason: str) -> int:
    """Set the moments of every live clock whose calendar reads otherwise than when it was last computed.

    Returns how many clocks are due at another moment now; each such change is an event of its record.
    """
    closures = Closures.all()
    live = Clock.objects.filter(state__in=LIVE)
    columns = ("team", "region", "judged_on", "calendar_version")
    stale = [
        models.Q(**dict(zip(columns, row, strict=True)))
        for row in live.order_by().values_list(*columns).distinct()
        if calendar_for(occasion.book, row[2], row[0], row[1], closures).fingerprint != row[3]
    ]
    if not stale:
        return 0
    subjects = live.filter(reduce(or_, stale)).values_list("subject_type", "subject_id").distinct()
    moved = 0
    for subject_type, subject_id in list(subjects.order_by("subject_type", "subject_id")):
        try:
            moved += _recompute_subject(subject_type, subject_id, occasion, reason, closures)
        except Exception:
            log.exception("The clocks of %s %s could not be computed anew.", subject_type, subject_id)
    return moved


@transaction.atomic
def _recompute_subject(subject_type: str, subject_id: int, occasion: Occasion, reason: str, closures: Closures) -> int:
    # The record first, then its clocks: the order in which every action locks them.
    subject = apps.get_model(subject_type)._base_manager.select_for_update().get(pk=subject_id)
    clocks = list(clocks_of(subject).filter(state__in=LIVE).select_for_update(of=("self",)))
    moved = 0
    for clock in clocks:
        before = clock.due_at
        recompute(clock, occasion.book, closures)
        _take_back(clock, occasion.at)
        clock.save()
        if clock.due_at != before:
            moved += 1
            _tell_moved(clock, subject, occasion, before, reason)
    if moved:
        mirror(subject, clocks)
        subject.save(update_fields=["due_at", "clock_kind"])
    return moved


def move_to_region(subject: models.Model, region: str, occasion: Occasion) -> bool:
    """The live clocks of a subject that belongs to another region now run in the calendars of that region's teams.

    They count from their start, as if they had been that team's from the first; where the time would be over before
    anybody there had it, all before this moment is left out. A promise that was broken already stays where it broke.
    In the caller's transaction, the subject locked. True when a clock is due at another moment.
    """
    moved = False
    for clock in clocks_of(subject).filter(state__in=LIVE, breached_at=None).select_for_update(of=("self",)):
        if clock.region == region or (clock.due_at is not None and clock.due_at <= occasion.at):
            continue
        before, clock.region = clock.due_at, region
        clock.calendar = calendar_for(occasion.book, clock.judged_on, clock.team, region).definition.name
        recompute(clock, occasion.book)
        if clock.due_at is not None and clock.due_at <= occasion.at:
            Pause.objects.create(clock=clock, from_at=clock.started_at, until_at=occasion.at, why=MOVED)
            recompute(clock, occasion.book)
        _take_back(clock, occasion.at)
        clock.save()
        if clock.due_at != before:
            moved = True
            _tell_moved(clock, subject, occasion, before, f"it belongs to {region} now")
    return moved


def _tell_moved(clock: Clock, subject: models.Model, occasion: Occasion, before: datetime | None, reason: str) -> None:
    record(
        RECOMPUTED, occasion, subject=subject, organisation=clock.organisation_id, clock=clock.pk,
        kind=clock.kind, title=page_of(clock, occasion.book).title, due=_words(clock, occasion),
        due_at=clock.due_at.isoformat() if clock.due_at else "",
        before_due_at=before.isoformat() if before else "", reason=reason,
    )  # fmt: skip


def _take_back(clock: Clock, now: datetime) -> None:
    """A warning or a breach that the new calendar does not bear out is none; the history keeps what was said."""
    if clock.warned_at is not None and clock.warn_at is not None and clock.warn_at > now:
        clock.warned_at = None
    if clock.breached_at is not None and clock.due_at is not None and clock.due_at > now:
        clock.breached_at = None

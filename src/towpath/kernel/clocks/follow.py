"""Clocks follow events: the SLA pages say which event starts, meets, pauses, resumes or cancels which clock."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models

from towpath.basics.business_time import Calendar, Span
from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.kernel.clocks.models import Clock, Pause
from towpath.kernel.new_rows import insert
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book
from towpath.program.decisions import sla

LIVE = (Clock.State.RUNNING, Clock.State.PAUSED)


def follow(
    event: str,
    occasion: Occasion,
    *,
    subject: models.Model,
    organisation: int | None,
    region: str,
    owner: Callable[[str], int | None] = lambda team: None,
) -> list[Clock] | None:
    """Apply one event to the clocks of a subject, in the caller's transaction.

    Returns the clocks that are live afterwards, or None when no SLA page mentions the event. A clock already live
    is not started a second time. `owner` gives the id of who of a team owes it; whoever of the vendor's people ends a clock
    is its owner from then on.
    """
    rules = _rules(occasion.book, occasion.day).get(event)
    if not rules:
        return None
    live = {c.kind: c for c in clocks_of(subject).filter(state__in=LIVE).select_for_update()}
    for page in rules:
        clock = live.get(page.name)
        if clock is None:
            continue
        if event in page.met_by:
            stop(clock, occasion)
        elif event in page.cancelled_by:
            cancel(clock, occasion)
        elif event in page.pauses_on:
            pause(clock, occasion, why=event)
        elif event in page.resumes_on:
            resume(clock, occasion)
    starting = [
        page
        for page in rules
        if event in page.starts_on and (live.get(page.name) is None or not is_live(live[page.name]))
    ]
    if starting:
        begun = _begun(starting, occasion, subject=subject, organisation=organisation, region=region, owner=owner)
        insert(begun)
        live |= {c.kind: c for c in begun}
    return [c for c in live.values() if is_live(c)]


def first(
    event: str,
    occasion: Occasion,
    *,
    subject: models.Model,
    organisation: int | None,
    region: str,
    owner: Callable[[str], int | None] = lambda team: None,
) -> list[Clock]:
    """The clocks that an event starts for a subject which is not kept yet and so can have none; `attach` keeps them."""
    starting = [page for page in _rules(occasion.book, occasion.day).get(event, ()) if event in page.starts_on]
    if not starting:
        return []
    return _begun(starting, occasion, subject=subject, organisation=organisation, region=region, owner=owner)


def attach(clocks: list[Clock], subject: models.Model) -> None:
    """Keep the first clocks of a subject that is kept by now."""
    for clock in clocks:
        clock.subject_id = subject.pk
    insert(clocks)


def _begun(
    pages: list[sla.SlaPage], occasion: Occasion, *, owner: Callable[[str], int | None], **whose: Any
) -> list[Clock]:
    closures = Closures.all()
    return [prepared(page, occasion, owner=owner(page.team), closures=closures, **whose) for page in pages]


@lru_cache(maxsize=64)
def _rules(book: Book, on: date) -> dict[str, list[sla.SlaPage]]:
    """Event -> the SLA pages that it does something to, by the wording of a day."""
    found: dict[str, list[sla.SlaPage]] = {}
    for page in sla.sla_pages(book, on):
        for event in page.mentions:
            found.setdefault(event, []).append(page)
    return found


def clocks_of(subject: models.Model) -> models.QuerySet[Clock]:
    """Every clock that a record ever had, oldest first."""
    return Clock.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")


def is_live(clock: Clock) -> bool:
    return clock.state in LIVE


def prepared(
    page: sla.SlaPage,
    occasion: Occasion,
    *,
    subject: models.Model,
    organisation: int | None,
    region: str,
    owner: int | None,
    closures: Closures,
) -> Clock:
    """A clock of this page that starts now; not saved."""
    calendar = calendar_for(occasion.book, occasion.day, page.team, region, closures)
    clock = Clock(
        kind=page.name,
        team=page.team,
        region=region,
        calendar=calendar.definition.name,
        calendar_version=calendar.fingerprint,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=organisation,
        owner_id=owner,
        amount=page.allowance.amount,
        unit=page.allowance.unit,
        judged_on=occasion.day,
        started_at=occasion.at,
    )
    set_moments(clock, calendar, [], page.warn_at_fraction)
    return clock


def set_moments(clock: Clock, calendar: Calendar, pauses: Iterable[Pause], warn_fraction: Decimal) -> None:
    """Compute when the clock is due and when it warns; None while a pause is open that began before."""
    spans = [(p.from_at, p.until_at) for p in pauses]
    clock.due_at = calendar.deadline_with_pauses(clock.started_at, span_of(clock), spans).at
    part = span_of(clock).part(1 - warn_fraction)
    clock.warn_at = calendar.deadline_with_pauses(clock.started_at, part, spans).at


def span_of(clock: Clock) -> Span:
    return Span(Decimal(clock.amount), clock.unit)


def page_of(clock: Clock, book: Book) -> sla.SlaPage:
    """The page of a clock in the wording that it was started under."""
    return next(p for p in sla.sla_pages(book, clock.judged_on) if p.name == clock.kind)


def stop(clock: Clock, occasion: Occasion) -> None:
    """What was owed has happened."""
    clock.met = clock.breached_at is None and (clock.due_at is None or occasion.at <= clock.due_at)
    _end(clock, Clock.State.STOPPED, occasion)


def cancel(clock: Clock, occasion: Occasion) -> None:
    """Nothing is owed any more; counts neither as met nor as breached."""
    _end(clock, Clock.State.CANCELLED, occasion)


def _end(clock: Clock, state: str, occasion: Occasion) -> None:
    clock.pauses.filter(until_at=None).update(until_at=occasion.at)
    clock.state, clock.stopped_at = state, occasion.at
    if occasion.actor is not None and occasion.actor.is_internal:
        clock.owner = occasion.actor
    clock.save()


def pause(clock: Clock, occasion: Occasion, *, why: str) -> None:
    """Stand still: somebody outside the team is waited for."""
    if clock.state == Clock.State.PAUSED:
        return
    Pause.objects.create(clock=clock, from_at=occasion.at, why=why)
    clock.state, clock.due_at, clock.warn_at = Clock.State.PAUSED, None, None
    clock.save()


def resume(clock: Clock, occasion: Occasion) -> None:
    """Run again, with what was left when the pause began."""
    if clock.state != Clock.State.PAUSED:
        return
    clock.pauses.filter(until_at=None).update(until_at=occasion.at)
    clock.state = Clock.State.RUNNING
    recompute(clock, occasion.book)
    clock.save()


def recompute(clock: Clock, book: Book, closures: Closures | None = None) -> None:
    """Set the moments of a live clock by its calendar as it stands now; does not save."""
    calendar = calendar_for(book, clock.judged_on, clock.team, clock.region, closures)
    clock.calendar_version = calendar.fingerprint
    set_moments(clock, calendar, clock.pauses.all(), page_of(clock, book).warn_at_fraction)


def first_due(clocks: Iterable[Clock]) -> tuple[datetime | None, str]:
    """The earliest due moment among clocks and its kind; (None, "") when none runs."""
    running = [(c.due_at, c.kind) for c in clocks if c.due_at is not None]
    return min(running) if running else (None, "")


def mirror(row: Any, running: Iterable[Clock]) -> None:
    """Keep on the record itself what its lists sort by: the clock due first. Not saved."""
    row.due_at, row.clock_kind = first_due(running)

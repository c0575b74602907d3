"""How a clock looks to a reader: what is left, how urgent it is, and why it is due when it is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from django.db import connection, models

from towpath.basics.business_time import Calendar, CalendarDefinition, Piece
from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.kernel.clocks.follow import LIVE, clocks_of, page_of, span_of
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.models import Person
from towpath.program.book import Book
from towpath.program.decisions.sla import SlaPage

type Stretch = tuple[datetime, datetime | None]
Meaning = Literal["neutral", "good", "attention", "stop"]


@dataclass(frozen=True)
class Face:
    """One clock at a moment. `remaining` is in `unit` of business time, below zero once it is overdue."""

    clock: Clock
    title: str
    kind: str
    team: str
    due_at: datetime | None
    remaining: Decimal
    unit: str
    fraction_left: Decimal
    state: str
    met: bool | None
    meaning: Meaning
    partner_may_see: bool

    @property
    def running(self) -> bool:
        return self.state in (Clock.State.RUNNING, Clock.State.PAUSED)


@dataclass(frozen=True)
class Explanation:
    """Every moment of a clock from its start until it was due, stopped, or now."""

    face: Face
    page: SlaPage
    calendar: CalendarDefinition
    pieces: tuple[Piece, ...]
    pauses: tuple[tuple[datetime, datetime | None, str], ...]
    until: datetime
    changed_since: bool  # the calendar reads otherwise now than when the clock was last computed


def faces(subject: models.Model, book: Book, now: datetime) -> list[Face]:
    """The clocks of a record, live ones first, due first."""
    clocks = list(clocks_of(subject).prefetch_related("pauses"))
    closures = Closures.all() if clocks else None
    shown = [face(clock, book, now, closures) for clock in clocks]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(shown, key=lambda f: (not f.running, f.due_at or far, -f.clock.pk))


def live(subject: models.Model, book: Book, now: datetime) -> list[Face]:
    """The live clocks of a record, due first, with their pauses and the closed days of their calendars in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_live_sql(), [subject._meta.label_lower, subject.pk])
        found = cursor.fetchall()
    shown = []
    for *columns, owner, stops, closed in found:
        clock = Clock.from_db(connection.alias, _COLUMNS, columns)
        if clock.owner_id is not None:
            clock.owner = Person.from_db(connection.alias, ("id", "name"), (clock.owner_id, owner))
        closures = Closures((clock.calendar, date.fromisoformat(on), reason) for on, reason in json.loads(closed))
        spans = [(_moment(from_at), until_at and _moment(until_at)) for from_at, until_at in json.loads(stops)]
        shown.append(face(clock, book, now, closures, spans))
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(shown, key=lambda f: (f.due_at or far, -f.clock.pk))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


_COLUMNS = tuple(field.attname for field in Clock._meta.concrete_fields)


@cache
def _live_sql() -> str:
    """Written out because every page of a record asks it: Django needs longer to word it than the database to answer."""
    columns = ", ".join(f'c."{field.column}"' for field in Clock._meta.concrete_fields)
    states = ", ".join(f"'{state}'" for state in LIVE)
    return f"""
        SELECT {columns}, o.name,
            to_json(ARRAY(SELECT json_build_array(p.from_at, p.until_at) FROM clocks_pause p
                WHERE p.clock_id = c.id ORDER BY p.from_at, p.id))::text,
            to_json(ARRAY(SELECT json_build_array(d."on", d.reason) FROM clocks_closure d
                WHERE d.calendar = c.calendar ORDER BY d."on"))::text
        FROM clocks_clock c LEFT JOIN identity_person o ON o.id = c.owner_id
        WHERE c.subject_type = %s AND c.subject_id = %s AND c.state IN ({states})
        ORDER BY c.id
    """  # noqa: S608 - columns and states are our own


def face(
    clock: Clock, book: Book, now: datetime, closures: Closures | None = None, spans: list[Stretch] | None = None
) -> Face:
    """One clock as a reader sees it now. Reads its pauses unless `spans` gives them; prefetch them for many."""
    calendar, page = _calendar(clock, book, closures), page_of(clock, book)
    until, stops = clock.stopped_at or now, _spans(clock) if spans is None else spans
    remaining = calendar.remaining(clock.started_at, span_of(clock), max(until, clock.started_at), stops)
    left = max(Decimal(0), min(Decimal(1), remaining / Decimal(clock.amount)))
    return Face(
        clock=clock,
        title=page.title,
        kind=clock.kind,
        team=clock.team,
        due_at=clock.due_at,
        remaining=remaining,
        unit=clock.unit,
        fraction_left=left,
        state=clock.state,
        met=clock.met,
        meaning=_meaning(clock, left, page),
        partner_may_see=book[clock.kind].audience == "partner",
    )


def first(faces: Iterable[Face]) -> Face | None:
    """The clock that a page of the vendor shows in its header: the live one due first."""
    return next((f for f in faces if f.running), None)


def promised(faces: Iterable[Face]) -> Face | None:
    """The clock that a partner's page shows as the answer she waits for: of the live ones she may see, the last due.

    The mail that acknowledges her registration names the same moment.
    """
    seen = [f for f in faces if f.running and f.partner_may_see]
    far = datetime.max.replace(tzinfo=UTC)
    return max(seen, key=lambda f: f.due_at or far, default=None)


def explain(clock: Clock, book: Book, now: datetime) -> Explanation:
    """Where every moment of a clock went: open hours, closed hours, holidays, pauses, each with its length."""
    calendar, page = _calendar(clock, book, None), page_of(clock, book)
    until = clock.stopped_at or max(now, clock.due_at or now)
    pieces = calendar.pieces(clock.started_at, max(until, clock.started_at), _spans(clock), clock.unit)
    return Explanation(
        face=face(clock, book, now),
        page=page,
        calendar=calendar.definition,
        pieces=tuple(pieces),
        pauses=tuple((p.from_at, p.until_at, p.why) for p in clock.pauses.all()),
        until=until,
        changed_since=calendar.fingerprint != clock.calendar_version,
    )


def _calendar(clock: Clock, book: Book, closures: Closures | None) -> Calendar:
    return calendar_for(book, clock.judged_on, clock.team, clock.region, closures)


def _spans(clock: Clock) -> list[Stretch]:
    return [(p.from_at, p.until_at) for p in clock.pauses.all()]


def _meaning(clock: Clock, left: Decimal, page: SlaPage) -> Meaning:
    if clock.state == Clock.State.CANCELLED:
        return "neutral"
    if clock.met is not None:
        return "good" if clock.met else "stop"
    if left == 0 or clock.breached_at is not None:
        return "stop"
    return "attention" if left <= page.warn_at_fraction else "neutral"

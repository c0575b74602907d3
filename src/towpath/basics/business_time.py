"""Business time (SLA-01): deadlines, elapsed time, pauses, and the account of each moment, over a calendar's open hours.

The rules, all of them tested:

- A start outside the hours counts from the next opening.
- A deadline that lands exactly on a closing stays there; it does not slip to the next opening.
- In hours, open time is counted in full. In days, each open day counts 1, spread evenly over that day's own hours: two
  business days from a quarter through Monday end a quarter through Wednesday, short days and half days included.
- Moments come in as aware datetimes of any zone and go out in UTC, exact to the microsecond.
- Nothing here reads the clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from towpath.basics.calendar_definition import (
    AlwaysClosed,
    CalendarDefinition,
    DayRule,
    UnknownHolidays,
    UnknownZone,
    load_zone,
)
from towpath.basics.open_time import EPOCH, OpenTime, to_micro, to_moment, wall_to_micro
from towpath.basics.spans import Span, Unit, as_amount
from towpath.basics.working_hours import BusinessTimeError, DayHours, WeeklyHours

__all__ = [
    "AlwaysClosed",
    "BusinessTimeError",
    "Calendar",
    "CalendarDefinition",
    "DayHours",
    "DayRule",
    "Due",
    "Pause",
    "Piece",
    "PieceKind",
    "Span",
    "Unit",
    "UnknownHolidays",
    "UnknownZone",
    "WeeklyHours",
]

type Pause = tuple[datetime, datetime | None]
"""A half-open stretch in which a clock stands still; None while it still does."""

PieceKind = Literal["open", "closed", "holiday", "weekend", "pause"]
_PATIENCE = timedelta(days=731)  # a calendar that does not open for two years never does


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock with pauses is due: a moment, or None and what is left (in the span's unit) while it is paused."""

    at: datetime | None
    remaining: Decimal | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clock's life that is all of one kind; `amount` is what it counted, in the unit asked for."""

    kind: PieceKind
    start: datetime
    end: datetime
    amount: Decimal
    why: str


class Calendar:
    """Reckons with one definition. Get it by `Calendar.of`, which keeps what was built; safe to share between threads."""

    __slots__ = ("_time", "definition", "zone")

    def __init__(self, definition: CalendarDefinition) -> None:
        self.definition = definition
        self.zone = load_zone(definition.zone)
        # Years are added by replacing the whole: marks do not depend on the years built, so a race loses only work.
        self._time: OpenTime | None = None

    @classmethod
    def of(cls, definition: CalendarDefinition, on: date | None = None) -> Calendar:
        """The calendar of that definition. With `on`, one that does not open in the two years from then is refused."""
        calendar = _calendar_of(definition)
        if on is not None:
            calendar.next_opening(to_moment(wall_to_micro(calendar.zone, on, 0)))
        return calendar

    @property
    def fingerprint(self) -> str:
        """To be kept with each clock: changes when anything that decides the hours does."""
        return self.definition.fingerprint

    def is_open(self, at: datetime) -> bool:
        """True from an opening on and before the closing."""
        micro = to_micro(at)
        time = self._covering(micro, micro)
        i = time.interval_from(micro)
        return i < len(time.starts) and time.starts[i] <= micro

    def next_opening(self, at: datetime) -> datetime:
        """The first open moment at or after `at`: `at` itself when it is open. AlwaysClosed when two years have none."""
        micro = to_micro(at)
        time = self._covering(micro, to_micro(at + _PATIENCE))
        i = time.interval_from(micro)
        if i >= len(time.starts) or time.starts[i] > to_micro(at + _PATIENCE):
            raise AlwaysClosed(
                f"Calendar {self.definition.name} never opens in the two years after {at:%Y-%m-%d}: "
                "give it weekly hours or open days."
            )
        return to_moment(max(micro, time.starts[i]))

    def next_closing(self, at: datetime) -> datetime | None:
        """The end of the open stretch that holds `at`, or of the next one; None when it does not close for two years."""
        opening = self.next_opening(at)
        until = to_micro(opening + _PATIENCE)
        time = self._covering(to_micro(opening), until)
        i = time.interval_from(to_micro(opening))
        while i + 1 < len(time.starts) and time.starts[i + 1] == time.ends[i] < until:
            i += 1
        return to_moment(time.ends[i]) if time.ends[i] < until else None

    def deadline(self, start: datetime, span: Span) -> datetime:
        """The moment, in UTC, at which the span has passed since `start` in open time."""
        micro = to_micro(start)
        time = self._covering(micro, micro)
        if span.unit == "hours":
            mark = time.mark_at(micro) + span.micro
            while mark > time.last_mark:
                time = self._longer(time)
            return EPOCH + timedelta(microseconds=time.micro_at(mark))
        number, passed, length = time.day_position(micro)
        denominator = span.denominator * length
        days, numerator = divmod(passed * span.denominator + span.numerator * length, denominator)
        number += days
        while number >= time.end_day and (numerator or number > time.end_day):
            time = self._longer(time)
        return EPOCH + timedelta(microseconds=time.micro_at_day(number, numerator, denominator))

    def elapsed(self, start: datetime, end: datetime, unit: Unit, pauses: Sequence[Pause] = ()) -> Decimal:
        """Open hours or business days from `start` to `end` outside the pauses, to nine decimals."""
        first, last = to_micro(start), to_micro(end)
        if last < first:
            raise BusinessTimeError(f"Time runs forwards: the end {end.isoformat()} is before {start.isoformat()}.")
        time = self._covering(first, last)
        passed = _mark(time, unit, last) - _mark(time, unit, first)
        for since, until in _paused(pauses, first, last):
            passed -= _mark(time, unit, last if until is None else until) - _mark(time, unit, since)
        return as_amount(passed, unit)

    def remaining(self, start: datetime, span: Span, at: datetime, pauses: Sequence[Pause] = ()) -> Decimal:
        """What is left of the span at `at`, in its unit; negative by how much it is overdue."""
        return span.amount - self.elapsed(start, max(at, start), span.unit, pauses)

    def deadline_with_pauses(self, start: datetime, span: Span, pauses: Sequence[Pause]) -> Due:
        """When the span has passed with the pauses left out.

        Pauses may overlap, lie outside the hours or before the start, and be empty. One that has no end leaves the
        clock without a due moment, unless it was due before that pause began.
        """
        first = to_micro(start)
        time = self._covering(first, first)
        target: Fraction | int = _mark(time, span.unit, first)
        target += span.micro if span.unit == "hours" else Fraction(span.numerator, span.denominator)
        for since, until in _paused(pauses, first, None):
            time = self._covering(since, since if until is None else until)
            at_pause = _mark(time, span.unit, since)
            if target <= at_pause:
                break
            if until is None:
                return Due(None, as_amount(target - at_pause, span.unit))
            target += _mark(time, span.unit, until) - at_pause
        return Due(self._moment_at(time, span.unit, target), None)

    def pieces(
        self,
        start: datetime,
        end: datetime,
        pauses: Sequence[Pause] = (),
        unit: Unit = "hours",
    ) -> list[Piece]:
        """Every moment from `start` to `end`, in order and without a gap, with its kind and why it counted or did not."""
        first, last = to_micro(start), to_micro(end)
        if last < first:
            raise BusinessTimeError(f"Time runs forwards: the end {end.isoformat()} is before {start.isoformat()}.")
        time = self._covering(first, last)
        parts = _joined(_cut(self._day_parts(first, last), _paused(pauses, first, last), last))
        found = []
        for part in parts:
            mark = _mark(time, unit, part.end) - _mark(time, unit, part.start) if part.kind == "open" else 0
            found.append(
                Piece(
                    part.kind,
                    to_moment(part.start),
                    to_moment(part.end),
                    as_amount(mark, unit),
                    part.why,
                )
            )
        return found

    def _day_parts(self, first: int, last: int) -> Iterator[_Part]:
        """The stretches of each local day, clipped to the moments asked for."""
        on = to_moment(first).astimezone(self.zone).date()
        begins = wall_to_micro(self.zone, on, 0)
        while begins < last:
            ends, rule = wall_to_micro(self.zone, on, 1440), self.definition.rule_of(on)
            for part in self._parts_of(on, rule, begins, ends):
                clipped = replace(part, start=max(part.start, first), end=min(part.end, last))
                if clipped.start < clipped.end:
                    yield clipped
            on, begins = on + timedelta(days=1), ends

    def _parts_of(self, on: date, rule: DayRule, begins: int, ends: int) -> Iterator[_Part]:
        if rule.kind != "open":
            yield _Part(rule.kind, begins, ends, rule.why)
            return
        cursor = begins
        for opens, closes in rule.hours.intervals:
            since, until = (
                wall_to_micro(self.zone, on, opens),
                wall_to_micro(self.zone, on, closes),
            )
            yield _Part(
                "closed",
                cursor,
                since,
                "Outside working hours" if cursor == begins else "Break in the day",
            )
            yield _Part("open", since, until, rule.why)
            cursor = until
        yield _Part("closed", cursor, ends, "Outside working hours")

    def _moment_at(self, time: OpenTime, unit: Unit, mark: Fraction | int) -> datetime:
        if unit == "hours":
            while mark > time.last_mark:
                time = self._longer(time)
            return to_moment(time.micro_at(int(mark)))
        number = math.ceil(mark) - 1
        part = Fraction(mark) - number
        while number >= time.end_day:
            time = self._longer(time)
        return to_moment(time.micro_at_day(number, part.numerator, part.denominator))

    def _covering(self, first: int, last: int) -> OpenTime:
        """Open time that has both moments in it."""
        time = self._time
        if time is None or first < time.covers_from or last >= time.covers_to:
            # A day's margin: the local year begins or ends up to a day apart from that of UTC.
            low = (to_moment(first) - timedelta(days=2)).year
            high = (to_moment(last) + timedelta(days=2)).year
            if time is not None:
                low, high = min(low, time.first_year), max(high, time.last_year)
            time = self._time = OpenTime.build(self.definition, low, high, time)
        return time

    def _longer(self, time: OpenTime) -> OpenTime:
        """Two years more; when they have no opening, the calendar never opens again."""
        longer = self._time = OpenTime.build(self.definition, time.first_year, time.last_year + 2, time)
        if longer.last_mark == time.last_mark:
            raise AlwaysClosed(
                f"Calendar {self.definition.name} does not open in {time.last_year + 1} and {time.last_year + 2}: "
                "no deadline can be reckoned there."
            )
        return longer


@lru_cache(maxsize=512)
def _calendar_of(definition: CalendarDefinition) -> Calendar:
    return Calendar(definition)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece before it is counted; moments in microseconds."""

    kind: PieceKind
    start: int
    end: int
    why: str


def _mark(time: OpenTime, unit: Unit, micro: int) -> Fraction | int:
    return time.mark_at(micro) if unit == "hours" else time.day_mark_at(micro)


def _paused(pauses: Sequence[Pause], first: int, last: int | None) -> list[tuple[int, int | None]]:
    """The pauses in order, merged, clipped to the moments from `first` on and before `last`."""
    clipped: list[tuple[int, int | None]] = []
    for since, until in pauses:
        start, end = (
            max(to_micro(since), first),
            None if until is None else to_micro(until),
        )
        if until is not None and until < since:
            raise BusinessTimeError(f"A pause runs backwards: from {since.isoformat()} to {until.isoformat()}.")
        if (end is None or start < end) and (last is None or start < last):
            clipped.append((start, end if last is None or end is None else min(end, last)))
    merged: list[tuple[int, int | None]] = []
    for start, end in sorted(clipped, key=lambda pause: pause[0]):
        if not merged or (merged[-1][1] is not None and start > merged[-1][1]):
            merged.append((start, end))
        elif merged[-1][1] is not None and (end is None or end > merged[-1][1]):
            merged[-1] = (merged[-1][0], end)
    return merged


def _cut(parts: Iterable[_Part], pauses: list[tuple[int, int | None]], last: int) -> Iterator[_Part]:
    """The parts with the pauses laid over them."""
    stops = [(since, last if until is None else until) for since, until in pauses]
    for part in parts:
        cursor = part.start
        for since, until in stops:
            if until <= cursor or since >= part.end:
                continue
            yield replace(part, start=cursor, end=max(cursor, since))
            yield _Part("pause", max(cursor, since), min(until, part.end), "Paused")
            cursor = min(until, part.end)
        yield replace(part, start=cursor)


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Empty parts left out, neighbours of one kind and one reason made one."""
    joined: list[_Part] = []
    for part in parts:
        if part.start >= part.end:
            continue
        if joined and (joined[-1].kind, joined[-1].why) == (part.kind, part.why):
            joined[-1] = replace(joined[-1], end=part.end)
        else:
            joined.append(part)
    return joined

"""Half-open periods [start, end) of dates or of moments; an end of None means that the period is still running."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


class PeriodError(ValueError):
    """A period that cannot be: empty, backwards, or mixing dates with moments."""


@dataclass(frozen=True, slots=True)
class Period[T: (date, datetime)]:
    """From `start` (in the period) to `end` (no longer in it); dates throughout, or aware datetimes throughout."""

    start: T
    end: T | None = None

    def __post_init__(self) -> None:
        check_kind(self.start, self.start)
        if self.end is None:
            return
        check_kind(self.start, self.end)
        if self.end == self.start:
            raise PeriodError(
                f"The period from {self.start} to {self.end} is empty: the end is the first day or moment after it, "
                "so it must be later than the start."
            )
        if self.end < self.start:
            raise PeriodError(f"The period runs backwards: it starts {self.start} and ends {self.end}.")

    def __str__(self) -> str:
        return f"from {self.start} " + (f"until {self.end}" if self.end is not None else "with no end")

    @property
    def running(self) -> bool:
        """True when no end is set."""
        return self.end is None

    def contains(self, at: T) -> bool:
        """True from the start on and before the end."""
        check_kind(self.start, at)
        return self.start <= at and (self.end is None or at < self.end)

    def overlaps(self, other: Period[T]) -> bool:
        """True when the two share at least one day or moment; periods that only touch do not."""
        return self.intersect(other) is not None

    def intersect(self, other: Period[T]) -> Period[T] | None:
        """What the two share, or None."""
        check_kind(self.start, other.start)
        start = max(self.start, other.start)
        end = _earlier(self.end, other.end)
        return Period(start, end) if end is None or start < end else None

    def closed_at(self, end: T) -> Period[T]:
        """The same period, ended at `end` (or earlier where it already ends earlier)."""
        return Period(self.start, _earlier(self.end, end))


def merge[T: (date, datetime)](periods: Iterable[Period[T]]) -> list[Period[T]]:
    """The same days or moments as few periods in order: overlapping and touching ones become one."""
    merged: list[Period[T]] = []
    for period in _in_order(periods):
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and period.start > last.end):
            merged.append(period)
        elif last.end is not None and (period.end is None or period.end > last.end):
            merged[-1] = Period(last.start, period.end)
    return merged


def gaps[T: (date, datetime)](periods: Iterable[Period[T]], within: Period[T]) -> list[Period[T]]:
    """The parts of `within` that none of the periods covers, in order."""
    found: list[Period[T]] = []
    cursor: T = within.start
    for period in merge(periods):
        if within.end is not None and period.start >= within.end:
            break
        if period.start > cursor:
            found.append(Period(cursor, period.start))
        if period.end is None:
            return found
        cursor = max(cursor, period.end)
    if within.end is None or cursor < within.end:
        found.append(Period(cursor, within.end))
    return found


def check_kind(first: date | datetime, other: date | datetime) -> None:
    """Refuse naive moments and a mixture of dates and moments."""
    if isinstance(first, datetime) != isinstance(other, datetime):
        raise PeriodError(f"A period has dates only or moments only: {first!r} and {other!r} do not go together.")
    if isinstance(other, datetime) and other.utcoffset() is None:
        raise PeriodError(f"The moment {other.isoformat()} has no time zone: pass an aware datetime, in UTC.")


def _earlier[T: (date, datetime)](one: T | None, other: T | None) -> T | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _in_order[T: (date, datetime)](periods: Iterable[Period[T]]) -> list[Period[T]]:
    ordered = list(periods)
    for period in ordered:
        check_kind(ordered[0].start, period.start)
    ordered.sort(key=lambda period: period.start)
    return ordered

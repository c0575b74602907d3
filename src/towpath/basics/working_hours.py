"""Opening hours on the wall clock: the intervals of one day and of the seven weekdays. No zone and no dates here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_INTERVAL = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-\u2013]\s*([0-9]{1,2}):([0-9]{2})")
_DAY_END = 24 * 60


class BusinessTimeError(ValueError):
    """A calendar, span, pause or moment that business time cannot work with; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """The open intervals of one day as (from, to) in minutes after midnight, in order, apart from each other."""

    intervals: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for opens, closes in self.intervals:
            if not 0 <= opens < closes <= _DAY_END:
                raise BusinessTimeError(
                    f"Hours run forwards within one day, from 00:00 to 24:00; not {opens}-{closes}."
                )
            if opens < last:
                raise BusinessTimeError(f"The hours {self} overlap: write each open stretch of the day once, in order.")
            last = closes

    @classmethod
    def parse(cls, texts: Sequence[str]) -> DayHours:
        """Read `["09:00-12:00", "13:00-17:00"]`, in any order; stretches that touch become one. No text: closed all day."""
        if isinstance(texts, str):
            raise BusinessTimeError(f'Hours are a list of stretches such as ["09:00-17:00"]; not the text {texts!r}.')
        merged: list[tuple[int, int]] = []
        for opens, closes in sorted(_read_interval(text) for text in texts):
            if merged and opens < merged[-1][1]:
                raise BusinessTimeError(
                    f"The hours {', '.join(texts)} overlap: write each open stretch of the day once."
                )
            if merged and opens == merged[-1][1]:
                merged[-1] = (merged[-1][0], closes)
            else:
                merged.append((opens, closes))
        return cls(tuple(merged))

    def as_texts(self) -> list[str]:
        """The way back from `parse`."""
        return [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in self.intervals]

    def __str__(self) -> str:
        return ", ".join(self.as_texts()) or "closed"

    def __bool__(self) -> bool:
        return bool(self.intervals)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The hours of the seven weekdays, Monday first; a weekday without hours is closed."""

    days: tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours]

    @classmethod
    def parse(cls, week: Mapping[str, Sequence[str]]) -> WeeklyHours:
        """Read `{"mon": ["09:00-12:00", "13:00-17:00"], ...}`; a weekday that is not named is closed."""
        for name in week:
            if name not in WEEKDAYS:
                raise BusinessTimeError(f"{name!r} is not a weekday: write one of {', '.join(WEEKDAYS)}.")
        mon, tue, wed, thu, fri, sat, sun = (_read_day(name, week.get(name, ())) for name in WEEKDAYS)
        return cls((mon, tue, wed, thu, fri, sat, sun))

    def as_mapping(self) -> dict[str, list[str]]:
        """The way back from `parse`; closed weekdays are left out."""
        return {name: day.as_texts() for name, day in zip(WEEKDAYS, self.days, strict=True) if day}

    def __bool__(self) -> bool:
        return any(self.days)


def _read_day(name: str, texts: Sequence[str]) -> DayHours:
    try:
        return DayHours.parse(texts)
    except BusinessTimeError as error:
        raise BusinessTimeError(f"{name}: {error}") from error


def _read_interval(text: str) -> tuple[int, int]:
    match = _INTERVAL.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise BusinessTimeError(f"{text!r} is not a stretch of hours: write it as 09:00-17:00.")
    opens, closes = (_minutes(text, match[i], match[i + 1]) for i in (1, 3))
    if opens == closes:
        raise BusinessTimeError(f"{text!r} is empty: it opens and closes at the same time.")
    if opens > closes:
        # A night shift belongs to two days, and only its author can say which holidays close which half.
        end_of_day = f"{_clock(opens)}-24:00"
        rest = f" and 00:00-{_clock(closes)} on the next day" if closes else ""
        raise BusinessTimeError(f"{text!r} runs across midnight: write {end_of_day} on the first day{rest}.")
    return opens, closes


def _minutes(text: str, hours: str, minutes: str) -> int:
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > _DAY_END:
        raise BusinessTimeError(f"{text!r} has a time that no clock shows: hours go from 00:00 to 24:00.")
    return total


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

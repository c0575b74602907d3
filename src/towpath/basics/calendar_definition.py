"""What decides a business calendar: hours, zone, public holidays, days closed or opened by hand. Pure data; no reckoning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Literal
from zoneinfo import ZoneInfo

import holidays

from towpath.basics.working_hours import (
    WEEKDAY_NAMES,
    BusinessTimeError,
    DayHours,
    WeeklyHours,
)

DayKind = Literal["open", "holiday", "weekend"]
_PAGE_KEYS = {"zone", "weekly", "country", "subdivision", "closed", "opened"}


class UnknownZone(BusinessTimeError):
    """The zone is not in the IANA time zone database."""


class UnknownHolidays(BusinessTimeError):
    """The country or its subdivision has no public holidays that the library knows."""


class AlwaysClosed(BusinessTimeError):
    """A calendar that never opens: a clock on it would never end."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """What holds on one day: its hours (none when closed), the kind of day, and why in a few words."""

    hours: DayHours
    kind: DayKind
    why: str


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    """A calendar as data, hashable. `closed` and `opened` go before public holidays, those before the weekly hours.

    `opened` gives a day exactly the hours named there: an extra working day, a half day, or a holiday that is worked.
    """

    name: str
    zone: str
    weekly: WeeklyHours
    country: str | None = None
    subdivision: str | None = None
    closed: tuple[tuple[date, str], ...] = ()
    opened: tuple[tuple[date, DayHours, str], ...] = ()

    def __post_init__(self) -> None:
        load_zone(self.zone)
        check_holidays(self.country, self.subdivision)
        days = [on for on, _ in self.closed] + [on for on, _, _ in self.opened]
        for on in days:
            if isinstance(on, datetime) or not isinstance(on, date):
                raise BusinessTimeError(f"Calendar {self.name}: extra days are plain dates; not {on!r}.")
            if days.count(on) > 1:
                raise BusinessTimeError(f"Calendar {self.name}: {on} is named twice among its closed and opened days.")
        for on, hours, _ in self.opened:
            if not hours:
                raise BusinessTimeError(
                    f"Calendar {self.name}: {on} is opened without hours; name it as closed instead."
                )
        if not self.weekly and not self.opened:
            raise AlwaysClosed(f"Calendar {self.name} never opens: give at least one weekday some hours.")

    @classmethod
    def read(cls, name: str, page: Mapping[str, Any]) -> CalendarDefinition:
        """From data as a program page holds it.

        `{"zone": "Europe/Berlin", "weekly": {"mon": ["09:00-17:00"]}, "country": "DE", "subdivision": "BY",
        "closed": [{"on": date, "reason": "..."}], "opened": [{"on": date, "hours": ["09:00-12:00"], "reason": "..."}]}`
        """
        unknown = sorted(set(page) - _PAGE_KEYS)
        if unknown:
            raise BusinessTimeError(
                f"Calendar {name}: unknown {', '.join(unknown)}; known are {', '.join(sorted(_PAGE_KEYS))}."
            )
        for needed in ("zone", "weekly"):
            if needed not in page:
                raise BusinessTimeError(f"Calendar {name}: {needed} is missing.")
        closed = tuple(_entry(name, "closed", row, "on", "reason") for row in page.get("closed", ()))
        opened = tuple(_entry(name, "opened", row, "on", "hours", "reason") for row in page.get("opened", ()))
        return cls(
            name=name,
            zone=page["zone"],
            weekly=WeeklyHours.parse(page["weekly"]),
            country=page.get("country"),
            subdivision=page.get("subdivision"),
            closed=tuple((on, reason) for on, reason in closed),
            opened=tuple((on, DayHours.parse(hours), reason) for on, hours, reason in opened),
        )

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over all that decides which moments are open; names and reasons do not count."""
        return _fingerprint(self)

    def rule_of(self, on: date) -> DayRule:
        """What holds on that day."""
        closed, opened = _extra_days(self)
        if on in opened:
            hours, reason = opened[on]
            return DayRule(hours, "open", reason)
        if on in closed:
            return DayRule(DayHours(), "holiday", closed[on])
        if self.country is not None and (holiday := public_holidays(self.country, self.subdivision, on.year).get(on)):
            return DayRule(DayHours(), "holiday", holiday)
        hours = self.weekly.days[on.weekday()]
        if not hours:
            return DayRule(hours, "weekend", "Not a working day")
        return DayRule(hours, "open", f"{WEEKDAY_NAMES[on.weekday()]} hours")


def load_zone(name: str) -> ZoneInfo:
    """The IANA zone; an unknown or empty name is refused, never taken for UTC."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError, TypeError, AttributeError) as error:
        raise UnknownZone(f"{name!r} is not a time zone: write an IANA name such as Europe/Berlin or UTC.") from error


def check_holidays(country: str | None, subdivision: str | None) -> None:
    """Refuse a country or subdivision whose public holidays are not known."""
    if country is None:
        if subdivision is not None:
            raise UnknownHolidays(f"The subdivision {subdivision!r} needs its country.")
        return
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise UnknownHolidays(f"{country!r} is no country with known public holidays: write two capitals such as DE.")
    if subdivision is not None and subdivision not in known[country]:
        right = f"known are {', '.join(known[country])}" if known[country] else "it has none"
        raise UnknownHolidays(f"{subdivision!r} is no subdivision of {country} with holidays of its own; {right}.")


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    """Day -> name, in English where the library has it."""
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False, language="en_US")
    return {on: name for on, name in found.items() if on.year == year}


@lru_cache(maxsize=256)
def _extra_days(
    definition: CalendarDefinition,
) -> tuple[dict[date, str], dict[date, tuple[DayHours, str]]]:
    return dict(definition.closed), {on: (hours, reason) for on, hours, reason in definition.opened}


@lru_cache(maxsize=256)
def _fingerprint(definition: CalendarDefinition) -> str:
    decides = {
        "zone": [definition.zone, _zone_rules(definition.zone)],
        "weekly": definition.weekly.as_mapping(),
        "holidays": [
            definition.country,
            definition.subdivision,
            version("holidays") if definition.country else None,
        ],
        "closed": sorted(on.isoformat() for on, _ in definition.closed),
        "opened": sorted([on.isoformat(), hours.as_texts()] for on, hours, _ in definition.opened),
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _zone_rules(name: str) -> str:
    """A hash of the zone's offsets day by day: governments change them, and the database has no version to ask for."""
    zone = load_zone(name)
    noon = datetime(2020, 1, 1, 12, tzinfo=UTC)
    offsets = (str((noon + timedelta(days=day)).astimezone(zone).utcoffset()) for day in range(18 * 365))
    return hashlib.sha256("".join(offsets).encode()).hexdigest()[:12]


def _entry(name: str, key: str, row: Mapping[str, Any], *wanted: str) -> tuple[Any, ...]:
    if set(row) != set(wanted):
        raise BusinessTimeError(f"Calendar {name}: each {key} day has {', '.join(wanted)}; not {', '.join(row)}.")
    return tuple(row[field] for field in wanted)

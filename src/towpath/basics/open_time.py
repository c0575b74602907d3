"""The open intervals of a calendar, precomputed in UTC, with cumulated sums: each question is one or two bisects.

Moments are whole microseconds since 1970 in UTC, which is exactly what a datetime can hold. A *mark* counts the open
microseconds since the start of `ORIGIN_YEAR` (before it, marks are negative), so that marks stay the same when more
years are built. A *day mark* counts open days in the same way: an open day adds exactly 1, spread evenly over its hours.

Hours are read off the wall clock. A time that the clock shows twice (the end of summer time) means its first showing; a
time that it skips means the moment of the jump. So intervals never overlap, and a stretch that spans the change is
really an hour longer or shorter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from towpath.basics.calendar_definition import CalendarDefinition, load_zone
from towpath.basics.working_hours import BusinessTimeError

ORIGIN_YEAR = 2024
FIRST_YEAR, LAST_YEAR = 1970, 2199
MICROSECONDS = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


def to_micro(at: datetime) -> int:
    """Microseconds since 1970; a moment without a zone is refused."""
    try:
        since = at - EPOCH
    except TypeError as error:
        raise BusinessTimeError(f"{at!r} is no moment: pass an aware datetime, in UTC.") from error
    return (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds


def to_moment(micro: int) -> datetime:
    """The way back, in UTC."""
    return EPOCH + timedelta(microseconds=micro)


def wall_to_micro(zone: ZoneInfo, on: date, minutes: int) -> int:
    """The moment at which the wall clock shows that time: the first of two, the jump for a time that is skipped."""
    wall = datetime.combine(on + _DAY if minutes == 1440 else on, time(minutes % 1440 // 60, minutes % 60))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return to_micro(moment)
    # Skipped: the jump lies between the two readings of the wall time, with the offset of after and of before it.
    early = int(to_micro(wall.replace(tzinfo=zone, fold=1).astimezone(UTC)) // MICROSECONDS)
    late = int(to_micro(moment) // MICROSECONDS)
    before = to_moment(early * MICROSECONDS).astimezone(zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if to_moment(middle * MICROSECONDS).astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late * MICROSECONDS


@dataclass(frozen=True, slots=True)
class _Year:
    """The open days of one local year, each as its intervals (start, end) in microseconds."""

    days: list[list[tuple[int, int]]]


class OpenTime:
    """A span of whole local years of one calendar; immutable, grown by `covering` and `longer`."""

    __slots__ = (
        "covers_from", "covers_to", "day_of", "day_sums", "ends", "first_day", "first_year", "last_year",
        "starts", "sums", "years",
    )  # fmt: skip

    def __init__(self, definition: CalendarDefinition, years: dict[int, _Year]) -> None:
        zone = load_zone(definition.zone)
        self.years = years
        self.first_year, self.last_year = min(years), max(years)
        self.covers_from = wall_to_micro(zone, date(self.first_year, 1, 1), 0)
        self.covers_to = wall_to_micro(zone, date(self.last_year + 1, 1, 1), 0)
        before = [day for year in range(self.first_year, ORIGIN_YEAR) for day in years[year].days]
        self.first_day = -len(before)  # number of the first open day; the origin year's first one is 0
        mark = -sum(end - start for day in before for start, end in day)
        self.starts: list[int] = []  # of each interval
        self.ends: list[int] = []
        self.sums: list[int] = [mark]  # marks at the start of each interval, and after the last
        self.day_of: list[int] = []  # of each interval, the position of its day
        self.day_sums: list[int] = [mark]  # marks at the start of each day, and after the last
        for year in range(self.first_year, self.last_year + 1):
            for day in years[year].days:
                for start, end in day:
                    self.starts.append(start)
                    self.ends.append(end)
                    self.day_of.append(len(self.day_sums) - 1)
                    mark += end - start
                    self.sums.append(mark)
                self.day_sums.append(mark)

    @classmethod
    def build(
        cls,
        definition: CalendarDefinition,
        first_year: int,
        last_year: int,
        known: OpenTime | None,
    ) -> OpenTime:
        """These years and the origin year; years that `known` has are taken over."""
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise BusinessTimeError(
                f"Calendar {definition.name} is asked for the year {first_year if first_year < FIRST_YEAR else last_year}: "
                f"business time is reckoned from {FIRST_YEAR} to {LAST_YEAR}."
            )
        have = known.years if known else {}
        wanted = range(min(first_year, ORIGIN_YEAR), max(last_year, ORIGIN_YEAR) + 1)
        return cls(
            definition,
            {year: have.get(year) or _build_year(definition, year) for year in wanted},
        )

    def mark_at(self, micro: int) -> int:
        """Open microseconds before the moment, counted from the origin."""
        i = bisect_right(self.starts, micro) - 1
        if i < 0:
            return self.sums[0]
        return self.sums[i] + min(micro, self.ends[i]) - self.starts[i]

    def micro_at(self, mark: int) -> int:
        """The earliest moment with that mark: at a border that is the closing, not the next opening."""
        i = bisect_left(self.sums, mark) - 1
        return self.starts[i] + mark - self.sums[i]

    def day_position(self, micro: int) -> tuple[int, int, int]:
        """The open day a moment is in or behind: its number, the open microseconds passed of it, and its whole length."""
        i = bisect_right(self.starts, micro) - 1
        if i < 0:
            return self.first_day, 0, 1
        day = self.day_of[i]
        begins = self.day_sums[day]
        passed = self.sums[i] + min(micro, self.ends[i]) - self.starts[i] - begins
        return self.first_day + day, passed, self.day_sums[day + 1] - begins

    def day_mark_at(self, micro: int) -> Fraction:
        """Open days before the moment, counted from the origin, exactly."""
        number, passed, length = self.day_position(micro)
        return number + Fraction(passed, length)

    def micro_at_day(self, number: int, numerator: int, denominator: int) -> int:
        """The earliest moment at which that part (0 to 1) of open day `number` has passed, to the nearest microsecond."""
        if numerator == 0:
            number, numerator = number - 1, denominator
        day = number - self.first_day
        begins = self.day_sums[day]
        length = self.day_sums[day + 1] - begins
        # At least one microsecond: a tiny part of a day must not fall back to the closing of the day before.
        passed = (2 * numerator * length + denominator) // (2 * denominator) or 1
        return self.micro_at(begins + passed)

    @property
    def last_mark(self) -> int:
        """The mark at the end of the last year built."""
        return self.sums[-1]

    @property
    def end_day(self) -> int:
        """One more than the number of the last open day built."""
        return self.first_day + len(self.day_sums) - 1

    def interval_from(self, micro: int) -> int:
        """The position of the interval that holds the moment, or else of the next one (which may not be built yet)."""
        i = bisect_right(self.starts, micro) - 1
        return i if i >= 0 and micro < self.ends[i] else i + 1


def _build_year(definition: CalendarDefinition, year: int) -> _Year:
    zone = load_zone(definition.zone)
    days: list[list[tuple[int, int]]] = []
    on, midnight = date(year, 1, 1), wall_to_micro(zone, date(year, 1, 1), 0)
    while on.year == year:
        next_midnight = wall_to_micro(zone, on, 1440)
        hours = definition.rule_of(on).hours.intervals
        if next_midnight - midnight == 86_400 * MICROSECONDS:
            minute = 60 * MICROSECONDS
            day = [(midnight + opens * minute, midnight + closes * minute) for opens, closes in hours]
        else:
            # The clock changes on this day: each time is looked up, and a stretch that is skipped altogether falls out.
            exact = [(wall_to_micro(zone, on, opens), wall_to_micro(zone, on, closes)) for opens, closes in hours]
            day = [(start, end) for start, end in exact if start < end]
        if day:
            days.append(day)
        on, midnight = on + _DAY, next_midnight
    return _Year(days)

"""Laws of business time on made-up calendars, against two slow ways to reckon that share no code with it (SLA-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from towpath.basics.business_time import Calendar, CalendarDefinition, DayHours, Span, Unit, WeeklyHours
from towpath.basics.working_hours import WEEKDAYS

pytestmark = pytest.mark.rule("SLA-01")
quiet = settings(max_examples=60, deadline=None, derandomize=True)

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Australia/Lord_Howe")
PLACES = ((None, None), ("DE", "BY"), ("US", None), ("AU", "NSW"), ("JP", None))


@st.composite
def day_hours(draw: st.DrawFn, least: int = 0) -> DayHours:
    """Up to three stretches of at least half an hour, on the quarter."""
    marks = draw(st.lists(st.integers(0, 48), min_size=2 * least, max_size=6, unique=True))
    marks = sorted(marks)[: len(marks) // 2 * 2]
    return DayHours(tuple((marks[i] * 30, marks[i + 1] * 30) for i in range(0, len(marks), 2)))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [draw(day_hours()) for _ in WEEKDAYS]
    assume(any(week))
    country, part = draw(st.sampled_from(PLACES))
    extra = draw(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=6, unique=True))
    closed = tuple((on, "Closed") for on in extra[::2])
    opened = tuple((on, draw(day_hours(least=1)), "Opened") for on in extra[1::2])
    zone = draw(st.sampled_from(ZONES))
    weekly = WeeklyHours(tuple(week))  # type: ignore[arg-type]
    return Calendar.of(CalendarDefinition("Made up", zone, weekly, country, part, closed, opened))


moments = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
units: st.SearchStrategy[Unit] = st.sampled_from(("hours", "days"))
amounts = st.decimals(Decimal("0.01"), Decimal(30), places=2)


@quiet
@given(calendars(), moments, amounts, units)
def test_elapsed_to_the_deadline_is_the_span(calendar: Calendar, start: datetime, amount: Decimal, unit: Unit) -> None:
    due = calendar.deadline(start, Span(amount, unit))
    assert due >= start
    assert calendar.elapsed(start, due, unit) == amount
    assert calendar.remaining(start, Span(amount, unit), due) == 0


@quiet
@given(calendars(), moments, moments, amounts, amounts, units)
def test_deadlines_are_monotone(
    calendar: Calendar, one: datetime, other: datetime, less: Decimal, more: Decimal, unit: Unit
) -> None:
    early, late = sorted((one, other))
    small, large = (Span(amount, unit) for amount in sorted((less, more)))
    assert calendar.deadline(early, small) <= calendar.deadline(late, small)
    assert calendar.deadline(early, small) <= calendar.deadline(early, large)


@quiet
@given(calendars(), moments, moments, moments, units)
def test_elapsed_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime, unit: Unit) -> None:
    first, middle, last = sorted((a, b, c))
    parts = calendar.elapsed(first, middle, unit) + calendar.elapsed(middle, last, unit)
    assert abs(parts - calendar.elapsed(first, last, unit)) <= Decimal("0.000000002")


@quiet
@given(calendars(), moments, amounts, units, st.lists(st.tuples(moments, moments), max_size=4))
def test_pauses_add_exactly_what_they_took(
    calendar: Calendar, start: datetime, amount: Decimal, unit: Unit, spots: list[tuple[datetime, datetime]]
) -> None:
    pauses = [(min(pair), max(pair)) for pair in spots]
    due = calendar.deadline_with_pauses(start, Span(amount, unit), pauses).at
    assert due is not None
    assert due >= calendar.deadline(start, Span(amount, unit))
    assert abs(calendar.elapsed(start, due, unit, pauses) - amount) <= Decimal("0.000000001")


@quiet
@given(calendars(), moments, st.integers(0, 20 * 24 * 60), st.tuples(moments, moments), units)
def test_pieces_are_seamless_and_add_up(
    calendar: Calendar, start: datetime, minutes: int, spot: tuple[datetime, datetime], unit: Unit
) -> None:
    end, pauses = start + timedelta(minutes=minutes), [(min(spot), max(spot))]
    pieces = calendar.pieces(start, end, pauses, unit)
    borders = [start, *(piece.end for piece in pieces)]
    assert [piece.start for piece in pieces] == borders[:-1]
    assert borders[-1] == end
    total = sum((piece.amount for piece in pieces), Decimal(0))
    assert abs(total - calendar.elapsed(start, end, unit, pauses)) <= Decimal("0.0000001")
    for piece in pieces:
        assert calendar.is_open(piece.start) or piece.kind != "open"


@quiet
@given(calendars(), moments, amounts, units)
def test_deadline_agrees_with_a_walk_day_by_day(
    calendar: Calendar, start: datetime, amount: Decimal, unit: Unit
) -> None:
    due = calendar.deadline(start, Span(amount, unit))
    assert abs(due - walk_by_day(calendar.definition, start, Fraction(amount), unit)) <= timedelta(microseconds=1)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(calendars(), st.sampled_from((date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25))))
def test_every_minute_around_a_clock_change_agrees_with_the_wall_clock(calendar: Calendar, sunday: date) -> None:
    first = datetime.combine(sunday, time(), UTC) - timedelta(hours=14)
    zone, showing = ZoneInfo(calendar.definition.zone), datetime(2026, 1, 1)  # noqa: DTZ001
    for minute in range(-24 * 60, 40 * 60):
        moment = first + timedelta(minutes=minute)
        # A clock that is never put back but stands still: the first showing of a time counts.
        showing = max(showing, moment.astimezone(zone).replace(tzinfo=None))
        hours = calendar.definition.rule_of(showing.date()).hours.intervals
        of_day = showing.hour * 60 + showing.minute
        if minute >= 0:
            assert calendar.is_open(moment) == any(opens <= of_day < closes for opens, closes in hours), moment


def walk_by_day(definition: CalendarDefinition, start: datetime, amount: Fraction, unit: Unit) -> datetime:
    """The deadline by looking at one stretch of hours after the other."""
    zone = ZoneInfo(definition.zone)
    on, left = start.astimezone(zone).date() - timedelta(days=1), amount
    while True:
        stretches = [
            (moment_of(zone, on, opens), moment_of(zone, on, closes))
            for opens, closes in definition.rule_of(on).hours.intervals
        ]
        whole = sum((closes - opens for opens, closes in stretches), timedelta())
        for opens, closes in stretches:
            counts = max(closes - max(opens, start), timedelta())
            size = Fraction(whole // timedelta(microseconds=1)) if unit == "days" else Fraction(3_600_000_000)
            if counts:
                worth = Fraction(counts // timedelta(microseconds=1)) / size
                if worth >= left:
                    return max(opens, start) + timedelta(microseconds=round(left * size))
                left -= worth
        on += timedelta(days=1)


def moment_of(zone: ZoneInfo, on: date, minutes: int) -> datetime:
    """The first minute of UTC at which the wall clock shows that time or a later one."""
    wall = datetime.combine(on, time()) + timedelta(minutes=minutes)
    guess = wall.replace(tzinfo=zone).astimezone(UTC)
    back = guess.astimezone(zone).replace(tzinfo=None)
    if back == wall:
        return guess
    while (guess - timedelta(minutes=1)).astimezone(zone).replace(tzinfo=None) >= wall:
        guess -= timedelta(minutes=1)
    return guess

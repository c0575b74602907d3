"""The traps of clocks in pure time, one named test each (SLA-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from towpath.basics.business_time import (
    AlwaysClosed,
    BusinessTimeError,
    Calendar,
    CalendarDefinition,
    DayHours,
    Due,
    Span,
    UnknownHolidays,
    UnknownZone,
    WeeklyHours,
)

pytestmark = pytest.mark.rule("SLA-01")

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
EIGHT_HOURS = WeeklyHours.parse({day: ["09:00-17:00"] for day in WORKDAYS})
WITH_LUNCH = WeeklyHours.parse({day: ["09:00-12:00", "13:00-17:00"] for day in WORKDAYS})
ROUND_THE_CLOCK = WeeklyHours.parse({day: ["00:00-24:00"] for day in (*WORKDAYS, "sat", "sun")})
TWO_HOURS, ONE_DAY, TWO_DAYS = Span(2, "hours"), Span(1, "days"), Span(2, "days")


def calendar(zone: str = "Europe/Berlin", weekly: WeeklyHours = EIGHT_HOURS, **more: object) -> Calendar:
    return Calendar.of(CalendarDefinition("Ops", zone, weekly, **more))  # type: ignore[arg-type]


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    """A wall time such as "2026-03-02 09:00", in that zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_created_outside_working_hours_counts_from_the_next_opening() -> None:
    ops = calendar()
    assert ops.deadline(at("2026-03-02 06:30"), TWO_HOURS) == at("2026-03-02 11:00")
    assert ops.deadline(at("2026-03-02 19:00"), TWO_HOURS) == at("2026-03-03 11:00")
    assert ops.deadline(at("2026-03-02 19:00"), ONE_DAY) == at("2026-03-03 17:00")
    assert ops.deadline(at("2026-03-02 17:00"), TWO_HOURS) == at("2026-03-03 11:00")


def test_deadline_across_a_weekend() -> None:
    ops = calendar()
    assert ops.deadline(at("2026-03-06 16:00"), TWO_HOURS) == at("2026-03-09 10:00")
    assert ops.deadline(at("2026-03-06 10:00"), TWO_DAYS) == at("2026-03-10 10:00")
    assert ops.deadline(at("2026-03-07 12:00"), ONE_DAY) == at("2026-03-09 17:00")


def test_a_deadline_on_a_closing_stays_at_the_closing() -> None:
    assert calendar().deadline(at("2026-03-06 15:00"), TWO_HOURS) == at("2026-03-06 17:00")
    assert calendar(weekly=WITH_LUNCH).deadline(at("2026-03-06 10:00"), TWO_HOURS) == at("2026-03-06 12:00")
    assert calendar(weekly=WITH_LUNCH).deadline(at("2026-03-06 09:00"), ONE_DAY) == at("2026-03-06 17:00")


def test_lunch_gap_does_not_count() -> None:
    ops = calendar(weekly=WITH_LUNCH)
    assert ops.deadline(at("2026-03-02 11:00"), TWO_HOURS) == at("2026-03-02 14:00")
    assert ops.deadline(at("2026-03-02 12:30"), TWO_HOURS) == at("2026-03-02 15:00")
    assert not ops.is_open(at("2026-03-02 12:00"))
    assert ops.is_open(at("2026-03-02 13:00"))
    assert ops.elapsed(at("2026-03-02 11:00"), at("2026-03-02 14:00"), "hours") == 2


def test_business_days_keep_the_fraction_of_the_day() -> None:
    assert calendar().deadline(at("2026-03-02 10:00"), TWO_DAYS) == at("2026-03-04 10:00")


def test_a_short_day_counts_as_a_whole_business_day() -> None:
    short_friday = WeeklyHours.parse({**EIGHT_HOURS.as_mapping(), "fri": ["09:00-13:00"]})
    ops = calendar(weekly=short_friday)
    # A quarter through Thursday to a quarter through Friday, then to a quarter through Monday.
    assert ops.deadline(at("2026-03-05 11:00"), ONE_DAY) == at("2026-03-06 10:00")
    assert ops.deadline(at("2026-03-05 11:00"), TWO_DAYS) == at("2026-03-09 11:00")
    assert ops.deadline(at("2026-03-05 16:00"), TWO_HOURS) == at("2026-03-06 10:00")


def test_a_half_day_opened_on_a_holiday() -> None:
    half = ((date(2026, 12, 25), DayHours.parse(["09:00-11:00"]), "Skeleton crew"),)
    ops = calendar(country="DE", opened=half)
    assert ops.deadline(at("2026-12-24 16:00"), TWO_HOURS) == at("2026-12-25 10:00")
    assert ops.pieces(at("2026-12-25 09:00"), at("2026-12-25 11:00"))[0].why == "Skeleton crew"


def test_public_holidays_of_the_subdivision_do_not_count() -> None:
    epiphany_eve = at("2026-01-05 16:00")
    assert calendar(country="DE", subdivision="BY").deadline(epiphany_eve, TWO_HOURS) == at("2026-01-07 10:00")
    assert calendar(country="DE", subdivision="BE").deadline(epiphany_eve, TWO_HOURS) == at("2026-01-06 10:00")


def test_an_extra_closed_day_does_not_count() -> None:
    ops = calendar(closed=((date(2026, 3, 3), "Team day"),))
    assert ops.deadline(at("2026-03-02 16:00"), TWO_HOURS) == at("2026-03-04 10:00")


def test_a_pause_that_starts_on_a_holiday_takes_nothing_until_the_next_opening() -> None:
    ops = calendar(country="DE")
    start = at("2026-04-02 16:00")  # the Thursday before Good Friday
    pause = (at("2026-04-03 12:00"), at("2026-04-07 10:00"))  # to the Tuesday after Easter Monday
    assert ops.deadline(start, TWO_HOURS) == at("2026-04-07 10:00")
    assert ops.deadline_with_pauses(start, TWO_HOURS, [pause]) == Due(at("2026-04-07 11:00"), None)
    within_the_holidays = (at("2026-04-03 12:00"), at("2026-04-06 20:00"))
    assert ops.deadline_with_pauses(start, TWO_HOURS, [within_the_holidays]).at == at("2026-04-07 10:00")


def test_a_holiday_added_while_the_clock_runs_moves_the_deadline_and_the_fingerprint() -> None:
    start = at("2026-03-02 16:00")
    before = calendar()
    after = calendar(closed=((date(2026, 3, 3), "Public mourning"),))
    assert before.deadline(start, TWO_HOURS) == at("2026-03-03 10:00")
    assert after.deadline(start, TWO_HOURS) == at("2026-03-04 10:00")
    assert before.fingerprint != after.fingerprint
    # What had passed before that day has passed under both.
    evening = at("2026-03-02 18:00")
    assert before.elapsed(start, evening, "hours") == after.elapsed(start, evening, "hours") == 1


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Berlin", "2026-03-27", "2026-03-30"),
        ("Europe/Berlin", "2026-10-23", "2026-10-26"),
        ("America/New_York", "2026-03-06", "2026-03-09"),
        ("America/New_York", "2026-10-30", "2026-11-02"),
        ("Australia/Sydney", "2026-04-03", "2026-04-06"),
        ("Australia/Sydney", "2026-10-02", "2026-10-05"),
    ],
)
def test_both_clock_changes_in_both_hemispheres_keep_the_wall_time(zone: str, friday: str, monday: str) -> None:
    ops = calendar(zone)
    assert at(f"{friday} 12:00", zone).utcoffset() != at(f"{monday} 12:00", zone).utcoffset()
    assert ops.deadline(at(f"{friday} 16:00", zone), TWO_HOURS) == at(f"{monday} 10:00", zone)
    assert ops.deadline(at(f"{friday} 10:00", zone), ONE_DAY) == at(f"{monday} 10:00", zone)
    assert ops.elapsed(at(f"{friday} 09:00", zone), at(f"{monday} 17:00", zone), "hours") == 16


@pytest.mark.parametrize(
    ("zone", "spring", "autumn"),
    [
        ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25)),
        ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
        ("Australia/Sydney", date(2026, 10, 4), date(2026, 4, 5)),
    ],
)
def test_hours_that_span_the_change_are_really_longer_or_shorter(zone: str, spring: date, autumn: date) -> None:
    night = calendar(zone, ROUND_THE_CLOCK)
    for day, hours in ((spring, 23), (autumn, 25)):
        midnight, next_midnight = at(f"{day} 00:00", zone), at(f"{day + timedelta(days=1)} 00:00", zone)
        assert night.elapsed(midnight, next_midnight, "hours") == hours
        assert night.elapsed(midnight, next_midnight, "days") == 1
        assert night.deadline(midnight, Span(hours, "hours")) == next_midnight


def test_a_night_shift_over_the_hour_that_is_skipped() -> None:
    night = calendar(weekly=WeeklyHours.parse({"sun": ["00:00-02:30", "02:30-06:00"], "sat": ["22:00-24:00"]}))
    start = at("2026-03-28 22:00")
    assert night.elapsed(start, at("2026-03-29 06:00"), "hours") == 7
    assert night.deadline(start, Span(5, "hours")) == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)  # 04:00 in summer time


def test_hours_that_lie_wholly_in_the_skipped_hour_do_not_exist_that_day() -> None:
    early = calendar(weekly=WeeklyHours.parse({"sun": ["02:10-02:50"]}))
    assert early.next_opening(at("2026-03-29 00:00")) == at("2026-04-05 02:10")


def test_hours_that_close_or_open_in_the_skipped_hour_do_so_at_the_jump() -> None:
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    closing = calendar(weekly=WeeklyHours.parse({"sun": ["01:00-02:30"]}))
    opening = calendar(weekly=WeeklyHours.parse({"sun": ["02:30-04:00"]}))
    assert closing.next_closing(at("2026-03-29 01:00")) == jump
    assert opening.next_opening(at("2026-03-29 01:00")) == jump
    assert closing.elapsed(at("2026-03-29 00:00"), at("2026-03-29 12:00"), "hours") == 1
    assert opening.elapsed(at("2026-03-29 00:00"), at("2026-03-29 12:00"), "hours") == 1


def test_a_time_that_the_clock_shows_twice_means_its_first_showing() -> None:
    early = calendar(weekly=WeeklyHours.parse({"sun": ["01:00-02:30"]}))
    late = calendar(weekly=WeeklyHours.parse({"sun": ["02:30-04:00"]}))
    day = at("2026-10-25 00:00"), at("2026-10-25 12:00")
    assert early.elapsed(*day, "hours") == Decimal("1.5")
    assert late.elapsed(*day, "hours") == Decimal("2.5")
    assert early.next_closing(day[0]) == late.next_opening(day[0]) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_weekday_missing_from_the_calendar_is_closed() -> None:
    no_wednesday = calendar(weekly=WeeklyHours.parse({day: ["09:00-17:00"] for day in ("mon", "tue", "thu", "fri")}))
    assert no_wednesday.deadline(at("2026-03-03 16:00"), TWO_HOURS) == at("2026-03-05 10:00")
    assert no_wednesday.deadline(at("2026-03-03 13:00"), ONE_DAY) == at("2026-03-05 13:00")


def test_partner_and_reviewer_in_different_zones() -> None:
    # Sent on Friday evening in San Francisco, which is Saturday in Sydney: the reviewer's hours decide.
    sent = at("2026-03-06 17:30", "America/Los_Angeles")
    due = calendar("Australia/Sydney").deadline(sent, TWO_HOURS)
    assert due == at("2026-03-09 11:00", "Australia/Sydney")
    assert due.tzinfo is UTC
    assert due.astimezone(ZoneInfo("America/Los_Angeles")) == at("2026-03-08 17:00", "America/Los_Angeles")


def test_a_reminder_is_moved_to_the_next_opening() -> None:
    ops = calendar()
    assert ops.next_opening(at("2026-03-06 18:00")) == at("2026-03-09 09:00")
    assert ops.next_opening(at("2026-03-06 10:15")) == at("2026-03-06 10:15")
    assert ops.next_closing(at("2026-03-06 10:15")) == at("2026-03-06 17:00")
    assert ops.next_closing(at("2026-03-07 10:15")) == at("2026-03-09 17:00")


def test_a_calendar_that_is_always_closed_is_refused() -> None:
    with pytest.raises(AlwaysClosed, match="never opens"):
        calendar(weekly=WeeklyHours.parse({}))
    once = ((date(2026, 3, 3), DayHours.parse(["09:00-17:00"]), "Opening party"),)
    definition = CalendarDefinition("Party", "Europe/Berlin", WeeklyHours.parse({}), opened=once)
    assert Calendar.of(definition, on=date(2026, 1, 1)).next_opening(at("2026-01-01 00:00")) == at("2026-03-03 09:00")
    with pytest.raises(AlwaysClosed, match="two years after"):
        Calendar.of(definition, on=date(2026, 3, 4))
    with pytest.raises(AlwaysClosed, match="no deadline"):
        Calendar.of(definition).deadline(at("2026-03-03 16:00"), TWO_HOURS)
    with pytest.raises(AlwaysClosed, match="no deadline"):
        Calendar.of(definition).deadline(at("2026-03-03 16:00"), TWO_DAYS)


def test_a_calendar_whose_every_day_is_closed_by_hand_is_refused() -> None:
    mondays = tuple((date(2026, 3, 2) + timedelta(weeks=week), "Closed") for week in range(106))
    definition = CalendarDefinition("Mondays", "UTC", WeeklyHours.parse({"mon": ["09:00-17:00"]}), closed=mondays)
    with pytest.raises(AlwaysClosed):
        Calendar.of(definition, on=date(2026, 3, 2))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "berlin", "../etc/passwd", "Europe", "GMT+25"])
def test_an_unknown_zone_is_refused_and_never_taken_for_utc(zone: str) -> None:
    with pytest.raises(UnknownZone, match="IANA name"):
        calendar(zone)


@pytest.mark.parametrize(
    ("country", "part"), [("XX", None), ("de", None), ("Germany", None), ("DE", "QQ"), (None, "BY")]
)
def test_unknown_public_holidays_are_refused(country: str | None, part: str | None) -> None:
    with pytest.raises(UnknownHolidays):
        calendar(country=country, subdivision=part)


def test_hours_across_midnight_are_refused_with_the_remedy() -> None:
    with pytest.raises(BusinessTimeError, match="22:00-24:00 on the first day and 00:00-06:00 on the next"):
        WeeklyHours.parse({"mon": ["22:00-06:00"]})


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001
    ops = calendar()
    for question in (ops.is_open, ops.next_opening, lambda moment: ops.deadline(moment, TWO_HOURS)):
        with pytest.raises(BusinessTimeError, match="aware datetime"):
            question(naive)


def test_a_running_pause_leaves_no_due_moment_but_what_remains() -> None:
    ops = calendar()
    start = at("2026-03-02 10:00")
    waiting = [(at("2026-03-02 10:30"), None)]
    assert ops.deadline_with_pauses(start, TWO_HOURS, waiting) == Due(None, Decimal("1.5"))
    assert ops.deadline_with_pauses(start, ONE_DAY, waiting) == Due(None, Decimal("0.9375"))
    assert ops.remaining(start, TWO_HOURS, at("2026-03-05 10:00"), waiting) == Decimal("1.5")


def test_a_pause_after_the_deadline_does_not_move_it() -> None:
    ops = calendar()
    late = [(at("2026-03-02 12:00"), None)]
    assert ops.deadline_with_pauses(at("2026-03-02 10:00"), TWO_HOURS, late).at == at("2026-03-02 12:00")


def test_overlapping_empty_and_early_pauses() -> None:
    ops = calendar()
    pauses = [
        (at("2026-03-02 11:00"), at("2026-03-02 12:00")),
        (at("2026-03-02 11:30"), at("2026-03-02 12:30")),
        (at("2026-03-02 10:15"), at("2026-03-02 10:15")),
        (at("2026-02-27 10:00"), at("2026-02-27 11:00")),
    ]
    assert ops.deadline_with_pauses(at("2026-03-02 10:00"), TWO_HOURS, pauses).at == at("2026-03-02 13:30")
    assert ops.elapsed(at("2026-03-02 10:00"), at("2026-03-02 13:30"), "hours", pauses) == 2
    with pytest.raises(BusinessTimeError, match="backwards"):
        ops.deadline_with_pauses(at("2026-03-02 10:00"), TWO_HOURS, [(at("2026-03-02 12:00"), at("2026-03-02 11:00"))])


def test_a_pause_in_days_takes_its_share_of_the_day() -> None:
    ops = calendar()
    pause = (at("2026-03-02 12:00"), at("2026-03-03 12:00"))
    assert ops.deadline_with_pauses(at("2026-03-02 10:00"), TWO_DAYS, [pause]).at == at("2026-03-05 10:00")


def test_overdue_is_a_negative_remainder() -> None:
    assert calendar().remaining(at("2026-03-02 10:00"), TWO_HOURS, at("2026-03-02 15:00")) == -3


def test_years_before_the_origin_and_far_ahead() -> None:
    ops = calendar(country="DE")
    assert ops.deadline(at("1999-12-30 16:00"), TWO_HOURS) == at("1999-12-31 10:00")
    assert ops.deadline(at("2019-12-31 16:00"), ONE_DAY) == at("2020-01-02 16:00")
    assert ops.elapsed(at("2019-12-31 16:00"), at("2030-01-02 10:00"), "days") > 2500
    with pytest.raises(BusinessTimeError, match="from 1970 to 2199"):
        ops.deadline(at("2026-03-02 10:00"), Span(100_000, "days"))


def test_the_pieces_explain_every_moment() -> None:
    ops = calendar(weekly=WITH_LUNCH, country="DE")
    start, end = at("2026-04-02 16:00"), at("2026-04-07 14:00")
    pieces = ops.pieces(start, end, [(at("2026-04-07 09:30"), at("2026-04-07 10:00"))])
    assert [(piece.kind, piece.why, piece.amount) for piece in pieces] == [
        ("open", "Thursday hours", 1),
        ("closed", "Outside working hours", 0),
        ("holiday", "Good Friday", 0),
        ("weekend", "Not a working day", 0),
        ("holiday", "Easter Monday", 0),
        ("closed", "Outside working hours", 0),
        ("open", "Tuesday hours", Decimal("0.5")),
        ("pause", "Paused", 0),
        ("open", "Tuesday hours", 2),
        ("closed", "Break in the day", 0),
        ("open", "Tuesday hours", 1),
    ]
    assert pieces[0].start == start
    assert pieces[-1].end == end
    assert all(one.end == other.start for one, other in pairwise(pieces))


def test_a_calendar_that_never_closes_has_no_next_closing() -> None:
    assert calendar(weekly=ROUND_THE_CLOCK).next_closing(at("2026-03-02 10:00")) is None


def test_a_day_that_the_zone_skipped_altogether() -> None:
    apia = calendar("Pacific/Apia")
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    start = at("2011-12-29 16:00", "Pacific/Apia")
    assert apia.deadline(start, TWO_HOURS) == at("2012-01-02 10:00", "Pacific/Apia")

"""Fiscal years and quarters (FIS-01), and those of a vendor with another year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from towpath.basics.fiscal import FiscalCalendar, FiscalError, FiscalQuarter, parse_quarter, parse_year, year_label
from towpath.basics.periods import Period

REFERENCE = FiscalCalendar()


@pytest.mark.rule("FIS-01")
@pytest.mark.parametrize(
    ("on", "year", "label"),
    [
        (date(2026, 1, 31), 2026, "FY26-Q4"),
        (date(2026, 2, 1), 2027, "FY27-Q1"),
        (date(2026, 4, 30), 2027, "FY27-Q1"),
        (date(2026, 5, 1), 2027, "FY27-Q2"),
        (date(2026, 12, 31), 2027, "FY27-Q4"),
        (date(2027, 1, 31), 2027, "FY27-Q4"),
    ],
)
def test_the_year_runs_february_to_january_and_is_named_by_its_end(on: date, year: int, label: str) -> None:
    assert REFERENCE.year_of(on) == year
    assert str(REFERENCE.quarter_of(on)) == label


@pytest.mark.rule("FIS-01")
def test_periods_of_years_and_quarters() -> None:
    assert REFERENCE.year_period(2027) == Period(date(2026, 2, 1), date(2027, 2, 1))
    assert REFERENCE.quarter_period(FiscalQuarter(2027, 4)) == Period(date(2026, 11, 1), date(2027, 2, 1))


@pytest.mark.parametrize("named_by", ["start", "end"])
@pytest.mark.parametrize("first_month", range(1, 13))
def test_every_day_is_in_the_quarter_it_is_said_to_be_in(first_month: int, named_by: str) -> None:
    calendar = FiscalCalendar(first_month, named_by)  # type: ignore[arg-type]
    for number in range(800):
        on = date(2024, 1, 1) + timedelta(number)
        quarter = calendar.quarter_of(on)
        assert calendar.quarter_period(quarter).contains(on)
        assert calendar.year_period(quarter.year).contains(on)
        assert calendar.quarter_period(quarter.next()).start == calendar.quarter_period(quarter).end
        assert quarter.next().previous() == quarter


def test_another_vendors_year() -> None:
    assert FiscalCalendar(7, "end").year_of(date(2026, 7, 1)) == 2027
    assert FiscalCalendar(4, "start").year_of(date(2027, 3, 31)) == 2026
    assert FiscalCalendar(1, "end").year_of(date(2026, 6, 1)) == 2026


def test_labels_go_both_ways() -> None:
    assert parse_quarter(" fy2027 q1 ") == parse_quarter("FY27-Q1") == FiscalQuarter(2027, 1)
    assert parse_year("FY27") == 2027
    assert year_label(2007) == "FY07"


@pytest.mark.parametrize("text", ["", "FY27", "27-Q1", "FY27-Q5", "FY127-Q1", "FY27-Q0"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(FiscalError):
        parse_quarter(text)


def test_impossible_calendars_are_refused() -> None:
    with pytest.raises(FiscalError, match="1 to 12"):
        FiscalCalendar(13)
    with pytest.raises(FiscalError, match="start"):
        FiscalCalendar(2, "middle")  # type: ignore[arg-type]
    with pytest.raises(FiscalError, match="write it as FY27"):
        parse_year("FY27-Q1")

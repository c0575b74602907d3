"""Half-open periods of dates and of moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.basics.periods import Period, PeriodError, gaps, merge

DAY_0 = date(2026, 1, 1)


def days(start: int, end: int | None = None) -> Period[date]:
    return Period(DAY_0 + timedelta(start), None if end is None else DAY_0 + timedelta(end))


def test_the_start_is_in_and_the_end_is_out() -> None:
    period = days(0, 2)
    assert period.contains(DAY_0)
    assert not period.contains(DAY_0 + timedelta(2))
    assert days(0).contains(date(2199, 1, 1))
    assert not days(0).contains(date(2025, 12, 31))


def test_touching_periods_do_not_overlap() -> None:
    assert not days(0, 2).overlaps(days(2, 4))
    assert days(0, 3).overlaps(days(2))
    assert days(0, 3).intersect(days(2)) == days(2, 3)
    assert days(0, 2).intersect(days(2, 4)) is None
    assert days(1).intersect(days(4)) == days(4)


def test_merge_and_gaps() -> None:
    periods = [days(8, 9), days(0, 2), days(2, 4), days(3, 5)]
    assert merge(periods) == [days(0, 5), days(8, 9)]
    assert merge([days(3), days(1, 4), days(9, 12)]) == [days(1)]
    assert gaps(periods, days(0, 10)) == [days(5, 8), days(9, 10)]
    assert gaps([days(3)], days(0)) == [days(0, 3)]
    assert gaps([], days(0)) == [days(0)]
    assert gaps([days(20, 30)], days(0, 10)) == [days(0, 10)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=8))
def test_each_day_is_either_covered_or_in_a_gap(spots: list[tuple[int, int]]) -> None:
    periods = [days(start, start + length) for start, length in spots]
    free = gaps(periods, days(0, 60))
    for number in range(60):
        on = DAY_0 + timedelta(number)
        assert any(one.contains(on) for one in periods) == any(one.contains(on) for one in merge(periods))
        assert any(one.contains(on) for one in periods) != any(one.contains(on) for one in free)


def test_empty_backwards_mixed_and_naive_periods_are_refused() -> None:
    with pytest.raises(PeriodError, match="empty"):
        days(1, 1)
    with pytest.raises(PeriodError, match="backwards"):
        days(2, 1)
    with pytest.raises(PeriodError, match="do not go together"):
        Period(DAY_0, datetime(2026, 2, 1, tzinfo=UTC))
    with pytest.raises(PeriodError, match="no time zone"):
        Period(datetime(2026, 2, 1))  # noqa: DTZ001
    with pytest.raises(PeriodError, match="do not go together"):
        days(0, 5).contains(datetime(2026, 1, 2, tzinfo=UTC))


def test_an_open_period_can_be_closed() -> None:
    assert days(0).closed_at(DAY_0 + timedelta(5)) == days(0, 5)
    assert days(0, 3).closed_at(DAY_0 + timedelta(5)) == days(0, 3)

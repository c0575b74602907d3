"""Fiscal years and quarters (FIS-01): which month begins the year and whether the year is named by its start or its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from towpath.basics.periods import Period

_LABEL = re.compile(r"FY\s*([0-9]{4}|[0-9]{2})(?:[\s\-/]*Q([0-9]))?", re.IGNORECASE)


class FiscalError(ValueError):
    """A fiscal calendar, year, quarter or label that cannot be."""


@dataclass(frozen=True, slots=True, order=True)
class FiscalQuarter:
    """Quarter `number` (1 to 4) of the fiscal year named `year` (four digits); its text is "FY27-Q1"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise FiscalError(f"A fiscal year has quarters 1 to 4; there is no quarter {self.number}.")
        if not 2000 <= self.year <= 2099:
            raise FiscalError(f"Fiscal years are named 2000 to 2099; not {self.year}.")

    def __str__(self) -> str:
        return f"{year_label(self.year)}-Q{self.number}"

    def next(self) -> FiscalQuarter:
        """The quarter after this one."""
        return FiscalQuarter(self.year + 1, 1) if self.number == 4 else FiscalQuarter(self.year, self.number + 1)

    def previous(self) -> FiscalQuarter:
        """The quarter before this one."""
        return FiscalQuarter(self.year - 1, 4) if self.number == 1 else FiscalQuarter(self.year, self.number - 1)


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A vendor's fiscal year. The default is FIS-01: February to January, named by the year in which it ends."""

    first_month: int = 2
    named_by: Literal["start", "end"] = "end"

    def __post_init__(self) -> None:
        if self.first_month not in range(1, 13):
            raise FiscalError(f"A fiscal year begins in a month from 1 to 12; not {self.first_month!r}.")
        if self.named_by not in ("start", "end"):
            raise FiscalError(f'A fiscal year is named by its "start" or its "end"; not {self.named_by!r}.')

    def year_of(self, on: date) -> int:
        """The name, in four digits, of the fiscal year in which the day falls."""
        began = on.year if on.month >= self.first_month else on.year - 1
        return began + self._name_offset

    def quarter_of(self, on: date) -> FiscalQuarter:
        """The quarter in which the day falls."""
        return FiscalQuarter(self.year_of(on), (on.month - self.first_month) % 12 // 3 + 1)

    def year_period(self, year: int) -> Period[date]:
        """The days of the fiscal year named `year`."""
        began = year - self._name_offset
        return Period(date(began, self.first_month, 1), date(began + 1, self.first_month, 1))

    def quarter_period(self, quarter: FiscalQuarter) -> Period[date]:
        """The days of the quarter; the end is the first day of the next one."""
        began = quarter.year - self._name_offset
        first = self.first_month - 1 + (quarter.number - 1) * 3
        return Period(_first_of(began, first), _first_of(began, first + 3))

    @property
    def _name_offset(self) -> int:
        # A year that begins in January ends in the year in which it began: both names are the same.
        return 1 if self.named_by == "end" and self.first_month > 1 else 0


def year_label(year: int) -> str:
    """`year_label(2027)` is "FY27"."""
    return f"FY{year % 100:02d}"


def parse_year(text: str) -> int:
    """Read "FY27" or "FY2027" as 2027."""
    match = _LABEL.fullmatch(text.strip())
    if match is None or match[2] is not None:
        raise FiscalError(f"{text.strip()!r} is not a fiscal year: write it as FY27.")
    return _full_year(match[1])


def parse_quarter(text: str) -> FiscalQuarter:
    """Read "FY27-Q1", "fy2027 q1" and the like."""
    match = _LABEL.fullmatch(text.strip())
    if match is None or match[2] is None:
        raise FiscalError(f"{text.strip()!r} is not a fiscal quarter: write it as FY27-Q1.")
    return FiscalQuarter(_full_year(match[1]), int(match[2]))


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _first_of(year: int, month_index: int) -> date:
    return date(year + month_index // 12, month_index % 12 + 1, 1)

"""What would change: the past put to another book. The engine of every door; what is kept of it is in models."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from towpath.basics.fiscal import FiscalCalendar, FiscalError, parse_quarter, parse_year
from towpath.basics.periods import Period, PeriodError
from towpath.domain.rulebook.clock_load import ClockLoad, clock_load
from towpath.domain.rulebook.past import parts, tallied
from towpath.domain.rulebook.standing_load import stand
from towpath.domain.rulebook.tally import Tally
from towpath.kernel.occasion import program_zone
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book, texts_under
from towpath.program.check import check_texts
from towpath.program.compare import BothBooks, ChangedPage, as_if, changed_pages, overlaid
from towpath.program.decisions.vendor import fiscal_calendar
from towpath.program.problem import BadBook

OVER = "last-year, last-quarter, last-90-days, FY26, FY26-Q1, or 2025-02-01..2026-02-01"


@dataclass(frozen=True)
class Comparison:
    """The two books of a comparison and what they are compared over.

    other   the tried book as it is asked: with `as_if_then` its changes hold from the first day of the span
    """

    base: Book
    tried: Book
    other: Book
    span: Period[date]
    as_if_then: bool
    changed: tuple[ChangedPage, ...]

    @property
    def moments(self) -> Period[datetime]:
        """The days as moments, from midnight to midnight in the program's zone."""
        if self.span.end is None:
            raise ValueError("A comparison is over days that end.")
        zone = program_zone(self.base)
        days = (self.span.start, self.span.end)
        first, after = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
        return Period(first, after)


@dataclass(frozen=True)
class Result:
    """What a comparison found, with how much it asked."""

    tally: Tally
    load: tuple[ClockLoad, ...]

    def as_record(self) -> dict[str, Any]:
        return {**self.tally.as_record(), "clocks": [each.as_record() for each in self.load]}


def span_of(over: str, book: Book, today: date) -> Period[date]:
    """The days that `over` names; Invalid says what can be written."""
    words = over.strip()
    if words == "last-year":
        return Period(_year_before(today), today)
    if found := re.fullmatch(r"last-(\d{1,4})-days", words):
        return Period(today - timedelta(days=int(found[1])), today)
    try:
        return _fiscal(words, fiscal_calendar(book, today), today)
    except (FiscalError, PeriodError):
        pass
    try:
        if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", words):
            start, end = date.fromisoformat(found[1]), date.fromisoformat(found[2])
            if start < end:
                return Period(start, end)
    except ValueError:  # such as a 31 April
        pass
    raise Invalid({"over": [f"“{words}” names no days. Write {OVER}; the last day is not counted."]})


def _fiscal(words: str, calendar: FiscalCalendar, today: date) -> Period[date]:
    """The days of last-quarter, FY26 or FY26-Q1; FiscalError for anything else."""
    if words == "last-quarter":
        return calendar.quarter_period(calendar.quarter_of(today).previous())
    if "q" in words.lower():
        return calendar.quarter_period(parse_quarter(words))
    return calendar.year_period(parse_year(words))


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def comparison(base: Book, pages: Mapping[str, str], span: Period[date], *, as_if_then: bool) -> Comparison:
    """Some pages written otherwise beside the base, over some days. BadBook where the tried book is not sound."""
    one = unproved(base, pages, span, as_if_then=as_if_then)
    if problems := check_texts(one.tried.texts, one.tried.folder):
        raise BadBook(problems)
    return one


def unproved(base: Book, pages: Mapping[str, str], span: Period[date], *, as_if_then: bool) -> Comparison:
    """The same for pages that were proved before, as those of a kept comparison; BadBook only where they are malformed."""
    tried = overlaid(base, pages)
    other = as_if(base, tried, span.start) if as_if_then else tried
    return Comparison(base, tried, other, span, as_if_then, changed_pages(base, tried))


def pages_of_folder(folder: Path) -> dict[str, str]:
    """The pages of a folder, which may be a whole program or only those that change; BadBook where one is unreadable."""
    texts, problems = texts_under(folder)
    if problems:
        raise BadBook(problems)
    return texts


def compared(one: Comparison, today: date, done: Callable[[int, int], None] = lambda part, of: None) -> Result:
    """Run the whole of it in this process; `done` is told how many of how many parts are through."""
    which = parts()
    tally = tallied(BothBooks(one.base, one.other), one.moments, today, which, lambda n: done(n, len(which)))
    return completed(one, today, tally)


def completed(one: Comparison, today: date, tally: Tally) -> Result:
    """What follows besides from kept decisions: how partners would stand, and what the clocks would have been."""
    stand(one, today, tally)
    return Result(tally, clock_load(one))

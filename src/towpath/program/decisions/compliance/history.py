"""A partner's past as spans of days: what it met on any day, since when it does not, and when it next will not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from towpath.basics.fiscal import FiscalCalendar
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.compliance.judge import ComplianceFacts, Standing, all_met, compliance
from towpath.program.decisions.compliance.pages import page_name, wording_of
from towpath.program.decisions.vendor import fiscal_calendar
from towpath.program.kept import kept

YEAR = timedelta(days=365)
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Holding:
    """An employee of the partner holds a badge over [start, end): employed there, and the badge in force."""

    learner: int
    badge: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A recorded fact: it stands over [start, end), and counts in the windows in which its first day falls."""

    kind: str
    amount: Decimal
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A track or designation over [start, end)."""

    value: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class History:
    """All that compliance of one partner follows from. Standing and agreement are those of today: they are not dated."""

    authorized: bool
    good_standing: bool
    agreement: bool
    tracks: tuple[Dated, ...] = ()
    designations: tuple[Dated, ...] = ()
    holdings: tuple[Holding, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def subjects(self, on: date) -> tuple[str, ...]:
        """The track and the designations of a day, the track first."""
        return tuple(each.value for each in (*self.tracks, *self.designations) if _covers(each, on))

    def track(self, on: date) -> str:
        """The track of a day; "" where there is none."""
        return next((each.value for each in self.tracks if _covers(each, on)), "")

    def designations_on(self, on: date) -> tuple[str, ...]:
        """The designations of a day."""
        return tuple(each.value for each in self.designations if _covers(each, on))


def standing_on(history: History, key: str, book: Book, on: date) -> Decision[Standing]:
    """How the partner stood in a track or designation on any day, by the wording and the memberships of that day."""
    facts = facts_on(history, key, book, on)
    _, wording = wording_of(key, book, on)
    if not all_met(facts, wording, on):
        facts = replace(facts, lost_on=lost_on(history, key, book, on))
    return compliance(facts, book, on=on)


def facts_on(history: History, key: str, book: Book, on: date) -> ComplianceFacts:
    """The facts of one day, without `lost_on`."""
    people: dict[int, list[str]] = {}
    for each in history.holdings:
        if _covers(each, on):
            people.setdefault(each.learner, []).append(each.badge)
    return ComplianceFacts(
        subject=key,
        authorized=history.authorized,
        good_standing=history.good_standing,
        agreement=history.agreement,
        track=history.track(on),
        designations=history.designations_on(on),
        people=tuple(tuple(badges) for badges in people.values()),
        evidence=_evidence(history.evidence, book, on) if history.evidence else {},
        member_since=_member_since(history, key, on),
    )


def lost_on(history: History, key: str, book: Book, on: date, floor: date = FIRST_DAY) -> date | None:
    """The day on which a subject that is not met on `on` was last met no more; None when it never was since `floor`."""
    since = _member_since(history, key, on) or FIRST_DAY
    later = None
    for day in sorted(_days(history, key, book, on), reverse=True):
        if day > on:
            continue
        day = max(day, since)
        if _met(history, key, book, day):
            return later
        later = day
        if day <= max(since, floor):
            break
    return None


def met_since(history: History, key: str, book: Book, on: date) -> date:
    """The first day of the unbroken time, up to `on`, through which the subject was met as it is (or not met as it is not)."""
    now, first = _met(history, key, book, on), on
    since = _member_since(history, key, on) or FIRST_DAY
    for day in sorted((each for each in _days(history, key, book, on) if each <= on), reverse=True):
        day = max(day, since)
        if _met(history, key, book, day) is not now:
            return first
        first = day
        if day <= since:
            break
    return first


def breakdown_on(history: History, key: str, book: Book, on: date, within: int) -> date | None:
    """The first day, within so many days, on which a subject that is met will not be, if nothing is done."""
    last = on + timedelta(days=within)
    ahead = sorted(each for each in _days(history, key, book, last) if on < each <= last)
    return next((day for day in ahead if not _met(history, key, book, day)), None)


def _met(history: History, key: str, book: Book, on: date) -> bool:
    return all_met(facts_on(history, key, book, on), wording_of(key, book, on)[1], on)


def _days(history: History, key: str, book: Book, until: date) -> set[date]:
    """Every day on which what is met can change."""
    days = set(_wordings(book, key))
    spans: Iterable[Holding | Evidence | Dated] = (
        *history.holdings, *history.evidence, *history.tracks, *history.designations,
    )  # fmt: skip
    for each in spans:
        days.add(each.start)
        if each.end is not None:
            days.add(each.end)
    for each in history.evidence:
        days.add(each.start + YEAR)
        days.update(_quarters_after(each.start, book, until))
    if since := _member_since(history, key, until):
        days.add(since)
        days.update(since + timedelta(days=n) for n in _first_days(key, book))
    return days


@kept
def _wordings(book: Book, key: str) -> tuple[date, ...]:
    return tuple(book[page_name(key)].since) if page_name(key) in book else ()


@kept
def _first_days(key: str, book: Book) -> tuple[int, ...]:
    if page_name(key) not in book:
        return ()
    return tuple({
        one["first_days"]
        for wording in book[page_name(key)].since.values()
        for each in wording["requirement"]
        for one in each["any"]
        if "first_days" in one
    })  # fmt: skip


def _quarters_after(day: date, book: Book, until: date) -> Iterator[date]:
    """The begin of the next two fiscal quarters: an activity counts in its own and in the one after."""
    calendar = _calendar(book)
    quarter = calendar.quarter_of(day).next()
    for _ in range(2):
        yield calendar.quarter_period(quarter).start
        quarter = quarter.next()


@kept
def _calendar(book: Book) -> FiscalCalendar:
    return fiscal_calendar(book, max(book["fiscal.year"].since))


def _evidence(rows: tuple[Evidence, ...], book: Book, on: date) -> dict[str, Decimal]:
    calendar = _calendar(book)
    this = calendar.quarter_period(calendar.quarter_of(on)).start
    before = calendar.quarter_period(calendar.quarter_of(on).previous()).start
    found: dict[str, Decimal] = {}
    quarters: dict[tuple[str, bool], Decimal] = {}
    for each in rows:
        if each.start > on:
            continue
        if each.end is None or on < each.end:
            found[each.kind] = max(found.get(each.kind, Decimal(0)), each.amount)
        if on < each.start + YEAR:
            found[f"{each.kind}.year"] = found.get(f"{each.kind}.year", Decimal(0)) + each.amount
        if each.start >= before:
            part = (each.kind, each.start >= this)
            quarters[part] = quarters.get(part, Decimal(0)) + each.amount
    for (kind, _), amount in quarters.items():
        found[f"{kind}.quarter"] = max(found.get(f"{kind}.quarter", Decimal(0)), amount)
    return found


def _covers(each: Holding | Dated, on: date) -> bool:
    return each.start <= on and (each.end is None or on < each.end)


def _member_since(history: History, key: str, on: date) -> date | None:
    return next(
        (each.start for each in (*history.tracks, *history.designations) if each.value == key and _covers(each, on)),
        None,
    )

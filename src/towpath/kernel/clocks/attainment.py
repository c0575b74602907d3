"""How well promises were kept (SLA-03): met and breached per kind, team, person, region and month, from the clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.fields import DateTimeField
from django.db.models.functions import Coalesce, TruncMonth

from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.kernel.clocks.follow import page_of, span_of
from towpath.kernel.clocks.models import Clock
from towpath.kernel.occasion import program_zone
from towpath.program.book import Book

By = Literal["kind", "team", "person", "region", "month"]
COLUMNS: dict[By, tuple[str, ...]] = {
    "kind": ("kind",),
    "team": ("team",),
    "person": ("owner", "owner__name"),
    "region": ("region",),
    "month": ("month",),
}
EVERYTHING: tuple[By, ...] = ("month", "kind", "team", "person")
SAMPLE = 2000  # clocks over which the spread is reckoned, newest first


@dataclass(frozen=True)
class Filters:
    """Which clocks count: [since, until) in the program's zone; "" and None mean all."""

    since: date
    until: date
    kind: str = ""
    team: str = ""
    region: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Line:
    """One group. Fields that were not asked for are "" or None; `person` is "" where nobody owned it."""

    met: int
    breached: int
    kind: str = ""
    team: str = ""
    region: str = ""
    month: date | None = None
    person_id: int | None = None
    person: str = ""

    @property
    def count(self) -> int:
        return self.met + self.breached

    @property
    def share(self) -> Decimal:
        """The part that was met, from 0 to 1; a line has at least one clock."""
        return Decimal(self.met) / Decimal(self.count)


@dataclass(frozen=True)
class Spread:
    """How much of its business time a kind used up, in `unit`, over the last `sample` clocks that ended."""

    kind: str
    unit: str
    median: Decimal
    ninetieth: Decimal
    sample: int


def attainment(book: Book, filters: Filters, by: Sequence[By] = EVERYTHING) -> list[Line]:
    """Met and breached, grouped as asked, in the order of the groups.

    A clock counts in the month in which it was met or broken. One that is broken and still runs counts as breached
    already, and stays in that month when it ends. A cancelled one never counts. The person is whoever
    ended it, or owes it still.
    """
    zone = program_zone(book)
    columns = [column for one in by for column in COLUMNS[one]]
    rows = (
        counted(filters, zone)
        .annotate(month=TruncMonth("moment", tzinfo=zone))
        .values(*columns)
        .annotate(met_count=Count("pk", filter=Q(met=True)), all_count=Count("pk"))
        .order_by(*columns)
    )
    return [_line(row) for row in rows]


def counted(filters: Filters, zone: ZoneInfo) -> QuerySet[Clock]:
    """The clocks that count under the filters, each with its `moment`."""
    ended = Q(state=Clock.State.STOPPED)
    broken = Q(state__in=(Clock.State.RUNNING, Clock.State.PAUSED), breached_at__isnull=False)
    clocks = Clock.objects.filter(ended | broken).annotate(
        moment=Case(
            When(met=True, then=F("stopped_at")),
            default=Coalesce("breached_at", "stopped_at"),
            output_field=DateTimeField(),
        ),
    )
    clocks = clocks.filter(moment__gte=_start(filters.since, zone), moment__lt=_start(filters.until, zone))
    wanted: dict[str, Any] = {"kind": filters.kind, "team": filters.team, "region": filters.region}
    clocks = clocks.filter(**{column: value for column, value in wanted.items() if value})
    return clocks.filter(owner=filters.person) if filters.person is not None else clocks


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _line(row: dict[str, Any]) -> Line:
    month = row.get("month")
    return Line(
        met=row["met_count"],
        breached=row["all_count"] - row["met_count"],
        kind=row.get("kind", ""),
        team=row.get("team", ""),
        region=row.get("region", ""),
        month=month.date() if month else None,
        person_id=row.get("owner"),
        person=row.get("owner__name") or "",
    )


def spreads(book: Book, filters: Filters) -> list[Spread]:
    """Median and 90th percentile of the business time used, per kind, over the newest clocks that ended."""
    closures, found = Closures.all(), []
    ended = counted(filters, program_zone(book)).filter(state=Clock.State.STOPPED)
    for kind in ended.order_by("kind").values_list("kind", flat=True).distinct():
        clocks = ended.filter(kind=kind).order_by("-stopped_at").prefetch_related("pauses")[:SAMPLE]
        used = sorted(_used(clock, book, closures) for clock in clocks)
        unit = page_of(clocks[0], book).allowance.unit
        found.append(Spread(kind, unit, _at(used, Decimal("0.5")), _at(used, Decimal("0.9")), len(used)))
    return found


def _used(clock: Clock, book: Book, closures: Closures) -> Decimal:
    calendar = calendar_for(book, clock.judged_on, clock.team, clock.region, closures)
    pauses = [(p.from_at, p.until_at) for p in clock.pauses.all()]
    left = calendar.remaining(clock.started_at, span_of(clock), clock.stopped_at or clock.started_at, pauses)
    return Decimal(clock.amount) - left


def _at(ordered: list[Decimal], part: Decimal) -> Decimal:
    """The smallest value that at least this part of the values does not exceed."""
    return ordered[max(0, ceil(part * len(ordered)) - 1)]

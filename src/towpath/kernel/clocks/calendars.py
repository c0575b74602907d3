"""Which calendar counts for a team in a region: the program's page, plus the closures people added since."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from towpath.basics.business_time import Calendar, CalendarDefinition
from towpath.kernel.clocks.models import Closure
from towpath.kernel.kept_reads import KeptRead
from towpath.program.book import Book
from towpath.program.decisions import sla


def calendar_for(book: Book, on: date, team: str, region: str, closures: "Closures | None" = None) -> Calendar:
    """The calendar in which a team of a region works, by the wording of a day."""
    definition = sla.calendar_definition(book, on, team, region)
    return (closures or Closures.all()).applied(definition)


_ALL: KeptRead[Closure] = KeptRead(lambda: Closure.objects.order_by("on"))


class Closures:
    """The added closed days of all calendars, read in one query."""

    def __init__(self, rows: Iterable[tuple[str, date, str]]):
        self.by_calendar: dict[str, list[tuple[date, str]]] = {}
        for calendar, on, reason in rows:
            self.by_calendar.setdefault(calendar, []).append((on, reason))

    @classmethod
    def all(cls) -> "Closures":
        return cls((one.calendar, one.on, one.reason) for one in _ALL.rows())

    def applied(self, definition: CalendarDefinition) -> Calendar:
        """The calendar with these days closed. What people closed goes before a day that the page opens or closes too."""
        added = dict(self.by_calendar.get(definition.name, ()))
        if not added:
            return Calendar.of(definition)
        closed = tuple(day for day in definition.closed if day[0] not in added)
        opened = tuple(day for day in definition.opened if day[0] not in added)
        return Calendar.of(replace(definition, closed=(*closed, *added.items()), opened=opened))

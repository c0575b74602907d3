"""Working time of the regions, so that people of the demo act when people act."""

from datetime import datetime, timedelta
from decimal import Decimal

from towpath.basics.business_time import Calendar, Span
from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.program.book import Book


class Hours:
    """Counts a region's working hours forwards and backwards from a moment, by the program's own calendars."""

    def __init__(self, book: Book, now: datetime):
        none = Closures(())
        self.calendars: dict[str, Calendar] = {
            region: calendar_for(book, now.date(), "esm", region, none) for region in ("AMER", "EMEA", "APJ", "PUBSEC")
        }

    def after(self, region: str, at: datetime, hours: float) -> datetime:
        """The moment so many working hours later."""
        return self.calendars[region].deadline(at, Span(Decimal(str(round(hours, 3))), "hours"))

    def before(self, region: str, at: datetime, hours: float) -> datetime:
        """A moment so many working hours earlier, to the second."""
        calendar, wanted = self.calendars[region], Decimal(str(round(hours, 3)))
        early, late = at - timedelta(days=5 + hours / 3), at
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            if calendar.elapsed(middle, at, "hours") >= wanted:
                early = middle
            else:
                late = middle
        return early.replace(microsecond=0)

"""Who does something, when, through which door, and under which edition of the program."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from towpath.program.book import Book
from towpath.program.decisions.vendor import vendor

if TYPE_CHECKING:
    from towpath.kernel.identity.models import Person


@dataclass(frozen=True)
class Occasion:
    """The circumstances of one act.

    actor  the person, or None when the product acts by itself (door "job")
    at     the moment, aware
    door   "portal", "workspace", "api", "cli" or "job"
    book   the program in force
    """

    actor: "Person | None"
    at: datetime
    door: str
    book: Book

    @property
    def day(self) -> date:
        """The day of the act in the program's own zone: the day that rules count from."""
        return self.at.astimezone(program_zone(self.book)).date()

    def later(self, at: datetime) -> "Occasion":
        return replace(self, at=at)


def program_zone(book: Book) -> ZoneInfo:
    """The zone in which the vendor's program counts days (page vendor, newest wording)."""
    return ZoneInfo(vendor(book, max(book["vendor"].since)).zone)

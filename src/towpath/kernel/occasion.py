"""Who does something, when, through which door, and under which edition of the program."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from towpath.kernel.refusals import NotAllowed
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
    kept   called with each event of the act inside its transaction, so that a door can mark what it has done already
    """

    actor: "Person | None"
    at: datetime
    door: str
    book: Book
    kept: "Callable[[Any], None] | None" = field(default=None, compare=False, repr=False)

    @property
    def person(self) -> "Person":
        """The actor of an act that only a person can do; NotAllowed when the product acts by itself."""
        if self.actor is None:
            raise NotAllowed("This is done by a person.")
        return self.actor

    @property
    def day(self) -> date:
        """The day of the act in the program's own zone: the day that rules count from."""
        return self.at.astimezone(program_zone(self.book)).date()

    def later(self, at: datetime) -> "Occasion":
        return replace(self, at=at)


def program_zone(book: Book) -> ZoneInfo:
    """The zone in which the vendor's program counts days (page vendor, newest wording)."""
    return ZoneInfo(vendor(book, max(book["vendor"].since)).zone)

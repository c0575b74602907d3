"""Who runs this program and by which fiscal year (FIS-01): the vendor is data, never code."""

from dataclasses import dataclass
from datetime import date

from towpath.basics.fiscal import FiscalCalendar
from towpath.program.book import Book
from towpath.program.kept import kept

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


@dataclass(frozen=True)
class Vendor:
    """The vendor whose program the book is."""

    name: str
    program: str
    zone: str  # IANA zone in which the program's days begin and end
    support_address: str
    pseudo_partner: str  # the vendor's own partner organisation, for demo logins (ONB-07)
    fiscal_calendar: FiscalCalendar


@kept
def vendor(book: Book, on: date) -> Vendor:
    """The vendor as the book names it on a day."""
    _, wording = book["vendor"].in_force(on)
    return Vendor(
        name=wording["name"],
        program=wording["program"],
        zone=wording["zone"],
        support_address=wording["support_address"],
        pseudo_partner=wording["pseudo_partner"],
        fiscal_calendar=fiscal_calendar(book, on),
    )


def fiscal_calendar(book: Book, on: date) -> FiscalCalendar:
    """The vendor's fiscal year."""
    _, wording = book["fiscal.year"].in_force(on)
    return FiscalCalendar(MONTHS.index(wording["starts_in"]) + 1, wording["named_by"])

"""What is owed within which time (DRG-07, DRG-10, DRG-11), and in whose working hours (SLA-01, SLA-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.basics.business_time import CalendarDefinition, Span
from towpath.program.book import Book
from towpath.program.kept import kept
from towpath.program.problem import did_you_mean

CALENDARS = "sla.calendars"


@dataclass(frozen=True)
class SlaPage:
    """One SLA. An event in both `starts_on` and `resumes_on` resumes a paused clock, else starts one.

    `warn_at_fraction` is the share of the allowance that is left when the warning comes (0.25 = a quarter is left).
    """

    name: str  # "sla.ops_review"
    title: str
    team: str  # "ops", "esm", "asm"
    allowance: Span
    starts_on: tuple[str, ...]
    met_by: tuple[str, ...]
    pauses_on: tuple[str, ...]
    resumes_on: tuple[str, ...]
    cancelled_by: tuple[str, ...]
    noted_on: tuple[str, ...]  # recorded on the clock without changing it
    warn_at_fraction: Decimal
    escalate_to: tuple[str, ...]  # "backup", "lead"
    rules: tuple[str, ...]
    in_force_since: date

    @property
    def mentions(self) -> frozenset[str]:
        """Every event that does something to a clock of this page."""
        return frozenset(self.starts_on + self.met_by + self.pauses_on + self.resumes_on + self.cancelled_by)


@kept
def sla_pages(book: Book, on: date) -> tuple[SlaPage, ...]:
    """Every SLA that the book holds and that is in force on a day, in order of name."""
    return tuple(
        sla_page(page.name, book, on)
        for page in book
        if page.name.startswith("sla.") and page.name != CALENDARS and min(page.since) <= on
    )


@kept
def sla_page(name: str, book: Book, on: date) -> SlaPage:
    """One SLA by its page's name."""
    page = book[name]
    since, wording = page.in_force(on)
    return SlaPage(
        name=name,
        title=page.title,
        team=wording["team"],
        allowance=Span(Decimal(wording["allowance"]["amount"]), wording["allowance"]["unit"]),
        starts_on=tuple(wording["starts_on"]),
        met_by=tuple(wording["met_by"]),
        pauses_on=tuple(wording.get("pauses_on", ())),
        resumes_on=tuple(wording.get("resumes_on", ())),
        cancelled_by=tuple(wording.get("cancelled_by", ())),
        noted_on=tuple(wording.get("noted_on", ())),
        warn_at_fraction=Decimal(wording["warn_at_fraction"]),
        escalate_to=tuple(wording["escalate_to"]),
        rules=page.rules,
        in_force_since=since,
    )


def calendar_name(book: Book, on: date, team: str, region: str) -> str:
    """The name of the calendar in which a team works for a region; regions without one use the team's default."""
    _, wording = book[CALENDARS].in_force(on)
    uses: Mapping[str, Any] = wording["uses"]
    if team not in uses:
        raise LookupError(f'{CALENDARS} has no calendar for team "{team}". {did_you_mean(team, uses)}')
    name: str = uses[team].get(region) or uses[team]["default"]
    return name


@kept
def calendar_definition(book: Book, on: date, team: str, region: str) -> CalendarDefinition:
    """The calendar in which a team works for a region; one that the page does not name takes the default."""
    _, wording = book[CALENDARS].in_force(on)
    name = calendar_name(book, on, team, region)
    return read_calendar(name, wording["calendar"][name])


def calendar_definitions(book: Book, on: date) -> dict[str, CalendarDefinition]:
    """Every calendar of the page by its name."""
    _, wording = book[CALENDARS].in_force(on)
    return {name: read_calendar(name, entry) for name, entry in wording["calendar"].items() if name != "invented"}


def read_calendar(name: str, entry: Mapping[str, Any]) -> CalendarDefinition:
    """A calendar from its entry on the page; BusinessTimeError (a ValueError) where it cannot be."""
    return CalendarDefinition.read(name, {key: value for key, value in entry.items() if key != "invented"})

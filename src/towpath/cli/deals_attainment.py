"""`towpath deals attainment`: how well promises of time were kept (SLA-03)."""

from datetime import date, timedelta
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, acts, person_named
from towpath.domain.deals.access import ACCESS, Permission
from towpath.kernel import regions
from towpath.kernel.clocks import attainment as report
from towpath.kernel.refusals import Invalid, NotAllowed

HEADERS = ("Month", "Promise", "Team", "Person", "Met", "Missed", "Share met")
MONTHS = 6  # without --from: this month and the five before it


@click.command()
@click.option("--from", "since", type=Day(), help="Clocks that ended on this day or later; else the last six months.")
@click.option("--until", type=Day(), help="Clocks that ended before this day; else until today.")
@click.option("--promise", default="", help="Only this promise, such as sla.ops_review.")
@click.option("--team", default="", help="Only this team, such as ops.")
@click.option("--region", default="", help="Only this region, by its key.")
@click.option("--person", metavar="EMAIL", help="Only what this person owed.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
@AS_JSON
@acts
def attainment(
    occasion: Acting,
    since: date | None,
    until: date | None,
    promise: str,
    team: str,
    region: str,
    person: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Report how many promises were met and missed, by month, promise, team and person."""
    if not ACCESS.may(occasion.actor, Permission.ATTAINMENT):
        raise NotAllowed("This report is for those who answer for the promises: Operations, sales managers, Programs.")
    first, end = since or _months_before(occasion.day), until or occasion.day + timedelta(days=1)
    if first >= end:
        raise Invalid({"until": [f"Choose a day after {first}."]}, "There is no time between these days.")
    filters = report.Filters(
        since=first, until=end, kind=promise, team=team.lower(), region=regions.asked(region, occasion),
        person=person_named(person).pk if person else None,
    )  # fmt: skip
    rows = [_row(line) for line in report.attainment(occasion.book, filters)]
    if as_json:
        tables.as_json([dict(zip((h.lower().replace(" ", "_") for h in HEADERS), row, strict=True)) for row in rows])
    elif as_csv:
        tables.as_csv(HEADERS, rows)
    else:
        tables.table(HEADERS, rows, empty="No promise was due in this time.")


def _months_before(day: date) -> date:
    """The first day of the oldest month that is reported without --from."""
    year, month = divmod(day.year * 12 + day.month - MONTHS, 12)
    return date(year, month + 1, 1)


def _row(line: report.Line) -> list[Any]:
    month = f"{line.month:%Y-%m}" if line.month else ""
    return [month, line.kind, line.team, line.person, line.met, line.breached, f"{line.share:.0%}"]

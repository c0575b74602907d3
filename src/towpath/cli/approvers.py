"""`towpath approvers`: who approves quotes, and the requests that change it."""

from datetime import date

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts, person_named
from towpath.domain.quotes import matrix_queries as readers
from towpath.domain.quotes.actions import matrix as actions
from towpath.domain.quotes.models import Approver

CHANGE = click.argument("reference", type=ReferenceType("APC"), metavar="APC…")
EVERYWHERE = "every region"


@click.group("approvers")
def group() -> None:
    """Show who approves quotes; ask for another approver, apply or decline it."""


@group.command("list")
@click.option("--on", type=Day(), help="As of this day; without it today.")
@AS_JSON
@acts
def list_approvers(occasion: Acting, on: date | None, as_json: bool) -> None:
    """List who approves at each level, and who will from a later day on."""
    day = on or occasion.day
    found = readers.matrix(occasion, day)
    if as_json:
        rows = [{"level": each.level, "region": each.region, "now": _record(each.now), "later": [_record(one) for one in each.later]} for each in found]  # fmt: skip
        tables.as_json({"on": day, "items": rows})
        return
    tables.table(
        ("Level", "Region", "Approves", "From", "Until", "Later"),
        (
            [each.label, each.region or EVERYWHERE, each.now.person.name if each.now else "nobody",
             each.now.starts_on if each.now else None, each.now.ends_on if each.now else None,
             ", ".join(f"{one.person.name} from {one.starts_on}" for one in each.later)]
            for each in found
        ),
    )  # fmt: skip


def _record(one: Approver | None) -> dict[str, object] | None:
    return one and {"person": one.person.email, "starts_on": one.starts_on, "ends_on": one.ends_on}


@group.command("ask")
@click.argument("level")
@click.option("--person", required=True, metavar="EMAIL", help="Who is to approve.")
@click.option(
    "--region", default="", help="Of the opportunity's owner; without it every region without its own approver."
)
@click.option("--from", "starts_on", required=True, type=Day(), help="From this day on.")
@click.option("--why", required=True, help="Stands in the history.")
@acts
def ask(occasion: Acting, level: str, person: str, region: str, starts_on: date, why: str) -> None:
    """Ask for another approver at a level, such as asm.

    \b
    towpath approvers ask asm --region NORTH --person anna@example.org --from 2026-12-01 \\
        --why "She takes over" --as omar@example.org
    """
    made = actions.request(
        occasion, level=level, region=region.upper(), person=person_named(person).pk, starts_on=starts_on, why=why
    )
    click.echo(f"{made.reference}: asked for. Ecosystem Operations applies it.")


@group.command("changes")
@click.option("--state", type=click.Choice(["requested", "applied", "declined"]), help="Only these.")
@acts
def changes(occasion: Acting, state: str | None) -> None:
    """List requests that change the matrix, the newest first."""
    tables.table(
        ("Change", "Level", "Region", "Who", "Instead of", "From", "State"),
        (
            [one.reference, one.level, one.region or EVERYWHERE, one.after.name,
             one.before.name if one.before else None, one.starts_on, one.state]
            for one in readers.changes(occasion, state=state or "").rows
        ),
        empty="No request.",
    )  # fmt: skip


@group.command("apply")
@CHANGE
@click.option("--from", "starts_on", type=Day(), help="Another day than was asked for, where that one has passed.")
@acts
def apply(occasion: Acting, reference: str, starts_on: date | None) -> None:
    """Apply a request: the matrix changes from its day on."""
    done = actions.apply(reference, occasion, starts_on=starts_on)
    click.echo(f"{done.after.name} approves as {done.level} for {done.region or EVERYWHERE} from {done.starts_on}.")


@group.command("decline")
@CHANGE
@click.option("--why", required=True, help="Who asked for it reads it.")
@acts
def decline(occasion: Acting, reference: str, why: str) -> None:
    """Decline a request; the matrix stays as it is."""
    click.echo(f"{actions.decline(reference, occasion, why=why).reference}: declined.")

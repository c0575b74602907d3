"""`towpath deals absences`: who is away, and who stands in."""

from datetime import datetime

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Local, acts, in_zone, person_named
from towpath.domain.deals.actions import absences as actions
from towpath.kernel.approvals.models import Absence
from towpath.kernel.refusals import NotFound


@click.group()
def absences() -> None:
    """Plan, list and cancel absences of the people who approve.

    \b
    towpath deals absences plan --backup emil@example.org \\
        --from 2026-12-21T00:00 --until 2026-12-28T00:00 --as elena@example.org
    """


@absences.command("plan")
@click.option("--person", metavar="EMAIL", help="Who is away; without it the one who acts.")
@click.option("--backup", required=True, metavar="EMAIL", help="Who approves in that name.")
@click.option("--from", "starts", required=True, type=Local(), help="From this moment, in the zone of who is away.")
@click.option("--until", "ends", required=True, type=Local(), help="Until this moment: that of the return.")
@click.option("--note", default="", help="Words for colleagues.")
@acts
def plan(occasion: Acting, person: str | None, backup: str, starts: datetime, ends: datetime, note: str) -> None:
    """Plan an absence: pending work moves to the backup at its start and back at its end."""
    away = person_named(person) if person else occasion.actor
    absence = actions.plan(
        occasion,
        person=away.pk,
        backup=person_named(backup).pk,
        starts_at=in_zone(starts, away.zone),
        ends_at=in_zone(ends, away.zone),
        note=note,
    )
    click.echo(
        f"Absence {absence.pk}: {absence.backup.name} stands in for {absence.person.name} from "
        f"{tables.moment(absence.starts_at, away)} until {tables.moment(absence.ends_at, away)}."
    )


@absences.command("list")
@click.option("--all", "every", is_flag=True, help="Also those that are over or cancelled.")
@AS_JSON
@acts
def list_absences(occasion: Acting, every: bool, as_json: bool) -> None:
    """List who is away and who stands in, the next first."""
    if not occasion.actor.is_internal:
        raise NotFound("There are no absences for you.")
    rows = Absence.objects.select_related("person", "backup").order_by("starts_at", "id")
    if not every:
        rows = rows.filter(state__in=(Absence.State.PLANNED, Absence.State.ACTIVE))
    if as_json:
        tables.as_json(
            [
                {
                    "id": a.pk, "person": a.person.email, "backup": a.backup.email, "starts_at": a.starts_at,
                    "ends_at": a.ends_at, "state": a.state, "note": a.note,
                }
                for a in rows
            ]
        )  # fmt: skip
        return
    tables.table(
        ("Absence", "Away", "Stands in", "From", "Until", "State", "Note"),
        (
            [a.pk, a.person.name, a.backup.name, tables.moment(a.starts_at, occasion.actor),
             tables.moment(a.ends_at, occasion.actor), a.state, a.note]
            for a in rows
        ),
        empty="Nobody is away.",
    )  # fmt: skip


@absences.command("cancel")
@click.argument("absence", type=int)
@acts
def cancel(occasion: Acting, absence: int) -> None:
    """Cancel an absence by its number; what was handed over comes back."""
    found = actions.cancel(absence, occasion)
    click.echo(f"Absence {found.pk} of {found.person.name} is cancelled.")

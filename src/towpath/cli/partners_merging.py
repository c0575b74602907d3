"""`towpath partners`: one partner becomes part of another, or bears another name."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.core.files import File

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners.actions import mergers, name_changes
from towpath.domain.partners.models import Merger, NameChange, Partner

type Find = Callable[[Acting, str], Partner]
REASON = click.option("--reason", required=True, help="Why; stands in both histories.")
MERGER = click.argument("reference", type=ReferenceType("MRG"), metavar="MRG…")
CHANGE = click.argument("reference", type=ReferenceType("NCH"), metavar="NCH…")


def add_to(group: click.Group, find: Find) -> None:
    """Add the commands to `towpath partners`; `find` reads a partner by reference or name."""
    _merge(group, find)
    _rename(group, find)
    for more in (list_mergers, merger, name):
        group.add_command(more)


def _merge(group: click.Group, find: Find) -> None:
    @group.command()
    @click.argument("partner")
    @click.option("--into", "kept", metavar="PARTNER", help="The partner that stays.")
    @click.option("--under", "above", metavar="PARTNER", help="Move it under this one instead; it stays its own.")
    @click.option("--reason", default="", help="Why; stands in both histories. Needed unless with --dry-run.")
    @click.option(
        "--administrators",
        type=click.Choice(Merger.Administrators.values),
        default=None,
        help="Who administers it then; without it, as the program proposes.",
    )
    @click.option(
        "--designations",
        type=click.Choice(Merger.Designations.values),
        default=None,
        help="Whether running ones go on at the kept partner.",
    )
    @click.option("--dry-run", is_flag=True, help="Count and show what would happen, and change nothing.")
    @AS_JSON
    @acts
    def merge(
        occasion: Acting, partner: str, kept: str | None, above: str | None, reason: str, dry_run: bool, as_json: bool,
        **choices: str | None,
    ) -> None:  # fmt: skip
        """Let a partner become part of another: people, registrations, licences and all else it has.

        \b
        towpath partners merge PAR00012 --into PAR00007 --dry-run --as omar@example.org
        """
        other = kept or above
        if other is None or (kept and above):
            raise click.UsageError("Say either --into or --under, with the partner that stays.")
        given = {"kind": "merge" if kept else "move_under", **{name: value or "" for name, value in choices.items()}}
        stays, goes = find(occasion, other).reference, find(occasion, partner).reference
        if dry_run:
            planned, report = mergers.preview(stays, goes, occasion, **given)
            planned.report = report.as_record()
            _show(planned, as_json)
            return
        made = mergers.plan(stays, goes, occasion, reason=reason, **given)
        _show(mergers.carry_out(made.reference, occasion), as_json)


def _show(found: Merger, as_json: bool) -> None:
    if as_json:
        tables.as_json(_record(found))
        return
    how = "into" if found.kind == Merger.Kind.MERGE else "under"
    state = f"{found.reference} {found.state}" if found.reference else "Dry run: nothing is changed"
    click.echo(f"{state}: {found.gone.reference} {found.gone.name} {how} {found.kept.reference} {found.kept.name}.\n")
    tables.table(("What moves", "How many"), found.report.get("counts", []), empty="Nothing moves.")
    for each in found.report.get("clashes", []):
        mark = "STOPS IT: " if each["blocks"] else ""
        click.echo(f"\n{mark}{each['says']}\n  {each['decided']}")
    if found.final_from:
        click.echo(f"\nIt can be undone before {found.final_from}.")


def _record(found: Merger) -> dict[str, Any]:
    return {
        "reference": found.reference, "state": found.state if found.reference else None, "kind": found.kind,
        "kept": found.kept.reference, "gone": found.gone.reference, **found.report, "final_from": found.final_from,
    }  # fmt: skip


@click.command("mergers")
@click.option("--state", type=click.Choice(["planned", "done", "undone", "dropped"]), default=None, help="Only these.")
@AS_JSON
@acts
def list_mergers(occasion: Acting, state: str | None, as_json: bool) -> None:
    """List mergers, newest first."""
    found = queries.listed(occasion.person, state=state or "").rows
    if as_json:
        tables.as_json([_record(each) for each in found])
        return
    tables.table(
        ("Merger", "Goes", "Stays", "Kind", "State", "Planned"),
        ([m.reference, m.gone.name, m.kept.name, m.kind.replace("_", " "), m.state, m.planned_at] for m in found),
        empty="No merger yet.",
    )


@click.group()
def merger() -> None:
    """Show a merger, carry a plan out, drop it, or undo what was done."""


@merger.command("show")
@MERGER
@AS_JSON
@acts
def show_merger(occasion: Acting, reference: str, as_json: bool) -> None:
    """What moves or moved, and what is decided where both hold the same."""
    _show(queries.one(occasion.person, reference), as_json)


@merger.command("carry-out")
@MERGER
@AS_JSON
@acts
def carry_out(occasion: Acting, reference: str, as_json: bool) -> None:
    """Carry a planned merger out: all of it, or nothing."""
    _show(mergers.carry_out(reference, occasion), as_json)


@merger.command()
@MERGER
@REASON
@acts
def drop(occasion: Acting, reference: str, reason: str) -> None:
    """Drop a plan."""
    click.echo(f"{mergers.drop(reference, occasion, reason=reason).reference} dropped.")


@merger.command()
@MERGER
@REASON
@click.option("--leave-changed", is_flag=True, help="What somebody changed since stays where it is.")
@acts
def undo(occasion: Acting, reference: str, reason: str, leave_changed: bool) -> None:
    """Give back, row by row, what a merger moved."""
    done = mergers.undo(reference, occasion, reason=reason, leave_changed=leave_changed)
    click.echo(f"{done.reference} undone: {done.gone.reference} {done.gone.name} is a partner of its own again.")


def _rename(group: click.Group, find: Find) -> None:
    @group.command()
    @click.argument("partner")
    @click.option("--to", "new", required=True, help="The new name.")
    @click.option("--legal-name", default="", help="The new registered name, where it differs.")
    @click.option("--kind", default="name_change", show_default=True, help="name_change or change_of_control.")
    @click.option("--category", default="", help="How the control changed, such as acquisition.")
    @click.option("--from", "effective_on", type=Day(), help="The first day under the new name; without it, today.")
    @REASON
    @acts
    def rename(occasion: Acting, partner: str, new: str, effective_on: date | None, **given: str) -> None:
        """Ask for a new name of a partner; Legal looks at it."""
        found = find(occasion, partner)
        made = name_changes.request(found.reference, occasion, name=new, effective_on=effective_on, **given)
        click.echo(f"{made.reference}: {made.old_name} is to be called {made.name}.")


@click.group()
def name() -> None:
    """Changes of partners' names: take one up, file its documents, enter the new name, decline."""


def _told(change: NameChange) -> None:
    click.echo(f"{change.reference} {change.name}: {change.state.replace('_', ' ')}.")


@name.command("list")
@click.option("--state", default="open", show_default=True, help="open, done, declined; empty for all.")
@acts
def list_names(occasion: Acting, state: str) -> None:
    """List changes of names, newest first."""
    found = queries.name_changes(occasion.person, state=state).rows
    tables.table(
        ("Change", "Partner", "New name", "State", "Asked"),
        ([n.reference, n.old_name, n.name, n.state.replace("_", " "), n.requested_at] for n in found),
        empty="None waits." if state == "open" else "None yet.",
    )


@name.command("take-up")
@CHANGE
@acts
def take_up(occasion: Acting, reference: str) -> None:
    """Take a change up, as Legal."""
    _told(name_changes.take_up(reference, occasion))


@name.command("file")
@CHANGE
@click.option("--kind", required=True, help="Which document it is, such as tax_form.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@acts
def file_document(occasion: Acting, reference: str, kind: str, path: Path) -> None:
    """Put one of the documents on file."""
    with path.open("rb") as handle:
        _told(name_changes.file(reference, occasion, kind=kind, upload=File(handle, name=path.name)))


@name.command()
@CHANGE
@acts
def enter(occasion: Acting, reference: str) -> None:
    """Enter the new name, once all that Legal needs is on file."""
    _told(name_changes.enter(reference, occasion))


@name.command("decline")
@CHANGE
@REASON
@acts
def decline(occasion: Acting, reference: str, reason: str) -> None:
    """Decline a change; the partner reads the reason."""
    _told(name_changes.decline(reference, occasion, reason=reason))

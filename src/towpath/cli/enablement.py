"""`towpath enablement`: read files of completions in, look at what people hold, undo an import, read Credly."""

from pathlib import Path
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, COLUMNS_NAMED, ENCODING, Acting, acts, columns_named
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.actions import imports
from towpath.domain.enablement.learning_queries import Asked
from towpath.domain.enablement.models import CompletionImport

SHOWN = 50
FAULTS = ("Line", "Column", "Value", "What", "Remedy")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Import, list and undo completions of training.

    \b
    towpath enablement import march.csv --dry-run --as omar@example.org
    towpath enablement import march.csv --map badge="Course title" --as omar@example.org
    towpath enablement undo IMP00001 --as omar@example.org
    """


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count; import nothing.")
@COLUMNS_NAMED
@ENCODING
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the faults to this CSV file.",
)
@AS_JSON
@acts
def import_file(
    occasion: Acting,
    file: Path,
    dry_run: bool,
    named: tuple[str, ...],
    encoding: str | None,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Read a CSV or XLSX file of completions in, as one unit; bad rows are left out and named."""
    with file.open("rb") as source:
        row = imports.receive(occasion, source, file_name=file.name, encoding=encoding)
    columns = columns_named(row.columns, named)
    imports.check(row.reference, occasion, columns=columns, run=False)
    row = imports.read(row.reference, occasion, _progress)
    if row.state == "checked" and not dry_run and row.added + row.changed:
        imports.apply(row.reference, occasion, run=False)
        row = imports.read(row.reference, occasion, _progress)
    elif row.state == "checked":
        imports.drop(row.reference, occasion)
    if errors is not None:
        with errors.open("w", encoding="utf-8", newline="") as handle:
            tables.write_csv(handle, FAULTS, row.problems)
    _show(row, dry_run, as_json)
    if row.state == "failed":
        raise click.ClickException(row.failure)


def _progress(rows: int) -> None:
    click.echo(f"{rows:,} rows read", err=True)


def _show(row: CompletionImport, dry_run: bool, as_json: bool) -> None:
    figures: dict[str, Any] = {
        "reference": row.reference, "state": "checked" if dry_run else row.state, "rows": row.rows, "added": row.added,
        "changed": row.changed, "unchanged": row.unchanged, "refused": row.refused, "unplaced": row.unplaced,
    }  # fmt: skip
    if as_json:
        tables.as_json(figures)
        return
    would = "would be " if dry_run else ""
    click.echo(
        f"{row.reference}: {row.rows:,} rows; {row.added:,} {would}added, {row.changed:,} {would}changed, "
        f"{row.unchanged:,} here already, {row.refused:,} left out; {row.unplaced:,} learners to be placed."
    )
    for line, column, value, what, remedy in row.problems[:SHOWN]:
        click.echo(f"  line {line}, {column} “{value}”: {what} {remedy}")


@group.command("completions")
@click.option("--q", default="", help="Part of a learner's name, or a whole address.")
@click.option("--partner", default="", help="A partner's reference.")
@click.option("--badge", default="", help="A badge's code.")
@click.option("--held", is_flag=True, help="Only what counts today.")
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@AS_JSON
@acts
def completions(occasion: Acting, q: str, partner: str, badge: str, held: bool, limit: int, as_json: bool) -> None:
    """The completions that you may see, the newest first."""
    asked = Asked(q=q, partner=partner, badge=badge, standing="held" if held else "", on=occasion.day)
    rows = queries.completions_page(occasion.actor, asked, size=limit).rows
    shown = [
        {
            "id": one.pk, "learner": one.learner.name, "email": one.learner.email,
            "partner": one.learner.works_at.reference if one.learner.works_at else "", "badge": one.badge,
            "completed_on": str(one.completed_on), "expires_on": str(one.expires_on or ""), "voided": one.voided_as,
        }
        for one in rows
    ]  # fmt: skip
    if as_json:
        tables.as_json(shown)
        return
    heads = ("Learner", "Partner", "Badge", "Completed", "Runs out", "Taken back")
    keys = ("learner", "partner", "badge", "completed_on", "expires_on", "voided")
    tables.table(heads, [[each[key] for key in keys] for each in shown], empty="No completion fits.")


@group.command("undo")
@click.argument("reference")
@acts
def undo(occasion: Acting, reference: str) -> None:
    """Take an import back: what it made counts no more, what it changed is put back."""
    row = imports.undo(reference.upper(), occasion)
    click.echo(f"{row.reference} is undone.")

"""`towpath program`: check the rule pages, list and read them, and explain how they judged a registration.

Only `explain` needs the database, and so what it needs is loaded when it is called.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import click

from towpath.cli import program_changing, program_drift, program_proofs, run
from towpath.cli.program_proofs import AS_JSON, FOLDER
from towpath.program.book import Book, Page
from towpath.program.problem import BadBook


@click.group()
def group() -> None:
    """Check, list and read the partner program's rules, and explain decisions by them.

    FOLDER holds the pages, one question a file; without it TOWPATH_PROGRAM counts, then the
    program that Towpath keeps in its home once something was published, then program/gitlab.
    """


group.add_command(program_proofs.check_pages)
group.add_command(program_proofs.mutate_pages)
group.add_command(program_drift.drift_pages)
group.add_command(program_drift.list_paragraphs)
for changing in program_changing.COMMANDS:
    group.add_command(changing)


@group.command("rules")
@FOLDER
@AS_JSON
def list_pages(folder: Path, as_json: bool) -> None:
    """List the pages: name, rules, since when, title."""
    book = _book(folder)
    if as_json:
        click.echo(json.dumps([_summary(page) for page in book], indent=2))
        return
    width = max(len(page.name) for page in book)
    for page in book:
        since = ", ".join(day.isoformat() for day in page.since)
        mark = " (some figures invented)" if page.invented else ""
        click.echo(f"{page.name:<{width}}  {page.title}{mark}")
        click.echo(f"{'':<{width}}  since {since}; {' '.join(page.rules)}")


@group.command("rule")
@click.argument("name")
@click.option(
    "--program",
    "folder",
    type=click.Path(path_type=Path),
    default=program_proofs.in_use,
    envvar="TOWPATH_PROGRAM",
    help="The folder of the pages.",
)
def show_page(name: str, folder: Path) -> None:
    """Print one page in words, with every wording that it has had, for example deal_registration.protection."""
    book = _book(folder)
    try:
        page = book[name]
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    click.echo(f"{page.title}\n\n  page     {page.name}\n  rules    {' '.join(page.rules)}\n  source   {page.source}")
    click.echo(f"  read by  {'partners too' if page.audience == 'partner' else 'the vendor alone'}")
    if page.note:
        click.echo(f"  note     {page.note}")
    for begins, ends, wording in reversed(page.periods()):
        click.echo(f"\nSince {begins}{f', until {ends}' if ends else ''}")
        for line in in_words(wording):
            click.echo(f"  {line}")
    if page.invented:
        click.echo("\nFigures that no source gives stand at: " + ", ".join(page.invented))


@group.command("explain")
@click.argument("reference")
@click.option("--why-not", is_flag=True, help="Also tell which single fact would have changed each outcome.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--as", "acting_as", envvar="TOWPATH_AS", metavar="EMAIL", help="Only what this person may read; else all."
)
def explain(reference: str, why_not: bool, as_json: bool, acting_as: str | None) -> None:
    """Show every decision on a record: the question, the outcome, the rules and facts it rests on.

    REFERENCE names a record of any kind: REG00042, OPP…, PAR…, QUO…, NFR… Each decision is put anew to the very book that
    made it and to the pages as they are now, and it is said whether the answer is still the same. Then those that no event
    keeps: each line's discount of a quote, the check of an order, how a partner stands today and what it may do.
    """
    run.open_database()
    importlib.import_module("towpath.cli.program_explain").explain(
        reference, as_json=as_json, acting_as=acting_as, why_not=why_not
    )


@group.command("compare")
@click.option(
    "--against",
    required=True,
    metavar="FOLDER|DRF…",
    help="The program to try: a draft, a whole folder of pages, or only the pages that are written otherwise.",
)
@click.option(
    "--over",
    default="last-year",
    show_default=True,
    metavar="DAYS",
    help="last-year, last-quarter, last-90-days, FY26, FY26-Q1, or 2025-02-01..2026-02-01.",
)
@click.option(
    "--as-dated",
    is_flag=True,
    help="Each wording from its own day; without it, as if the changes had held from the first of the days.",
)
@click.option(
    "--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write every case that differs."
)
@click.option("--processes", type=click.IntRange(1, 16), default=2, show_default=True, help="Over how many processes.")
@AS_JSON
def compare(against: str, over: str, as_dated: bool, csv_file: Path | None, processes: int, as_json: bool) -> None:
    """Replay past decisions under another program: who gains, who loses, what is at stake. Changes nothing."""
    run.open_database()
    module = importlib.import_module("towpath.cli.program_compare")
    module.compare(against, over, as_if_then=not as_dated, as_json=as_json, csv_file=csv_file, processes=processes)


def in_words(value: Any, label: str = "") -> list[str]:
    """A wording of a page as lines for people: lists of plain things on one line, tables with an indent."""
    name = label.replace("_", " ")
    if isinstance(value, dict):
        title = next((key for key in ("title", "name", "key", "code", "label") if isinstance(value.get(key), str)), "")
        inner = [line for key, each in value.items() if key != "invented" for line in in_words(each, key)]
        if not label:
            return inner
        return [f"{name}{f' {value[title]}' if title else ''}:", *(f"  {line}" for line in inner)]
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [line for each in value for line in in_words(each, label)]
    if isinstance(value, list):
        return [f"{name}: {', '.join(str(each) for each in value) or 'none'}"]
    if isinstance(value, bool):
        return [f"{name}: {'yes' if value else 'no'}"]
    return [f"{name}: {value}"]


def _book(folder: Path) -> Book:
    try:
        return Book(folder)
    except BadBook as error:
        raise click.ClickException(f"{error}\nSee `towpath program check`.") from error


def _summary(page: Page) -> dict[str, object]:
    return {
        "name": page.name,
        "title": page.title,
        "rules": list(page.rules),
        "source": page.source,
        "since": [day.isoformat() for day in page.since],
        "audience": page.audience,
        "invented": list(page.invented),
    }

"""`towpath program`: check the rule pages and list them. Needs no database; explaining a decision does, and is added apart."""

import json
from pathlib import Path

import click

from towpath.program.book import Book, Page
from towpath.program.check import check, invented
from towpath.program.problem import BadBook, Problem

FOLDER = click.argument(
    "folder", type=click.Path(path_type=Path), default=Path("program/gitlab"), envvar="TOWPATH_PROGRAM", required=False
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@click.group()
def group() -> None:
    """Check and list the partner program's rules.

    FOLDER holds the pages, one question a file; without it TOWPATH_PROGRAM counts, then program/gitlab.
    """


@group.command("check")
@FOLDER
@AS_JSON
def check_pages(folder: Path, as_json: bool) -> None:
    """Check every page: its shape, its tables, its examples. Exit code 1 when anything is wrong."""
    problems = check(folder)
    book = None if problems else Book(folder)
    if as_json:
        click.echo(json.dumps(_report(folder, problems, book), indent=2))
    elif book is None:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {folder}.", err=True)
    else:
        examples = sum(len(page.examples) for page in book)
        click.echo(f"{len(book)} pages and {examples} examples hold. Book {book.fingerprint}.")
        for page, place in invented(book):
            click.echo(f"invented: {page.name} {place}")
    if problems:
        raise SystemExit(1)


@group.command("rules")
@FOLDER
@AS_JSON
def list_pages(folder: Path, as_json: bool) -> None:
    """List the pages: name, rules, since when, title."""
    try:
        book = Book(folder)
    except BadBook as error:
        raise click.ClickException(f"{error}\nSee `towpath program check`.") from error
    if as_json:
        click.echo(json.dumps([_summary(page) for page in book], indent=2))
        return
    width = max(len(page.name) for page in book)
    for page in book:
        since = ", ".join(day.isoformat() for day in page.since)
        mark = " (some figures invented)" if page.invented else ""
        click.echo(f"{page.name:<{width}}  {page.title}{mark}")
        click.echo(f"{'':<{width}}  since {since}; {' '.join(page.rules)}")


def _report(folder: Path, problems: list[Problem], book: Book | None) -> dict[str, object]:
    return {
        "folder": str(folder),
        "sound": not problems,
        "book": book.fingerprint if book else None,
        "problems": [problem.as_record() for problem in problems],
        "invented": [{"page": page.name, "place": place} for page, place in invented(book or ())],
    }


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

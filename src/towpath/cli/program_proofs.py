"""`towpath program check` and `mutate`: what is wrong with a folder of pages, as they change too, and which figures no example holds fast."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from towpath.program.book import Book
from towpath.program.check import check, invented, invented_line, overdue
from towpath.program.mutations import Mutation, Score, score
from towpath.program.problem import BadBook, Problem
from towpath.program.watching import watched


def in_use() -> Path:
    """The program that counts where none is named: the one that Towpath keeps in its home, else the one that it brings."""
    kept = Path(os.environ.get("TOWPATH_HOME", ".towpath")) / "program"
    return kept if (kept / ".git").exists() else Path("program/gitlab")


FOLDER = click.argument(
    "folder", type=click.Path(path_type=Path), default=in_use, envvar="TOWPATH_PROGRAM", required=False
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
LOOK_EVERY = 0.3  # seconds between looks at a watched folder


@click.command("check")
@FOLDER
@AS_JSON
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day by which reviews are due; today without it.")
@click.option("--invented", "list_invented", is_flag=True, help="List every figure that no source gives.")
@click.option("--watch", is_flag=True, help="Stay, and check again whenever a page changes; Ctrl-C ends it.")
def check_pages(folder: Path, as_json: bool, on: datetime | None, list_invented: bool, watch: bool) -> None:
    """Check every page: its shape, its tables, its names, its examples. Exit code 1 when anything is wrong.

    Pages that were to be reviewed before the day given are listed as warnings; these alone leave the exit code 0.
    """
    if watch:
        _watch(folder)
        return
    problems = check(folder)
    book = None if problems else Book(folder)
    warnings = overdue(book or (), on.date() if on else datetime.now(UTC).date())
    if as_json:
        click.echo(json.dumps(report(folder, problems, warnings, book), indent=2))
    else:
        _print_problems(folder, problems)
        for warning in warnings:
            click.echo(f"warning: {warning}", err=True)
        if book is not None:
            _print_book(book, list_invented)
    if problems:
        raise SystemExit(1)


def report(folder: Path, problems: list[Problem], warnings: list[Problem], book: Book | None) -> dict[str, Any]:
    """What `check --json` prints; `book` is None where there are problems."""
    return {
        "folder": str(folder),
        "sound": not problems,
        "book": book.fingerprint if book else None,
        "problems": [problem.as_record() for problem in problems],
        "warnings": [warning.as_record() for warning in warnings],
        "invented": [
            {"page": page.name, "place": place, "file": str(page.path), "line": invented_line(page, place)}
            for page, place in invented(book or ())
        ],
    }


def _print_problems(folder: Path, problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"{_count(len(problems), 'problem')} in {folder}.", err=True)


def _print_book(book: Book, list_invented: bool) -> None:
    examples = sum(len(page.examples) for page in book)
    found = invented(book)
    if list_invented:
        for page, place in found:
            click.echo(f"{page.path}:{invented_line(page, place)}: {place} has figures that no source gives.")
    click.echo(f"{len(book)} pages and {examples} examples hold. Book {book.fingerprint}.")
    if found and not list_invented:
        click.echo(f"{_count(len(found), 'place')} with figures that no source gives; --invented lists them.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _watch(folder: Path) -> None:
    if not folder.is_dir():
        raise click.ClickException(str(check(folder)[0]))
    for problems, read in watched(folder, _ticks()):
        _print_problems(folder, problems)
        if not problems:
            click.echo(f"{_count(len(read), 'page')} read, all pages hold. Waiting for a change; Ctrl-C ends it.")


def _ticks() -> Iterator[None]:
    while True:
        yield
        time.sleep(LOOK_EVERY)


@click.command("mutate")
@FOLDER
@AS_JSON
@click.option("--page", "pages", multiple=True, metavar="NAME", help="Only this page; may be given several times.")
@click.option("--at-least", type=float, default=95, show_default=True, help="Exit code 1 below so many of a hundred.")
def mutate_pages(folder: Path, as_json: bool, pages: tuple[str, ...], at_least: float) -> None:
    """Change every figure of the pages a little, one at a time: something must notice each.

    A figure is a number, true or false, or the answer of a table's row. What survives is listed with its file and line:
    a figure that could as well be another, since no proof and no example of any page holds it fast.
    """
    try:
        book = Book(folder)
        for name in pages:
            _ = book[name]
        found = score(book, pages, None if as_json else _print_page)
    except (BadBook, LookupError) as error:
        raise click.ClickException(
            f"{error}\nOnly a sound book can be mutated: see `towpath program check`."
        ) from error
    if as_json:
        click.echo(json.dumps(_scored(found), indent=2))
    else:
        for survivor in found.survivors:
            click.echo(str(survivor))
        caught = found.made - len(found.survivors)
        click.echo(f"{caught} of {found.made} small changes are caught: {found.percent} percent.")
    if found.percent < at_least:
        raise SystemExit(1)


def _print_page(name: str, made: int, survived: int) -> None:
    if made:
        click.echo(f"{name:<40} {made:>4} changes, {survived or 'none'} unnoticed", err=True)


def _scored(found: Score) -> dict[str, Any]:
    return {
        "made": found.made,
        "caught": found.made - len(found.survivors),
        "percent": float(found.percent),
        "survivors": [_survivor(each) for each in found.survivors],
    }


def _survivor(each: Mutation) -> dict[str, Any]:
    return {
        "page": each.page, "file": each.file, "line": each.line, "place": ".".join(map(str, each.place)),
        "before": str(each.before), "after": str(each.after),
    }  # fmt: skip

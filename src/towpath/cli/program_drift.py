"""`towpath program drift` and `paragraphs`: a new edition of the text beside the old one, and the pages that were drawn from it."""

import json
from pathlib import Path

import click

from towpath.cli.program_proofs import AS_JSON
from towpath.program.book import Book
from towpath.program.drift import Change, drift, marked_tests, unfound
from towpath.program.paragraphs import Paragraph, UnreadableText, read_paragraphs
from towpath.program.problem import BadBook

TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {"changed": "changed", "moved": "moved", "went": "gone", "came": "new"}


@click.command("drift")
@click.argument("old", type=TEXT)
@click.argument("new", type=TEXT)
@click.option(
    "--program", "folder", type=click.Path(path_type=Path), default=Path("program/gitlab"), envvar="TOWPATH_PROGRAM",
    show_default=True, help="The folder of the pages.",
)  # fmt: skip
@click.option(
    "--tests", type=click.Path(path_type=Path), default=Path("tests"), show_default=True, help="Where the tests lie."
)
@click.option("--document", default="", metavar="NAME", help="Also name pages drawn from words of it that OLD lacks.")
@click.option("--cited", is_flag=True, help="Only paragraphs that a page was drawn from.")
@AS_JSON
def drift_pages(old: Path, new: Path, folder: Path, tests: Path, document: str, cited: bool, as_json: bool) -> None:
    """List what changed between two editions of a text, and the pages, examples and tests that rest on it.

    OLD and NEW are files of Markdown or HTML. Exit code 1 where words that a page was drawn from changed or are gone.
    """
    try:
        before, after, book = read_paragraphs(old), read_paragraphs(new), Book(folder)
    except UnreadableText as error:
        raise click.ClickException(str(error)) from error
    except BadBook as error:
        raise click.ClickException(f"{error}\nSee `towpath program check`.") from error
    found = drift(before, after, book, marked_tests(tests))
    shown = [each for each in found if each.cited or not cited]
    missing = unfound(before, book, document) if document else []
    if as_json:
        records = [each.as_record() for each in shown]
        click.echo(json.dumps({"old": str(old), "new": str(new), "changes": records, "unfound": missing}, indent=2))
    else:
        _print(shown, found, missing, document)
    if any(each.matters for each in found):
        raise SystemExit(1)


def _print(shown: list[Change], found: list[Change], missing: list[str], document: str) -> None:
    for change in shown:
        at = change.shown
        click.echo(f"{WORDS[change.kind]}: {at.heading or 'before the first heading'}, line {at.line}: {at.beginning}")
        for one in change.cited:
            click.echo(f"    {one.page} rests on it ({', '.join(one.rules)}): {one.file}")
            click.echo(f"    its examples: {'; '.join(one.examples)}")
            for test in one.tests:
                click.echo(f"    tested by {test}")
    for name in missing:
        click.echo(f"{name} was drawn from words of {document} that the old text does not hold.")
    kinds = ", ".join(f"{sum(each.kind == kind for each in found)} {WORDS[kind]}" for kind in WORDS)
    click.echo(f"{kinds}; pages rest on {sum(each.matters for each in found)} that changed or are gone.")


@click.command("paragraphs")
@click.argument("text", type=TEXT)
@AS_JSON
def list_paragraphs(text: Path, as_json: bool) -> None:
    """List the paragraphs of a text with the fingerprints by which a page names what it was drawn from."""
    try:
        found = read_paragraphs(text)
    except UnreadableText as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps([_record(each) for each in found], indent=2))
        return
    for each in found:
        click.echo(f"{each.fingerprint}  {each.heading}: {each.beginning}")


def _record(each: Paragraph) -> dict[str, object]:
    return {"heading": each.heading, "line": each.line, "words": each.fingerprint, "begins": each.beginning}

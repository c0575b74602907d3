"""`towpath program draft` and what belongs to it: write, check, review, publish, go back. Loaded only when it is wanted."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import Acting, now, person_named
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.actions import drafts, editions
from towpath.domain.rulebook.by_hand import ByHand
from towpath.domain.rulebook.checking import Finding
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.models import Draft, Publication
from towpath.domain.rulebook.standing import against_publishing
from towpath.kernel.in_force import book, look_again
from towpath.kernel.refusals import Invalid, Refusal
from towpath.program.problem import did_you_mean


def _acting(email: str | None) -> Acting:
    look_again()
    return Acting(actor=person_named(email), at=now(), door="cli", book=book())


def carried_out(email: str | None, as_json: bool, act: Callable[[Acting], Any]) -> None:
    """Do something as somebody and show what came of it; a refusal is its sentence, page by page, and exit code 1."""
    try:
        made = act(_acting(email))
    except Invalid as refusal:
        wrong = [text for texts in refusal.errors.values() for text in texts]
        raise click.ClickException("\n".join([refusal.sentence, *wrong])) from refusal
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if made is not None:
        show(made, as_json)


def show(made: Any, as_json: bool) -> None:
    record = _draft(made) if isinstance(made, Draft) else _edition(made)
    if as_json:
        tables.as_json(record)
        return
    tables.pairs(record.items())


def list_drafts(email: str | None, as_json: bool, state: str) -> None:
    rows = [_draft(each) for each in queries.drafts(_acting(email).actor, state=state, size=200).rows]
    if as_json:
        tables.as_json(rows)
        return
    heads = ("reference", "state", "author", "title", "pages")
    tables.table(heads, [[_said(row[head]) for head in heads] for row in rows], empty="There is no draft.")


def list_editions(email: str | None, as_json: bool) -> None:
    rows = [_edition(each) for each in queries.publications(_acting(email).actor, size=200).rows]
    if as_json:
        tables.as_json(rows)
        return
    heads = ("edition", "published", "begins_on", "author", "reviewer", "note")
    tables.table(heads, [[_said(row[head]) for head in heads] for row in rows], empty="Nothing was published yet.")


def show_draft(email: str | None, as_json: bool, reference: str, page: str | None) -> None:
    """One draft, or a page of it as it is written; a page that it leaves alone is the one in force."""
    occasion = _acting(email)
    draft = _found(lambda: queries.draft(occasion.actor, reference))
    if page is not None:
        _print_page({**occasion.book.texts, **pages_of(draft)}, page)
        return
    texts = [{"page": each.name, "text": each.text} for each in sorted(draft.pages.all(), key=lambda each: each.name)]
    if as_json:
        tables.as_json(_draft(draft) | {"texts": texts})
        return
    tables.pairs(_draft(draft).items())


def show_edition(email: str | None, as_json: bool, number: int, page: str | None) -> None:
    """One edition, or a page of it as it was written."""
    actor = _acting(email).actor
    edition = _found(lambda: queries.publication(actor, number))
    if page is not None:
        _print_page(_found(lambda: queries.texts_of(edition)), page)
        return
    show(edition, as_json)


def list_by_hand(email: str | None, as_json: bool) -> None:
    """What was changed by hand since the newest edition; exit code 1 where it does not prove."""
    occasion = _acting(email)
    found = _found(lambda: queries.by_hand(occasion.actor, occasion.book, occasion.day))
    if found is None:
        raise click.ClickException("Nothing was published yet: the program is as Towpath brought it.")
    if as_json:
        tables.as_json(_by_hand(found))
    elif not found.anything:
        click.echo(f"Nothing was changed by hand since edition {found.edition}.")
    else:
        _tell_by_hand(found)
    if found.findings:
        raise SystemExit(1)


def _tell_by_hand(found: ByHand) -> None:
    rows = [(each["commit"][:10], each["at"], each["author"], each["in_force"], _said(each["pages"]), each["note"].partition("\n")[0]) for each in _by_hand(found)["commits"]]  # fmt: skip
    tables.table(("commit", "at", "author", "in force", "pages", "note"), rows, empty="No commit was made by hand.")
    if found.set_back:
        click.echo(f"The branch was set back: it stands before edition {found.edition}.")
    if found.uncommitted:
        click.echo(f"Not committed yet: {', '.join(found.uncommitted)}.")
    for each in found.unusual:
        click.echo(f"Publishing would have refused this: {each}")
    for each in found.findings:
        click.echo(str(each), err=True)
    if found.findings:
        click.echo("This does not prove: the last good program stays in force.", err=True)


def _by_hand(found: ByHand) -> dict[str, Any]:
    return {
        "edition": found.edition,
        "commits": [
            {
                "commit": each.told.commit, "at": each.told.at, "author": each.told.author, "in_force": each.in_force,
                "pages": list(each.told.pages), "note": each.told.note,
            }
            for each in found.commits
        ],
        "uncommitted": list(found.uncommitted), "pages": sorted(found.after), "in_force": found.in_force,
        "set_back": found.set_back, "findings": list(map(_record, found.findings)), "unusual": list(map(_record, found.unusual)),
    }  # fmt: skip


def _record(each: Finding) -> dict[str, Any]:
    return {"page": each.page, "line": each.line, "what": each.what, "remedy": each.remedy}


def _found[R](ask: Callable[[], R]) -> R:
    try:
        return ask()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _print_page(texts: Mapping[str, str], page: str) -> None:
    if page not in texts:
        raise click.ClickException(f"There is no page {page}. {did_you_mean(page, texts)}")
    click.echo(texts[page], nl=False)


def check(email: str | None, as_json: bool, reference: str) -> None:
    """Everything that keeps a draft from being published; exit code 1 when anything does."""
    occasion = _acting(email)
    draft = _found(lambda: queries.draft(occasion.actor, reference))
    found = against_publishing(draft, occasion.book.texts, occasion.day)
    if as_json:
        tables.as_json(list(map(_record, found)))
    elif found:
        for each in found:
            click.echo(str(each), err=True)
    else:
        click.echo(f"{draft.reference} can be published.")
    if found:
        raise SystemExit(1)


def text_of(path: str) -> str:
    """A page from a file, or from what is piped in where the name is -."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} cannot be read: {error}") from error


def _draft(one: Draft) -> dict[str, Any]:
    return {
        "reference": one.reference, "state": one.state, "title": one.title, "why": one.why, "author": one.author.name,
        "reviewer": one.reviewer.name if one.reviewer else "", "answer": one.answer,
        "pages": sorted(each.name for each in one.pages.all()), "version": one.version,
    }  # fmt: skip


def _edition(one: Publication) -> dict[str, Any]:
    return {
        "edition": one.number, "kind": one.kind, "note": one.note, "pages": one.pages, "begins_on": one.begins_on,
        "author": one.author.name if one.author else "Towpath", "reviewer": one.reviewer.name if one.reviewer else "",
        "published": one.published_at, "commit": one.commit, "book": one.fingerprint,
    }  # fmt: skip


def _said(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


__all__ = [
    "carried_out",
    "check",
    "drafts",
    "editions",
    "list_drafts",
    "list_editions",
    "show_draft",
    "show_edition",
    "text_of",
]

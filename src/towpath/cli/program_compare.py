"""`towpath program compare`: what the past would have been under another program. Loaded only when it is wanted."""

import csv
import json
import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from towpath.basics.periods import Period
from towpath.cli import run, tables
from towpath.domain.rulebook import comparison, past, queries
from towpath.domain.rulebook.comparison import Comparison, Result
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.tally import Row, Tally
from towpath.kernel.in_force import book as book_in_force
from towpath.kernel.occasion import program_zone
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book
from towpath.program.compare import KINDS, BothBooks
from towpath.program.problem import BadBook

COLUMNS = ("page", "effect", "record", "partner", "region", "judged_on", "value", "currency", "what differs", "lapse")


def compare(against: str, over: str, *, as_if_then: bool, as_json: bool, csv_file: Path | None, processes: int) -> None:
    """Put the decisions of some days to the program and to the one of a folder; print what differs."""
    base = book_in_force()
    today = timezone.now().astimezone(program_zone(base)).date()
    one = prepared(base, against, over, today, as_if_then=as_if_then)
    result = comparison.completed(one, today, replayed(one, today, processes))
    if csv_file is not None:
        with csv_file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *(cells(row) for row in result.tally.rows)])
    if as_json:
        tables.as_json({**head(one), **result.as_record(), "samples": [vars(row) for row in result.tally.samples()]})
        return
    show(one, result)


def prepared(base: Book, against: str, over: str, today: date, *, as_if_then: bool) -> Comparison:
    """The comparison that is asked for; what is wrong with it as the command line says it."""
    try:
        days = comparison.span_of(over, base, today)
        return comparison.comparison(base, _pages(against), days, as_if_then=as_if_then)
    except Invalid as error:
        raise click.ClickException(next(iter(error.errors.values()))[0]) from error
    except BadBook as error:
        raise click.ClickException(f"The program of {against} is not sound:\n{error}") from error


def _pages(against: str) -> dict[str, str]:
    """The pages that are written otherwise, by a draft's reference or in a folder."""
    if Path(against).is_dir() or not against.upper().startswith("DRF"):
        return comparison.pages_of_folder(Path(against))
    return pages_of(queries.draft(None, against))


def replayed(one: Comparison, today: date, processes: int) -> Tally:
    """All parts over so many processes; each opens both books by itself."""
    which = past.parts()
    if processes < 2 or len(which) < 2 * processes:
        return past.tallied(BothBooks(one.base, one.other), one.moments, today, which)
    given = (one.base.texts, {page.name: one.tried.texts[page.name] for page in one.changed if page.after}, one.span)
    shares = [which[number::processes] for number in range(processes)]
    whole = Tally()
    with ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context("spawn"), initializer=run.open_database
    ) as pool:
        for tally in pool.map(share, [(*given, one.as_if_then, today, each) for each in shares]):
            whole.merge(tally)
    return whole


def share(given: tuple[Mapping[str, str], Mapping[str, str], Period[date], bool, date, list[past.Part]]) -> Tally:
    """What one of the processes does."""
    base, changed, days, as_if_then, today, which = given
    one = comparison.unproved(Book.of(base), changed, days, as_if_then=as_if_then)
    return past.tallied(BothBooks(one.base, one.other), one.moments, today, which)


def head(one: Comparison) -> dict[str, Any]:
    return {
        "base": one.base.fingerprint,
        "tried": one.tried.fingerprint,
        "from": one.span.start,
        "until": one.span.end,
        "as_if_then": one.as_if_then,
        "changed": [{"page": page.name, "what": page.what, "wordings": page.wordings} for page in one.changed],
    }


def show(one: Comparison, result: Result) -> None:
    """The whole report as text."""
    tally = result.tally
    if not one.changed:
        click.echo("The two programs say the same, word for word.")
        return
    how = "as if they had held from the first day" if one.as_if_then else "each from its own day"
    click.echo(f"Book {one.tried.fingerprint} beside {one.base.fingerprint}, over {one.span.start} to {one.span.end}.")
    click.echo(f"Changed pages, {how}:")
    for page in one.changed:
        days = ", ".join(str(day) for day in page.wordings)
        click.echo(f"  {page.name} ({page.what}{f': {days}' if days else ''})  {page.title}")
    total = tally.total
    tables.title(f"{sum(total.values()):,} decisions put to both")
    tables.table(
        ["page", "same", "partner gains", "partner loses", "otherwise", "cannot be asked"],
        [[name, *(counter[kind] for kind in KINDS)] for name, counter in sorted(tally.counts.items()) if counter.keys() != {"same"}],
        empty="No answer differs.",
    )  # fmt: skip
    record = tally.as_record()
    _section("Partners, those who lose most first", _ranks(record["partners"]))
    _section("Regions", _ranks(record["regions"]))
    _section("Value of what differs", [[m["kind"], m["currency"], m["amount"]] for m in record["money"]], ["", "", ""])
    signed = [
        [r.upper(), n["before"], n["after"]] for r, n in record["signatures"].items() if n["before"] != n["after"]
    ]
    _section("Signatures asked for", signed, ["role", "before", "after"])
    late = [[each.kind, each.clocks, each.late_before, each.late_after] for each in result.load]
    _section("Clocks", late, ["promise", "ended", "late before", "late after"])
    _section(
        "Protection that would have lapsed", [[r.subject, r.partner, r.lapse] for r in tally.lapses[:20]], ["", "", ""]
    )
    for why, count in tally.whys.most_common(5):
        click.echo(f"\nNot asked, {count} times: {why}")
    for row in tally.samples():
        _sample(row)


def _ranks(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [[row["name"] or "(no one)", row["loss"], row["gain"], row["other"]] for row in rows[:10]]


def _section(title: str, rows: list[list[Any]], headers: list[str] | None = None) -> None:
    if rows:
        tables.title(title)
        tables.table(headers or ["", "lose", "gain", "otherwise"], rows)


def _sample(row: Row) -> None:
    tables.title(f"{row.subject or 'A decision'} ({row.question}, judged by the rules of {row.on}): {row.kind}")
    tables.pairs(
        [("Facts", ", ".join(_facts(row.facts))), ("Differs", row.says), ("So", row.lapse), ("Partner", row.partner)]
    )


def _facts(text: str) -> Iterator[str]:
    for name, value in json.loads(text).items():
        if value is not None:
            yield f"{name.replace('_', ' ')} {tables.text_of(value)}"


def cells(row: Row) -> list[Any]:
    """A differing case as a row of the export."""
    value = "" if row.value is None else row.value
    return [
        row.question,
        row.kind,
        row.subject,
        row.partner,
        row.region,
        row.on,
        value,
        row.currency,
        row.says,
        row.lapse,
    ]

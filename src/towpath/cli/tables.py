"""How the command line shows things: aligned columns, pairs, JSON and CSV. Plain text, no colours."""

import csv
import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import click

from towpath.kernel.identity.models import Person

GAP = "  "
NOTHING = "–"


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str = "Nothing to show.") -> None:
    """Print rows in columns as wide as they need; figures stand to the right. `empty` is said when there are none."""
    given = [list(row) for row in rows]
    if not given:
        click.echo(empty)
        return
    right = [all(isinstance(row[n], int | Decimal) for row in given) for n in range(len(headers))]
    cells = [[text_of(cell) for cell in row] for row in given]
    widths = [max(_width(row[n]) for row in [list(headers), *cells]) for n in range(len(headers))]
    for row in [list(headers), ["-" * width for width in widths], *cells]:
        shown = (_padded(cell, width, right=right[n]) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
        click.echo(GAP.join(shown).rstrip())


def listed(headers: Sequence[str], rows: Iterable[Sequence[Any]], json_asked: bool, *, empty: str) -> None:
    """Print rows in columns, or as objects of JSON under their headers."""
    if json_asked:
        as_json([named(headers, row) for row in rows])
    else:
        table(headers, rows, empty=empty)


def named(headers: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row as an object: each header, in small letters, with its value."""
    return dict(zip(map(str.lower, headers), row, strict=True))


def pairs(entries: Iterable[tuple[str, Any]]) -> None:
    """Print what is known of one thing, a line each; what is empty is left out, long words are wrapped."""
    known = [(label, text_of(value)) for label, value in entries if value not in (None, "", [], ())]
    width = max((_width(label) for label, _ in known), default=0)
    room = max(40, min(110, shutil.get_terminal_size((110, 24)).columns) - width - len(GAP))
    for label, value in known:
        lines = [line for part in value.splitlines() for line in textwrap.wrap(part, room) or [""]]
        click.echo(_padded(label, width) + GAP + ("\n" + " " * (width + len(GAP))).join(lines))


def title(words: str) -> None:
    """A line that begins a part, with one empty line before it."""
    click.echo(f"\n{words}")


def as_json(value: Any) -> None:
    """Print values as JSON; moments and days as ISO 8601, amounts as strings."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV on standard output."""
    write_csv(sys.stdout, headers, rows)


def write_csv(handle: IO[str], headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as CSV; a cell that a spreadsheet would take for a formula is given an apostrophe."""
    out = csv.writer(handle, lineterminator="\n")
    out.writerow(headers)
    for row in rows:
        out.writerow([_safe("" if cell is None else _plain(cell)) for cell in row])


def moment(at: datetime | None, reader: Person) -> str:
    """A moment in the reader's zone: "Tue 1 Sep 2026 14:00 (Europe/Berlin)"; "" when there is none."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(reader.zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M} ({reader.zone})"


def text_of(value: Any) -> str:
    """A value in one line of words, as people write it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(text_of(each) for each in value)
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float) else str(value)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _width(text: str) -> int:
    """How many columns of a terminal a text fills; the wide signs of East Asian scripts fill two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _padded(text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space

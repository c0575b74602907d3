"""The lines of a quote as somebody writes them: row by row, or many at once as text. Reads a form, and nothing of the database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from towpath.domain.quotes.pricing import Wanted
from towpath.web.shell.quotes import SALES

CELLS = ("sku", "quantity", "customer", "why", "reduced", "sale")
BLANK = 3  # rows that stand ready, and how many more are given
MOST_ROWS = 60  # a quote of more lines is written as text: a page of 200 rows of fields is of use to nobody
MOST_LINES = 500
LONGEST = 300
AMOUNT = re.compile(r"\d{1,9}(\.\d{1,3})?")


@dataclass
class Typed:
    """What stands in the form, row by row, and what is wrong with it.

    at  of each line that was read: the row that it stands in, or the line of the text ("text", 4)
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    text: str = ""
    wanted: list[Wanted] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    at: list[tuple[str, int]] = field(default_factory=list)


class Wrong(ValueError):
    """A cell that cannot be read; says what would be right."""


def read(post: Mapping[str, str]) -> Typed:
    """The lines of a posted form. What is empty throughout is no line."""
    found = Typed(text=post.get("lines_text", ""))
    for number in range(1, min(_count(post.get("rows", "")), MOST_ROWS) + 1):
        row = {cell: post.get(f"{cell}_{number}", "").strip() for cell in CELLS}
        found.rows.append(row)
        if any(value for cell, value in row.items() if cell != "sale"):
            _take(found, row, ("row", number), f"line_{number}")
    for number, line in enumerate(found.text.splitlines()[:MOST_LINES], start=1):
        if line.strip():
            cells = [cell.strip() for cell in re.split(r"[;\t]", line)]
            _take(found, dict(zip(CELLS, [*cells, *[""] * len(CELLS)], strict=False)), ("text", number), "lines_text")
    return found


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _take(found: Typed, row: Mapping[str, str], at: tuple[str, int], key: str) -> None:
    try:
        found.wanted.append(_line(row))
        found.at.append(at)
    except Wrong as wrong:
        said = str(wrong) if at[0] == "row" else _("Line %(number)d: %(wrong)s") % {"number": at[1], "wrong": wrong}
        found.errors.setdefault(key, []).append(said)


def _line(row: Mapping[str, str]) -> Wanted:
    if not row["sku"]:
        raise Wrong(_("Write the part number, or empty the line."))
    if row["sale"] and row["sale"] not in SALES:
        raise Wrong(_("Write one of these as the sale, or leave it empty: %(sales)s.") % {"sales": ", ".join(SALES)})
    many = tuple(_quantity(part.strip()) for part in row["quantity"].split("/"))
    return Wanted(
        row["sku"].upper()[:60], many[0], row["sale"], many if len(many) > 1 else (),
        _percent(row["customer"]) or Decimal(0), row["why"][:LONGEST],
        _percent(row["reduced"]),
    )  # fmt: skip


def _quantity(text: str) -> Decimal:
    if not AMOUNT.fullmatch(text) or not Decimal(text):
        raise Wrong(_("Write how many, such as 200; of a ramp, each year’s: 100 / 150 / 200."))
    return Decimal(text)


def _percent(text: str) -> Decimal | None:
    plain = text.removesuffix("%").strip()
    if not plain:
        return None
    if not AMOUNT.fullmatch(plain) or Decimal(plain) > 100:
        raise Wrong(_("Write a percent from 0 to 100, such as 12.5."))
    return Decimal(plain)


def typed_of(lines: Sequence[Wanted]) -> Typed:
    """The lines of a quote as its form begins: rows, or text where they are many."""
    rows = [dict(zip(CELLS, _cells(line), strict=True)) for line in lines]
    if len(rows) > MOST_ROWS:
        return Typed(text="\n".join("; ".join(row[cell] for cell in CELLS).rstrip("; ") for row in rows))
    return Typed(rows=rows)


def _cells(line: Wanted) -> tuple[str, ...]:
    many = " / ".join(_plain(each) for each in line.ramp or (line.quantity,))
    customer = _plain(line.customer_percent) if line.customer_percent else ""
    return (
        line.sku,
        many,
        customer,
        line.customer_why,
        "" if line.reduced_to is None else _plain(line.reduced_to),
        line.sale,
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def drawn(typed: Typed, errors: Mapping[str, Sequence[str]], *, more: bool = False) -> dict[str, Any]:
    """The rows as the form draws them, with blank ones after them."""
    rows = [row for row in typed.rows if any(row.values())] if more else list(typed.rows)
    blank = BLANK if more or not rows else 1 if not any(not any(row.values()) for row in rows) else 0
    if typed.text and not rows and not more:
        blank = 0
    rows += [dict.fromkeys(CELLS, "")] * blank
    cells = [
        {"n": number, **row, "errors": list(errors.get(f"line_{number}", ()))}
        for number, row in enumerate(rows[:MOST_ROWS], start=1)
    ]
    return {"rows": cells, "text": typed.text, "text_errors": list(errors.get("lines_text", ())), "sales": SALES.items(), "full": len(rows) >= MOST_ROWS}  # fmt: skip


def placed(errors: Mapping[str, Sequence[str]], typed: Typed) -> dict[str, list[str]]:
    """The domain's errors by line, brought to the rows and lines of text in which those were written."""
    found: dict[str, list[str]] = {}
    for name, texts in errors.items():
        number = name.removeprefix("line_")
        if name == number or not number.isdigit() or int(number) > len(typed.at):
            found.setdefault(name, []).extend(texts)
            continue
        kind, at = typed.at[int(number) - 1]
        if kind == "row":
            found.setdefault(f"line_{at}", []).extend(texts)
        else:
            found.setdefault("lines_text", []).extend(_("Line %(number)d: %(wrong)s") % {"number": at, "wrong": text} for text in texts)  # fmt: skip
    return found

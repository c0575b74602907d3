"""Price lists in files: which column means what, and each row read. Nothing is stored here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from towpath.basics.column_names import ColumnNames
from towpath.basics.completion_files import read_day
from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.money import Money, MoneyError
from towpath.basics.sheet_files import opened_table

# Field, then the headers that mean it, in lower case and letters and digits alone; the first that is there is taken.
_HEADERS = """
sku: sku partnumber partno productcode itemnumber item code
amount: price listprice unitprice amount msrp partnerprice distributorprice newprice
starts_on: startson validfrom effectivedate effectivefrom from startdate
ends_on: endson validuntil effectiveto until enddate
currency: currency currencycode
name: name productname description title
kind: kind producttype type category
tier: tier plan edition
deployment: deployment deploymenttype hosting
unit: unit unitofmeasure uom per
term_months: termmonths term months termlength
"""
COLUMNS = ColumnNames.read(_HEADERS, needed=("sku", "amount"))
DETAILS = ("name", "kind", "tier", "deployment", "unit", "term_months")
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A row as read. `details` are those of a product that is not on file yet, as typed; `written` the price's cell."""

    line: int
    sku: str
    amount: Decimal
    starts_on: date
    ends_on: date | None
    details: Mapping[str, str]
    written: str


def unfit(columns: Mapping[str, str], header: Sequence[str]) -> dict[str, list[str]]:
    """What is wrong with a naming of columns, by field; a header that stands twice names no column. Empty: it can be used."""
    twice = {
        field: [f"The file has two columns “{cell}”. Rename one of them."]
        for field, cell in columns.items()
        if field in COLUMNS.spellings and header.count(cell) > 1
    }
    return COLUMNS.unfit(columns, header) | twice


def read_rows(
    source: BinaryIO, columns: Mapping[str, str], *, currency: str, starts_on: date, encoding: str | None = None
) -> Iterator[PriceRow | RowError]:
    """Each row, or what is wrong with it: the first fault. UnreadableFile where the file as a whole cannot be read."""
    table = opened_table(source, encoding)
    places = {field: table.header.index(cell) for field, cell in columns.items()}
    seen: dict[tuple[str, date], int] = {}
    for number, (line, cells) in enumerate(table, 1):
        if number > MOST_ROWS:
            raise UnreadableFile(f"there are more than {MOST_ROWS:,} rows.", "Split the file.", line=line)
        given = {field: cells[place].strip() if place < len(cells) else "" for field, place in places.items()}
        row = _row(line, given, columns, currency, starts_on)
        if isinstance(row, PriceRow):
            first = seen.setdefault((row.sku, row.starts_on), line)
            if first != line:
                row = RowError(
                    line, columns["sku"], row.sku, f"line {first} has a price of the same day.", "Keep one of them."
                )
        yield row


def _row(
    line: int, given: Mapping[str, str], columns: Mapping[str, str], currency: str, starts_on: date
) -> PriceRow | RowError:
    def wrong(field: str, what: str, remedy: str) -> RowError:
        return RowError(line, columns.get(field, ""), given.get(field, ""), what, remedy)

    for field, text in given.items():
        if "\0" in text or len(text) > 200:
            return wrong(field, "this cannot be kept.", "Write at most 200 plain characters.")
    if not given["sku"]:
        return wrong("sku", "there is no part number.", "Write it, or take the row out.")
    if given.get("currency") and given["currency"].upper() != currency:
        return wrong("currency", f"this book is in {currency}.", "Import these rows into the book of their currency.")
    try:
        amount = Money.parse(given["amount"], currency).amount
    except MoneyError as error:
        return wrong("amount", "there is no price." if not given["amount"] else str(error), "Write a price.")
    days: dict[str, date | None] = {"starts_on": starts_on, "ends_on": None}
    for field in days:
        if given.get(field):
            try:
                days[field] = read_day(given[field])
            except ValueError:
                return wrong(field, "this is no day, or can be read as two.", "Write it as 2026-10-01.")
    sku = re.sub(r"\s+", "", given["sku"]).upper()
    details = {name: given.get(name, "") for name in DETAILS}
    return PriceRow(line, sku, amount, days["starts_on"] or starts_on, days["ends_on"], details, given["amount"])

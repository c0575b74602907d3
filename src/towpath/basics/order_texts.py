"""Reading the text of a purchase order: lines "label: value", or a table as CSV. Nothing is guessed: what is not found is not said."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

#: What a label on an order means. Compared without case, and without what is no letter or digit.
LABELS: Mapping[str, tuple[str, ...]] = {
    "po_number": (
        "po", "po number", "po no", "po #", "purchase order", "purchase order number", "purchase order no",
        "order number", "order no", "our order",
    ),
    "quote_number": ("quote", "quote number", "quote no", "quote #", "quotation", "quotation number", "your quote"),
    "entity": ("entity", "vendor", "supplier", "seller", "order to", "issued to"),
    "amount": ("amount", "total", "order total", "grand total", "total amount", "order amount"),
    "subtotal": ("subtotal", "sub total", "net total", "total before tax"),
    "currency": ("currency",),
    "net_days": ("payment terms", "payment term", "terms of payment", "net days", "payment days"),
    "term_months": ("term", "term months", "term in months", "subscription term", "initial term", "contract term"),
    "line_descriptions": (
        "line descriptions", "line description", "description", "descriptions", "item", "items", "product", "products",
    ),
    "sold_to": ("sold to", "soldto"),
    "bill_to": ("bill to", "billto", "invoice to"),
    "end_customer_name": ("end customer", "end customer name", "end user", "end user name"),
    "end_customer_email": ("end customer email", "end customer e mail", "end user email", "end user e mail"),
    "end_customer_address": ("end customer address", "end user address", "ship to", "ship to address"),
    "performance_from": ("performance from", "period of performance from", "pop start", "pop from", "start date"),
    "performance_to": ("performance to", "period of performance to", "pop end", "pop to", "end date"),
    "signed": ("signed",),
    "signature": ("signature", "signed by"),
    "full_name": ("full name", "name of signer", "printed name"),
    "title": ("title",),
    "signed_on": ("signed on", "date signed", "date of signature"),
}  # fmt: skip
JOINED = ("line_descriptions",)  # an order of several lines describes each
_PLAIN = re.compile(r"[^a-z0-9#]+")
_DAYS = re.compile(r"(?:net\s*)?([0-9]{1,3})\s*(?:days?)?(?:\s*net)?", re.IGNORECASE)
_MONTHS = re.compile(r"([0-9]{1,3})\s*(?:months?|mo)?", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{1,2})\s*years?", re.IGNORECASE)


@dataclass(frozen=True)
class OrderText:
    """What was found.

    values   field -> text, as it stands there
    twice    fields that the text says in two ways, with both: such a field has no value
    unread   lines whose label means nothing here, as they stand
    """

    values: Mapping[str, str]
    twice: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...]


def _plain(label: str) -> str:
    return _PLAIN.sub(" ", label.casefold()).strip()


_MEANS = {_plain(label): name for name, labels in LABELS.items() for label in (*labels, name)}


def read_order(text: str) -> OrderText:
    """The fields of an order's text: from a table where its first line is one of known headings, else line by line."""
    rows = [line for line in text.replace("\ufeff", "").splitlines() if line.strip()]
    pairs, unread = _table(rows) or _lines(rows)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        known = found.setdefault(name, [])
        if value and value not in known:
            known.append(value)
    values = {name: "; ".join(told) for name, told in found.items() if len(told) == 1 or (told and name in JOINED)}
    twice = {name: tuple(told) for name, told in found.items() if len(told) > 1 and name not in JOINED}
    return OrderText(values, twice, tuple(unread))


type _Found = tuple[list[tuple[str, str]], list[str]]


def _table(rows: list[str]) -> _Found | None:
    """A table by its headings, of which at least two are known; None where the text is none."""
    if len(rows) < 2:
        return None
    for delimiter in ("\t", ";", ","):
        cells = [[cell.strip() for cell in row] for row in csv.reader(rows, delimiter=delimiter)]
        heads = [_MEANS.get(_plain(cell)) for cell in cells[0]]
        if sum(head is not None for head in heads) >= 2 and all(len(row) == len(heads) for row in cells):
            pairs = [(head, cell) for row in cells[1:] for head, cell in zip(heads, row, strict=True) if head]
            unknown = [cell for head, cell in zip(heads, cells[0], strict=True) if head is None]
            return pairs, unknown
    return None


def _lines(rows: Iterable[str]) -> _Found:
    pairs, unread = [], []
    for row in rows:
        pair = next(_pair(row), None)
        if pair is None:
            unread.append(row.strip()[:200])
        else:
            pairs.append(pair)
    return pairs, unread


def _pair(row: str) -> Iterator[tuple[str, str]]:
    """A line as (field, value), by the first mark that follows a known label."""
    for mark in (":", "\t", ";", ","):
        label, found, value = row.partition(mark)
        name = _MEANS.get(_plain(label))
        if found and name is not None:
            yield name, value.strip().strip('"').strip()


def days_of(text: str) -> int | None:
    """Days until payment of "Net 30", "30 days" or "30"; None for anything else."""
    found = _DAYS.fullmatch(text.strip())
    return int(found[1]) if found else None


def months_of(text: str) -> int | None:
    """Months of "12 months", "12" or "2 years"; None for anything else."""
    found, years = _MONTHS.fullmatch(text.strip()), _YEARS.fullmatch(text.strip())
    return int(found[1]) if found else int(years[1]) * 12 if years else None

"""Paging by an index: a page starts after the last row of the one before, never by counting off rows."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

from towpath.kernel.refusals import Invalid


@dataclass(frozen=True)
class Sort:
    """An order that an index serves: a column, its direction, and the row's id to make it total."""

    key: str
    column: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Page[M: Model]:
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: list[M]
    next: str
    previous: str


def page[M: Model](queryset: QuerySet[M], sort: Sort, *, cursor: str = "", size: int = 50) -> Page[M]:
    """One page of a queryset in an order. A cursor that was tampered with is Invalid, never a first page."""
    backwards, value, row_id = _read(cursor) if cursor else (False, None, None)
    down = sort.descending != backwards
    rows = queryset.order_by(*_order(sort, down))
    if row_id is not None:
        try:
            rows = rows.filter(_after(sort, value, row_id, down=down))
        except (ValidationError, ValueError, TypeError) as error:  # the value of another column
            raise _broken() from error
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = more if backwards else bool(cursor)
    if not found:
        return Page([], "", "")
    return Page(
        found,
        _write(False, sort, found[-1]) if has_next else "",
        _write(True, sort, found[0]) if has_previous else "",
    )


def every[M: Model](read: Callable[[str], Page[M]]) -> Iterator[M]:
    """Every row of a list, for a file: `read` gives the page at a cursor, so that memory stays small."""
    cursor = ""
    while True:
        found = read(cursor)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


def _order(sort: Sort, down: bool) -> list[Any]:
    last_first = sort.descending  # NULLs stand last in the order's own direction
    if sort.column == "id":
        return ["-id" if down else "id"]
    column = F(sort.column)
    if not sort.nullable:
        ordered = column.desc() if down else column.asc()
    elif down != last_first:  # walking against the order: NULLs come first
        ordered = column.desc(nulls_first=True) if down else column.asc(nulls_first=True)
    else:
        ordered = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return [ordered, "-id" if down else "id"]


def _after(sort: Sort, value: Any, row_id: int, *, down: bool) -> Q:
    beyond = "lt" if down else "gt"
    if sort.column == "id":
        return Q(**{f"id__{beyond}": row_id})
    against = down != sort.descending
    tie = {f"id__{beyond}": row_id}
    if value is None:
        same = Q(**{f"{sort.column}__isnull": True}, **tie)
        return same | Q(**{f"{sort.column}__isnull": False}) if against else same
    after = Q(**{f"{sort.column}__{beyond}": value}) | Q(**{sort.column: value}, **tie)
    if sort.nullable and not against:
        after |= Q(**{f"{sort.column}__isnull": True})
    return after


def _write(backwards: bool, sort: Sort, row: Model) -> str:
    value = getattr(row, sort.column)
    kind = ""
    if isinstance(value, datetime | date):
        kind, value = ("t" if isinstance(value, datetime) else "d"), value.isoformat()
    elif isinstance(value, Decimal):
        kind, value = "n", str(value)
    packed = json.dumps([int(backwards), kind, value, row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, Any, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, kind, value, row_id = json.loads(text)
        readers: dict[str, Callable[[Any], Any]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}
        reader = readers[kind] if kind else (lambda value: value)
        if type(row_id) is not int or not 0 <= row_id < 2**63:
            raise ValueError("no row")
        if value is not None and not isinstance(value, str | int):
            raise ValueError("no value")
        if isinstance(value, str) and "\0" in value:
            raise ValueError("no text")
        read = None if value is None else reader(value)
        if isinstance(read, datetime) and read.tzinfo is None:
            raise ValueError("no zone")
        return bool(backwards), read, row_id
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error) as error:
        raise _broken() from error


def _broken() -> Invalid:
    return Invalid({"cursor": ["This page address is broken; start again from the first page."]})

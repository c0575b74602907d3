"""Price lists: files of prices read into a book as one unit, and undone."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api import problems
from towpath.api.accounts_imports import TOLD, RowFault
from towpath.api.door import actor_of, answer, answer_page, entitled
from towpath.api.fields import DayIn, Given, Line, Plain, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.given_columns import columns_given
from towpath.api.once import moved, once
from towpath.domain.pricing import queries
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.actions import imports
from towpath.domain.pricing.models import PriceImport
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

router = Router(tags=["prices"])


class PriceListShown(Shown):
    reference: str = Field(examples=["PIM00017"])
    href: str
    book: str
    file_name: str
    sha256: str
    state: Literal["received", "checked", "applied", "dropped", "undone"]
    columns: dict[str, str] = Field(description="Field to the header's cell that means it.")
    starts_on: date = Field(description="From when rows without a day of their own count.")
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    new_products: int
    received_at: datetime
    applied_at: datetime | None


class PriceListRecord(PriceListShown):
    faults: list[RowFault] = Field(description=f"What is wrong with refused rows; the first {TOLD}.")


class PriceListPage(Shown):
    items: list[PriceListShown]
    next: str | None
    previous: str | None


class PriceListsAsked(Given):
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


_PLAIN = tuple(name for name in PriceListShown.model_fields if name not in ("href", "book"))


def _fields(one: PriceImport) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in _PLAIN}
    return plain | {"href": f"/api/v1/price-lists/{one.reference}", "book": one.book.reference}


def _record(one: PriceImport) -> PriceListRecord:
    faults = [
        RowFault(line=line, column=column, value=str(value)[:60], what=what, remedy=remedy)
        for line, column, value, what, remedy in one.problems[:TOLD]
    ]
    return PriceListRecord(**_fields(one), faults=faults)


@router.get("", response=PriceListPage, operation_id="list_price_lists")
def list_price_lists(request: HttpRequest, asked: PriceListsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Price lists that were read in, the newest first."""
    actor = entitled(request, ACCESS, Permission.SET_PRICE)
    page = queries.imports(actor, **asked.model_dump())
    return answer_page(PriceListPage, page, lambda one: PriceListShown(**_fields(one)))


@router.post("", response=PriceListRecord, operation_id="import_price_list")
def import_price_list(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    book: str = Form("", max_length=40, description="The code of the price book."),
    starts_on: DayIn | None = Form(None, description="For rows without a day; tomorrow in the book's zone if left out."),  # noqa: B008
    columns: str = Form("", max_length=4000, description="Where the guess is wrong: field to header's cell, as JSON."),
    encoding: str = Form("", max_length=40, description="Only for files that are neither UTF-8 nor marked UTF-16."),
    dry_run: bool = Form(False, description="Check and count; set nothing."),
) -> HttpResponse:  # fmt: skip
    """Read a CSV or XLSX price list into a book, as one unit; bad rows are left out and named.

    Columns: SKU and Price, and any of From, Until, and of a new product Name, Kind, Unit, Term. The same file again
    changes nothing. A list that would set nothing, and one that is only tried, is dropped.
    """
    entitled(request, ACCESS, Permission.SET_PRICE)
    if (file.size or 0) > imports.LIMIT:
        most = f"A file may have {imports.LIMIT // 1_000_000} MB."
        return problems.problem(request, "too-large", most, remedy="Split it.")
    named = columns_given(columns)
    if not book.strip():
        raise Invalid({"book": ["Name the price book by its code, such as list-usd."]})

    def act(occasion: Occasion) -> HttpResponse:
        name, source = (file.name or "prices.csv")[:200], cast("Any", file.file)
        row = imports.receive(
            occasion, book.strip().lower(), source, file_name=name, starts_on=starts_on, encoding=encoding or None
        )
        row = imports.check(row.reference, occasion, columns={**row.columns, **named})
        keeps = not dry_run and row.added + row.changed > 0
        row = imports.apply(row.reference, occasion) if keeps else imports.drop(row.reference, occasion)
        return answer(_record(row))

    return once(request, act)


@router.get("/{reference}", response=PriceListRecord, operation_id="read_price_list")
def read_price_list(request: HttpRequest, reference: str) -> HttpResponse:
    """One price list with what was wrong with its rows."""
    entitled(request, ACCESS, Permission.SET_PRICE)
    return answer(_record(queries.one_import(actor_of(request), read_reference(reference))))


@router.post("/{reference}/undo", response=PriceListRecord, operation_id="undo_price_list")
def undo_price_list(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Put the book back as it stood before the list, as long as none of its prices has begun or was changed since."""
    entitled(request, ACCESS, Permission.SET_PRICE)
    found = read_reference(reference)
    return moved(
        request, lambda: queries.one_import(actor_of(request), found), _record,
        lambda occasion: imports.undo(found, occasion),
    )  # fmt: skip

"""Price lists: received, their columns named, checked, set, undone if need be."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.basics.price_files import COLUMNS
from towpath.domain.pricing import queries
from towpath.domain.pricing.access import Permission
from towpath.domain.pricing.actions import imports
from towpath.domain.pricing.models import PriceImport
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import price_words
from towpath.web.workspace.lists import neighbours
from towpath.web.workspace.products import allowed, read_day, tabs

SHOWN = 100  # faults and changes on the page
LABELS = {
    "sku": lazy("Part number (SKU)"), "amount": lazy("Price"), "starts_on": lazy("From"), "ends_on": lazy("Until"),
    "currency": lazy("Currency"), "name": lazy("Name"), "kind": lazy("Kind"), "tier": lazy("Tier"), "deployment": lazy("Deployment"),
    "unit": lazy("Unit"), "term_months": lazy("Term in months"),
}  # fmt: skip
STATES = {
    "received": (lazy("Received"), "waiting"), "checked": (lazy("Checked"), "attention"), "applied": (lazy("Prices set"), "good"),
    "undone": (lazy("Undone"), "neutral"), "dropped": (lazy("Dropped"), "neutral"),
}  # fmt: skip


def state_of(row: PriceImport) -> dict[str, Any]:
    label, meaning = STATES[row.state]
    return {"state": row.state, "label": label, "meaning": meaning}


@require_http_methods(["GET", "POST"])
@internal_only
def imports_page(request: HttpRequest) -> HttpResponse:
    """Choose a book and a file; below, those that were read in before."""
    allowed(request, Permission.SET_PRICE)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Invalid({"file": [_("Choose a CSV or XLSX file.")]})
            row = imports.receive(
                request.occasion, request.POST.get("book", "")[:40], upload, file_name=upload.name or "",
                starts_on=read_day(request, "starts_on"), encoding="cp1252" if request.POST.get("encoding") == "cp1252" else None,
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        except NotFound:
            errors = {"book": [_("Choose the book that the prices are for.")]}
        else:
            return redirect("workspace:price_import", row.reference)
    options = [
        (one.reference, one.name) for one in queries.books(request.user, request.occasion.at) if one.state == "open"
    ]
    fields = [
        field("book", _("Price book"), request.POST or request.GET, errors, kind="select", required=True, options=options),
        field("starts_on", _("From"), request.POST, errors, kind="date", width="short", help=_("For rows without a day of their own; tomorrow if left out.")),
        field("encoding", _("Characters of a CSV file"), request.POST, errors, kind="select", options=[("", _("UTF-8 or UTF-16")), ("cp1252", _("Windows-1252, as old exports are"))]),
    ]  # fmt: skip
    found = queries.imports(request.user, cursor=request.GET.get("cursor", ""))
    upload_field = {"name": "file", "label": _("CSV or XLSX file"), "required": True, "errors": errors.get("file", [])}
    context = {
        "tabs": tabs(request, "price_imports"), "fields": fields, "errors": summary(errors, [*fields, upload_field]), "file": upload_field,
        "limit": imports.LIMIT, "before": [(row, state_of(row)) for row in found.rows], **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/pricing/imports.html", context, status=422 if errors else 200)


@require_GET
@internal_only
def one_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Where one file stands, and what can be done with it next."""
    return _page(request, reference)


def _page(request: HttpRequest, reference: str, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    row = queries.one_import(request.user, reference)
    typed: Any = request.POST if errors else row.columns
    choices = [("", _("not in this file")), *((cell, cell) for cell in dict.fromkeys(row.header))]
    fields = [
        field(name, LABELS[name], typed, errors or {}, kind="select", required=name in COLUMNS.needed, options=choices)
        for name in COLUMNS.fields
    ]
    day = field(
        "day", _("Rows without a day count from"), {"day": row.starts_on}, errors or {}, kind="date", width="short"
    )
    context = {
        "one": row, "state": state_of(row), "fields": [*fields, day], "errors": summary(errors or {}, [*fields, day]),
        "offered": {move.name for move in imports.MOVES.offered(row, request.user)}, "history": lines(row),
        "problems": row.problems[:SHOWN], "preview": [_shown(each, row.book.currency) for each in row.preview[:SHOWN]], "more": max(0, row.added + row.changed - SHOWN),
    }  # fmt: skip
    return render(request, "workspace/pricing/import.html", context, status=422 if errors else 200)


def _shown(each: list[Any], currency: str) -> list[Any]:
    """A line of what changes, for people: line, part number, price before and after, first day."""
    line, sku, before, after, day = each
    words = [price_words(Decimal(amount) if amount else None, currency) for amount in (before, after)]
    return [line, sku, *words, date_words(date.fromisoformat(day))]


@require_POST
@internal_only
def check(request: HttpRequest, reference: str) -> HttpResponse:
    queries.one_import(request.user, reference)
    columns = {name: request.POST.get(name, "") for name in COLUMNS.fields}
    try:
        imports.check(reference, request.occasion, columns=columns, starts_on=read_day(request, "day"))
    except Invalid as refusal:
        return _page(request, reference, refusal.errors)
    return redirect("workspace:price_import", reference)


@require_POST
@internal_only
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Set the prices, undo or drop."""
    acts = {
        "apply": (imports.apply, _("The prices are set.")), "undo": (imports.undo, _("The import is undone.")),
        "drop": (imports.drop, _("The file is dropped.")),
    }  # fmt: skip
    if name not in acts:
        raise Http404
    act, said = acts[name]
    act(reference, request.occasion)
    messages.success(request, said)
    return redirect("workspace:price_import", reference)


@require_GET
@internal_only
def problems(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Every fault that is kept, as a file, by line."""
    row = queries.one_import(request.user, reference)
    head = ["Line", "Column", "Written", "What is wrong", "What to do"]
    return csv_answer(f"{row.reference}-faults.csv", head, row.problems)

"""Files of completions: received, their columns named, checked and applied in the background, undone if need be."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.basics.completion_files import COLUMNS
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.access import Permission
from towpath.domain.enablement.actions import imports
from towpath.domain.enablement.models import CompletionImport
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.enablement import allowed, tabs

LIMIT = 100_000_000
SHOWN = 100  # faults on the page
LABELS = {
    "id": lazy("The file's own id"), "email": lazy("E-mail"), "name": lazy("Name"), "first_name": lazy("First name"),
    "last_name": lazy("Last name"), "badge": lazy("Badge"), "completed_on": lazy("Completed on"),
    "expires_on": lazy("Runs out on"), "country": lazy("Country"), "partner": lazy("Partner"), "voucher": lazy("Voucher"),
}  # fmt: skip
STATES = {
    "received": (lazy("Received"), "waiting"), "checking": (lazy("Being checked"), "waiting"), "checked": (lazy("Checked"), "attention"),
    "applying": (lazy("Being imported"), "waiting"), "applied": (lazy("Imported"), "good"), "undone": (lazy("Undone"), "neutral"),
    "failed": (lazy("Cannot be taken"), "stop"), "dropped": (lazy("Dropped"), "neutral"),
}  # fmt: skip


def state_of(row: CompletionImport) -> dict[str, Any]:
    label, meaning = STATES[row.state]
    return {"state": row.state, "label": label, "meaning": meaning}


@require_http_methods(["GET", "POST"])
@internal_only
def imports_page(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, those that were read in before."""
    allowed(request, Permission.IMPORT)
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("Choose a CSV or XLSX file.")
        elif (upload.size or 0) > LIMIT:
            error = _("The file is larger than %(most)d MB. Split it.") % {"most": LIMIT // 1_000_000}
        else:
            try:
                encoding = "cp1252" if request.POST.get("encoding") == "cp1252" else None
                row = imports.receive(request.occasion, upload, file_name=upload.name or "", encoding=encoding)
            except Invalid as refusal:
                error = " ".join(refusal.errors.get("file", [str(refusal)]))
            else:
                return redirect("workspace:import", row.reference)
    before = [(row, state_of(row)) for row in queries.imports(request.user).order_by("-id")[:30]]
    context = {"tabs": tabs(request), "before": before, "error": error, "limit": LIMIT}
    return render(request, "workspace/enablement/imports.html", context, status=422 if error else 200)


@require_GET
@internal_only
def one_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Where one file stands, and what can be done with it next."""
    return _page(request, reference)


def _page(request: HttpRequest, reference: str, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    row = queries.one_import(request.user, reference)
    typed = request.POST if errors else row.columns
    choices = [("", _("not in this file")), *((cell, cell) for cell in row.header)]
    fields = [
        field(name, LABELS[name], typed, errors or {}, kind="select", required=name in COLUMNS.needed, options=choices)
        for name in COLUMNS.fields
    ]
    context = {
        "one": row, "state": state_of(row), "fields": fields, "errors": summary(errors or {}, fields),
        "offered": {move.name for move in imports.MOVES.offered(row, request.user)},
        "problems": row.problems[:SHOWN], "history": lines(row), "running": row.state in ("checking", "applying"),
    }  # fmt: skip
    return render(request, "workspace/enablement/import.html", context, status=422 if errors else 200)


@require_POST
@internal_only
def check(request: HttpRequest, reference: str) -> HttpResponse:
    queries.one_import(request.user, reference)
    try:
        imports.check(
            reference, request.occasion, columns={name: request.POST.get(name, "") for name in COLUMNS.fields}
        )
    except Invalid as refusal:
        return _page(request, reference, refusal.errors)
    return redirect("workspace:import", reference)


@require_POST
@internal_only
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Import, undo or drop."""
    act = {"apply": imports.apply, "undo": imports.undo, "drop": imports.drop}[name]
    act(reference, request.occasion)
    said = {"apply": _("It is being imported."), "undo": _("The import is undone."), "drop": _("The file is dropped.")}
    messages.success(request, said[name])
    return redirect("workspace:import", reference)


@require_GET
@internal_only
def problems(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Every fault of a file as a file, by line."""
    row = queries.one_import(request.user, reference)
    return csv_answer(
        f"{row.reference}-faults.csv", ["Line", "Column", "Written", "What is wrong", "What to do"], row.problems
    )

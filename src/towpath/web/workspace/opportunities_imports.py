"""Reading a file of opportunities in: its columns named, a trial run with every fault, then doing it; and taking it back."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.imports import BadRows
from towpath.domain.accounts.actions.opportunity_files import COLUMNS, Outcome, import_opportunities, undo_import
from towpath.domain.accounts.models import OpportunityImport
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.web.shell.fields import field
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.imports import keep_aside, place_of

LIMIT = 10_000_000
SHOWN = 200  # faults on the page
WAITING = "opportunity_import_waiting"  # in the session: the checked file's digest and name


def _may(request: HttpRequest) -> None:
    if not ACCESS.may(request.user, Permission.IMPORT_OPPORTUNITIES):
        raise NotFound("There is no such page for you.")


@require_http_methods(["GET", "POST"])
@internal_only
def import_page(request: HttpRequest) -> HttpResponse:
    """Upload, name the columns, see what the file would do and what is wrong with it, then confirm."""
    _may(request)
    if request.method == "GET":
        return _page(request)
    step = request.POST.get("step", "")
    if step == "check":
        upload = request.FILES.get("file")
        if upload is None:
            return _page(request, 422, error=_("Choose a CSV or XLSX file."))
        if (upload.size or 0) > LIMIT:
            words = {"most": LIMIT // 1_000_000}
            return _page(request, 422, error=_("The file is larger than %(most)d MB. Split it.") % words)
        request.session[WAITING] = [keep_aside(upload), Path(upload.name or "opportunities.csv").name[:200]]
    digest, name = request.session.get(WAITING, ["", ""])
    place = place_of(digest) if digest else None
    if place is None or not place.exists():
        return _page(request, 409, error=_("There is no checked file any more. Choose it again; nothing was imported."))
    return _confirm(request, place, name) if step == "confirm" else _check(request, place, name)


def _columns(request: HttpRequest) -> dict[str, str] | None:
    """How the columns are named in the form; None where it does not say."""
    named = {name: request.POST.get(f"column_{name}", "") for name in COLUMNS}
    return {name: cell for name, cell in named.items() if cell} or None


def _check(request: HttpRequest, place: Path, name: str) -> HttpResponse:
    try:
        outcome = import_opportunities(
            request.occasion, place, file_name=name, columns=_columns(request), accept_good=True, dry_run=True
        )
    except (Invalid, NotReady) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else {"file": [str(refusal)]}
        return _page(request, 422, error=" ".join(text for texts in errors.values() for text in texts))
    header = [*outcome.columns.values(), *outcome.ignored]
    fields = [
        field(f"column_{each}", each.replace("_", " ").capitalize(), {f"column_{each}": outcome.columns.get(each, "")}, {},
              kind="select", options=[(cell, cell) for cell in header], blank=_("not in this file"))
        for each in COLUMNS
    ]  # fmt: skip
    return _page(request, outcome=outcome, file_name=name, fields=fields)


def _confirm(request: HttpRequest, place: Path, name: str) -> HttpResponse:
    try:
        outcome = import_opportunities(
            request.occasion, place, file_name=name, columns=_columns(request),
            accept_good=request.POST.get("accept_good") == "1",
        )  # fmt: skip
    except (BadRows, Invalid) as refusal:
        return _page(request, 422, error=str(refusal))
    finally:
        place.unlink(missing_ok=True)
        request.session.pop(WAITING, None)
    words = {"added": outcome.added, "changed": outcome.changed, "refused": outcome.refused}
    messages.success(request, _("Imported: %(added)s added, %(changed)s changed, %(refused)s left out.") % words)
    return redirect("workspace:opportunities_import")


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    outcome: Outcome | None = more.get("outcome")
    context = {
        "limit": LIMIT,
        "shown": SHOWN,
        "before": OpportunityImport.objects.select_related("done_by", "undone_by").order_by("-id")[:20],
        "error": "",
        "named": outcome.columns.items() if outcome else (),
        **more,
    }
    return render(request, "workspace/opportunities/import.html", context, status=status)


@require_POST
@internal_only
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back as a whole."""
    _may(request)
    undone = undo_import(number, request.occasion)
    messages.success(request, _("%(file)s is undone.") % {"file": undone.file_name})
    return redirect("workspace:opportunities_import")

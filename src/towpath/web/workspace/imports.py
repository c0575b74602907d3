"""Reading a file of accounts in: first what it would do, then, on a word, doing it."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.imports import BadRows, Outcome, import_accounts
from towpath.domain.accounts.models import AccountImport
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.guards import internal_only

LIMIT = 50_000_000
SHOWN = 200  # errors on the page
WAITING = "import_waiting"  # in the session: the checked file's digest and name


@require_http_methods(["GET", "POST"])
@internal_only
def import_page(request: HttpRequest) -> HttpResponse:
    """Upload, see what the file would do and what is wrong with it, then confirm. A file is kept only until then."""
    if not ACCESS.may(request.user, Permission.IMPORT_ACCOUNTS):
        raise NotFound("There is no such page for you.")
    if request.method == "GET":
        return _page(request)
    return _confirm(request) if request.POST.get("step") == "confirm" else _check(request)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "limit": LIMIT,
        "shown": SHOWN,
        "before": AccountImport.objects.select_related("done_by").order_by("-id")[:10],
        "error": "",
        "outcome": None,
        **more,
    }
    return render(request, "workspace/accounts/import.html", context, status=status)


def _check(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, 422, error=_("Choose a CSV file."))
    if (upload.size or 0) > LIMIT:
        words = {"most": LIMIT // 1_000_000}
        return _page(
            request, 422, error=_("The file is larger than %(most)d MB. Split it, or use the command line.") % words
        )
    digest = keep_aside(upload)
    try:
        with place_of(digest).open("rb") as source:
            outcome = import_accounts(request.occasion, source, file_name=upload.name, accept_good=True, dry_run=True)
    except Invalid as refusal:
        place_of(digest).unlink(missing_ok=True)
        return _page(request, 422, error=" ".join(text for texts in refusal.errors.values() for text in texts))
    request.session[WAITING] = [digest, Path(upload.name or "accounts.csv").name[:200]]
    return _page(request, outcome=outcome, file_name=request.session[WAITING][1])


def _confirm(request: HttpRequest) -> HttpResponse:
    digest, name = request.session.pop(WAITING, ["", ""])
    place = place_of(digest) if digest else None
    if place is None or not place.exists():
        return _page(request, 409, error=_("There is no checked file any more. Choose it again; nothing was imported."))
    outcome: Outcome | None = None
    try:
        with place.open("rb") as source:
            outcome = import_accounts(
                request.occasion, source, file_name=name, accept_good=request.POST.get("accept_good") == "1"
            )
    except BadRows as refusal:
        return _page(request, 422, error=str(refusal))
    finally:
        place.unlink(missing_ok=True)
    words = {"added": f"{outcome.added:,}", "changed": f"{outcome.changed:,}", "refused": f"{outcome.refused:,}"}
    messages.success(request, _("Imported: %(added)s added, %(changed)s changed, %(refused)s left out.") % words)
    return redirect("workspace:accounts")


def place_of(digest: str) -> Path:
    """Where a checked file lies until it is confirmed."""
    return Path(settings.FILES) / "imports" / f"{digest}.csv"


def keep_aside(upload: Any) -> str:
    """Put the file aside under its digest, until it is confirmed."""
    folder = Path(settings.FILES) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    place = place_of(digest.hexdigest())
    with place.open("wb") as out:
        _copy(upload, out)
    return digest.hexdigest()


def _copy(upload: Any, out: BinaryIO) -> None:
    for chunk in upload.chunks():
        out.write(chunk)

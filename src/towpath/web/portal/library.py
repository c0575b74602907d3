"""The library as partners and distributors see it: what is new, a search, one file with its way to it."""

from datetime import timedelta

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from towpath.domain.library import queries
from towpath.domain.library.actions import downloads
from towpath.kernel.documents.store import opened
from towpath.program.decisions.library import asset_kinds
from towpath.web.shell.addresses import with_query
from towpath.web.shell.fragments import page_or_part
from towpath.web.shell.guards import outside_only

NEW = timedelta(days=30)


@outside_only
@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """What the reader may have, what was renewed last first."""
    occasion = request.occasion
    q = request.GET.get("q", "").replace("\0", "")[:200]
    kinds = {each.key: each.label for each in asset_kinds(occasion.book, occasion.day)}
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in kinds else ""
    found = queries.listed(request.user, occasion.day, q=q, kind=kind, cursor=request.GET.get("cursor", ""), size=25)
    context = {
        "rows": [
            {"id": one.reference, "one": one, "kind": kinds.get(one.kind, ""), "new": one.renewed_at > occasion.at - NEW}
            for one in found.rows
        ],
        "q": q, "kind": kind, "kinds": [("", _("All kinds")), *kinds.items()],
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
    }  # fmt: skip
    return page_or_part(request, "portal/library/list.html", "portal/library/_list.html", context)


@outside_only
@require_safe
def asset(request: HttpRequest, reference: str) -> HttpResponse:
    """One file: what it is, since when it stands, and the button to take it."""
    occasion = request.occasion
    found = queries.one(request.user, reference, occasion.day)
    kinds = {each.key: each.label for each in asset_kinds(occasion.book, occasion.day)}
    return render(request, "portal/library/asset.html", {"found": found, "kind": kinds.get(found.kind, "")})


@outside_only
@require_GET
def file(request: HttpRequest, reference: str) -> FileResponse:
    """The current file; who took it is recorded first."""
    kept = downloads.take(reference, request.occasion)
    return FileResponse(opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)

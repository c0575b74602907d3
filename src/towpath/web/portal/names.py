"""A partner's own name: what it is called, its administrators ask for another, what Legal needs, where that stands."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners import queries as partners
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.actions.moves import NAME_CHANGES
from towpath.domain.partners.models import NameChange
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, Taken
from towpath.program.decisions.partners.name_changes import name_change_terms
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import partner_only
from towpath.web.shell.names import asked, asking_fields, filing_fields

STATES = {
    "requested": (lazy("With us"), "waiting"), "with_legal": (lazy("With us"), "waiting"),
    "done": (lazy("Entered"), "good"), "declined": (lazy("Declined"), "stop"),
}  # fmt: skip


def _badge(change: NameChange) -> dict[str, str]:
    label, meaning = STATES[change.state]
    return {"state": change.state, "label": str(label), "meaning": meaning}


@partner_only
@never_cache
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """What the partner is called, its changes, and the form for a new one."""
    if not ACCESS.may(request.user, Permission.VIEW_NAME_CHANGE):
        raise NotFound("There is no such page for you.")
    own, errors = partners.own(request.user), dict[str, list[str]]()
    if request.method == "POST":
        try:
            made = name_changes.request(own.reference, request.occasion, **asked(request.POST))
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"name": [str(refusal)]}
        else:
            messages.success(request, _("We have it: %(reference)s.") % {"reference": made.reference})
            return redirect("portal:name_change", made.reference)
    found = queries.name_changes(request.user, partner=own, cursor=request.GET.get("cursor", ""))
    fields = asking_fields(request.occasion, request.POST, errors)
    context = {
        "partner": own, "changes": [(one, _badge(one)) for one in found.rows], "fields": fields,
        "waits": any(one.state in ("requested", "with_legal") for one in found.rows), "errors": summary(errors, fields),
    }  # fmt: skip
    return render(request, "portal/names/list.html", context, status=422 if errors else 200)


@partner_only
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """One change of the reader's own partner: where it stands, and a document for it."""
    found, errors = queries.name_change(request.user, reference), dict[str, list[str]]()
    if request.method == "POST":
        kind, upload = request.POST.get("kind", "")[:30], request.FILES.get("file")
        try:
            name_changes.file(found.reference, request.occasion, kind=kind, upload=upload)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("The document is filed."))
            return redirect("portal:name_change", found.reference)
    return render(request, "portal/names/record.html", _record(request, found, errors), status=422 if errors else 200)


def _record(request: HttpRequest, found: NameChange, errors: dict[str, list[str]]) -> dict[str, Any]:
    terms = name_change_terms(request.occasion.book, request.occasion.day)
    kind, fields = terms.kind(found.kind), filing_fields(terms, request.POST, errors)
    return {
        "found": found, "state": _badge(found), "kind": kind.label if kind else found.kind,
        "needed": [terms.documents[key] for key in kind.documents] if kind else [],
        "filed": [(terms.documents.get(each.kind, each.kind), each.document) for each in queries.filed(found)],
        "may_file": any(move.name == "file" for move in NAME_CHANGES.offered(found, request.user)),
        "fields": fields, "errors": summary(errors, fields),
        "history": lines(found, outside=vendor_name(request.occasion.book, request.occasion.day), book=request.occasion.book),
    }  # fmt: skip


@partner_only
@require_GET
def file(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """A document of a change of the reader's own partner."""
    kept = queries.filed_document(queries.name_change(request.user, reference), document)
    return FileResponse(opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)

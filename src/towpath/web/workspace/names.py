"""Changes of partners' names: asked for by Operations or the partner, looked at by Legal, entered; and the list of them."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners import queries as partners
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.actions.moves import NAME_CHANGES
from towpath.domain.partners.models import NameChange
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Ineligible, Invalid, NotFound, NotReady, Taken
from towpath.program.decisions.partners.name_changes import name_change_terms
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.names import asked, asking_fields, decide_fields, filing_fields
from towpath.web.workspace.lists import neighbours, state_chips

STATES = {
    "requested": (lazy("Asked for"), "attention"), "with_legal": (lazy("With Legal"), "waiting"),
    "done": (lazy("Entered"), "good"), "declined": (lazy("Declined"), "stop"),
}  # fmt: skip
FORMS = ("file", "enter", "decline")


def badge(change: NameChange) -> dict[str, str]:
    label, meaning = STATES[change.state]
    return {"state": change.state, "label": str(label), "meaning": meaning}


@internal_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Changes of names, newest first; those that wait unless the address says otherwise."""
    if not ACCESS.may(request.user, Permission.VIEW_NAME_CHANGE):
        raise NotFound("There is no such page for you.")
    state = request.GET.get("state", "open")[:12]
    found = queries.name_changes(request.user, state=state, cursor=request.GET.get("cursor", ""))
    offered = (("open", _("Waiting")), ("done", _("Entered")), ("declined", _("Declined")), ("", _("All")))
    context = {
        "rows": [{"id": one.reference, "one": one, "state": badge(one)} for one in found.rows],
        "chips": state_chips(request, state, offered), **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/names/list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def request_name(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a new name in the partner's place, with the reason."""
    found = partners.one(request.user, reference)
    if not ACCESS.may(request.user, Permission.REQUEST_NAME_CHANGE):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = name_changes.request(found.reference, request.occasion, **asked(request.POST))
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"name": [str(refusal)]}
        else:
            return redirect("workspace:name_change", made.reference)
    fields = asking_fields(request.occasion, request.POST, errors)
    context = {"partner": found, "fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/names/new.html", context, status=422 if errors else 200)


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One change with its documents and the moves that the reader may take."""
    return _page(request, queries.name_change(request.user, reference))


def _page(
    request: HttpRequest, found: NameChange, errors: dict[str, list[str]] | None = None, name: str = "",
    because: Any = (),
) -> HttpResponse:  # fmt: skip
    moves = {each.name: each.label for each in NAME_CHANGES.offered(found, request.user)}
    terms = name_change_terms(request.occasion.book, request.occasion.day)
    forms: list[dict[str, Any]] = []
    for each in (each for each in FORMS if each in moves):
        wrong = errors or {} if each == name else {}
        wanted = (
            filing_fields(terms, request.POST, wrong) if each == "file" else decide_fields(each, request.POST, wrong)
        )
        forms.append({"name": each, "label": moves[each], "danger": each == "decline", "fields": wanted})
    told = [each for form in forms if form["name"] == name for each in form["fields"]]
    kind = terms.kind(found.kind)
    context = {
        "found": found, "state": badge(found), "take_up": "take_up" in moves, "forms": forms, "because": because,
        "kind": kind.label if kind else found.kind, "needed": [terms.documents[key] for key in kind.documents] if kind else [],
        "filed": [(terms.documents.get(each.kind, each.kind), each.document) for each in queries.filed(found)],
        "history": lines(found), "errors": summary(errors or {}, told),
    }  # fmt: skip
    return render(request, "workspace/names/record.html", context, status=422 if errors else 200)


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take up, file a document, enter the new name, or decline."""
    found = queries.name_change(request.user, reference)
    if name not in ("take_up", *FORMS):
        raise NotFound("There is no such move for you.")
    try:
        _do(request, found.reference, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    except Ineligible as refusal:
        return _page(request, found, {"": [str(refusal)]}, name, refusal.because)
    except NotReady as refusal:
        return _page(request, found, {"": [str(refusal)]}, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:name_change", found.reference)


def _do(request: HttpRequest, reference: str, name: str) -> None:
    occasion, typed = request.occasion, request.POST
    if name == "take_up":
        name_changes.take_up(reference, occasion)
    elif name == "file":
        name_changes.file(reference, occasion, kind=typed.get("kind", "")[:30], upload=request.FILES.get("file"))
    elif name == "enter":
        name_changes.enter(reference, occasion)
    else:
        name_changes.decline(reference, occasion, reason=typed.get("reason", ""))


@internal_only
@require_GET
def file(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """A document of a change, for those who see the change."""
    found = queries.name_change(request.user, reference)
    kept = queries.filed_document(found, document)
    return FileResponse(opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)

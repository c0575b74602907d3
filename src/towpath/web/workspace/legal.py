"""Legal requests and requests for access, for Legal and Operations: the lists, a record with its moves and files."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.partners import queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import access_requests, legal_requests
from towpath.domain.partners.actions.moves import ACCESS_REQUESTS, LEGAL_REQUESTS, LONGEST_REASON
from towpath.domain.partners.models import LegalRequest
from towpath.kernel.documents.store import documents_of, opened
from towpath.kernel.events.history import lines
from towpath.kernel.identity.roles import PARTNER_ROLES, WORDS
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, state_chips

STATES = {
    "received": (lazy("Received"), "attention"), "with_legal": (lazy("With Legal"), "waiting"),
    "with_partner": (lazy("With the partner"), "waiting"), "signed": (lazy("Signed"), "good"),
    "declined": (lazy("Declined"), "stop"),
}  # fmt: skip
ACCESS_STATES = {
    "asked": (lazy("Waiting"), "waiting"), "granted": (lazy("Given"), "good"), "declined": (lazy("Declined"), "stop"),
}  # fmt: skip


def badge(state: str, words: dict[str, tuple[Any, str]] = STATES) -> dict[str, str]:
    label, meaning = words[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def _reader(request: HttpRequest, permission: Permission) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


@internal_only
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Legal requests, newest first; those that wait unless the address says otherwise."""
    _reader(request, Permission.VIEW_LEGAL)
    state = request.GET.get("state", "open")[:14]
    found = queries.legal_requests(request.user, state=state, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [{"id": one.reference, "one": one, "state": badge(one.state)} for one in found.rows],
        "chips": _chips(request, state, (("open", _("Waiting")), ("signed", _("Signed")), ("declined", _("Declined")))),
        **neighbours(request, found),
    }
    return render(request, "workspace/legal/list.html", context)


def _chips(request: HttpRequest, state: str, offered: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return state_chips(request, state, (*offered, ("", _("All"))))


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One legal request with the moves that the reader may take."""
    return _page(request, queries.legal_request(request.user, reference))


def _page(
    request: HttpRequest, found: LegalRequest, errors: dict[str, list[str]] | None = None, name: str = ""
) -> HttpResponse:
    moves = {each.name: each.label for each in LEGAL_REQUESTS.offered(found, request.user)}
    forms: list[dict[str, Any]] = [
        {"name": each, "label": moves[each], "danger": each == "decline",
         "fields": _fields(each, request, errors or {} if each == name else {})}
        for each in ("send", "sign", "decline") if each in moves
    ]  # fmt: skip
    every = [each for form in forms if form["name"] == name for each in form["fields"]]
    context = {
        "found": found,
        "state": badge(found.state),
        "take_up": "take_up" in moves,
        "forms": forms,
        "files": list(documents_of(found)),
        "history": lines(found),
        "errors": summary(errors or {}, every),
    }
    return render(request, "workspace/legal/record.html", context, status=422 if errors else 200)


def _fields(name: str, request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    typed = request.POST if errors else {}
    if name == "sign":
        return [
            field("signed_on", _("Signed on"), typed, errors, kind="date", required=True, width="short"),
            field("file", _("The signed contract"), {}, errors, kind="file", required=True),
        ]
    if name == "send":
        words = _("The partner reads it: what it is to do.")
        return [
            field("note", _("Note to the partner"), typed, errors, kind="textarea", required=True, help=words, rows=3,
                  maxlength=LONGEST_REASON),
            field("file", _("Draft"), {}, errors, kind="file"),
        ]  # fmt: skip
    words = _("The partner reads it.")
    return [field("reason", _("Reason"), typed, errors, required=True, help=words, maxlength=LONGEST_REASON)]


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take up, send, sign or decline."""
    found = queries.legal_request(request.user, reference)
    if name not in {each.name for each in LEGAL_REQUESTS.lifecycle.moves.values()} - {"ask", "answer"}:
        raise NotFound("There is no such move for you.")
    try:
        _do(request, found.reference, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:legal_request", found.reference)


def _do(request: HttpRequest, reference: str, name: str) -> None:
    occasion, upload = request.occasion, request.FILES.get("file")
    if name == "take_up":
        legal_requests.take_up(reference, occasion)
    elif name == "send":
        legal_requests.send(reference, occasion, note=request.POST.get("note", ""), upload=upload)
    elif name == "sign":
        day = _day(request.POST.get("signed_on", ""))
        legal_requests.sign(reference, occasion, signed_on=day, upload=upload)
    else:
        legal_requests.decline(reference, occasion, reason=request.POST.get("reason", ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@internal_only
@require_GET
def file(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """A file of a legal request, for those who see the request."""
    found = queries.legal_request(request.user, reference)
    kept = documents_of(found).filter(pk=document).first() if document < 2**63 else None
    if kept is None:
        raise NotFound("There is no such file for you.")
    return FileResponse(opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)


# -- requests for access -----------------------------------------------------------------------------------------------


@internal_only
@require_GET
def access_list(request: HttpRequest) -> HttpResponse:
    """Who asked for access to a known partner's portal, newest first."""
    _reader(request, Permission.VIEW_ACCESS)
    state = request.GET.get("state", "asked")[:12]
    found = queries.access_requests(request.user, state=state, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [{"id": one.reference, "one": one, "state": badge(one.state, ACCESS_STATES)} for one in found.rows],
        "chips": _chips(
            request, state, (("asked", _("Waiting")), ("granted", _("Given")), ("declined", _("Declined")))
        ),
        **neighbours(request, found),
    }
    return render(request, "workspace/legal/access_list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, reference: str) -> HttpResponse:
    """One who asks for access: Operations may answer in the place of the partner's administrators."""
    found = queries.access_request(request.user, reference)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _decide(request, found.reference)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Your answer is sent to %(name)s.") % {"name": found.name})
            return redirect("workspace:access_requests")
    typed = {name: request.POST.get(name, "") for name in ("role", "reason")}
    labels = [{"name": "role", "label": _("What may your colleague do?")}, {"name": "reason", "label": _("Reason")}]
    context = {
        "found": found, "state": badge(found.state, ACCESS_STATES), "typed": typed, "errors": errors,
        "roles": [{"value": role.value, "label": str(WORDS[role])} for role in WORDS if role in PARTNER_ROLES],
        "summary": summary(errors, labels), "open": bool(ACCESS_REQUESTS.offered(found, request.user)),
        "history": lines(found),
    }  # fmt: skip
    return render(request, "workspace/legal/access.html", context, status=422 if errors else 200)


def _decide(request: HttpRequest, reference: str) -> None:
    if request.POST.get("answer") == "decline":
        access_requests.decline(reference, request.occasion, reason=request.POST.get("reason", ""))
        return
    access_requests.grant(reference, request.occasion, role=request.POST.get("role", "")[:30])

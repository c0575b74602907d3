"""Who approves quotes: the matrix as of a day, and the requests that change it (APR-01, APR-02)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.quotes import matrix_queries as readers
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import matrix
from towpath.domain.quotes.models import ApproverChange
from towpath.kernel.events.history import lines
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, NotFound, Taken
from towpath.program.decisions.quotes.approvals import levels
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, regions, state_chips

type Errors = dict[str, list[str]]
STATES = {
    "requested": (lazy("Waiting"), "waiting"), "applied": (lazy("Applied"), "good"),
    "declined": (lazy("Declined"), "neutral"),
}  # fmt: skip


def badge(state: str) -> dict[str, str]:
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


@internal_only
@require_GET
def approvers(request: HttpRequest) -> HttpResponse:
    """Who approves at each level on a day, what changes later, and the requests to change it."""
    on = _day(request.GET.get("on", "")) or request.occasion.day
    state = request.GET.get("state", "")[:10]
    found = readers.changes(request.occasion, state=state, cursor=request.GET.get("cursor", ""), size=20)
    offered = ((key, label) for key, (label, _meaning) in STATES.items())
    known = levels(request.occasion.book, request.occasion.day)
    context = {
        "standing": readers.matrix(request.occasion, on), "on": on, "known": known,
        "rows": [{"id": one.reference, "one": one, "state": badge(one.state)} for one in found.rows],
        "chips": state_chips(request, state, (("", _("All")), *offered)),
        "may_ask": ACCESS.may(request.user, Permission.ASK_CHANGE), **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/approvers/list.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@internal_only
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for another approver from a day on."""
    if not ACCESS.may(request.user, Permission.ASK_CHANGE):
        raise NotFound("There is no such page for you.")
    errors: Errors = {}
    if request.method == "POST":
        try:
            made = _asked(request)
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"level": [str(refusal)]}
        else:
            messages.success(request, _("Asked for. Ecosystem Operations applies it."))
            return redirect("workspace:approver_change", made.reference)
    fields = _fields(request, errors)
    context = {"fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/approvers/new.html", context, status=422 if errors else 200)


def _asked(request: HttpRequest) -> ApproverChange:
    given = request.POST
    starts_on, person = _day(given.get("starts_on", "")), whole(given.get("person", ""))
    if starts_on is None:
        raise Invalid({"starts_on": [_("Write a day, such as 2026-12-01.")]})
    return matrix.request(
        request.occasion, level=given.get("level", ""), region=given.get("region", ""), person=person or 0,
        starts_on=starts_on, why=given.get("why", ""),
    )  # fmt: skip


def _fields(request: HttpRequest, errors: Errors) -> list[dict[str, Any]]:
    typed = request.POST if request.method == "POST" else request.GET
    occasion = request.occasion
    people = [(one.pk, _who(one)) for one in readers.candidates(occasion)]
    places = [("", _("Every region without an approver of its own")), *regions(occasion)]
    return [
        field("level", _("Level"), typed, errors, kind="select", required=True,
              options=list(levels(occasion.book, occasion.day).items())),
        field("region", _("Region of the opportunity’s owner"), typed, errors, kind="select", required=True,
              options=places, blank=False),
        field("person", _("Who is to approve"), typed, errors, kind="select", required=True, options=people),
        field("starts_on", _("From"), typed, errors, kind="date", required=True, width="short",
              help=_("Who approves until then ends on this day. Both stay on record.")),
        field("why", _("Reason"), typed, errors, kind="textarea", rows=3, required=True, maxlength=matrix.LONGEST),
    ]  # fmt: skip


def _who(person: Person) -> str:
    return f"{person.name} ({person.role_words}{', ' + person.region if person.region else ''})"


@internal_only
@require_GET
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what it would change, who answered it, what happened."""
    return _page(request, readers.change(request.user, reference))


def _page(request: HttpRequest, found: ApproverChange, errors: Errors | None = None, name: str = "") -> HttpResponse:
    errors, moves = errors or {}, {each.name for each in matrix.CHANGES.offered(found, request.user)}
    typed: Any = request.POST if name == "apply" else {"starts_on": max(found.starts_on, request.occasion.day)}
    fields = {
        "apply": field("starts_on", _("From"), typed, errors if name == "apply" else {}, kind="date", required=True,
                       width="short"),
        "decline": field("why", _("Reason"), request.POST, errors if name == "decline" else {}, kind="textarea", rows=3,
                         required=True, maxlength=matrix.LONGEST),
    }  # fmt: skip
    labels = levels(request.occasion.book, request.occasion.day)
    context = {
        "found": found, "state": badge(found.state), "label": labels.get(found.level, found.level),
        "fields": {each: one | {"id": f"{each}-{one['name']}"} for each, one in fields.items() if each in moves},
        "passed": found.state == "requested" and found.starts_on < request.occasion.day,
        "errors": summary(errors, fields.values()), "history": lines(found),
    }  # fmt: skip
    return render(request, "workspace/approvers/record.html", context, status=422 if errors else 200)


@internal_only
@require_POST
def change_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Apply it, or decline it."""
    found = readers.change(request.user, reference)
    try:
        _answered(request, found, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    messages.success(request, _("The matrix is changed.") if name == "apply" else _("Declined; the matrix stays."))
    return redirect("workspace:approver_change", found.reference)


def _answered(request: HttpRequest, found: ApproverChange, name: str) -> None:
    if name == "apply":
        day = _day(request.POST.get("starts_on", ""))
        if day is None and request.POST.get("starts_on"):
            raise Invalid({"starts_on": [_("Write a day, such as 2026-12-01.")]})
        matrix.apply(found.reference, request.occasion, starts_on=day)
    elif name == "decline":
        matrix.decline(found.reference, request.occasion, why=request.POST.get("why", ""))
    else:
        raise NotFound("There is no such move for you.")

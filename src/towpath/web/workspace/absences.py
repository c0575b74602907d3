"""Absences: planned, current and past; planning one with a backup, and taking one back."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.deals import absences as readers
from towpath.domain.deals.actions import absences as actions
from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, NotFound, Taken
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only

OVER = (Absence.State.ENDED, Absence.State.CANCELLED)
STATES = {
    "planned": (_("Planned"), "waiting"),
    "active": (_("Away now"), "attention"),
    "ended": (_("Over"), "neutral"),
    "cancelled": (_("Cancelled"), "neutral"),
}


@require_http_methods(["GET", "POST"])
@internal_only
def absences(request: HttpRequest) -> HttpResponse:
    """The absences that concern the reader, and a form to plan one."""
    errors: dict[str, list[str]] = {}
    everybody = readers.listed(request.occasion)
    people = readers.approvers(request.occasion)
    person = _person(request, people)
    if request.method == "POST":
        if person is None:
            raise NotFound("There is no such approver for you.")
        try:
            planned = _plan(request, person)
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"starts_at": [str(refusal)]}
        else:
            words = {"person": planned.person.name, "backup": planned.backup.name}
            messages.success(request, _("%(backup)s stands in while %(person)s is away.") % words)
            return redirect("workspace:absences")
    fields = _fields(request, person, errors) if person else []
    context = {
        "live": [_row(one) for one in reversed(everybody) if one.state not in OVER],
        "past": [_row(one) for one in everybody if one.state in OVER],
        "people": people, "person": person, "fields": fields, "errors": summary(errors, fields),
        "ops": request.user.has(Role.OPS), "choices": [("", _("Choose one")), *((p.pk, _who(p)) for p in people)],
    }  # fmt: skip
    return render(request, "workspace/absences/list.html", context, status=422 if errors else 200)


def _person(request: HttpRequest, people: list[Person]) -> Person | None:
    """For whom the form plans: oneself, or whom Ops chose among the approvers."""
    chosen = whole((request.POST if request.method == "POST" else request.GET).get("person", ""))
    if not request.user.has(Role.OPS):
        chosen = request.user.pk
    return next((person for person in people if person.pk == chosen), None)


def _who(person: Person) -> str:
    return f"{person.name} ({person.role_words}{', ' + person.region if person.region else ''})"


def _row(one: Absence) -> dict[str, Any]:
    label, meaning = STATES[one.state]
    return {
        "id": one.pk, "absence": one, "label": one.person.name, "live": one.state not in OVER,
        "state": {"state": one.state, "label": label, "meaning": meaning},
    }  # fmt: skip


def _fields(request: HttpRequest, person: Person, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    zone = {"zone": request.user.zone}
    backups = [(one.pk, _who(one)) for one in readers.backups(person, request.occasion)]
    return [
        field("backup", _("Who stands in"), request.POST, errors, kind="select", required=True, options=backups,
              help=_("Only colleagues who may decide all that can wait for this person are offered.")),
        field("starts_at", _("Away from"), request.POST, errors, kind="datetime-local", required=True, width="middle",
              help=_("In your zone, %(zone)s.") % zone),
        field("ends_at", _("Back at"), request.POST, errors, kind="datetime-local", required=True, width="middle",
              help=_("The first moment of being there again, in %(zone)s.") % zone),
        field("note", _("Note"), request.POST, errors, maxlength=200, help=_("Colleagues see it.")),
    ]  # fmt: skip


def _plan(request: HttpRequest, person: Person) -> Absence:
    errors: dict[str, list[str]] = {}
    moments = {name: _moment(request, name, errors) for name in ("starts_at", "ends_at")}
    backup = whole(request.POST.get("backup", ""))
    if backup is None:
        errors["backup"] = [_("Choose who stands in.")]
    note = request.POST.get("note", "").strip()
    if len(note) > 200:
        errors["note"] = [_("At most 200 characters fit; this has %(count)d.") % {"count": len(note)}]
    if errors or moments["starts_at"] is None or moments["ends_at"] is None or backup is None:
        raise Invalid(errors)
    return actions.plan(
        request.occasion, person=person.pk, backup=backup, note=note,
        starts_at=moments["starts_at"], ends_at=moments["ends_at"],
    )  # fmt: skip


def _moment(request: HttpRequest, name: str, errors: dict[str, list[str]]) -> datetime | None:
    """A moment typed on the wall clock of the reader's zone, in UTC."""
    try:
        wall = datetime.fromisoformat(request.POST.get(name, ""))
        return wall.replace(tzinfo=ZoneInfo(request.user.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        errors[name] = [_("Write a day and a time, such as 2026-12-21 09:00.")]
        return None


@require_POST
@internal_only
def cancel_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence back; what was handed over returns."""
    actions.cancel(absence_id, request.occasion)
    messages.success(request, _("The absence is cancelled."))
    return redirect("workspace:absences")

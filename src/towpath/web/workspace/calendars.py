"""The program's calendars: whose hours count where, the holidays of this year and the next, and days closed by people."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from towpath.basics.business_time import Calendar
from towpath.basics.calendar_definition import public_holidays
from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import calendars as actions
from towpath.kernel.clocks.calendars import Closures
from towpath.kernel.clocks.models import Closure
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.program.decisions import sla
from towpath.program.decisions.regions import region_keys
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.wordings import label

TEAMS = ("ops", "esm", "asm")


@require_GET
@internal_only
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar of the program, and which team works by which in each region."""
    return render(request, "workspace/calendars/list.html", context_of(request))


@require_POST
@internal_only
def close_day(request: HttpRequest) -> HttpResponse:
    """Close a calendar on one more day."""
    _may(request)
    name, reason = request.POST.get("calendar", ""), request.POST.get("reason", "")
    try:
        on = _day(request)
        actions.close_day(request.occasion, calendar=name, on=on, reason=reason)
    except Invalid as refusal:
        return render(request, "workspace/calendars/list.html", context_of(request, refusal.errors), status=422)
    except Taken as refusal:
        return render(request, "workspace/calendars/list.html", context_of(request, {"on": [str(refusal)]}), status=422)
    messages.success(request, _("%(name)s is closed on %(on)s.") % {"name": label(name), "on": date_words(on)})
    return redirect("workspace:calendars")


@require_POST
@internal_only
def reopen_day(request: HttpRequest) -> HttpResponse:
    """Take a closed day back."""
    _may(request)
    name, on = request.POST.get("calendar", ""), _day(request)
    try:
        actions.reopen_day(request.occasion, calendar=name, on=on)
    except NotReady as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is open again on %(on)s.") % {"name": label(name), "on": date_words(on)})
    return redirect("workspace:calendars")


def _may(request: HttpRequest) -> None:
    if not ACCESS.may(request.user, Permission.CALENDARS):
        raise NotFound("There is no such page for you.")


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        raise Invalid({"on": [_("Choose a day, written as 2026-12-24.")]}) from None


def context_of(request: HttpRequest, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """What the page shows, also when a day could not be closed."""
    book, today = request.occasion.book, request.occasion.day
    added = list(Closure.objects.select_related("added_by").order_by("on"))
    closures = Closures((one.calendar, one.on, one.reason) for one in added)
    definitions = sla.calendar_definitions(book, today)
    faces = []
    for name, definition in definitions.items():
        calendar = closures.applied(definition)
        faces.append(
            {
                "name": name,
                "title": label(name),
                "definition": definition,
                "weekly": [(label(day), ", ".join(hours)) for day, hours in definition.weekly.as_mapping().items()],
                "country": COUNTRY_NAMES.get(definition.country or "", ""),
                "years": [(year, _holidays(definition, year)) for year in (today.year, today.year + 1)],
                "closures": [one for one in added if one.calendar == name],
                "open_now": calendar.is_open(request.at),
                "next": _next(calendar, request),
            }
        )
    regions = region_keys(book, today)
    uses = [
        (label(team), [label(sla.calendar_name(book, today, team, region)) for region in regions]) for team in TEAMS
    ]
    may_change = ACCESS.may(request.user, Permission.CALENDARS)
    fields = _fields(request, sorted(definitions), errors or {}) if may_change else []
    return {
        "faces": faces, "uses": uses, "regions": regions, "may_change": may_change, "today": today,
        "form_fields": fields, "errors": summary(errors or {}, fields),
    }  # fmt: skip


def _fields(request: HttpRequest, names: list[str], errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [
        field("calendar", _("Calendar"), request.POST, errors, kind="select", required=True, width="middle",
              options=[(name, label(name)) for name in names]),
        field("on", _("Day"), request.POST, errors, kind="date", required=True, width="middle"),
        field("reason", _("Reason"), request.POST, errors, required=True, maxlength=120,
              help=_("It stands in the explanation of every clock that the day touches.")),
    ]  # fmt: skip


def _holidays(definition: Any, year: int) -> list[tuple[Any, str]]:
    named = public_holidays(definition.country, definition.subdivision, year) if definition.country else {}
    own = {on: why for on, why in definition.closed if on.year == year}
    return sorted((named | own).items())


def _next(calendar: Calendar, request: HttpRequest) -> Any:
    """When it closes, if it is open now; else when it opens."""
    return calendar.next_closing(request.at) if calendar.is_open(request.at) else calendar.next_opening(request.at)

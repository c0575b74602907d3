"""Territories of the program and who looks after each; Ops names the people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.accounts import queries
from towpath.domain.accounts.actions.territories import SEATS, set_people
from towpath.kernel.events.history import lines
from towpath.kernel.identity.roles import WORDS
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only


@require_GET
@internal_only
def territories(request: HttpRequest) -> HttpResponse:
    """Every territory of the program with its people, those that nobody looks after first."""
    places = queries.territories(request.user, request.occasion.book, request.occasion.day)
    empty = [place for place in places if place.people is None]
    rows = [{"id": p.code, "label": p.title, "place": p} for p in sorted(places, key=lambda p: p.people is not None)]
    return render(request, "workspace/territories/list.html", {"rows": rows, "empty": empty})


@require_http_methods(["GET", "POST"])
@internal_only
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """Who looks after one territory, and naming somebody else."""
    places = queries.territories(request.user, request.occasion.book, request.occasion.day)
    place = next((one for one in places if one.code == code.upper()), None)
    if place is None:
        raise NotFound("There is no such territory for you.")
    people = place.people
    typed = request.POST if request.method == "POST" else {s: getattr(people, f"{s}_id", "") for s in SEATS}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        chosen = {seat: whole(request.POST.get(seat, "")) for seat in SEATS}
        try:
            set_people(place.code, request.occasion, **chosen, move_accounts=request.POST.get("move") == "1")
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("The people of %(code)s are set.") % {"code": place.code})
            return redirect("workspace:territories")
    fit = queries.fit_for(place.region)
    fields = [
        field(
            seat, WORDS[role], typed, errors, kind="select", required=True, options=[(p.pk, p.name) for p in fit[role]]
        )
        for seat, role in SEATS.items()
    ]
    context = {
        "place": place, "people": people, "fields": fields, "errors": summary(errors, fields),
        "countries": sorted(COUNTRY_NAMES[each] for each in place.countries),
        "move": request.POST.get("move", ""), "history": lines(people) if people else [],
        "accounts": people.accounts.count() if people else 0,
    }  # fmt: skip
    return render(request, "workspace/territories/record.html", context, status=422 if errors else 200)

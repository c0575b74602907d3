"""Moves on many registrations: the dry run first, then the moves, then what came of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from towpath.domain.deals import bulk
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.guards import internal_only

SAYS = {
    "extend": lazy("Each protection is prolonged by the program's standard extension, and the partner is told."),
    "put_forward": lazy("Each registration goes to its sales manager, who is mailed; the Operations clock stops."),
    "reassign_esm": lazy("Each registration goes to the chosen sales manager, who is mailed if it waits for approval."),
}


@require_POST
@internal_only
def preview(request: HttpRequest) -> HttpResponse:
    """What the move would do to each selected row; nothing is changed."""
    move = _move(request)
    esm, managers = _esm(request, move)
    references = request.POST.getlist("selected")
    looks = bulk.outlook(move, references, request.occasion, esm=esm)
    return render(request, "workspace/deals/bulk.html", _context(move, looks, esm, managers))


@require_POST
@internal_only
def carry_out(request: HttpRequest) -> HttpResponse:
    """The move on every row that was confirmed, each in a transaction of its own."""
    move = _move(request)
    chosen = [_chosen(text) for text in request.POST.getlist("chosen")]
    esm, managers = _esm(request, move)
    try:
        outcomes = bulk.act(move, chosen, request.occasion, esm=esm)
    except Invalid as refusal:
        looks = bulk.outlook(move, [reference for reference, _version in chosen], request.occasion)
        context = _context(move, looks, esm, managers) | {"errors": refusal.errors}
        return render(request, "workspace/deals/bulk.html", context, status=422)
    done = sum(outcome.done for outcome in outcomes)
    words = ngettext("%(num)d registration changed", "%(num)d registrations changed", done) % {"num": done}
    context = {"label": REGISTRATION.moves[move].label, "outcomes": outcomes, "summary": words, "done": done}
    return render(request, "workspace/deals/bulk_done.html", context)


def _context(move: str, looks: list[bulk.Outlook], esm: Person | None, managers: list[Person]) -> dict[str, Any]:
    return {
        "move": move,
        "label": REGISTRATION.moves[move].label,
        "says": SAYS[move],
        "going": [one for one in looks if not one.refused],
        "refused": [one for one in looks if one.refused],
        "esm": esm,
        "managers": [
            {"value": person.pk, "label": f"{person.name} ({person.region or _('all regions')})"} for person in managers
        ],
        "errors": {},
    }


def _move(request: HttpRequest) -> str:
    move = request.POST.get("move", "")
    if move not in bulk.may(request.user):
        raise NotFound(_("There is no such move for you."))
    return move


def _esm(request: HttpRequest, move: str) -> tuple[Person | None, list[Person]]:
    if move != "reassign_esm":
        return None, []
    managers = bulk.sales_managers()
    return next((person for person in managers if str(person.pk) == request.POST.get("esm")), None), managers


def _chosen(text: str) -> tuple[str, int]:
    reference, _colon, version = text.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Invalid({"chosen": [_("This page is broken; go back to the list and select again.")]})
    return reference, int(version)

"""Opportunities: the list, a record with the fields that registrations stamp on it, and how it ends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.accounts import queries
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals import queries as deals
from towpath.domain.deals.rewards import sourced_discount
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.fields import field, summary
from towpath.web.workspace.lists import neighbours, views

PLACE = "accounts.opportunities"
STATES = {
    OPEN: (_("Open"), "waiting"),
    CLOSED_WON: (_("Closed won"), "good"),
    CLOSED_LOST: (_("Closed lost"), "neutral"),
}
HEADER = (
    "Reference", "Name", "Account", "End user", "Owner", "Region", "State", "Stage", "Amount", "Currency", "Close date",
    "Initial source", "Sales qualified source", "DR partner", "DR deal type", "DR status", "DR deal id",
)  # fmt: skip
FOLLOWING = ("approved", "submitted", "in_review", "returned")  # what may follow when the opportunity closes


def badge(state: str) -> dict[str, str]:
    """The state as the shell draws it."""
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"q": request.GET.get("q", "")[:200], "state": request.GET.get("state", "")[:20]}


@require_GET
@internal_only
def opportunities(request: HttpRequest) -> HttpResponse:
    """The opportunities that the reader may see, newest first."""
    asked = _asked(request)
    found = queries.opportunities(request.user, **asked, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [{"id": o.reference, "label": o.name, "one": o, "state": badge(o.state)} for o in found.rows],
        "asked": asked,
        "states": [("", _("Every state")), *((state, label) for state, (label, _meaning) in STATES.items())],
        "filtered": any(asked.values()),
        **views(request, PLACE, _("All opportunities"), {_("Open"): "state=open"}),
        **neighbours(request, found, "workspace:opportunities_csv"),
    }
    return render(request, "workspace/opportunities/list.html", context)


@require_GET
@internal_only
def opportunities_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters."""
    asked = _asked(request)
    rows = queries.exported(lambda cursor: queries.opportunities(request.user, **asked, cursor=cursor, size=1000))
    return csv_answer("opportunities.csv", HEADER, (_cells(one) for one in rows))


def _cells(one: Opportunity) -> list[Any]:
    return [
        one.reference, one.name, one.account.name, one.end_user.name if one.end_user else "", one.owner.name, one.region,
        one.state, one.stage, one.amount, one.currency, one.close_on, one.initial_source, one.sales_qualified_source,
        one.dr_partner.name if one.dr_partner else "", one.dr_deal_type, one.dr_status, one.dr_deal_id,
    ]  # fmt: skip


@require_GET
@internal_only
def opportunity(request: HttpRequest, reference: str) -> HttpResponse:
    """One opportunity: facts, the locked registration fields, its registrations and its history."""
    found = queries.opportunity(request.user, reference)
    context = {
        "opportunity": found,
        "state": badge(found.state),
        "registrations": _registrations(request, found),
        "moves": {move.name for move in actions.MOVES.offered(found, request.user)},
        "history": lines(found),
        "earned": sourced_discount(found, request.occasion.book, on=request.occasion.day),
    }
    return render(request, "workspace/opportunities/record.html", context)


def _registrations(request: HttpRequest, found: Opportunity) -> list[tuple[Any, str]]:
    """The registrations on an opportunity that the reader may see, each with its status in words."""
    rows = deals.visible(request.user).filter(opportunity=found).select_related(*deals.LISTED).order_by("-id")[:50]
    return [(one, deals.status_of(one, request.occasion.book)) for one in rows]


@require_http_methods(["GET", "POST"])
@internal_only
def close(request: HttpRequest, reference: str, outcome: str) -> HttpResponse:
    """Close as won or lost: what follows is said before; a loss needs its reason."""
    found = queries.opportunity(request.user, reference)
    if outcome not in {move.name for move in actions.MOVES.offered(found, request.user)} and found.state == OPEN:
        raise NotFound("There is no such move for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _close(request, found.reference, outcome)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(reference)s is closed.") % {"reference": found.reference})
            return redirect("workspace:opportunity", found.reference)
    reason = field(
        "reason", _("Why was it lost"), request.POST, errors, kind="textarea", required=True, maxlength=actions.LONGEST_REASON,
        help=_("It stands in the history and on the opportunity."),
    )  # fmt: skip
    followers = [pair for pair in _registrations(request, found) if pair[0].state in FOLLOWING]
    context = {
        "opportunity": found, "won": outcome == "close_won", "reason": reason, "followers": followers,
        "errors": summary(errors, [reason]),
    }  # fmt: skip
    return render(request, "workspace/opportunities/close.html", context, status=422 if errors else 200)


def _close(request: HttpRequest, reference: str, outcome: str) -> None:
    if outcome == "close_won":
        actions.close_won(reference, request.occasion)
        return
    actions.close_lost(reference, request.occasion, reason=request.POST.get("reason", ""))

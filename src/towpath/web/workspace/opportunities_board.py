"""Opportunities as a board by stage, and as a forecast by fiscal quarter."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_queries import CARDS, Forecast, Lane, Sums, board, forecast
from towpath.kernel import saved_views
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.opportunities.stages import stages
from towpath.web.shell.addresses import with_query
from towpath.web.shell.formats import money
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import answer, by_region, owners, plain_bar, select
from towpath.web.workspace.opportunities_lists import TYPES, asked, search, tabs

LIST = "workspace:opportunities"
BOARD, FORECAST = "accounts.opportunities_board", "accounts.opportunities_forecast"


def _bar(request: HttpRequest, place: str, label: Any, hidden: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    quick = [owners(request)]
    if not request.user.region:
        quick.append(by_region(request))
    quick.append(select(request, "type", _("Type"), [("", _("Every type")), *TYPES.items()]))
    bar = plain_bar(request, place, saved_views.Kept((), ()), search=search(request), quick=quick, all_label=label)
    return bar | {"views": [], "save_view_url": None, "manage_views_url": None, "hidden": hidden or []}


@require_GET
@internal_only
def board_page(request: HttpRequest) -> HttpResponse:
    """Open opportunities by stage; each card moves by its own menu, or by dragging where a script runs."""
    book, on = request.occasion.book, request.occasion.day
    lanes = board(request.user, asked(request), book, on)
    running = stages(book, on).running
    may = ACCESS.may(request.user, Permission.EDIT_OPPORTUNITY)
    context = {
        "lanes": [_lane(request, lane, may) for lane in lanes],
        "stages": running,
        "most": CARDS,
        "tabs": tabs(request, "board"),
        "none": not any(lane.cards for lane in lanes),
        "list": _bar(request, BOARD, _("All opportunities")),
        "back": request.get_full_path(),
    }
    return answer(request, "workspace/opportunities/board.html", "workspace/opportunities/_board.html", context)


def _lane(request: HttpRequest, lane: Lane, may: bool) -> dict[str, Any]:
    return {
        "stage": lane.stage,
        "more": lane.more,
        "count": len(lane.cards),
        "url": with_query(request, reverse(LIST), state="open", sort="closing", stage=lane.stage),
        "cards": [{"one": one, "may": may and _moves(one, request)} for one in lane.cards],
    }


def _moves(one: Opportunity, request: HttpRequest) -> bool:
    return Permission.EDIT_OPPORTUNITY in ACCESS.held(request.user, [Permission.EDIT_OPPORTUNITY], one)


@require_GET
@internal_only
def forecast_page(request: HttpRequest) -> HttpResponse:
    """What is expected and won in a fiscal quarter, by stage and by owner, each currency by itself."""
    try:
        on = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else request.occasion.day
        found = forecast(request.user, asked(request), request.occasion.book, on)
    except (ValueError, LookupError) as error:
        raise Invalid(
            {"on": [str(_("Write the day as year-month-day, such as 2026-12-31."))]},
            str(_("This list’s address cannot be read.")),
        ) from error
    won = stages(request.occasion.book, request.occasion.day).named("won")
    context = {
        "found": found,
        "by_stage": [_line(request, one, found, won, {"stage": one.key, "sort": "closing"}) for one in found.by_stage],
        "by_owner": [_line(request, one, found, won, {"owner": one.key, "sort": "closing"}) for one in found.by_owner],
        "totals": [_line(request, one, found, won, {}) | {"url": ""} for one in found.totals],
        "before_url": with_query(request, on=found.before.isoformat()),
        "after_url": with_query(request, on=found.ends_on.isoformat()),
        "tabs": tabs(request, "forecast"),
        "list": _bar(request, FORECAST, _("All"), [("on", on.isoformat())]),
    }
    return answer(request, "workspace/opportunities/forecast.html", "workspace/opportunities/_forecast.html", context)


def _line(request: HttpRequest, one: Sums, found: Forecast, won: str, more: dict[str, str]) -> dict[str, Any]:
    """A line of the forecast, with the address of the list behind it."""
    last = date.fromordinal(found.ends_on.toordinal() - 1).isoformat()
    state = "closed_won" if one.key == won else "open"
    query = more | {"from": found.starts_on.isoformat(), "until": last, "on": "", "state": state}
    return {
        "one": one,
        "url": with_query(request, reverse(LIST), **query),
        "amount": money(one.amount, one.currency),
        "net_arr": money(one.net_arr, one.currency),
    }

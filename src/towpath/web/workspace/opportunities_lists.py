"""Opportunities as a list: filters, orders, saved views, columns and CSV."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN
from towpath.domain.accounts.opportunity_queries import Filters
from towpath.kernel import saved_views
from towpath.kernel.paging import every
from towpath.kernel.saved_views import Kept
from towpath.program.decisions.opportunities.order_type import values
from towpath.program.decisions.opportunities.stages import stages
from towpath.program.decisions.territories import segments
from towpath.web.shell.formats import date_words, money
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import (
    Column,
    answer,
    between,
    by_region,
    cells,
    columns_shown,
    neighbours,
    owners,
    plain_bar,
    select,
    whole_file,
)

PLACE = "accounts.opportunities"
STATES = {
    OPEN: (_("Open"), "waiting"),
    CLOSED_WON: (_("Closed won"), "good"),
    CLOSED_LOST: (_("Closed lost"), "neutral"),
}
TYPES = {"new_business": _("New business"), "add_on": _("Add-on"), "renewal": _("Renewal")}
ORDERS = [
    ("", _("Newest first")), ("closing", _("Closing soonest first")), ("largest", _("Largest net ARR first")),
    ("idle", _("Longest without activity first")),
]  # fmt: skip
COLUMNS = (
    Column("name", _("Opportunity"), lambda one: one.name, "Name", always=True, drawn=True),
    Column("reference", _("Reference"), lambda one: one.reference, "Reference", shown=False),
    Column("account", _("Account"), lambda one: one.account.name, "Account", drawn=True),
    Column("end_user", _("End user"), lambda one: one.end_user.name if one.end_user else "", "End user", shown=False),
    Column("state", _("State"), lambda one: one.state, "State", drawn=True),
    Column("stage", _("Stage"), lambda one: one.stage, "Stage"),
    Column("type", _("Type"), lambda one: TYPES[one.type], "Type", shown=False),
    Column("order_type", _("Order type"), lambda one: one.order_type, "Order type", shown=False),
    Column("segment", _("Segment"), lambda one: one.segment, "Segment", shown=False),
    Column("owner", _("Owner"), lambda one: one.owner.name, "Owner"),
    Column("region", _("Region"), lambda one: one.region, "Region", shown=False),
    Column("close_on", _("Closes"), lambda one: one.close_on, "Close date", hide="narrow", align="end",
           text=lambda one: date_words(one.close_on)),
    Column("net_arr", _("Net ARR"), lambda one: one.net_arr, "Net ARR", align="end", hide="narrow",
           text=lambda one: money(one.net_arr, one.currency)),
    Column("amount", _("Amount"), lambda one: one.amount, "Amount", align="end", shown=False,
           text=lambda one: money(one.amount, one.currency)),
    Column("currency", _("Currency"), lambda one: one.currency, "Currency", shown=False),
    Column("next_step", _("Next step"), lambda one: one.next_step, "Next step", shown=False),
    Column("last_activity", _("Last activity"), lambda one: one.last_activity_at.date(), "Last activity", shown=False,
           text=lambda one: date_words(one.last_activity_at.date())),
    Column("deal_path", _("Deal path"), lambda one: one.deal_path, "Deal path", shown=False),
    Column("initial_source", _("Initial source"), lambda one: one.initial_source, "Initial source", shown=False),
    Column("qualified_source", _("Sales qualified source"), lambda one: one.sales_qualified_source,
           "Sales qualified source", shown=False),
    Column("dr_partner", _("DR partner"), lambda one: one.dr_partner.name if one.dr_partner else "", "DR partner",
           shown=False),
    Column("dr_type", _("DR deal type"), lambda one: one.dr_deal_type, "DR deal type", shown=False),
    Column("dr_status", _("DR status"), lambda one: one.dr_status, "DR status", shown=False),
    Column("dr_deal_id", _("DR deal id"), lambda one: one.dr_deal_id, "DR deal id", shown=False),
)  # fmt: skip
LONGEST_SEARCH = 200


def badge(state: str) -> dict[str, str]:
    """The state as the shell draws it."""
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def asked(request: HttpRequest) -> Filters:
    """The filters of an address. Invalid names a day that cannot be read."""
    get, (first, until) = request.GET, between(request)
    plain = {
        name: get.get(name, "").replace("\0", "")[:60]
        for name in ("state", "owner", "region", "type", "segment", "sort")
    }
    return Filters(
        q=get.get("q", "").replace("\0", "")[:LONGEST_SEARCH],
        stages=tuple(each.replace("\0", "")[:60] for each in get.getlist("stage") if each),
        order_type=get.get("order", "").replace("\0", "")[:60],
        dr_status=get.get("registration", "").replace("\0", "")[:20],
        closes_from=first,
        closes_until=until + timedelta(days=1) if until and until < date.max else until,
        **plain,
    )


@require_GET
@internal_only
def opportunities(request: HttpRequest) -> HttpResponse:
    """The opportunities that the reader may see, in the order asked for."""
    filters, kept = asked(request), saved_views.kept(request.user, PLACE)
    found = queries.opportunities(request.user, filters, cursor=request.GET.get("cursor", ""))
    showing = columns_shown(request, kept, COLUMNS)
    context = {
        "rows": [
            {"id": o.reference, "label": o.name, "one": o, "state": badge(o.state), "cells": cells(showing, o)}
            for o in found.rows
        ],
        "columns": [one.face for one in showing],
        "filtered": filters != Filters(sort=filters.sort),
        "may_create": ACCESS.may(request.user, Permission.CREATE_OPPORTUNITY),
        "may_import": ACCESS.may(request.user, Permission.IMPORT_OPPORTUNITIES),
        "tabs": tabs(request, "list"),
        "order_words": str(dict(ORDERS).get(filters.sort, ORDERS[0][1])),
        "list": _bar(request, kept, showing),
        **neighbours(request, found, "workspace:opportunities_csv"),
    }
    return answer(request, "workspace/opportunities/list.html", "workspace/opportunities/_list.html", context)


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The three views of opportunities."""
    offered = (
        ("list", _("List"), "workspace:opportunities"), ("board", _("Board"), "workspace:opportunities_board"),
        ("forecast", _("Forecast"), "workspace:opportunities_forecast"),
    )  # fmt: skip
    return [{"label": label, "url": reverse(name), "current": key == here} for key, label, name in offered]


def search(request: HttpRequest) -> dict[str, Any]:
    return {
        "name": "q", "value": request.GET.get("q", ""), "placeholder": _("Reference, name or customer"),
        "label": _("Search opportunities"),
    }  # fmt: skip


def _bar(request: HttpRequest, kept: Kept, showing: list[Column]) -> dict[str, Any]:
    book, on = request.occasion.book, request.occasion.day
    states = [("", _("Every state")), *((state, label) for state, (label, _meaning) in STATES.items())]
    named = [("", _("Every stage")), *((name, name) for name in stages(book, on).kinds)]
    more = [
        select(request, "stage", _("Stage"), named),
        select(request, "type", _("Type"), [("", _("Every type")), *TYPES.items()]),
        select(request, "order", _("Order type"), [("", _("Every order type")), *((v, v) for v in values(book, on))]),
        select(request, "segment", _("Segment"), [("", _("Every segment")), *((s, s) for s in segments(book, on))]),
        select(request, "registration", _("Registration"), [("", _("With and without")), ("approved", _("Approved")), ("pending", _("Pending")), ("denied", _("Denied"))]),
        {"kind": "date", "name": "from", "label": _("Closes from"), "value": request.GET.get("from", "")},
        {"kind": "date", "name": "until", "label": _("Closes until"), "value": request.GET.get("until", "")},
        select(request, "sort", _("Order"), ORDERS),
    ]  # fmt: skip
    if not request.user.region:
        more.insert(0, by_region(request))
    return plain_bar(
        request, PLACE, kept, columns=COLUMNS, showing=showing, search=search(request),
        quick=[select(request, "state", _("State"), states), owners(request)], more=more, all_label=_("All opportunities"),
        ready={_("Open, closing soonest"): "sort=closing&state=open", _("Mine, open"): "owner=me&state=open", _("Standing still"): "sort=idle&state=open"},
    )  # fmt: skip


@require_GET
@internal_only
def opportunities_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, newest first, in the columns that the reader chose, or in all."""
    filters = replace(asked(request), sort="")
    rows = every(lambda cursor: queries.opportunities(request.user, filters, cursor=cursor, size=1000))
    return whole_file(request, PLACE, COLUMNS, "opportunities.csv", rows)

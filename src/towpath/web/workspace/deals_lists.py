"""The registrations list: views, filters in the address, columns, pages by cursor, CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from towpath.domain.deals import bulk, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.queries import Filters
from towpath.domain.partners.queries import visible as visible_partners
from towpath.kernel import saved_views
from towpath.kernel.saved_views import Kept
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import deals_columns, deals_filters
from towpath.web.workspace.deals_columns import COLUMNS, row
from towpath.web.workspace.deals_filters import NO_FILTERS, PLACE, Address
from towpath.web.workspace.lists import (
    Column,
    active,
    answer,
    asked_columns,
    chooser,
    chosen,
    heads,
    of_file,
    saving,
)

SIZE = 50
BULK_WORDS = {
    "extend": (lazy("Extend 30 days"), "calendar"),
    "put_forward": (lazy("Submit for approval"), "right"),
    "reassign_esm": (lazy("Reassign the sales manager"), "person"),
}


@require_GET
@internal_only
def registrations(request: HttpRequest) -> HttpResponse:
    """One page of registrations, as the reader's view, filters and columns select them."""
    query = _with_view(request)
    filters, kept = deals_filters.read(query, request.user), saved_views.kept(request.user, PLACE)
    showing = _showing(request, query, kept)
    found = queries.listed(
        request.user, filters, cursor=query.get("cursor", ""), size=SIZE, columns=deals_columns.read_for(showing)
    )
    address = Address(query)
    context = {
        "rows": [row(one, request.occasion, showing) for one in found.rows],
        "columns": deals_columns.faces(showing, address, deals_filters.sort_of(filters)),
        "list": _bar(request, address, kept, showing),
        "csv_url": address.url("workspace:registrations.csv"),
        "first_url": address.url() if query.get("cursor") else None,
        "previous_url": _page(address, found.previous),
        "next_url": _page(address, found.next),
        "clear_url": _clear_url(address),
        "bulk_actions": [
            {"label": BULK_WORDS[name][0], "value": name, "icon": BULK_WORDS[name][1]}
            for name in bulk.may(request.user)
        ],
        "may_draft": ACCESS.may(request.user, Permission.DRAFT_FOR),
    }
    return answer(request, "workspace/deals/list.html", "workspace/deals/_list.html", context)


def _with_view(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    if not query.get("view"):
        named = set(query) - {"view", "cursor", "columns"}
        query["view"] = "all" if named else deals_filters.first_view(request.user)
    return query


def _showing(request: HttpRequest, query: QueryDict, kept: Kept) -> list[Column]:
    """The columns to show. Nothing in the undecided views is protected yet, so they open without that column."""
    names = asked_columns(request, kept)
    showing = chosen(COLUMNS, names)
    if not names and query.get("view") in ("queue", "waiting"):
        return [one for one in showing if one.key != "expires"]
    return showing


def _bar(request: HttpRequest, address: Address, kept: Kept, showing: list[Column]) -> dict[str, Any]:
    """The bar above the list, as `workspace/_list.html` draws it."""
    query = address.query
    managers = {str(person.pk): person.name for person in queries.managers(request.user)}
    quick, more = deals_filters.fields(query, request.occasion, managers)
    names = {"partner": _partner_name(request, query.get("partner", "")), "manager": managers}
    return {
        "url": reverse("workspace:registrations"),
        "label": _("Search registrations"),
        "search": {"name": "q", "value": query.get("q", ""), "placeholder": _("Reference, customer or website")},
        "quick": quick,
        "more": more,
        "more_count": active(more),
        "hidden": [(name, query[name]) for name in NO_FILTERS if query.get(name)],
        "chips": deals_filters.chips(address, request.occasion, names),
        "clear_url": _clear_url(address),
        "views": _views(request, address, kept),
        "columns": chooser(PLACE, COLUMNS, showing, address.url().partition("?")[2]),
        **saving(PLACE, kept, address.url().partition("?")[2] if _differs(address) else ""),
    }


def _differs(address: Address) -> bool:
    """Whether there is more to save than a view that stands ready."""
    return any(name != "view" for name, _value in address.pairs())


def _partner_name(request: HttpRequest, reference: str) -> dict[str, str]:
    """The name of a partner that the address names by its reference."""
    if not reference.upper().startswith("PAR"):
        return {}
    found = visible_partners(request.user).filter(reference=reference.upper()).values_list("name", flat=True)[:1]
    return dict.fromkeys([reference], found[0]) if found else {}


def _views(request: HttpRequest, address: Address, kept: Kept) -> list[dict[str, Any]]:
    here = dict.fromkeys(address.pairs())
    made = [
        {
            "label": view.title,
            "url": f"{reverse('workspace:registrations')}?view={view.key}",
            "current": address.pairs() == [("view", view.key)],
        }
        for view in deals_filters.views_for(request.user)
    ]
    for one in kept.views:
        current = dict.fromkeys(Address(QueryDict(one.query)).pairs()) == here
        made.append({"label": one.name, "url": f"{reverse('workspace:registrations')}?{one.query}", "current": current})
    if not any(one["current"] for one in made):  # filters were set on a view that stands ready: it is still that view
        for view, ready in zip(deals_filters.views_for(request.user), made, strict=False):
            ready["current"] = address.query.get("view") == view.key
    return made


def _clear_url(address: Address) -> str | None:
    on = any(name not in NO_FILTERS for name, _value in address.pairs())
    keeps: dict[str, Any] = {name: None for name, _value in address.pairs() if name not in NO_FILTERS}
    return address.url(**keeps) if on else None


def _page(address: Address, cursor: str) -> str | None:
    if not cursor:
        return None
    base = address.url()
    return f"{base}{'&' if '?' in base else '?'}cursor={cursor}"


@require_GET
@internal_only
def registrations_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every registration that the list's filters select, line by line, in the columns chosen, or in all."""
    filters = deals_filters.read(_with_view(request), request.user)
    columns = of_file(COLUMNS, request, PLACE)
    found = queries.exported(request.user, filters)
    rows = (deals_columns.line(one, columns, request.occasion) for one in found)
    return csv_answer(f"registrations-{request.occasion.day}.csv", heads(columns), rows)


__all__ = ["Filters", "registrations", "registrations_csv", "row"]

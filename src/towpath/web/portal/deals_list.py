"""The list of a partner's deals: views, filters and order in the address, pages by cursor, CSV."""

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from towpath.domain.deals import queries
from towpath.domain.deals.lifecycles import APPROVED, RETURNED, STATES
from towpath.domain.deals.models import Registration
from towpath.kernel import saved_views
from towpath.web.portal import deals_words as words
from towpath.web.portal.deals_doors import readers_only
from towpath.web.shell.addresses import address
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.formats import FILTERS
from towpath.web.shell.formats import translated as _
from towpath.web.shell.fragments import page_or_part

PLACE = "portal.registrations"
SIZE = 50
ORDERS = ("newest", "oldest", "expires")
COLUMNS = (
    "reference", "customer_name", "deal_name", "deal_type", "state", "on_behalf", "amount", "currency", "submitted_at",
    "expires_on",
)  # fmt: skip
# The views that stand ready: what a partner asks its list most often, as the list's own address.
READY = (
    (gettext_noop("All"), ""),
    (gettext_noop("Waiting for an answer"), "state=submitted,in_review"),
    (gettext_noop("Returned to you"), "state=returned"),
    (gettext_noop("Protected"), "state=approved&sort=expires"),
    (gettext_noop("Drafts"), "state=draft"),
)


@readers_only
@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """The list, or the list alone for a script that swaps it; filters, order and place live in the address."""
    filters = read_filters(request.GET)
    page = queries.listed(request.user, filters, cursor=request.GET.get("cursor", "")[:300], size=SIZE, columns=COLUMNS)
    titles = words.type_titles(request.occasion.book, request.occasion.day)
    kept = saved_views.kept(request.user, PLACE).views
    views = views_of(request.GET, [(view.name, view.query) for view in kept])
    filtered = bool(filters.q or filters.states or filters.deal_types)
    context = {
        "filters": filters,
        "rows": [row(one, titles, request.occasion.day) for one in page.rows],
        "views": views,
        "has_views": bool(kept),
        "chips": _chips(request.GET, filters, titles),
        "selects": _selects(filters, titles),
        "filtered": filtered,
        "next_url": _address(request.GET, cursor=page.next) if page.next else "",
        "previous_url": _address(request.GET, cursor=page.previous) if page.previous else "",
        "first_url": _address(request.GET, cursor="") if page.previous else "",
        "csv_url": address("portal:registrations_csv") + _address(request.GET, cursor=""),
        "save_url": address("portal:views") + _address(request.GET, cursor="")
        if filtered and not _is_known(views)
        else "",
        "sort_urls": {order: _address(request.GET, sort=order, cursor="") for order in ORDERS},
        "hidden": {"sort": filters.sort} if request.GET.get("sort") else {},
    }
    return page_or_part(request, "portal/registrations.html", "portal/_registrations.html", context)


def read_filters(asked: QueryDict) -> queries.Filters:
    """The filters of an address; several states stand in it as state=a,b or as state=a&state=b."""
    sort = asked.get("sort", "")
    return queries.Filters(
        q=asked.get("q", "")[:200].strip(),
        states=tuple(one for text in asked.getlist("state") for one in text.split(",") if one),
        deal_types=tuple(filter(None, asked.getlist("type"))),
        sort=sort if sort in ORDERS else "newest",
    )


def views_of(asked: QueryDict, kept: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The views that stand ready and the reader's own, the one that the address shows marked."""
    here, base = _parts(asked.urlencode()), address("portal:registrations")
    return [
        {"label": label, "url": f"{base}?{query}" if query else base, "current": _parts(query) == here}
        for label, query in [*((_(label), query) for label, query in READY), *kept]
    ]


def _is_known(views: list[dict[str, Any]]) -> bool:
    return any(view["current"] for view in views)


@lru_cache(maxsize=1024)
def _parts(query: str) -> frozenset[tuple[str, str]]:
    """What a query asks for, whatever its order."""
    pairs = QueryDict(saved_views.plain(query)).lists()
    return frozenset((name, one) for name, values in pairs for value in values for one in value.split(","))


def _address(asked: QueryDict, **changed: str) -> str:
    """This list's query with some of it changed; "" takes a part away. Every change but paging starts at the front."""
    pairs = [(key, value) for key, value in asked.lists() if key not in changed and key != "cursor" for value in value]
    pairs += [(key, value) for key, value in changed.items() if value]
    return "?" + urlencode([(key, value) for key, value in pairs if value])


def _selects(filters: queries.Filters, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The choices beside the search; several states at once, which only a view asks for, are one choice more."""
    states = [(state, str(words.state_words(state)["label"])) for state in STATES]
    several = [(",".join(filters.states), _("Several"))] if len(filters.states) > 1 else []
    return [
        {"name": "state", "label": _("State"), "value": ",".join(filters.states), "options": [("", _("All")), *several, *states]},
        {"name": "type", "label": _("Type"), "value": ",".join(filters.deal_types), "options": [("", _("All")), *titles.items()]},
    ]  # fmt: skip


def _chips(asked: QueryDict, filters: queries.Filters, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The filters that are on, each a link that takes it off."""
    made = []
    if filters.q:
        made.append((f"{_('Search')}: {filters.q}", _address(asked, q="")))
    for state in filters.states:
        label = str(words.state_words(state)["label"]) if state in words.STATES else state
        made.append((label, _address(asked, state=",".join(one for one in filters.states if one != state))))
    made += [(titles.get(key, key), _address(asked, type="")) for key in filters.deal_types]
    return [{"label": label, "url": url, "active": True} for label, url in made]


def row(one: Registration, titles: dict[str, str], today: date) -> dict[str, Any]:
    """One registration as a row of a table, in the partner's words."""
    type_title = titles.get(one.deal_type, "")
    left = FILTERS["days_left"](one.expires_on, today) if one.state == APPROVED else ""
    return {
        "id": one.reference,
        "url": address("portal:registration", one.reference),
        "label": one.reference,
        "registration": one,
        "state": words.state_of(one),
        "type": type_title,
        "left": left,
        "meaning": "attention" if one.state == RETURNED and not one.on_behalf else None,
        "cells": {"customer": one.customer_name or _("No customer yet"), "type": type_title, "left": left},
    }


CSV_HEAD = ("Reference", "Customer", "Deal", "Type", "State", "Amount", "Currency", "Submitted", "Protected until")


@readers_only
@require_safe
def registrations_csv(request: HttpRequest) -> HttpResponse:
    """Every selected row, for a spreadsheet."""
    rows = queries.exported(request.user, read_filters(request.GET))
    name = "demonstration-registrations.csv" if request.user.is_demonstration else "registrations.csv"
    return csv_answer(name, CSV_HEAD, (_csv_row(one) for one in rows))


def _csv_row(one: Registration) -> list[Any]:
    submitted = one.submitted_at.date().isoformat() if one.submitted_at else ""
    return [
        one.reference, one.customer_name, one.deal_name, one.deal_type, str(words.state_of(one)["label"]),
        one.amount, one.currency, submitted, one.expires_on,
    ]  # fmt: skip

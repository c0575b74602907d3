"""A partner's deals: the list, its CSV, the page of one registration, and why its clock is due when it is."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.domain.deals import history, queries
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.words import specs
from towpath.domain.deals.lifecycles import APPROVED, DENIED, DRAFT, IN_REVIEW, RETURNED, STATES
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks import faces
from towpath.kernel.documents.store import LIMIT
from towpath.program.decisions.deal_registration.form import denial_reason
from towpath.web.portal import deals_words as words
from towpath.web.portal import form
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.formats import FILTERS
from towpath.web.shell.guards import partner_only

SIZE = 50
ORDERS = ("newest", "oldest", "expires")
COLUMNS = (
    "reference", "customer_name", "deal_name", "deal_type", "state", "amount", "currency", "submitted_at", "expires_on",
)  # fmt: skip


@partner_only
@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """The list: filters, order and place live in the address."""
    filters = read_filters(request.GET)
    page = queries.listed(request.user, filters, cursor=request.GET.get("cursor", "")[:300], size=SIZE, columns=COLUMNS)
    titles = words.type_titles(request.occasion.book, request.occasion.day)
    context = {
        "filters": filters,
        "rows": [row(one, titles, request.occasion.day) for one in page.rows],
        "state_chips": [_chip(request.GET, "state", state, str(words.state_words(state)["label"])) for state in STATES],
        "type_chips": [_chip(request.GET, "type", key, title) for key, title in titles.items()],
        "filtered": bool(filters.q or filters.states or filters.deal_types),
        "next_url": _address(request.GET, cursor=page.next) if page.next else "",
        "previous_url": _address(request.GET, cursor=page.previous) if page.previous else "",
        "first_url": _address(request.GET, cursor="") if page.previous else "",
        "csv_url": reverse("portal:registrations_csv") + _address(request.GET, cursor=""),
        "sort_urls": {order: _address(request.GET, sort=order, cursor="") for order in ORDERS},
        "kept": [(name, value) for name in ("state", "type", "sort") for value in request.GET.getlist(name)],
    }
    return render(request, "portal/registrations.html", context)


def read_filters(asked: QueryDict) -> queries.Filters:
    sort = asked.get("sort", "")
    return queries.Filters(
        q=asked.get("q", "")[:200].strip(),
        states=tuple(asked.getlist("state")),
        deal_types=tuple(asked.getlist("type")),
        sort=sort if sort in ORDERS else "newest",
    )


def _address(asked: QueryDict, **changed: str) -> str:
    """This list's query with some of it changed; "" takes a part away. Every change but paging starts at the front."""
    pairs = [(key, value) for key, value in asked.lists() if key not in changed and key != "cursor" for value in value]
    pairs += [(key, value) for key, value in changed.items() if value]
    return "?" + urlencode(pairs)


def _chip(asked: QueryDict, name: str, value: str, label: str) -> dict[str, Any]:
    """A filter as a link that puts it on or takes it off."""
    chosen = asked.getlist(name)
    after = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
    pairs = [(k, v) for k, values in asked.lists() if k not in (name, "cursor") for v in values]
    return {"label": label, "active": value in chosen, "url": "?" + urlencode([*pairs, *((name, v) for v in after)])}


def row(one: Registration, titles: dict[str, str], today: date) -> dict[str, Any]:
    type_title = titles.get(one.deal_type, "")
    left = FILTERS["days_left"](one.expires_on, today) if one.state == APPROVED else ""
    return {
        "id": one.reference,
        "url": reverse("portal:registration", args=[one.reference]),
        "label": one.reference,
        "registration": one,
        "state": words.state_words(one.state),
        "type": type_title,
        "left": left,
        "meaning": "attention" if one.state == RETURNED else None,
        "cells": {"customer": one.customer_name or _("No customer yet"), "type": type_title, "left": left},
    }


CSV_HEAD = ("Reference", "Customer", "Deal", "Type", "State", "Amount", "Currency", "Submitted", "Protected until")


@partner_only
@require_safe
def registrations_csv(request: HttpRequest) -> HttpResponse:
    """Every selected row, for a spreadsheet."""
    rows = queries.exported(request.user, read_filters(request.GET))
    return csv_answer("registrations.csv", CSV_HEAD, (_csv_row(one) for one in rows))


def _csv_row(one: Registration) -> list[Any]:
    submitted = one.submitted_at.date().isoformat() if one.submitted_at else ""
    return [
        one.reference, one.customer_name, one.deal_name, one.deal_type, str(words.state_words(one.state)["label"]),
        one.amount, one.currency, submitted, one.expires_on,
    ]  # fmt: skip


@partner_only
@require_safe
def registration(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one registration; a draft opens in its form."""
    one = queries.one(request.user, ref)
    if one.state == DRAFT:
        return redirect("portal:amend", one.reference)
    return render(request, "portal/registration.html", record(request, one))


def record(request: HttpRequest, one: Registration, **more: Any) -> dict[str, Any]:
    """What the page of a registration shows."""
    reader, book, today = request.user, request.occasion.book, request.occasion.day
    reader.organisation = one.organisation  # the same by the wall; the menu need not ask for it again
    vendor = words.vendor_name(book, today)
    events = history.events_of(one)
    offered = {move.name for move in MOVES.offered(one, reader)}
    running = faces.promised(faces.faces(one, book, request.at))
    return {
        "registration": one,
        "state": words.state_words(IN_REVIEW if one.state == RETURNED and one.on_behalf else one.state),
        "whom": words.with_whom(one, vendor),
        "clock": words.clock_words(running, one, reader, request.at),
        "timeline": history.timeline(reader, one, vendor=vendor, events=events),
        "decisions": words.why(history.decisions(one, book, partner=True, events=events), book),
        "denied": _denied(one, book),
        "asked_extension": words.extension_is_asked(events),
        "facts": _told(one, request),
        "files": list(queries.files(reader, one)),
        "offered": offered,
        "vendor": vendor,
        "today": today,
        "comment": {"body": "", "errors": []},
        "file_errors": [],
        "limit": LIMIT,
        **more,
    }


def _denied(one: Registration, book: Any) -> str:
    if one.state != DENIED or not one.denial_reason:
        return ""
    try:
        return denial_reason(one.denial_reason, book, one.judged_on).words_for_partner
    except LookupError:
        return ""


def _told(one: Registration, request: HttpRequest) -> list[dict[str, Any]]:
    """What the partner said, in the groups of the form as it was on the day that counts."""
    asked = specs(one.deal_type, request.occasion, one.judged_on)
    values = form.kept(one, asked)
    groups: dict[str, list[dict[str, Any]]] = {}
    for spec in asked:
        value: Any = values[spec.name]
        if spec.kind == "choice":
            value = dict(spec.choices).get(value, value)
        elif spec.kind == "country":
            value = form.COUNTRY_NAMES.get(value, value)
        elif spec.kind == "money":
            value = FILTERS["money"](one.amount, one.currency)
        elif spec.kind == "currency":
            continue
        elif spec.kind == "day":
            value = FILTERS["date_words"](one.close_on)
        elif spec.kind == "flag":
            value = _("yes") if value else _("no")
        groups.setdefault(spec.section, []).append({"label": spec.label, "value": value})
    return [{"title": title, "items": items} for title, items in groups.items()]

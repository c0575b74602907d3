"""The registrations list: views, filters in the address, pages by cursor, CSV, saved views."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.deals import bulk, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import Filters
from towpath.domain.partners.queries import visible as visible_partners
from towpath.kernel.identity.models import SavedView
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.form import registration_types
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import deals_filters, deals_words
from towpath.web.workspace.deals_filters import PLACE, Address

SIZE = 50
COLUMNS = (
    "reference", "customer_name", "deal_name", "deal_type", "state", "step", "on_behalf", "judged_on", "created_at",
    "due_at", "expires_on", "partner", "esm", "holder", "holder_for",
)  # fmt: skip
BULK_WORDS = {
    "extend": (lazy("Extend 30 days"), "calendar"),
    "put_forward": (lazy("Submit for approval"), "right"),
    "reassign_esm": (lazy("Reassign the sales manager"), "person"),
}


@require_GET
@internal_only
def registrations(request: HttpRequest) -> HttpResponse:
    """One page of registrations, as the reader's view and filters select them."""
    query = _with_view(request)
    filters = deals_filters.read(query, request.user)
    found = queries.listed(request.user, filters, cursor=query.get("cursor", ""), size=SIZE, columns=COLUMNS)
    address, names = Address(query), _names(request)
    saved = list(SavedView.objects.filter(person=request.user, place=PLACE).order_by("name"))
    context = {
        "rows": [row(one, request.occasion) for one in found.rows],
        "columns": deals_filters.columns(address, deals_filters.sort_of(filters)),
        "views": _views(request, address, saved),
        "chips": deals_filters.chips(address, request.occasion, names),
        "selects": deals_filters.selects(query, request.occasion, names),
        "query": query,
        "hidden": {n: query.get(n) for n in ("view", "sort") if query.get(n)},
        "states": query.getlist("state"),
        "clear_url": _clear_url(address),
        "save_url": address.url("workspace:registrations.save_view"),
        "csv_url": address.url("workspace:registrations.csv"),
        "first_url": address.url() if query.get("cursor") else None,
        "previous_url": _page(address, found.previous),
        "next_url": _page(address, found.next),
        "saved": saved,
        "bulk_actions": [
            {"label": BULK_WORDS[name][0], "value": name, "icon": BULK_WORDS[name][1]}
            for name in bulk.may(request.user)
        ],
        "may_draft": ACCESS.may(request.user, Permission.DRAFT_FOR),
        "filtered": bool(_clear_url(address)),
    }
    return render(request, "workspace/deals/list.html", context)


def _with_view(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    if not query.get("view"):
        query["view"] = deals_filters.first_view(request.user) if not set(query) - {"view", "cursor"} else "all"
    return query


def _names(request: HttpRequest) -> dict[str, dict[str, str]]:
    partners = visible_partners(request.user).order_by("name").values_list("reference", "name")[:500]
    return {
        "partner": dict(partners),
        "manager": {str(person.pk): person.name for person in queries.managers(request.user)},
    }


def _views(request: HttpRequest, address: Address, saved: list[SavedView]) -> list[dict[str, Any]]:
    here = dict.fromkeys(address.pairs())
    made = [
        {
            "label": view.title,
            "url": f"{reverse('workspace:registrations')}?view={view.key}",
            "current": address.query.get("view") == view.key,
        }
        for view in deals_filters.views_for(request.user)
    ]
    for one in saved:
        current = dict.fromkeys(Address(QueryDict(one.query)).pairs()) == here
        made.append({"label": one.name, "url": f"{reverse('workspace:registrations')}?{one.query}", "current": current})
    return made


def _clear_url(address: Address) -> str | None:
    on = any(name not in ("view", "sort") for name, _value in address.pairs())
    view = address.query.get("view", "all")
    return f"{reverse('workspace:registrations')}?view={view}" if on else None


def _page(address: Address, cursor: str) -> str | None:
    if not cursor:
        return None
    base = address.url()
    return f"{base}{'&' if '?' in base else '?'}cursor={cursor}"


def row(one: Registration, occasion: Occasion) -> dict[str, Any]:
    """One registration as a row of a table."""
    types, held = _type_titles(occasion.book, occasion.day), deals_words.with_short(one)
    late = one.due_at is not None and one.due_at < occasion.at
    return {
        "id": one.reference,
        "url": reverse("workspace:registration", args=[one.reference]),
        "label": f"{one.reference} {one.customer_name}",
        "meaning": "stop" if late else None,
        "state": deals_words.state(one, occasion.book),
        "with": held,
        "due": one.due_at,
        "late": late,
        "expires": one.expires_on if one.state == "approved" else None,
        "cells": {
            "reference": one.reference,
            "customer": one.customer_name or _("no customer yet"),
            "deal": one.deal_name,
            "partner": one.partner.name,
            "type": types.get(one.deal_type, one.deal_type),
            "with": held,
        },
    }


@lru_cache(maxsize=16)
def _type_titles(book: Book, on: date) -> dict[str, str]:
    return {kind.key: kind.title for kind in registration_types(book, on)}


# CSV ------------------------------------------------------------------------------------------------------------

CSV_HEAD = (
    "reference", "status", "customer", "website", "country", "deal", "type", "partner", "region", "sales_manager",
    "with", "with_for", "amount", "currency", "close_on", "submitted_at", "due_at", "approved_on", "protected_until",
)  # fmt: skip


@require_GET
@internal_only
def registrations_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every registration that the list's filters select, line by line."""
    filters = deals_filters.read(_with_view(request), request.user)
    rows = (_csv_cells(one, request.occasion) for one in queries.exported(request.user, filters))
    return csv_answer(f"registrations-{request.occasion.day}.csv", CSV_HEAD, rows)


def _csv_cells(one: Registration, occasion: Occasion) -> list[Any]:
    return [
        one.reference, queries.status_of(one, occasion.book), one.customer_name, one.customer_domain,
        one.customer_country, one.deal_name, one.deal_type, one.partner.name, one.region,
        one.esm.name if one.esm else "", one.holder.name if one.holder else "",
        one.holder_for.name if one.holder_for else "", one.amount, one.currency, one.close_on,
        one.submitted_at and one.submitted_at.isoformat(timespec="seconds"),
        one.due_at and one.due_at.isoformat(timespec="seconds"), one.approved_on, one.expires_on,
    ]  # fmt: skip


# Saved views ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@internal_only
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list's filters under a name; the same name again keeps the newer ones. Also: rename and delete."""
    query = Address(request.GET if request.method == "GET" else QueryDict(request.POST.get("query", ""))).pairs()
    kept = QueryDict(mutable=True)
    for name, value in query:
        kept.appendlist(name, value)
    name = " ".join(request.POST.get("name", "").split())
    error = _name_error(name, kept.urlencode()) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        SavedView.objects.update_or_create(
            person=request.user, place=PLACE, name=name, defaults={"query": kept.urlencode()}
        )
        messages.success(request, _("View “%(name)s” saved.") % {"name": name})
        return redirect(f"{reverse('workspace:registrations')}?{kept.urlencode()}")
    saved = SavedView.objects.filter(person=request.user, place=PLACE).order_by("name")
    context = {"query": kept.urlencode(), "name": name, "error": error, "saved": saved}
    return render(request, "workspace/deals/save_view.html", context, status=422 if error else 200)


def _name_error(name: str, query: str) -> str:
    if not name:
        return _("Give the view a name.")
    if len(name) > 60:
        return _("At most 60 characters fit; this name has %(count)d.") % {"count": len(name)}
    return _("These filters are too long to keep.") if len(query) > 1000 else ""


@require_POST
@internal_only
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename one of one's own views, or delete it."""
    view = SavedView.objects.filter(pk=view_id, person=request.user, place=PLACE).first()
    if view is None:
        raise NotFound(_("There is no such view for you."))
    name = " ".join(request.POST.get("name", "").split())
    if request.POST.get("do") == "delete":
        view.delete()
        messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    elif error := _name_error(name, ""):
        messages.error(request, error)
    else:
        _rename(request, view, name)
    return redirect("workspace:registrations.save_view")


def _rename(request: HttpRequest, view: SavedView, name: str) -> None:
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError:
        messages.error(request, _("You have a view “%(name)s” already.") % {"name": name})
    else:
        messages.success(request, _("View renamed to “%(name)s”.") % {"name": name})


__all__ = ["Filters", "change_view", "registrations", "registrations_csv", "row", "save_view"]

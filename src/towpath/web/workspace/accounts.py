"""Customer accounts: the list, a record with what belongs to it, creating one, its contacts, and its territory."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import accounts as actions
from towpath.domain.accounts.actions import contacts
from towpath.domain.accounts.facts import territory_facts
from towpath.domain.accounts.models import Account
from towpath.domain.deals import queries as deals
from towpath.kernel import saved_views
from towpath.kernel.events.history import lines
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import every
from towpath.kernel.refusals import Invalid, NotFound
from towpath.kernel.saved_views import Kept
from towpath.program.decision import Decision
from towpath.program.decisions.territories import Territory, territory
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.formats import date_words, number
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import (
    Column,
    answer,
    by_region,
    cells,
    chip,
    columns_shown,
    neighbours,
    plain_bar,
    whole_file,
)

PLACE = "accounts.accounts"
COLUMNS = (
    Column("name", _("Account"), lambda one: one.name, "Name", always=True, drawn=True),
    Column("reference", _("Reference"), lambda one: one.reference, "Reference", shown=False),
    Column("domain", _("Domain"), lambda one: one.domain, "Domain"),
    Column("website", _("Website"), lambda one: one.website, "Website", shown=False),
    Column("country", _("Country"), lambda one: one.country, "Country",
           text=lambda one: COUNTRY_NAMES.get(one.country, one.country)),
    Column("region", _("Region"), lambda one: one.region, "Region", shown=False),
    Column("territory", _("Territory"), lambda one: one.territory.code if one.territory else "", "Territory", drawn=True),
    Column("owner", _("Owner"), lambda one: one.owner.name if one.owner else "", "Owner"),
    Column("segment", _("Segment"), lambda one: one.segment, "Segment", shown=False),
    Column("employees", _("Employees"), lambda one: one.employees, "Employees", shown=False, align="end",
           text=lambda one: number(one.employees)),
    Column("industry", _("Industry"), lambda one: one.industry, "Industry", shown=False),
    Column("sector", _("Public sector"), lambda one: "yes" if one.public_sector else "no", "Public sector", shown=False),
    Column("external_id", _("CRM id"), lambda one: one.external_id, "CRM id", shown=False),
    Column("created_at", _("Created"), lambda one: one.created_at.date().isoformat(), "Created", shown=False,
           text=lambda one: date_words(one.created_at.date())),
)  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The list's filters as the address gives them."""
    return {
        "q": request.GET.get("q", "")[:200],
        "unplaced": request.GET.get("unplaced") == "1",
        "region": request.GET.get("region", "")[:10],
    }


@require_GET
@internal_only
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts that the reader may see, newest first."""
    asked, kept = _asked(request), saved_views.kept(request.user, PLACE)
    found = queries.accounts(request.user, **asked, cursor=request.GET.get("cursor", ""))
    showing = columns_shown(request, kept, COLUMNS)
    context = {
        "rows": [_row(account, showing) for account in found.rows],
        "columns": [one.face for one in showing],
        "filtered": any(asked.values()),
        "may_create": ACCESS.may(request.user, Permission.CREATE_ACCOUNT),
        "may_import": ACCESS.may(request.user, Permission.IMPORT_ACCOUNTS),
        "list": _bar(request, kept, showing),
        **neighbours(request, found, "workspace:accounts_csv"),
    }
    return answer(request, "workspace/accounts/list.html", "workspace/accounts/_list.html", context)


def _bar(request: HttpRequest, kept: Kept, showing: list[Column]) -> dict[str, Any]:
    search = {
        "name": "q", "value": request.GET.get("q", ""), "placeholder": _("Part of the name, or a whole domain"),
        "label": _("Search accounts"),
    }  # fmt: skip
    return plain_bar(
        request, PLACE, kept, columns=COLUMNS, showing=showing, search=search,
        quick=[by_region(request)],
        also=chip(request, "unplaced", _("Territory"), _("none yet")),
        all_label=_("All accounts"), ready={_("Waiting for a territory"): "unplaced=1"},
    )  # fmt: skip


def _row(account: Account, showing: list[Column]) -> dict[str, Any]:
    return {
        "id": account.reference,
        "account": account,
        "label": account.name,
        "cells": cells(showing, account),
        "waits": account.territory_id is None and account.partner_id is None,
    }


@require_GET
@internal_only
def accounts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, in the columns that the reader chose, or in all."""
    asked = _asked(request)
    rows = every(lambda cursor: queries.accounts(request.user, **asked, cursor=cursor, size=1000))
    return whole_file(request, PLACE, COLUMNS, "accounts.csv", rows)


@require_GET
@internal_only
def account(request: HttpRequest, reference: str) -> HttpResponse:
    """One account: its facts, contacts, opportunities, registrations and history."""
    return render(request, "workspace/accounts/record.html", _record(request, queries.account(request.user, reference)))


def _record(request: HttpRequest, found: Account, typed: Any = None, errors: Any = None) -> dict[str, Any]:
    registrations = deals.visible(request.user).filter(account=found).select_related(*deals.LISTED).order_by("-id")[:50]
    may_add = ACCESS.held(
        request.user, [Permission.ADD_CONTACT, Permission.ASSIGN_TERRITORY, Permission.CREATE_OPPORTUNITY], found
    )
    fields = _contact_fields(typed or {}, errors or {})
    return {
        "account": found,
        "country": COUNTRY_NAMES.get(found.country, found.country),
        "contacts": list(found.contacts.order_by("name", "id")[:100]),
        "opportunities": queries.likely_opportunities(request.user, found.pk, limit=50),
        "registrations": [(one, deals.status_of(one, request.occasion.book)) for one in registrations],
        "history": lines(found),
        "waits_for": _waits_for(found, request.occasion),
        "may_place": Permission.ASSIGN_TERRITORY in may_add and found.territory_id is None,
        "may_sell": Permission.CREATE_OPPORTUNITY in may_add and bool(found.region),
        "contact_fields": fields if Permission.ADD_CONTACT in may_add else [],
        "errors": summary(errors or {}, fields),
    }


def _waits_for(found: Account, occasion: Occasion) -> Decision[Territory] | None:
    """Where the night will put an account that has no territory yet; None when it has one or its country is unknown."""
    if found.territory_id is not None or found.partner_id is not None or found.country not in COUNTRY_NAMES:
        return None
    return territory(territory_facts(found), occasion.book, on=occasion.day)


def _contact_fields(typed: Any, errors: Any) -> list[dict[str, Any]]:
    return [
        field("name", _("Name"), typed, errors, required=True, maxlength=150, autocomplete="off"),
        field("email", _("E-mail"), typed, errors, kind="email", maxlength=254, autocomplete="off"),
        field("title", _("Position"), typed, errors, maxlength=120),
        field("phone", _("Telephone"), typed, errors, kind="tel", maxlength=60, autocomplete="off"),
    ]


@require_POST
@internal_only
def add_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a contact; what was typed stays when it cannot be taken."""
    found = queries.account(request.user, reference)
    typed = {name: request.POST.get(name, "") for name in ("name", "email", "title", "phone")}
    try:
        contact = contacts.add(found.reference, request.occasion, **typed)
    except Invalid as refusal:
        context = _record(request, found, typed, refusal.errors)
        return render(request, "workspace/accounts/record.html", context, status=422)
    messages.success(request, _("%(name)s is a contact of %(account)s now.") % {"name": contact, "account": found})
    return redirect("workspace:account", found.reference)


@require_POST
@internal_only
def place_account(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an account its territory at once instead of overnight."""
    try:
        placed = actions.place(reference.upper(), request.occasion)
    except Invalid as refusal:
        messages.error(request, " ".join(text for texts in refusal.errors.values() for text in texts))
        return redirect("workspace:account", reference)
    words = {"territory": placed.territory.code, "owner": placed.owner.name}
    messages.success(request, _("Placed in %(territory)s, owned by %(owner)s.") % words)
    return redirect("workspace:account", placed.reference)


@require_http_methods(["GET", "POST"])
@internal_only
def new_account(request: HttpRequest) -> HttpResponse:
    """Create an account by hand; the night assigns its territory."""
    if not ACCESS.may(request.user, Permission.CREATE_ACCOUNT):
        raise NotFound("There is no such page for you.")
    typed, errors = request.POST, {}
    if request.method == "POST":
        try:
            made = actions.create(request.occasion, **_typed_account(request))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(name)s is here now. The night gives it its territory.") % {"name": made})
            return redirect("workspace:account", made.reference)
    fields = _account_fields(typed, errors)
    context = {"fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/accounts/new.html", context, status=422 if errors else 200)


def _typed_account(request: HttpRequest) -> dict[str, Any]:
    """The form's values; Invalid where a number is none or a text is too long for its column."""
    longest = {"name": 255, "website": 255, "industry": 120}
    values: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in (*longest, "country")}
    errors = {
        name: [_("At most %(most)d characters fit.") % {"most": most}]
        for name, most in longest.items()
        if len(values[name]) > most
    }
    written = request.POST.get("employees", "").replace(",", "").replace(" ", "")
    employees = whole(written)
    if written and (employees is None or employees > 2_147_483_647):
        errors["employees"] = [_("Write a whole number in digits, or leave it empty.")]
    if values["country"] not in COUNTRY_NAMES:
        errors["country"] = [_("Choose the customer's country: the territory follows from it.")]
    if not values["name"]:
        errors["name"] = [_("An account needs the customer's name.")]
    if errors:
        raise Invalid(errors)
    return values | {"employees": employees, "public_sector": request.POST.get("public_sector") == "1"}


def _account_fields(typed: Any, errors: Any) -> list[dict[str, Any]]:
    countries = sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])
    return [
        field("name", _("Customer"), typed, errors, required=True, maxlength=255, help=_("As the company writes itself.")),
        field("website", _("Website"), typed, errors, maxlength=255, help=_("For example company.com. It is how the account is found again.")),
        field("country", _("Country"), typed, errors, kind="select", required=True, options=countries, help=_("The territory follows from it.")),
        field("employees", _("Employees"), typed, errors, inputmode="numeric", width="short", help=_("Over the whole group of companies.")),
        field("industry", _("Industry"), typed, errors, maxlength=120),
        {
            **field("public_sector", _("Sector"), typed, errors, kind="checkboxes", options=[("1", _("The customer belongs to the public sector"))]),
            "value": [typed.get("public_sector", "")],
        },
    ]  # fmt: skip

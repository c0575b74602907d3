"""Opportunities: the list, a record with the fields that registrations stamp on it, and how it ends."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.money import CURRENCIES, Money
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals import queries as deals
from towpath.domain.deals.rewards import sourced_discount
from towpath.kernel import saved_views
from towpath.kernel.events.history import lines
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, NotFound
from towpath.kernel.saved_views import Kept
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import date_words, money
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import (
    Column,
    answer,
    asked_columns,
    cells,
    chosen,
    heads,
    neighbours,
    of_file,
    plain_bar,
    select,
)

PLACE = "accounts.opportunities"
DOLLARS = "USD"
STATES = {
    OPEN: (_("Open"), "waiting"),
    CLOSED_WON: (_("Closed won"), "good"),
    CLOSED_LOST: (_("Closed lost"), "neutral"),
}
COLUMNS = (
    Column("name", _("Opportunity"), lambda one: one.name, "Name", always=True, drawn=True),
    Column("reference", _("Reference"), lambda one: one.reference, "Reference", shown=False),
    Column("account", _("Account"), lambda one: one.account.name, "Account", drawn=True),
    Column("end_user", _("End user"), lambda one: one.end_user.name if one.end_user else "", "End user", shown=False),
    Column("state", _("State"), lambda one: one.state, "State", drawn=True),
    Column("stage", _("Stage"), lambda one: one.stage, "Stage", shown=False),
    Column("owner", _("Owner"), lambda one: one.owner.name, "Owner"),
    Column("region", _("Region"), lambda one: one.region, "Region", shown=False),
    Column("close_on", _("Closes"), lambda one: one.close_on, "Close date", hide="narrow", align="end",
           text=lambda one: date_words(one.close_on)),
    Column("amount", _("Amount"), lambda one: one.amount, "Amount", align="end",
           text=lambda one: money(one.amount, one.currency)),
    Column("currency", _("Currency"), lambda one: one.currency, "Currency", shown=False),
    Column("initial_source", _("Initial source"), lambda one: one.initial_source, "Initial source", shown=False),
    Column("qualified_source", _("Sales qualified source"), lambda one: one.sales_qualified_source,
           "Sales qualified source", shown=False),
    Column("dr_partner", _("DR partner"), lambda one: one.dr_partner.name if one.dr_partner else "", "DR partner",
           shown=False),
    Column("dr_type", _("DR deal type"), lambda one: one.dr_deal_type, "DR deal type", shown=False),
    Column("dr_status", _("DR status"), lambda one: one.dr_status, "DR status", shown=False),
    Column("dr_deal_id", _("DR deal id"), lambda one: one.dr_deal_id, "DR deal id", shown=False),
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
    asked, kept = _asked(request), saved_views.kept(request.user, PLACE)
    found = queries.opportunities(request.user, **asked, cursor=request.GET.get("cursor", ""))
    showing = chosen(COLUMNS, asked_columns(request, kept))
    context = {
        "rows": [
            {"id": o.reference, "label": o.name, "one": o, "state": badge(o.state), "cells": cells(showing, o)}
            for o in found.rows
        ],
        "columns": [one.face for one in showing],
        "filtered": any(asked.values()),
        "may_create": ACCESS.may(request.user, Permission.CREATE_OPPORTUNITY),
        "list": _bar(request, kept, showing),
        **neighbours(request, found, "workspace:opportunities_csv"),
    }
    return answer(request, "workspace/opportunities/list.html", "workspace/opportunities/_list.html", context)


def _bar(request: HttpRequest, kept: Kept, showing: list[Column]) -> dict[str, Any]:
    states = [("", _("Every state")), *((state, label) for state, (label, _meaning) in STATES.items())]
    search = {
        "name": "q", "value": request.GET.get("q", ""), "placeholder": _("Reference, name or customer"),
        "label": _("Search opportunities"),
    }  # fmt: skip
    return plain_bar(
        request, PLACE, kept, columns=COLUMNS, showing=showing, search=search,
        quick=[select(request, "state", _("State"), states)],
        all_label=_("All opportunities"), ready={_("Open"): "state=open"},
    )  # fmt: skip


@require_GET
@internal_only
def opportunities_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, in the columns that the reader chose, or in all."""
    asked, columns = _asked(request), of_file(COLUMNS, request, PLACE)
    rows = queries.exported(lambda cursor: queries.opportunities(request.user, **asked, cursor=cursor, size=1000))
    return csv_answer("opportunities.csv", heads(columns), ([one.cell(row) for one in columns] for row in rows))


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
def new_opportunity(request: HttpRequest) -> HttpResponse:
    """Create an opportunity by hand: the account first, unless the address names it, then name, amount and day."""
    if not ACCESS.may(request.user, Permission.CREATE_OPPORTUNITY):
        raise NotFound("There is no such page for you.")
    given = request.POST if request.method == "POST" else request.GET
    chosen_account = queries.account(request.user, given["account"]) if given.get("account") else None
    if chosen_account is None:
        return _choose_account(request)
    if not ACCESS.held(request.user, [Permission.CREATE_OPPORTUNITY], chosen_account):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = actions.create(request.occasion, account=chosen_account, **_typed(request, chosen_account))
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(reference)s is here now.") % {"reference": made.reference})
            return redirect("workspace:opportunity", made.reference)
    fields = _fields(request, chosen_account, errors)
    context = {"account": chosen_account, "fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/opportunities/new.html", context, status=422 if errors else 200)


def _choose_account(request: HttpRequest) -> HttpResponse:
    """The first step: whose opportunity it is."""
    q = request.GET.get("q", "")[:200]
    found = queries.accounts(request.user, q=q, size=10).rows if q.strip() else []
    may = ACCESS.rows(
        request.user, Permission.CREATE_OPPORTUNITY, Account.objects.filter(pk__in=[one.pk for one in found])
    )
    hers = set(may.values_list("pk", flat=True)) if found else set()
    rows = [
        {
            "account": one,
            "country": COUNTRY_NAMES.get(one.country, one.country),
            "ready": bool(one.pk in hers and one.region and one.owner),
        }
        for one in found
    ]
    context = {"q": q, "found": rows}
    return render(request, "workspace/opportunities/choose.html", context)


def _typed(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The form's values; Invalid names every field that cannot be read."""
    given, errors = request.POST, {}
    amount, close_on = None, None
    currency = given.get("currency", "").strip().upper() or DOLLARS
    if given.get("amount", "").strip() and currency in CURRENCIES:
        try:
            amount = Money.parse(given["amount"], currency).amount
        except ValueError as error:
            errors["amount"] = [str(error)]
    if given.get("close_on", "").strip():
        try:
            close_on = date.fromisoformat(given["close_on"].strip())
        except ValueError:
            errors["close_on"] = [_("Write the day as year-month-day, such as 2026-12-31.")]
    owner = _owners(request.user, account).get(given.get("owner", ""))
    if owner is None:
        errors["owner"] = [_("Choose who owns it.")]
    if errors:
        raise Invalid(errors)
    name = given.get("name", "")
    return {"name": name, "owner": owner, "amount": amount, "currency": currency, "close_on": close_on}


def _owners(actor: Person, account: Account) -> dict[str, Person]:
    """Who may own it: the account's own Sales Rep, and whoever creates it."""
    people = [account.owner, actor] if account.owner else [actor]
    return {str(one.pk): one for one in people}


def _fields(request: HttpRequest, account: Account, errors: Any) -> list[dict[str, Any]]:
    owners = _owners(request.user, account)
    typed = {"owner": next(iter(owners)), "currency": DOLLARS} | {n: request.POST.get(n, "") for n in request.POST}
    return [
        field("name", _("Name"), typed, errors, required=True, maxlength=actions.LONGEST_NAME, help=_("For example “Acme: 200 seats”.")),
        field("amount", _("Amount"), typed, errors, inputmode="decimal", width="middle", help=_("May be left open.")),
        field("currency", _("Currency"), typed, errors, maxlength=3, width="short"),
        field("close_on", _("Closes"), typed, errors, kind="date", width="middle", help=_("The day you expect; may be left open.")),
        field("owner", _("Owner"), typed, errors, kind="select", blank=False, required=True, options=[(key, one.name) for key, one in owners.items()]),
    ]  # fmt: skip


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

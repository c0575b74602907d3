"""Distributors, for the vendor's people: which take orders, what they cover, their mailbox, billing account and resellers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import distributors as actions
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.actions.people import GOOD_FOR
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, Taken
from towpath.program.decisions.distribution.coverage import distributors as known
from towpath.program.decisions.distribution.coverage import lines_of
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours

STATES = {True: ("active", "good"), False: ("inactive", "stop")}


def badge(one: Distributor) -> dict[str, str]:
    key, meaning = STATES[one.active]
    return {"state": key, "label": _("Takes orders") if one.active else _("Takes no orders"), "meaning": meaning}


@internal_only
@require_http_methods(["GET", "POST"])
def distributors(request: HttpRequest) -> HttpResponse:
    """Every distributor on file, and those of the program that are not yet."""
    if not ACCESS.may(request.user, Permission.VIEW_DISTRIBUTOR):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = actions.add(request.occasion, code=request.POST.get("code", "")[:40])
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"code": [str(refusal)]}
        else:
            messages.success(request, _("%(name)s is on file.") % {"name": made.name})
            return redirect("workspace:distributor", made.code)
    found = queries.distributors(request.user)
    names = known(request.occasion.book, request.occasion.day)
    missing = [(code, name) for code, name in names.items() if code not in {one.code for one in found}]
    fields = [field("code", _("Distributor"), request.POST, errors, kind="select", options=missing, required=True)]
    context = {
        "rows": [{"one": one, "state": badge(one), "countries": _countries(one, request)} for one in found],
        "may_add": bool(missing) and ACCESS.may(request.user, Permission.MANAGE_DISTRIBUTOR),
        "fields": fields,
        "errors": summary(errors, fields),
    }
    return render(request, "workspace/distribution/distributors.html", context, status=422 if errors else 200)


def _countries(one: Distributor, request: HttpRequest) -> int:
    covered = lines_of(one.code, request.occasion.book, request.occasion.day)
    return len({country for _segment, countries, _mailbox in covered for country in countries})


def _covers(one: Distributor, request: HttpRequest) -> list[tuple[str, list[str], str]]:
    """Each segment that it covers with the names of the countries and the mailbox for orders."""
    covered = lines_of(one.code, request.occasion.book, request.occasion.day)
    return [
        (segment, sorted(COUNTRY_NAMES.get(code, code) for code in countries), mailbox)
        for segment, countries, mailbox in covered
    ]


@internal_only
@require_http_methods(["GET", "POST"])
def distributor(request: HttpRequest, code: str) -> HttpResponse:
    """One distributor: what it covers, who buys through it, its people; Operations changes what is on file."""
    found = queries.distributor(request.user, code)
    may_change = ACCESS.may(request.user, Permission.MANAGE_DISTRIBUTOR)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        if not may_change:
            raise NotFound("There is no such page for you.")
        try:
            actions.change(found.code, request.occasion, **_given(request))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Saved."))
            return redirect("workspace:distributor", found.code)
    return shown(request, found, errors=errors)


def shown(
    request: HttpRequest, found: Distributor, *, errors: dict[str, list[str]] | None = None,
    inviting: dict[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one distributor, with what is wrong in either of its forms."""
    errors, inviting, day = errors or {}, inviting or {}, request.occasion.day
    fields = _fields(found, request, errors) if ACCESS.may(request.user, Permission.MANAGE_DISTRIBUTOR) else []
    asked = _invitation(request, inviting) if ACCESS.may(request.user, Permission.INVITE) else []
    resellers = queries.resellers(request.user, day, distributor=found.code, cursor=request.GET.get("cursor", ""))
    context = {
        "found": found, "state": badge(found), "covers": _covers(found, request), "people": queries.people_of(found),
        "invitations": queries.invitations(request.user, found), "asked": asked,
        "may_remove": ACCESS.may(request.user, Permission.REMOVE), "asked_errors": summary(inviting, asked),
        "resellers": resellers.rows, "fields": fields, "errors": summary(errors, fields), "history": lines(found),
        **neighbours(request, resellers),
    }  # fmt: skip
    wrong = bool(errors or inviting)
    return render(request, "workspace/distribution/distributor.html", context, status=422 if wrong else 200)


def _invitation(request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    typed = request.POST if errors else {}
    return [
        field("email", _("E-mail"), typed, errors, kind="email", required=True, width="middle", autocomplete="off",
              help=_("Only this address can use the invitation: once, within %(days)d days.") % {"days": GOOD_FOR.days}),
        field("name", _("Name"), typed, errors, width="middle", maxlength=120, autocomplete="off"),
    ]  # fmt: skip


def _given(request: HttpRequest) -> dict[str, Any]:
    names = ("mailbox", "billing_account", "billing_contact", "billing_email")
    return {name: request.POST.get(name, "")[:400] for name in names} | {"active": request.POST.get("active") == "on"}


def _fields(found: Distributor, request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    names = ("mailbox", "billing_account", "billing_contact", "billing_email", "active")
    typed = request.POST if errors else {name: getattr(found, name) for name in names}
    return [
        field("active", _("It takes orders"), typed, errors, kind="checkbox",
              help=_("One that takes none does not bind Open partners of its countries.")),
        field("mailbox", _("Order mailbox"), typed, errors, kind="email", width="middle",
              help=_("Left empty: those of the program’s coverage, by country.")),
        field("billing_account", _("Billing account (Invoice Owner)"), typed, errors, width="middle", maxlength=200),
        field("billing_contact", _("Billing contact (Invoice Owner Contact)"), typed, errors, width="middle", maxlength=200),
        field("billing_email", _("Sold To Work Email"), typed, errors, kind="email", width="middle"),
    ]  # fmt: skip

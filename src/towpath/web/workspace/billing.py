"""Billing records: what waits for Billing Operations, one record with its moves, and the request for one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import billing as actions
from towpath.domain.distribution.actions.moves import BILLINGS, LONGEST_REASON
from towpath.domain.distribution.models import BillingRecord
from towpath.domain.partners import queries as partners
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.buying import ADDRESS, address_fields, billing_badge, needed_words
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.buying import held
from towpath.web.workspace.lists import neighbours, state_chips

TYPED = ("company_name", "contact_email", "tax_number")
ONE_CLICK: dict[str, Callable[..., Any]] = {"take_up": actions.take_up, "confirm": actions.confirm}
FORMS = ("complete", "send_back", "resubmit", "amend")


@internal_only
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Billing records, newest first; those that wait unless the address says otherwise."""
    if not ACCESS.may(request.user, Permission.VIEW_BILLING):
        raise NotFound("There is no such page for you.")
    state = request.GET.get("state", "open")[:14]
    found = queries.billing_records(request.user, state=state, cursor=request.GET.get("cursor", ""))
    every = [
        ("open", _("Waiting")),
        ("changed", _("Changed")),
        ("returned", _("Returned")),
        ("complete", _("Complete")),
        ("", _("All")),
    ]
    context = {
        "rows": [{"id": one.reference, "one": one, "state": billing_badge(one)} for one in found.rows],
        "needs": queries.billing_needs(request.user).rows if state in ("", "open") and not request.GET.get("cursor") else [],
        "chips": state_chips(request, state, every),
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/distribution/billing_list.html", context)


@internal_only
@require_GET
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """One billing record with the moves that the reader may take."""
    return _page(request, queries.billing_record(request.user, reference))


def _page(
    request: HttpRequest, found: BillingRecord, errors: dict[str, list[str]] | None = None, name: str = ""
) -> HttpResponse:
    offered = {each.name: each.label for each in BILLINGS.offered(found, request.user)}
    if found.changed_at is None:
        offered.pop("confirm", None)
    if "resubmit" in offered:
        offered.pop("amend", None)  # sending again asks for the same fields
    forms: list[dict[str, Any]] = [
        {
            "name": each,
            "label": offered[each],
            "fields": _fields(each, found, request, errors or {} if each == name else {}),
        }
        for each in FORMS
        if each in offered
    ]
    every = [one for form in forms if form["name"] == name for one in form["fields"]]
    context = {
        "found": found, "state": billing_badge(found), "forms": forms, "errors": summary(errors or {}, every),
        "contact": queries.contact_words(found, request.occasion), "address": queries.address_lines(found.partner),
        "clicks": [(each, offered[each]) for each in ONE_CLICK if each in offered], "history": lines(found),
    }  # fmt: skip
    return render(request, "workspace/distribution/billing.html", context, status=422 if errors else 200)


def _fields(
    name: str, found: BillingRecord, request: HttpRequest, errors: dict[str, list[str]]
) -> list[dict[str, Any]]:
    if name == "complete":
        return [field("account_number", _("Number of the billing account"), request.POST if errors else {}, errors,
                      required=True, width="middle", maxlength=40)]  # fmt: skip
    if name == "send_back":
        return [field("note", _("What is missing"), request.POST if errors else {}, errors, kind="textarea", rows=3,
                      required=True, maxlength=LONGEST_REASON)]  # fmt: skip
    now = {"company_name": found.company_name, "contact_email": found.contact.email, "tax_number": found.tax_number}
    return data_fields(request.POST if errors else now, errors)


def data_fields(typed: Any, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    """What a billing record carries (BIL-03)."""
    return [
        field("company_name", _("Billing company name"), typed, errors, required=True, maxlength=200, width="middle"),
        field("contact_email", _("E-mail of accounts payable"), typed, errors, kind="email", required=True, width="middle"),
        field("tax_number", _("VAT number"), typed, errors, maxlength=40, width="middle",
              help=_("Where there is one; checked by the rules of the partner’s country.")),
    ]  # fmt: skip


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take up, complete, return, send again, change, confirm."""
    found = queries.billing_record(request.user, reference)
    if name not in (*ONE_CLICK, *FORMS):
        raise NotFound("There is no such move for you.")
    try:
        _do(request, found.reference, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:billing_record", found.reference)


def _do(request: HttpRequest, reference: str, name: str) -> None:
    typed = {each: request.POST.get(each, "")[:400] for each in TYPED}
    if name in ONE_CLICK:
        ONE_CLICK[name](reference, request.occasion)
    elif name == "complete":
        actions.complete(reference, request.occasion, account_number=request.POST.get("account_number", "")[:400])
    elif name == "send_back":
        actions.send_back(reference, request.occasion, note=request.POST.get("note", "")[:4000])
    elif name == "resubmit":
        actions.resubmit(reference, request.occasion, typed)
    else:
        actions.amend(reference, request.occasion, typed)


@internal_only
@require_http_methods(["GET", "POST"])
def request(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for billing records of a partner that buys directly (BIL-01 to BIL-03)."""
    found = partners.one(request.user, reference)
    if Permission.REQUEST_BILLING not in held(request.user, found, Permission.REQUEST_BILLING):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:400] for name in (*TYPED, *ADDRESS)}
        try:
            made = actions.request(found.reference, request.occasion, typed)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(reference)s is with Billing Operations.") % {"reference": made.reference})
            return redirect("workspace:billing_record", made.reference)
    now = {"company_name": found.legal_name or found.name, "tax_number": found.tax_number,
           **{name: getattr(found, name) for name in ADDRESS}}  # fmt: skip
    shown = request.POST if request.method == "POST" else now
    fields = [*data_fields(shown, errors), *address_fields(shown, errors)]
    context = {
        "partner": found, "fields": fields, "errors": summary(errors, fields),
        "needed": needed_words(actions.needed(found, request.occasion)),
        "contact": actions.contact_name(found.name, request.occasion.book, request.occasion.day),
    }  # fmt: skip
    return render(request, "workspace/distribution/billing_request.html", context, status=422 if errors else 200)

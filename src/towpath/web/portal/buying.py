"""How the reader's company buys: from whom and why, its billing records, its bank for referral fees, its address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import banks, marketplace
from towpath.domain.distribution.actions import billing as billing_actions
from towpath.domain.distribution.actions import buying as actions
from towpath.domain.partners import queries as partners
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell import buying as words
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import partner_only

BILLING = ("company_name", "contact_email", "tax_number")
type Errors = Mapping[str, list[str]]


@partner_only
@require_safe
def buying(request: HttpRequest) -> HttpResponse:
    """The page of buying."""
    return _page(request)


def _page(request: HttpRequest, errors: Errors | None = None) -> HttpResponse:
    actor, occasion, found = request.user, request.occasion, partners.own(request.user)
    country = words.asked_country(request.GET.get("country", ""), found.country)
    segment = words.asked_segment(request.GET.get("segment", ""))
    way, rows = queries.way(found, occasion, country=country, segment=segment), queries.buying(actor, found)
    own = way if (country, segment) == (found.country, "commercial") else queries.way(found, occasion)
    options = words.ways_to_choose(own, rows)
    fields = [
        field("how", _("How you buy"), request.POST, errors or {}, kind="select", options=options, required=True, width="middle"),
        field("starts_on", _("From"), request.POST, errors or {}, kind="date", width="short", help=_("Left empty: from today.")),
    ]  # fmt: skip
    record, administers = queries.billing_of(actor, found), ACCESS.may(actor, Permission.KEEP_BANK)
    context = {
        "partner": found,
        "way": words.way_words(way),
        "where": _("You buy:"),
        "country": country,
        "segment": segment,
        "countries": [{"value": key, "label": label} for key, label in words.COUNTRIES],
        "segments": [{"value": key, "label": label} for key, label in words.SEGMENTS],
        "rows": words.buying_rows(rows, occasion.day),
        "fields": fields,
        "options": options,
        "errors": summary(errors or {}, fields),
        "administers": administers,
        "address": queries.address_lines(found),
        "record": record,
        "record_state": words.billing_badge(record) if record else None,
        "needed": words.needed_words(queries.billing_needed(actor, found, occasion, own=own, rows=rows)),
        "bank": words.bank_words(queries.bank(actor, found)),
        "pages": [(one, words.page_badge(one)) for one in queries.marketplace_pages(actor, size=20).rows],
        "may_page": ACCESS.may(actor, Permission.REQUEST_PAGE),
        "page_verdict": marketplace.eligible(found, occasion),
        "vendor": vendor_name(occasion.book, occasion.day),
    }
    return render(request, "portal/buying/page.html", context, status=422 if errors else 200)


@partner_only
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Say that the company buys this way."""
    found = partners.own(request.user)
    try:
        text = request.POST.get("starts_on", "")
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            raise Invalid({"starts_on": ["Choose a day, such as 2026-09-01."]}) from None
        actions.begin(found.reference, request.occasion, how=request.POST.get("how", "")[:40], starts_on=day)
    except Invalid as refusal:
        return _page(request, refusal.errors)
    messages.success(request, _("Recorded."))
    return redirect("portal:buying")


@partner_only
@require_POST
def end(request: HttpRequest, buying: int) -> HttpResponse:
    """Say that the company no longer buys this way."""
    actions.end(partners.own(request.user).reference, min(buying, 2**63 - 1), request.occasion)
    messages.success(request, _("Ended."))
    return redirect("portal:buying")


def _administrator(request: HttpRequest) -> None:
    if not ACCESS.may(request.user, Permission.KEEP_BANK):
        raise NotFound("There is no such page for you.")


def _form(request: HttpRequest, title: str, fields: list[dict[str, Any]], errors: Errors, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "fields": fields,
        "errors": summary(errors, fields),
        "label": _("Save"),
        "follows": "",
    } | more
    return render(request, "portal/buying/form.html", context, status=422 if errors else 200)


@partner_only
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """The company's address, which its billing contact shares."""
    _administrator(request)
    found, errors = partners.own(request.user), {}
    if request.method == "POST":
        try:
            billing_actions.change_address(
                found.reference, request.occasion, {name: request.POST.get(name, "")[:400] for name in words.ADDRESS}
            )
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:buying")
    typed = request.POST if request.method == "POST" else {name: getattr(found, name) for name in words.ADDRESS}
    return _form(
        request,
        _("Your address"),
        words.address_fields(typed, errors),
        errors,
        follows=_("Invoices bear this address too."),
    )


@partner_only
@never_cache
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """The bank to which referral fees go. A number is typed anew each time and never shown."""
    _administrator(request)
    found, errors = partners.own(request.user), {}
    if request.method == "POST":
        try:
            banks.keep(
                found.reference, request.occasion, {name: request.POST.get(name, "")[:200] for name in words.BANK}
            )
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Your bank is kept; its numbers are sealed."))
            return redirect("portal:buying")
    typed = (
        request.POST
        if request.method == "POST"
        else {"country": found.country, "holder": found.legal_name or found.name}
    )
    follows = _("The numbers are kept sealed and shown masked, to you too. All your administrators hear of the change.")
    return _form(request, _("Bank for referral fees"), words.bank_fields(typed, errors), errors, follows=follows)


@partner_only
@require_http_methods(["GET", "POST"])
def billing(request: HttpRequest) -> HttpResponse:
    """The company's own billing data; on a returned record it is sent again."""
    _administrator(request)
    found, errors = queries.billing_of(request.user, partners.own(request.user)), {}
    if found is None:
        raise NotFound("There is no billing record of yours.")
    if request.method == "POST":
        act = billing_actions.resubmit if found.state == "returned" else billing_actions.amend
        try:
            act(found.reference, request.occasion, {name: request.POST.get(name, "")[:400] for name in BILLING})
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Sent."))
            return redirect("portal:buying")
    now = {"company_name": found.company_name, "contact_email": found.contact.email, "tax_number": found.tax_number}
    typed = request.POST if request.method == "POST" else now
    fields = [
        field("company_name", _("Company on invoices"), typed, errors, required=True, maxlength=200),
        field("contact_email", _("E-mail of accounts payable"), typed, errors, kind="email", required=True),
        field("tax_number", _("VAT number"), typed, errors, maxlength=40, width="middle", help=_("Where there is one.")),
    ]  # fmt: skip
    more = {
        "label": _("Send again") if found.state == "returned" else _("Save"),
        "note": found.note if found.state == "returned" else "",
        "history": lines(
            found, outside=vendor_name(request.occasion.book, request.occasion.day), book=request.occasion.book
        ),
    }
    return _form(request, _("Billing data"), fields, errors, **more)

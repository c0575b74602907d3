"""How one partner buys: the program's answer, the distributors it buys through, its address, bank, billing, marketplaces."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import banks, billing
from towpath.domain.distribution.actions import buying as actions
from towpath.domain.partners import queries as partners
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell import buying as words
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only


@internal_only
@require_GET
def buying(request: HttpRequest, reference: str) -> HttpResponse:
    """The partner's page of buying."""
    return _page(request, partners.one(request.user, reference))


def held(actor: Person, partner: Partner, *permissions: Permission) -> set[str]:
    """Which of these rights on partners the actor holds on this one."""
    return ACCESS.held(actor, [permission.value for permission in permissions], partner)


def _page(request: HttpRequest, found: Partner, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    actor, occasion = request.user, request.occasion
    country = words.asked_country(request.GET.get("country", ""), found.country)
    segment = words.asked_segment(request.GET.get("segment", ""))
    way, rows = queries.way(found, occasion, country=country, segment=segment), queries.buying(actor, found)
    own = way if (country, segment) == (found.country, "commercial") else queries.way(found, occasion)
    mine = held(actor, found, Permission.CHANGE_RESELLER, Permission.REQUEST_BILLING, Permission.CHANGE_ADDRESS,
                Permission.KEEP_BANK, Permission.REVEAL_BANK, Permission.VIEW_BANK)  # fmt: skip
    fields = begin_fields(request, words.ways_to_choose(own, rows), errors or {})
    record = queries.billing_of(actor, found)
    context = {
        "partner": found,
        "way": words.way_words(way),
        "where": _("%(partner)s buys:") % {"partner": found.name},
        "country": country,
        "segment": segment,
        "countries": [{"value": key, "label": label} for key, label in words.COUNTRIES],
        "segments": [{"value": key, "label": label} for key, label in words.SEGMENTS],
        "rows": words.buying_rows(rows, occasion.day),
        "may_change": Permission.CHANGE_RESELLER in mine,
        "fields": fields,
        "errors": summary(errors or {}, fields),
        "address": queries.address_lines(found),
        "may_address": Permission.CHANGE_ADDRESS in mine,
        "record": record,
        "record_state": words.billing_badge(record) if record else None,
        "needed": words.needed_words(queries.billing_needed(actor, found, occasion, own=own, rows=rows)),
        "may_request": Permission.REQUEST_BILLING in mine,
        "sees_bank": Permission.VIEW_BANK in mine or Permission.KEEP_BANK in mine,
        "bank": words.bank_words(queries.bank(actor, found)) if Permission.KEEP_BANK in mine else None,
        "may_reveal": Permission.KEEP_BANK in mine and ACCESS.may(actor, Permission.REVEAL_BANK),
        "sees_pages": ACCESS.may(actor, Permission.VIEW_PAGE),
        "pages": [
            (one, words.page_badge(one)) for one in queries.marketplace_pages(actor, partner=found, size=20).rows
        ],
    }
    return render(request, "workspace/distribution/buying.html", context, status=422 if errors else 200)


def begin_fields(
    request: HttpRequest, options: list[tuple[str, str]], errors: dict[str, list[str]]
) -> list[dict[str, Any]]:
    return [
        field("how", _("How it buys"), request.POST, errors, kind="select", options=options, required=True, width="middle"),
        field("starts_on", _("From"), request.POST, errors, kind="date", width="short", help=_("Left empty: from today.")),
    ]  # fmt: skip


@internal_only
@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a way of buying."""
    found = partners.one(request.user, reference)
    try:
        actions.begin(
            found.reference, request.occasion, how=request.POST.get("how", "")[:40],
            starts_on=day_typed(request.POST.get("starts_on", "")),
        )  # fmt: skip
    except Invalid as refusal:
        return _page(request, found, refusal.errors)
    messages.success(request, _("Recorded."))
    return redirect("workspace:buying", found.reference)


def day_typed(text: str) -> date | None:
    """A day of a form; None where it was left empty. Invalid for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({"starts_on": ["Choose a day, such as 2026-09-01."]}) from None


@internal_only
@require_POST
def end(request: HttpRequest, reference: str, buying: int) -> HttpResponse:
    """End a way of buying, from today on."""
    found = partners.one(request.user, reference)
    actions.end(found.reference, min(buying, 2**63 - 1), request.occasion)
    messages.success(request, _("Ended."))
    return redirect("workspace:buying", found.reference)


@internal_only
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, reference: str) -> HttpResponse:
    """The partner's address, which its billing contact shares."""
    found = partners.one(request.user, reference)
    if Permission.CHANGE_ADDRESS not in held(request.user, found, Permission.CHANGE_ADDRESS):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            billing.change_address(
                found.reference, request.occasion, {n: request.POST.get(n, "")[:400] for n in words.ADDRESS}
            )
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Saved. The billing contact has the same address."))
            return redirect("workspace:buying", found.reference)
    typed = request.POST if request.method == "POST" else {name: getattr(found, name) for name in words.ADDRESS}
    return _form(
        request, found, _("Address"), words.address_fields(typed, errors), errors,
        follows=_("The billing contact bears this address too, and Billing Operations hears of the change."),
    )  # fmt: skip


def _form(
    request: HttpRequest, found: Partner, title: str, fields: list[dict[str, Any]], errors: dict[str, list[str]],
    *, follows: str = "", label: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "partner": found, "title": title, "fields": fields, "errors": summary(errors, fields), "follows": follows,
        "label": label or _("Save"),
    }  # fmt: skip
    return render(request, "workspace/distribution/form.html", context, status=422 if errors else 200)


@internal_only
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, reference: str) -> HttpResponse:
    """The bank to which referral fees go. What was typed is not shown again: a number is typed anew."""
    found = partners.one(request.user, reference)
    if Permission.KEEP_BANK not in held(request.user, found, Permission.KEEP_BANK):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            banks.keep(
                found.reference, request.occasion, {name: request.POST.get(name, "")[:200] for name in words.BANK}
            )
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("The bank is kept; its numbers are sealed."))
            return redirect("workspace:buying", found.reference)
    typed = {
        "country": found.country,
        **{name: request.POST.get(name, "") for name in ("holder", "country") if request.POST},
    }
    follows = _("The numbers are kept sealed and shown masked; the partner’s administrators hear of the change.")
    return _form(request, found, _("Bank for referral fees"), words.bank_fields(typed, errors), errors, follows=follows)


@internal_only
@never_cache
@require_POST
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the numbers once; that they were read, by whom and why, is on record."""
    found = partners.one(request.user, reference)
    reason = request.POST.get("reason", "")[:2000]
    try:
        shown = banks.reveal(found.reference, request.occasion, reason=reason)
    except Invalid as refusal:
        messages.error(request, " ".join(text for texts in refusal.errors.values() for text in texts))
        return redirect("workspace:buying", found.reference)
    return render(request, "workspace/distribution/bank.html", {"partner": found, "shown": shown})

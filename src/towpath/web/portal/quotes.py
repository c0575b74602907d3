"""Quotes that were sent to the reader's organisation: the list, one with its prices, its paper. Prices come from the face alone.

Partners and distributors alike; a quote that is somebody else's is not there.
"""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import sending
from towpath.domain.quotes.audiences import sums
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.order_queries import may_hand_in, of_quote
from towpath.domain.quotes.paper import paper
from towpath.domain.quotes.queries import Filters, Record
from towpath.kernel.events.history import lines as history
from towpath.kernel.refusals import NotFound, NotReady, Refusal, Stale, Taken
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell import quotes as words
from towpath.web.shell.addresses import with_query
from towpath.web.shell.fields import whole
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import outside_only
from towpath.web.shell.pricing import price_words
from towpath.web.shell.purchase_orders import badge as order_badge

OPEN = ("sent", "draft", "in_review")  # those that are prepared stand here while the company is asked to agree to one


def _allowed(request: HttpRequest) -> None:
    """Who of an organisation reads quotes at all; its marketing people do not."""
    if not ACCESS.may(request.user, Permission.VIEW):
        raise NotFound("There is no such page for you.")


@outside_only
@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    """What was sent to us: open ones, or all."""
    _allowed(request)
    every, q = request.GET.get("show") == "all", request.GET.get("q", "").replace("\0", "")[:100]
    states = (*OPEN, "accepted", "lapsed") if every else OPEN
    found = queries.listed(request.user, Filters(q=q, states=states), cursor=request.GET.get("cursor", ""))
    rows = [_row(one, request) for one in found.rows]
    context = {
        "rows": rows, "resellers": any(row["partner"] for row in rows), "q": q, "every": every, "address": request.path,
        "tabs": [
            {"label": _("Open"), "url": request.path, "current": not every},
            {"label": _("All"), "url": f"{request.path}?show=all", "current": every},
        ],
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "vendor": vendor_name(request.occasion.book, request.occasion.day),
    }  # fmt: skip
    return render(request, "portal/quotes/list.html", context)


def _row(one: Quote, request: HttpRequest) -> dict[str, Any]:
    opened = sums(one, request.user, request.occasion.book)
    return {
        "net": price_words(opened.net_amount, opened.currency) if opened else "",
        "id": one.reference, "label": one.reference, "one": one, "state": words.badge(one, outside=True), "cells": {},
        "partner": one.resale_partner.name if one.distributor is not None and one.resale_partner is not None else "",
    }  # fmt: skip


@outside_only
@require_safe
def quote(request: HttpRequest, reference: str) -> HttpResponse:
    """One quote with its prices."""
    _allowed(request)
    return _page(request, queries.record(request.user, reference, request.occasion))


@outside_only
@require_POST
def consent(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree to the discount as it was negotiated down, to this very percent (INC-10)."""
    _allowed(request)
    found = queries.one(request.user, reference)
    try:
        sending.consent(
            found.reference, request.occasion, side="partner", version=whole(request.POST.get("version", ""))
        )
    except (NotReady, Stale, Taken) as refusal:
        return _page(request, queries.record(request.user, reference, request.occasion), refusal)
    messages.success(request, _("Your agreement is recorded."))
    return redirect("portal:quote", found.reference)


def _page(request: HttpRequest, record: Record, refusal: Refusal | None = None) -> HttpResponse:
    found, vendor = record.quote, vendor_name(request.occasion.book, request.occasion.day)
    context = {
        "quote": found, "state": words.badge(found, outside=True), "sums": words.sums(record.face),
        "lines": words.lines(record.face), "facts": _facts(record), "vendor": vendor, "today": request.occasion.day,
        "history": history(found, outside=vendor), "asked": _asked(request, record), "refusal": refusal,
        "orders": [(one, order_badge(one.state)) for one in of_quote(request.user, found)],
        "may_order": may_hand_in(request.user, found),
    }  # fmt: skip
    return render(request, "portal/quotes/record.html", context, status=409 if refusal else 200)


def _asked(request: HttpRequest, record: Record) -> dict[str, Any] | None:
    """The company's own agreement to a negotiated discount: given, or asked of the reader; None where none was negotiated."""
    ours = next((given for side, given in record.consents if side == "partner"), ...)
    if ours is ... or record.consent is None or record.quote.distributor is not None:
        return None
    facts = {
        name: words.percent(Decimal(str(record.consent.facts[name]))) for name in ("program_percent", "agreed_percent")
    }
    may = ours is None and ACCESS.held(request.user, [Permission.CONSENT], record.quote)
    return {"given": ours, "program": facts["program_percent"], "agreed": facts["agreed_percent"], "may": bool(may)}


@outside_only
@require_safe
def quote_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The PDF, for the one audience that may have it."""
    _allowed(request)
    found = queries.one(request.user, reference)
    return words.pdf(paper(found, request.user, request.occasion.book), found)


def _facts(record: Record) -> list[dict[str, Any]]:
    found = record.quote
    through = found.distributor is not None and found.resale_partner is not None
    payment = _("%(schedule)s, %(days)d days net") % {"schedule": found.payment_schedule, "days": found.payment_days}
    parties = [
        {"label": _("Customer"), "value": found.account.name},
        {"label": _("Reseller"), "value": found.resale_partner.name if through and found.resale_partner else ""},
        {"label": _("Quoted by"), "value": found.entity}, {"label": _("Invoice to"), "value": found.invoice_owner},
        {"label": _("Contact"), "value": f"{found.owner.name}, {found.owner.email}"},
    ]  # fmt: skip
    terms = [
        {"label": _("Begins"), "value": date_words(found.starts_on)},
        {"label": _("Term"), "value": _("%(months)d months") % {"months": found.term_months}},
        {"label": _("Renewal term"), "value": _("%(months)d months") % {"months": found.renewal_term_months}},
        {"label": _("Payment"), "value": payment}, {"label": _("Payment details"), "value": found.payment_details},
        {"label": _("Ships to"), "value": ", ".join(filter(None, [found.shipping_address, found.postal_code]))},
    ]  # fmt: skip
    return [{"title": _("Parties"), "items": parties}, {"title": _("Terms"), "items": terms}]

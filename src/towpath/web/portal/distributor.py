"""A distributor's pages: home, its own resellers, their pages on its e-marketplace. Registrations are not theirs (DST-05)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.distribution import queries
from towpath.domain.partners.facts import authorized
from towpath.kernel.identity.houses import housemates
from towpath.program.decisions.distribution.coverage import lines_of
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.addresses import with_query
from towpath.web.shell.buying import page_badge
from towpath.web.shell.guards import distributor_only


@distributor_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the distributor, what it covers, its people."""
    occasion = request.occasion
    own = queries.own_distributor(request.user)
    covers = lines_of(own.code, occasion.book, occasion.day) if own else ()
    waiting = [
        (one, page_badge(one))
        for one in queries.marketplace_pages(request.user, size=50).rows
        if one.state in ("requested", "returned", "approved", "paused")
    ]
    context = {
        "people": list(housemates(request.user)),
        "vendor": vendor_name(occasion.book, occasion.day),
        "own": own,
        "covers": [(segment, len(countries), own.mailbox or mailbox) for segment, countries, mailbox in covers if own],
        "resellers": queries.reseller_count(request.user, occasion.day) if own else 0,
        "waiting": waiting,
    }
    return render(request, "portal/distributor.html", context)


@distributor_only
@require_safe
def resellers(request: HttpRequest) -> HttpResponse:
    """The partners that buy through this distributor: what a quote needs to know of them, and no more."""
    q = request.GET.get("q", "")[:100]
    found = queries.resellers(request.user, request.occasion.day, q=q, cursor=request.GET.get("cursor", ""))
    rows = [
        {
            "id": one.partner.reference,
            "label": one.partner.name,
            "one": one,
            "country": COUNTRY_NAMES.get(one.partner.country, one.partner.country),
            "may": authorized(one.partner, request.occasion.book, request.occasion.day) and one.partner.good_standing,
            "cells": {},
        }
        for one in found.rows
    ]
    context = {
        "rows": rows, "q": q, "address": request.path,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "first_url": with_query(request) if request.GET.get("cursor") else None,
    }  # fmt: skip
    return render(request, "portal/distributor_resellers.html", context)


@distributor_only
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The partners' pages on this distributor's e-marketplace."""
    found = queries.marketplace_pages(request.user, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [{"id": one.reference, "label": one.partner.name, "one": one, "state": page_badge(one), "cells": {}} for one in found.rows],
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "title": _("E-marketplace"),
    }  # fmt: skip
    return render(request, "portal/distributor_pages.html", context)

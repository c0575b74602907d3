"""The partner's home page: what needs me, my deals and their days, one button to register, and why not if not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from towpath.domain.deals import access as deals
from towpath.domain.deals import waiting
from towpath.domain.partners import queries as partners
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.pursuits import waiting as pursuing
from towpath.web.portal.deals_list import row
from towpath.web.portal.deals_words import answer_within, protection_term, type_titles, vendor_name
from towpath.web.shell.guards import partner_only


@partner_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    occasion = request.occasion
    if not deals.ACCESS.may(request.user, deals.Permission.VIEW):
        partner = partners.own(request.user)
        return render(request, "portal/home_without_deals.html", {"partner": partner})
    found = waiting.for_partner(request.user, occasion.day)
    own = partners.own(request.user)
    pursued = pursuing.for_partner(request.user, occasion.day)
    titles = type_titles(occasion.book, occasion.day)
    context = {
        "waiting": found,
        "pursued": pursued,
        "rows": [row(one, titles, occasion.day) for one in found.newest],
        "verdict": partners.may_register(own, occasion),
        "own_reference": own.reference,
        "vendor": vendor_name(occasion.book, occasion.day),
        "today": occasion.day,
        "new": not (found.newest or found.needs or pursued.needs),
        "within": answer_within(occasion.book, occasion.day),
        "term": protection_term(occasion.book, occasion.day),
        "looks_after": ACCESS.may(request.user, Permission.INVITE),
    }
    return render(request, "portal/home.html", context)

"""A distributor's home: what is theirs. Registrations are not: they are between a partner and the vendor (DST-05)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from towpath.kernel.identity.houses import housemates
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.guards import distributor_only


@distributor_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    occasion = request.occasion
    context = {
        "people": list(housemates(request.user)),
        "vendor": vendor_name(occasion.book, occasion.day),
    }
    return render(request, "portal/distributor.html", context)

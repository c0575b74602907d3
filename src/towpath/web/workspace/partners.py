"""Partners as the vendor's people see them: the list, and a record with what it may do and what would mend the rest."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.deals import queries as deals
from towpath.domain.partners import queries
from towpath.domain.partners.facts import eligibility_facts, incentive_facts, transact_facts
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.eligibility import (
    KIND_NAMES,
    eligibility,
    incentives_apply,
    may_transact,
)
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import REGIONS, neighbours, views

PLACE = "partners.partners"
MEANINGS = {"authorized": "good", "active": "good", "prospect": "waiting", "denied": "stop", "former": "neutral"}
STATUSES = [("", _("Every status")), *Partner.Status.choices]
HEADER = (
    "Reference", "Name", "Status", "Track", "Kinds", "Country", "Region", "Manager", "Contract signed", "Good standing",
    "Sales certified", "Foundations completed",
)  # fmt: skip


def badge(partner: Partner) -> dict[str, str]:
    """The status as the shell draws it."""
    return {"state": partner.status, "label": partner.get_status_display(), "meaning": MEANINGS[partner.status]}


def kinds(partner: Partner) -> str:
    """What kinds of partner it is, in words."""
    return ", ".join(KIND_NAMES.get(kind, kind).split(" ", 1)[-1] for kind in partner.kinds)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "q": request.GET.get("q", "")[:200],
        "status": request.GET.get("status", "")[:12],
        "region": request.GET.get("region", "")[:10],
    }


@require_GET
@internal_only
def partners(request: HttpRequest) -> HttpResponse:
    """The partners that the reader may see, by name."""
    asked = _asked(request)
    found = queries.listed(request.user, **asked, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [
            {"id": p.reference, "label": p.name, "partner": p, "state": badge(p), "kinds": kinds(p)} for p in found.rows
        ],
        "asked": asked,
        "statuses": STATUSES,
        "regions": REGIONS,
        "filtered": any(asked.values()),
        **views(request, PLACE, _("All partners"), {_("Authorized"): "status=authorized"}),
        **neighbours(request, found, "workspace:partners_csv"),
    }
    return render(request, "workspace/partners/list.html", context)


@require_GET
@internal_only
def partners_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters."""
    asked = _asked(request)
    return csv_answer("partners.csv", HEADER, (_cells(one) for one in queries.exported(request.user, **asked)))


def _cells(one: Partner) -> list[Any]:
    return [
        one.reference, one.name, one.get_status_display(), one.get_track_display(), ", ".join(one.kinds), one.country,
        one.region, one.manager.name if one.manager else "", one.signed_contract_on,
        "yes" if one.good_standing else "no", one.sales_certified, one.foundations_completed,
    ]  # fmt: skip


@require_GET
@internal_only
def partner(request: HttpRequest, reference: str) -> HttpResponse:
    """One partner: facts, what the program lets it do with each failed condition, its people, its registrations."""
    found = queries.one(request.user, reference)
    rows = deals.visible(request.user).filter(partner=found).select_related(*deals.LISTED).order_by("-id")[:20]
    context = {
        "partner": found,
        "state": badge(found),
        "kinds": kinds(found),
        "country": COUNTRY_NAMES.get(found.country, found.country),
        "questions": _questions(found, request.occasion),
        "people": list(Person.objects.filter(organisation=found.organisation_id).order_by("-is_active", "name", "id")),
        "registrations": [(one, deals.status_of(one, request.occasion.book)) for one in rows],
    }
    return render(request, "workspace/partners/record.html", context)


def _questions(found: Partner, occasion: Occasion) -> list[dict[str, Any]]:
    """What the program says of this partner today, as (question, yes or no, reasons)."""
    book, on = occasion.book, occasion.day
    by_vendor: Literal["vendor", "partner"] = (
        "vendor" if set(found.kinds) & set(_vendor_submits_for(occasion)) else "partner"
    )
    asked: list[tuple[str, Decision[bool]]] = [
        (_("May it register deals"), eligibility(eligibility_facts(found, by_vendor), book, on=on)),
        (_("May it transact"), may_transact(transact_facts(found), book, on=on)),
        (_("Do the incentives of registration apply"), incentives_apply(incentive_facts(found), book, on=on)),
    ]
    return [
        {"title": title, "yes": decision.outcome, "because": decision.because, "by_vendor": n == 0 and by_vendor == "vendor"}
        for n, (title, decision) in enumerate(asked)
    ]  # fmt: skip


def _vendor_submits_for(occasion: Occasion) -> list[str]:
    _since, wording = occasion.book["deal_registration.eligibility"].in_force(occasion.day)
    return list(wording["vendor_submits_for"])

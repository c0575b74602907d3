"""Partners as the vendor's people see them: the list, and a record with what it may do and what would mend the rest."""

from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _w
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.deals import queries as deals
from towpath.domain.distribution.queries import way
from towpath.domain.partners import merger_queries, queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.facts import eligibility_facts, incentive_facts, transact_facts
from towpath.domain.partners.models import Partner, SignUp
from towpath.kernel import saved_views
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.saved_views import Kept
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.eligibility import (
    KIND_NAMES,
    eligibility,
    incentives_apply,
    may_transact,
)
from towpath.program.parts import has
from towpath.web.shell.buying import way_words
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.legal import badge as legal_badge
from towpath.web.workspace.lists import (
    Column,
    answer,
    by_region,
    cells,
    columns_shown,
    neighbours,
    plain_bar,
    select,
    whole_file,
)
from towpath.web.workspace.partners_moves import offered

PLACE = "partners.partners"
MEANINGS = {"authorized": "good", "active": "good", "prospect": "waiting", "denied": "stop", "former": "neutral"}
STATUSES = [("", _("Every status")), *Partner.Status.choices]


def badge(partner: Partner) -> dict[str, str]:
    """The status as the shell draws it."""
    return {"state": partner.status, "label": partner.get_status_display(), "meaning": MEANINGS[partner.status]}


def kinds(partner: Partner) -> str:
    """What kinds of partner it is, in words."""
    return ", ".join(KIND_NAMES.get(kind, kind).split(" ", 1)[-1] for kind in partner.kinds)


COLUMNS = (
    Column("name", _("Partner"), lambda one: one.name, "Name", always=True, drawn=True),
    Column("reference", _("Reference"), lambda one: one.reference, "Reference"),
    Column("status", _("Status"), lambda one: one.get_status_display(), "Status", drawn=True),
    Column("track", _("Track"), lambda one: one.get_track_display(), "Track"),
    Column("kinds", _("Kind"), lambda one: ", ".join(one.kinds), "Kinds", hide="narrow", text=kinds),
    Column("country", _("Country"), lambda one: one.country, "Country", shown=False,
           text=lambda one: COUNTRY_NAMES.get(one.country, one.country)),
    Column("region", _("Region"), lambda one: one.region, "Region"),
    Column("manager", _("Manager"), lambda one: one.manager.name if one.manager else "", "Manager", drawn=True),
    Column("signed", _("Contract signed"), lambda one: one.signed_contract_on, "Contract signed", shown=False,
           text=lambda one: date_words(one.signed_contract_on)),
    Column("standing", _("Good standing"), lambda one: "yes" if one.good_standing else "no", "Good standing", shown=False),
    Column("sales", _("Sales certified"), lambda one: one.sales_certified, "Sales certified", shown=False, align="end"),
    Column("foundations", _("Foundations completed"), lambda one: one.foundations_completed, "Foundations completed",
           shown=False, align="end"),
)  # fmt: skip


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
    asked, kept = _asked(request), saved_views.kept(request.user, PLACE)
    found = queries.listed(request.user, **asked, cursor=request.GET.get("cursor", ""))
    showing = columns_shown(request, kept, COLUMNS)
    context = {
        "rows": [
            {"id": p.reference, "label": p.name, "partner": p, "state": badge(p), "cells": cells(showing, p)}
            for p in found.rows
        ],
        "columns": [one.face for one in showing],
        "filtered": any(asked.values()),
        "may_create": ACCESS.may(request.user, Permission.CREATE),
        "list": _bar(request, kept, showing),
        **neighbours(request, found, "workspace:partners_csv"),
    }
    return answer(request, "workspace/partners/list.html", "workspace/partners/_list.html", context)


def _bar(request: HttpRequest, kept: Kept, showing: list[Column]) -> dict[str, Any]:
    search = {
        "name": "q", "value": request.GET.get("q", ""), "placeholder": _("Name, domain or reference"),
        "label": _("Search partners"),
    }  # fmt: skip
    return plain_bar(
        request, PLACE, kept, columns=COLUMNS, showing=showing, search=search,
        quick=[select(request, "status", _("Status"), STATUSES)], more=[by_region(request)],
        all_label=_("All partners"), ready={_("Applications"): "status=prospect", _("Authorized"): "status=authorized"},
    )  # fmt: skip


@require_GET
@internal_only
def partners_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, in the columns that the reader chose, or in all."""
    rows = queries.exported(request.user, **_asked(request))
    return whole_file(request, PLACE, COLUMNS, "partners.csv", rows)


@require_GET
@internal_only
def suggest(request: HttpRequest) -> HttpResponse:
    """The partners whose name fits what is being typed, as the options of a field; at most ten."""
    typed = request.GET.get("partner", "")[:200].strip()
    found = queries.listed(request.user, q=typed, size=10).rows if typed else []
    return render(request, "workspace/partners/_suggest.html", {"found": found})


@require_GET
@internal_only
def partner(request: HttpRequest, reference: str) -> HttpResponse:
    """One partner: facts, what the program lets it do with each failed condition, its people, its registrations."""
    found = queries.one(request.user, reference)
    into = merger_queries.leads_to(request.user, found)
    if into is not None:  # old references and links lead to the partner that it became part of
        messages.info(
            request,
            _w("%(gone)s became part of %(kept)s.") % {"gone": f"{found.reference} {found.name}", "kept": into.name},
        )
        return redirect("workspace:partner", into.reference)
    beside = merger_queries.beside(request.user, found)
    rows = deals.visible(request.user).filter(partner=found).select_related(*deals.LISTED).order_by("-id")[:20]
    context = {
        "partner": found,
        "state": badge(found),
        "kinds": kinds(found),
        "country": COUNTRY_NAMES.get(found.country, found.country),
        "questions": _questions(found, request.occasion),
        "way": way_words(way(found, request.occasion)) if has("distribution", request.occasion.book) else None,
        "people": list(Person.objects.filter(organisation=found.organisation_id).order_by("-is_active", "name", "id")),
        "registrations": [(one, deals.status_of(one, request.occasion.book)) for one in rows],
        "moves": [*offered(found, request.user, request.occasion), *_becoming(request, found)],
        "sign_up": SignUp.objects.filter(partner=found).first(),
        "acceptances": queries.acceptances(found),
        "legal": [(one, legal_badge(one.state)) for one in queries.legal_requests_of(request.user, found)],
        "history": merger_queries.history(found, merged=beside.merged),
        "under": beside.under,
        "mergers": merger_queries.of_partner(request.user, found),
    }
    return render(request, "workspace/partners/record.html", context)


def _becoming(request: HttpRequest, found: Partner) -> list[dict[str, Any]]:
    """The buttons by which a partner becomes part of another one, or bears another name."""
    offers = (
        (Permission.PLAN_MERGER, _("Merge or move"), "workspace:merger_new", "people"),
        (Permission.REQUEST_NAME_CHANGE, _("Change the name"), "workspace:name_change_new", "edit"),
    )
    return [
        {"label": label, "url": reverse(url, args=[found.reference]), "icon": icon, "kind": "secondary"}
        for permission, label, url, icon in offers
        if ACCESS.may(request.user, permission) and not found.demonstration
    ]


def _questions(found: Partner, occasion: Occasion) -> list[dict[str, Any]]:
    """What the program says of this partner today, as (question, yes or no, reasons)."""
    book, on = occasion.book, occasion.day
    by_vendor: Literal["vendor", "partner"] = (
        "vendor" if set(found.kinds) & set(_vendor_submits_for(occasion)) else "partner"
    )
    asked: list[tuple[str, str, Decision[bool]]] = [
        (
            "may-register",
            _("May it register deals"),
            eligibility(eligibility_facts(found, by_vendor, book, on), book, on=on),
        ),
        ("may-transact", _("May it transact"), may_transact(transact_facts(found, book, on), book, on=on)),
        (
            "may-incentives",
            _("Do the incentives of registration apply"),
            incentives_apply(incentive_facts(found), book, on=on),
        ),
    ]
    return [
        {"key": key, "title": title, "yes": decision.outcome, "because": decision.because, "by_vendor": n == 0 and by_vendor == "vendor"}
        for n, (key, title, decision) in enumerate(asked)
    ]  # fmt: skip


def _vendor_submits_for(occasion: Occasion) -> list[str]:
    _since, wording = occasion.book["deal_registration.eligibility"].in_force(occasion.day)
    return list(wording["vendor_submits_for"])

"""Compliance as the vendor's people see it: the list of all partners, and one partner's scorecard on any day."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.domain.enablement import compliance_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.partners.access import ACCESS as PARTNERS
from towpath.domain.partners.access import Permission as PartnersPermission
from towpath.domain.partners.models import Partner
from towpath.kernel import saved_views
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.compliance import designations, evidence_kinds, tracks
from towpath.program.decisions.eligibility import asked_of
from towpath.web.shell import standing
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import answer, by_region, neighbours, plain_bar, select

PLACE = "enablement.compliance"
STATES = [
    ("", _("Every state")), *standing.LABELS.items(), ("ending", _("Ending soon")),
]  # fmt: skip
MANAGERS = [("", _("Every manager")), ("me", _("Managed by me"))]
HEADER = (
    "Reference", "Partner", "Region", "Manager", "Track or designation", "State", "Since", "Grace until", "Ends on",
    "Missing", "Next step", "Computed on",
)  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    names = {"q": 200, "state": 12, "subject": 20, "region": 10, "manager": 254}
    return {name: request.GET.get(name, "")[:longest] for name, longest in names.items()}


def _may_read(request: HttpRequest) -> None:
    if not ACCESS.may(request.user, Permission.VIEW_COMPLIANCE):
        raise NotFound("There is no such page for you.")


@require_GET
@internal_only
def compliance(request: HttpRequest) -> HttpResponse:
    """The partners that the reader may see, by name, as last computed; PSP eligibility is one of its views (CRT-04)."""
    _may_read(request)
    asked, kept = _asked(request), saved_views.kept(request.user, PLACE)
    found = queries.listed(request.user, **asked, cursor=request.GET.get("cursor", ""))
    book, day = request.occasion.book, request.occasion.day
    subjects = {each.key: each.label for each in (*tracks(book, day), *designations(book, day))}
    ready: dict[Any, str] = {_("PSP eligibility"): "subject=psp", _("Ending soon"): "state=ending"}
    if request.user.has(Role.ESM):
        ready = {_("Managed by me"): "manager=me", **ready}
    context = {
        "rows": [_row(each, subjects) for each in found.rows],
        "filtered": any(asked.values()),
        "list": plain_bar(
            request, PLACE, kept, all_label=_("All partners"), ready=ready,
            search={"name": "q", "value": asked["q"], "placeholder": _("Name, domain or reference"), "label": _("Search partners")},
            quick=[select(request, "state", _("State"), STATES)],
            more=[
                select(request, "subject", _("Track or designation"), [("", _("All of them")), *subjects.items()]),
                by_region(request), select(request, "manager", _("Manager"), MANAGERS),
            ],
        ),
        **neighbours(request, found, "workspace:compliance_csv"),
    }  # fmt: skip
    return answer(request, "workspace/compliance/list.html", "workspace/compliance/_list.html", context)


def _row(partner: Partner, subjects: dict[str, str]) -> dict[str, Any]:
    """A partner with its results; the worst names what is missing."""
    results = [
        {
            "label": subjects.get(each.subject, each.subject),
            "state": each.state,
            "result": each,
            "words": standing.LABELS[each.state],
            "meaning": standing.MEANINGS[each.state],
        }
        for each in partner.results
    ]
    missing = [one["label"] for each in results for one in each["result"].missing]
    ends = [each["result"].breaks_on for each in results if each["result"].breaks_on]
    until = [each["result"].grace_until for each in results if each["result"].grace_until]
    return {
        "id": partner.reference, "label": partner.name, "partner": partner, "results": results, "missing": missing,
        "ends_on": min(ends, default=None), "grace_until": min(until, default=None), "cells": {},
    }  # fmt: skip


@require_GET
@internal_only
def compliance_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, one line for each track or designation."""
    _may_read(request)
    rows = queries.exported(request.user, **_asked(request))
    return csv_answer("compliance.csv", HEADER, (line for partner in rows for line in _lines(partner)))


def _lines(partner: Partner) -> Any:
    for one in partner.results:
        yield (
            partner.reference, partner.name, partner.region, partner.manager.name if partner.manager else "",
            one.subject, one.state, one.since, one.grace_until, one.breaks_on,
            "; ".join(each["label"] for each in one.missing), one.next_step, one.computed_on,
        )  # fmt: skip


@require_GET
@internal_only
def partner_compliance(request: HttpRequest, reference: str) -> HttpResponse:
    """One partner's scorecard on any day, what it may do, its tracks and designations, and what was recorded of it."""
    return record(request, queries.one(request.user, reference))


def _options(offered: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"value": each.key, "label": each.label} for each in offered]


def record(
    request: HttpRequest,
    partner: Partner,
    *,
    form: str = "",
    typed: dict[str, str] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    """The page; `form` names the form whose input was refused, which keeps what was typed."""
    occasion = request.occasion
    on, problem = standing.day_asked(request.GET.get("on", ""), occasion.day)
    found = queries.scorecard(partner, occasion.book, on)
    kinds = evidence_kinds(occasion.book, occasion.day)
    labels = {each.key: each.label for each in kinds}
    names = {each.key: each for each in (*tracks(occasion.book, on), *designations(occasion.book, on))}
    held = PARTNERS.held(request.user, [PartnersPermission.MEMBERSHIP, PartnersPermission.INVITE_TRACK], partner)
    decisions = queries.all_answers(request.user, partner, occasion, on)
    context = {
        "partner": partner, "on": on, "problem": problem, "today": occasion.day,
        "cards": standing.cards(found, occasion.book),
        "answers": standing.answers(list(zip(asked_of(occasion.book), decisions, strict=True))),
        "memberships": [
            {"row": each, "label": names[each.value].label if each.value in names else each.value,
             "running": each.ends_on is None or each.ends_on > occasion.day}
            for each in queries.memberships(partner)
        ],
        "attestations": [(each, labels.get(each.kind, each.kind)) for each in queries.attestations(partner)],
        "scored": Permission.VIEW_SCORECARD in ACCESS.held(request.user, [Permission.VIEW_SCORECARD], partner),
        "may_change": PartnersPermission.MEMBERSHIP in held,
        "may_record": Permission.EVIDENCE in ACCESS.held(request.user, [Permission.EVIDENCE], partner),
        "tracks": _options(each for each in tracks(occasion.book, occasion.day)
                           if not each.by_invitation or PartnersPermission.INVITE_TRACK in held),
        "designations": _options(designations(occasion.book, occasion.day)), "kinds": _options(kinds),
        "form": form, "typed": typed or {}, "errors": errors or {},
    }  # fmt: skip
    return render(request, "workspace/compliance/record.html", context, status=422 if errors else 200)

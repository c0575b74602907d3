"""Changing what compliance follows from: the track, a designation, what was recorded about a partner."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from towpath.domain.enablement import compliance_queries as queries
from towpath.domain.enablement.actions import compliance_evidence as evidence
from towpath.domain.partners.actions import memberships
from towpath.kernel.refusals import Invalid
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.compliance import record


@require_POST
@internal_only
def enter_track(request: HttpRequest, reference: str) -> HttpResponse:
    typed = _typed(request, "track", "on", "why", "invitation")
    try:
        memberships.enter_track(
            reference, request.occasion, track=typed["track"], on=_day(typed, "on"), why=typed["why"],
            invitation=typed["invitation"],
        )  # fmt: skip
    except Invalid as refusal:
        return _again(request, reference, "track", typed, refusal)
    return _done(request, reference, _("The track is changed."))


@require_POST
@internal_only
def grant(request: HttpRequest, reference: str) -> HttpResponse:
    typed = _typed(request, "designation", "on", "why")
    try:
        memberships.grant(
            reference, request.occasion, designation=typed["designation"], on=_day(typed, "on"), why=typed["why"]
        )
    except Invalid as refusal:
        return _again(request, reference, "designation", typed, refusal)
    return _done(request, reference, _("The designation is granted."))


@require_POST
@internal_only
def end_membership(request: HttpRequest, reference: str, membership: int) -> HttpResponse:
    typed = _typed(request, "on", "why")
    try:
        memberships.end(reference, request.occasion, membership=membership, on=_day(typed, "on"), why=typed["why"])
    except Invalid as refusal:
        return _again(request, reference, f"end-{membership}", typed, refusal)
    return _done(request, reference, _("It is ended."))


@require_POST
@internal_only
def correct_membership(request: HttpRequest, reference: str, membership: int) -> HttpResponse:
    typed = _typed(request, "starts_on", "ends_on", "why")
    try:
        memberships.correct(
            reference, request.occasion, membership=membership, starts_on=_day(typed, "starts_on"),
            ends_on=_day(typed, "ends_on"), why=typed["why"],
        )  # fmt: skip
    except Invalid as refusal:
        return _again(request, reference, f"correct-{membership}", typed, refusal)
    return _done(request, reference, _("The days are put right."))


@require_POST
@internal_only
def record_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    typed = _typed(request, "kind", "amount", "starts_on", "ends_on", "evidence")
    try:
        evidence.record(
            reference, request.occasion, kind=typed["kind"], amount=typed["amount"] or "1",
            starts_on=_day(typed, "starts_on"), ends_on=_day(typed, "ends_on"), evidence=typed["evidence"],
        )  # fmt: skip
    except Invalid as refusal:
        return _again(request, reference, "evidence", typed, refusal)
    return _done(request, reference, _("It is recorded."))


@require_POST
@internal_only
def withdraw_evidence(request: HttpRequest, reference: str, attestation: int) -> HttpResponse:
    typed = _typed(request, "why")
    try:
        evidence.withdraw(reference, request.occasion, attestation=attestation, why=typed["why"])
    except Invalid as refusal:
        return _again(request, reference, f"withdraw-{attestation}", typed, refusal)
    return _done(request, reference, _("It is withdrawn and counts no more."))


def _typed(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:600] for name in names}


def _day(typed: dict[str, str], name: str) -> date | None:
    if not typed[name]:
        return None
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        raise Invalid({name: [_("Write the day as 2026-09-01.")]}) from None


def _again(request: HttpRequest, reference: str, form: str, typed: dict[str, str], refusal: Invalid) -> HttpResponse:
    return record(request, queries.one(request.user, reference), form=form, typed=typed, errors=refusal.errors)


def _done(request: HttpRequest, reference: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("workspace:partner_compliance", reference)

"""Tenders with their bids, and claims to preferred co-sell: lists, records and moves for the vendor's people."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import preferred, tenders
from towpath.domain.pursuits.actions.moves import CLAIMS, LONGEST_REASON, TENDERS
from towpath.domain.pursuits.lifecycles import OPEN, SUBMITTED
from towpath.domain.pursuits.models import PreferredCoSell, Tender
from towpath.kernel.events.history import lines
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Ineligible, Invalid, NotFound
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pursuits import Errors, badge, columns, day, form, known, moment, row, table
from towpath.web.workspace.lists import neighbours, state_chips
from towpath.web.workspace.pursuits import LAYOUT, needs

type Act = Callable[[str, HttpRequest], Any]
TENDER = ("opportunity", "title", "opened_on", "closes_on")


def _said(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))[:5000]


TENDER_ACTS: dict[str, Act] = {
    "amend": lambda ref, r: tenders.amend(ref, r.occasion, {name: _said(r, name) for name in TENDER[2:]}),
    "bid": lambda ref, r: tenders.enter_bid(
        ref, r.occasion, partner=_said(r, "partner"), own_services=_said(r, "own_services") == "on"
    ),
    "award": lambda ref, r: tenders.award(ref, r.occasion, bid=_said(r, "bid")),
    "cancel": lambda ref, r: tenders.cancel(ref, r.occasion, reason=_said(r, "reason")),
}
CLAIM_ACTS: dict[str, Act] = {
    "link": lambda ref, r: preferred.link(
        ref, r.occasion, opportunity=_said(r, "opportunity"), opportunity_id=_said(r, "opportunity_id")
    ),
    "approve": lambda ref, r: preferred.approve(ref, r.occasion, reason=_said(r, "reason")),
    "deny": lambda ref, r: preferred.deny(ref, r.occasion, reason=_said(r, "reason")),
    "remove": lambda ref, r: preferred.remove(ref, r.occasion, reason=_said(r, "reason")),
}


@internal_only
@require_GET
def tender_list(request: HttpRequest) -> HttpResponse:
    """Tenders, newest first."""
    needs(request, Permission.VIEW_TENDER)
    state = request.GET.get("state", "")[:12]
    found = queries.tenders(request.user, state=state, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("workspace:tender", args=[one.reference]), tender=one.title,
            customer=one.opportunity.account.name, state=one.state, day=one.closes_on)
        for one in found.rows
    )  # fmt: skip
    new = {"label": _("Record a tender"), "url": reverse("workspace:tender_new"), "icon": "plus", "kind": "primary"}
    context = {
        "title": _("Tenders"), "text": _("Opportunities for which several partners bid. A bidder never sees who else does."),
        "actions": [new] if ACCESS.may(request.user, Permission.KEEP_TENDER) else [], "layout": LAYOUT,
        "chips": state_chips(request, state, [("", _("All")), ("open", _("Open")), ("awarded", _("Awarded")), ("cancelled", _("Cancelled"))]),
        "tables": [table(columns(("tender", _("Tender")), ("customer", _("Customer")), ("ref", _("Reference")), state=_("State"), day=_("Closes")), rows,
                         empty=(_("No tender here"), _("Record one when a customer asks several partners for a bid.")))],
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


def _days(typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    return [
        field("opened_on", _("Put out on"), typed, errors, kind="date", required=True, width="short", help=_("Who had an approved registration before that day sourced it.")),
        field("closes_on", _("Closes"), typed, errors, kind="date", required=True, width="short"),
    ]  # fmt: skip


@internal_only
@require_http_methods(["GET", "POST"])
def new_tender(request: HttpRequest) -> HttpResponse:
    """Record that an opportunity is put out to tender."""
    needs(request, Permission.KEEP_TENDER)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = tenders.open_tender(request.occasion, {name: _said(request, name) for name in TENDER})
        except Invalid as refusal:
            errors = refusal.errors
        else:
            return redirect("workspace:tender", made.reference)
    typed = request.POST if request.method == "POST" else request.GET
    fields = [
        field("opportunity", _("Opportunity"), typed, errors, required=True, placeholder="OPP00042", width="middle"),
        field("title", _("Name of the tender"), typed, errors, required=True, maxlength=200), *_days(typed, errors),
    ]  # fmt: skip
    back = reverse("workspace:tenders")
    context = {
        "title": _("Record a tender"), "text": "", "fields": fields, "errors": summary(errors, fields), "back": back,
        "label": _("Record it"), "layout": LAYOUT, "crumbs": [(_("Tenders"), back), (_("Record"), None)],
    }  # fmt: skip
    return render(request, "shell/pursuits_form.html", context, status=422 if errors else 200)


@internal_only
@require_GET
def tender(request: HttpRequest, reference: str) -> HttpResponse:
    return _tender(request, queries.tender(request.user, reference))


def _tender(request: HttpRequest, found: Tender, errors: Errors | None = None, name: str = "") -> HttpResponse:
    bids = queries.bids_in(request.user, found)
    moves = {each.name: each.label for each in TENDERS.offered(found, request.user)}
    if found.state == OPEN and ACCESS.held(request.user, [Permission.ENTER_BID], found):
        moves = {"bid": _("Enter a bid")} | moves
    typed = {"opened_on": found.opened_on, "closes_on": found.closes_on} if not errors else request.POST
    wrong = {each: (errors or {}) if each == name else {} for each in TENDER_ACTS}
    running = [(each.reference, each.partner.name) for each in bids if each.state == "entered"]
    fields = {
        "bid": [field("partner", _("Partner"), typed, wrong["bid"], required=True, placeholder="PAR00042", width="middle"),
                field("own_services", _("It offers services of its own"), typed, wrong["bid"], kind="checkbox")],
        "award": [field("bid", _("The bid that won"), typed, wrong["award"], kind="select", options=running, required=True)],
        "amend": _days(typed, wrong["amend"]),
        "cancel": [field("reason", _("Reason"), typed, wrong["cancel"], required=True, maxlength=LONGEST_REASON)],
    }  # fmt: skip
    forms = [
        form(each, moves[each], reverse("workspace:tender_move", args=[found.reference, each]), of, danger=each == "cancel", aside=each in ("amend", "cancel"))
        for each, of in fields.items() if each in moves and (each != "award" or running)
    ]  # fmt: skip
    context = {
        "title": found.title, "ref": found.reference, "state": badge(found.state), "layout": LAYOUT, "forms": forms,
        "crumbs": [(_("Tenders"), reverse("workspace:tenders")), (found.reference, None)],
        "facts": [{"title": _("Tender"), "items": known([{"label": _("Opportunity"), "value": found.opportunity.name, "url": reverse("workspace:opportunity", args=[found.opportunity.reference])}, {"label": _("Customer"), "value": found.opportunity.account.name}, day(_("Put out on"), found.opened_on), day(_("Closes"), found.closes_on), {"label": _("Recorded by"), "value": found.recorded_by.name}, moment(_("Ended"), found.ended_at), {"label": _("Why it was cancelled"), "value": found.reason}])}],
        "bids": [row(each.reference, "", partner=each.partner.name, sourced=_("sourced it before") if each.sourced_before else _("did not source it"), services=_("own services") if each.own_services else _("no own services"), state=each.state) for each in bids],
        "errors": summary(errors or {}, []), "history": lines(found),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


@internal_only
@require_POST
def tender_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Enter a bid, change the days, award, cancel."""
    found = queries.tender(request.user, reference)
    if name not in TENDER_ACTS:
        raise NotFound("There is no such move for you.")
    try:
        TENDER_ACTS[name](found.reference, request)
    except Invalid as refusal:
        return _tender(request, found, refusal.errors, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:tender", found.reference)


@internal_only
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Claims to preferred co-sell, newest first; those that wait unless the address says otherwise."""
    needs(request, Permission.VIEW_PREFERRED)
    state = request.GET.get("state", SUBMITTED)[:12]
    found = queries.claims(request.user, state=state, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("workspace:preferred", args=[one.reference]), partner=one.partner.name,
            customer=one.customer_name, sae=one.sae.name, state=one.state, day=one.submitted_at.date())
        for one in found.rows
    )  # fmt: skip
    context = {
        "title": _("Preferred co-sell"), "text": _("US public sector: one partner an opportunity has the co-sell discount, every other quotes at list price."),
        "chips": state_chips(request, state, [(SUBMITTED, _("Waiting")), ("approved", _("Approved")), ("removed", _("Removed")), ("denied", _("Denied")), ("", _("All"))]),
        "tables": [table(columns(("partner", _("Partner")), ("customer", _("Customer")), ("sae", _("Account executive")), ("ref", _("Reference")), state=_("State"), day=_("Claimed")), rows,
                         empty=(_("No claim here"), _("Partners claim it in the portal; the account executive whom they name decides.")))],
        "layout": LAYOUT, "actions": [], **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


@internal_only
@require_GET
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    return _claim(request, queries.claim(request.user, reference))


def _claim(request: HttpRequest, found: PreferredCoSell, errors: Errors | None = None, name: str = "") -> HttpResponse:
    typed = request.POST if errors else {"opportunity": found.opportunity.reference if found.opportunity else "", "opportunity_id": found.known_id}  # fmt: skip
    wrong = {each: (errors or {}) if each == name else {} for each in CLAIM_ACTS}
    link = [
        field("opportunity", _("Opportunity"), typed, wrong["link"], required=True, placeholder="OPP00042", width="middle"),
        field("opportunity_id", _("Its identifier in the CRM"), typed, wrong["link"], required=True, maxlength=20, width="middle"),
    ]  # fmt: skip
    forms = []
    for move in CLAIMS.offered(found, request.user):
        if move.name in CLAIM_ACTS:
            reason = field("reason", _("Business reason"), request.POST, wrong[move.name], kind="textarea", rows=3, required=True, maxlength=preferred.LONGEST_BUSINESS_REASON)  # fmt: skip
            url = reverse("workspace:preferred_move", args=[found.reference, move.name])
            forms.append(form(move.name, move.label, url, link if move.name == "link" else [reason], danger=move.name in ("deny", "remove"), aside=move.name in ("deny", "remove")))  # fmt: skip
    deal = found.opportunity
    items: list[dict[str, Any]] = [
        {"label": _("Partner"), "value": found.partner.name, "url": reverse("workspace:partner", args=[found.partner.reference])},
        {"label": _("Customer"), "value": found.customer_name}, {"label": _("Account executive"), "value": f"{found.sae.name}, {found.sae.email}"},
        {"label": _("Opportunity"), "value": deal.name if deal else None, "url": reverse("workspace:opportunity", args=[deal.reference]) if deal else None},
        {"label": _("Identifier, as the partner wrote it"), "value": found.given_id}, {"label": _("Identifier, as it was linked"), "value": found.known_id},
        day(_("Meeting"), found.meeting_on), {"label": _("How they land and expand together"), "value": found.plan},
    ]  # fmt: skip
    trail: list[dict[str, Any]] = [
        {"label": _("Claimed by"), "value": found.submitted_by.name}, moment(_("Claimed"), found.submitted_at),
        {"label": _("Linked by"), "value": _name(found.linked_by)}, moment(_("Linked"), found.linked_at),
        {"label": _("Decided by"), "value": _name(found.decided_by)}, moment(_("Decided"), found.decided_at),
        {"label": _("Business reason"), "value": found.reason},
        {"label": _("Removed by"), "value": _name(found.removed_by)}, moment(_("Removed"), found.removed_at),
        {"label": _("Why it was removed"), "value": found.removal_reason},
    ]  # fmt: skip
    context = {
        "title": _("%(partner)s for %(customer)s") % {"partner": found.partner.name, "customer": found.customer_name},
        "ref": found.reference, "state": badge(found.state), "layout": LAYOUT, "forms": forms, "history": lines(found),
        "crumbs": [(_("Preferred co-sell"), reverse("workspace:preferred_list")), (found.reference, None)],
        "facts": [{"title": _("Claim"), "items": items}, {"title": _("Who did what, and when"), "items": known(trail)}], "errors": summary(errors or {}, []),
        "missing": preferred.missing(found, request.occasion) if found.state == SUBMITTED else [], "missing_key": "guidelines",
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


def _name(person: Person | None) -> str | None:
    return person.name if person is not None else None


@internal_only
@require_POST
def claim_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Link, approve, deny, remove."""
    found = queries.claim(request.user, reference)
    if name not in CLAIM_ACTS:
        raise NotFound("There is no such move for you.")
    try:
        CLAIM_ACTS[name](found.reference, request)
    except Invalid as refusal:
        return _claim(request, found, refusal.errors, name)
    except Ineligible as refusal:
        told = [f"{each['says']} {each['mend']}" for each in refusal.because]
        return _claim(request, found, {"": told}, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:preferred", found.reference)

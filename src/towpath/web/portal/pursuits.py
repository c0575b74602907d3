"""The partner's side of pursuits: renewals and what is owed, its own bids, its claims to preferred co-sell."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.domain.partners.queries import own
from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import duties, preferred, tenders
from towpath.domain.pursuits.actions.moves import BIDS, CLAIMS, DUTIES, LONGEST_TEXT
from towpath.domain.pursuits.facts import public_sector_partner
from towpath.domain.pursuits.models import Bid, Duty, PreferredCoSell
from towpath.domain.pursuits.renewals import Renewal, ending
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Ineligible, Invalid, NotFound
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.addresses import with_query
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import days_left
from towpath.web.shell.guards import partner_with
from towpath.web.shell.pursuits import DUTIES as WORDS
from towpath.web.shell.pursuits import (
    HEALTH,
    HEALTHS,
    Errors,
    badge,
    columns,
    day,
    form,
    known,
    moment,
    row,
    said,
    table,
)

LAYOUT = "shell/portal.html"
CLAIM = ("customer_name", "sae_email", "opportunity_id", "meeting_on", "plan")
AHEAD = timedelta(days=365)
renewing, bidding, claiming = (
    partner_with(ACCESS, each) for each in (Permission.VIEW_DUTY, Permission.VIEW_BID, Permission.VIEW_PREFERRED)
)


def _pages(request: HttpRequest, found: Any) -> dict[str, Any]:
    return {
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "layout": LAYOUT,
    }


def _outside(request: HttpRequest) -> str:
    return vendor_name(request.occasion.book, request.occasion.day)


@renewing
@require_safe
def renewals(request: HttpRequest) -> HttpResponse:
    """What is owed on one's customers; whose terms end within a year; what was said of them."""
    show = request.GET.get("show", "")
    drawn, found = SHOWS.get(show, _owed)(request)
    offered = [("", _("What you owe")), ("terms", _("Terms that end")), ("given", _("What you gave"))]
    known = show if show in SHOWS else ""
    context = {
        "title": _("Renewals"), "text": _("An incumbent keeps its renewal discount by an update every quarter and a review before each renewal."),
        "chips": [{"label": words, "url": f"{request.path}?show={key}" if key else request.path, "current": key == known} for key, words in offered],
        "tables": [drawn], **_pages(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


def _owed(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    found, today = queries.owed(request.user, cursor=request.GET.get("cursor", "")), request.occasion.day
    rows = (
        row(one.reference, reverse("portal:renewal", args=[one.reference]), what=WORDS[Duty.Kind(one.kind)],
            customer=one.account.name, left=days_left(one.due_on, today), state=one.state, day=one.due_on)
        for one in found.rows
    )  # fmt: skip
    heads = columns(("what", _("What")), ("customer", _("Customer")), ("left", _("Time left")), state=_("State"), day=_("Due"))  # fmt: skip
    return table(heads, rows, key="owed", empty=(_("Nothing is due"), _("What is due on your customers stands here, with its day."))), found  # fmt: skip


def _terms(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    today, cursor = request.occasion.day, request.GET.get("cursor", "")
    found, terms = ending(request.user, today - duties.BACK, today + AHEAD, cursor=cursor)
    rows = (
        row(one.sale.reference, "", customer=one.sale.account.name, what=one.sale.product, who=_renews(request, one), day=one.sale.ends_on)
        for one in terms
    )  # fmt: skip
    heads = columns(("customer", _("Customer")), ("what", _("Sold")), ("who", _("Who renews it")), day=_("Renews"))
    return table(heads, rows, key="terms", empty=(_("No term ends within a year"), _("What you sold stands here before it is renewed."))), found  # fmt: skip


def _renews(request: HttpRequest, one: Renewal) -> Any:
    """Whether one's own company is to renew it; nobody learns here which other partner the customer named."""
    if one.renewed:
        return _("bought again")
    mine = one.incumbent is not None and one.incumbent.organisation_id == request.user.organisation_id
    return _("you") if mine else _("not you: the customer wrote otherwise")


def _given(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    found = queries.given(request.user, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.duty.reference, reverse("portal:renewal", args=[one.duty.reference]), customer=one.account.name,
            what=WORDS[Duty.Kind(one.kind)], health=HEALTHS[one.health][0], who=one.given_by.name, day=one.given_on)
        for one in found.rows
    )  # fmt: skip
    heads = columns(("customer", _("Customer")), ("what", _("What")), ("health", _("How it stood")), ("who", _("By")), day=_("Given"))  # fmt: skip
    return table(heads, rows, key="given", empty=(_("Nothing given yet"), _("Updates and reviews that you give stand here."))), found  # fmt: skip


SHOWS = {"": _owed, "terms": _terms, "given": _given}


@renewing
@require_http_methods(["GET", "POST"])
def renewal(request: HttpRequest, reference: str) -> HttpResponse:
    """One duty: give the update, or record the review."""
    found, errors = queries.duty(request.user, reference), {}
    if request.method == "POST":
        try:
            duties.give(found.reference, request.occasion, {n: request.POST.get(n, "")[:9000] for n in ("text", "health", "seats_used")})  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Thank you. It is given."))
            return redirect("portal:renewals")
    return _duty(request, found, errors)


def _duty(request: HttpRequest, found: Duty, errors: Errors) -> HttpResponse:
    typed = request.POST
    fields = [
        field("health", _("How does the customer stand?"), typed, errors, kind="radio", required=True, options=HEALTH),
        field("seats_used", _("Seats in use"), typed, errors, inputmode="numeric", width="short"),
        field("text", _("What happened, and what comes next"), typed, errors, kind="textarea", rows=6, required=True,
              maxlength=LONGEST_TEXT),
    ]  # fmt: skip
    offered = {each.name for each in DUTIES.offered(found, request.user)}
    decision = queries.incumbency_of(found.account, found.partner, request.occasion)
    url, what = reverse("portal:renewal", args=[found.reference]), WORDS[Duty.Kind(found.kind)]
    context = {
        "title": f"{what}: {found.account.name}", "ref": found.reference, "state": badge(found.state), "layout": LAYOUT,
        "crumbs": [(_("Renewals"), reverse("portal:renewals")), (found.reference, None)],
        "facts": [{"title": _("What is owed"), "items": [{"label": _("Customer"), "value": found.account.name}, day(_("Counts from"), found.opens_on), day(_("Due"), found.due_on) | {"help": days_left(found.due_on, request.occasion.day) if found.state == "open" else None}]}],
        "because": decision.because, "because_key": "incumbent", "because_title": _("How you stand with this customer today"), "rule_url": "portal:rule",
        "said": said(queries.update_of(found)),
        "forms": [form("give", _("Give it"), url, fields)] if "give" in offered else [],
        "history": lines(found, outside=_outside(request), book=request.occasion.book), "errors": summary(errors, fields),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


@bidding
@require_safe
def bids(request: HttpRequest) -> HttpResponse:
    """One's own bids; nobody learns here who else bids."""
    found = queries.bids(request.user, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("portal:bid", args=[one.reference]), tender=one.tender.title, state=one.state, day=one.tender.closes_on)
        for one in found.rows
    )  # fmt: skip
    drawn = table(columns(("tender", _("Tender")), ("ref", _("Reference")), state=_("State"), day=_("Closes")), rows, empty=(_("No bid"), _("A tender in which you bid stands here with its outcome.")))  # fmt: skip
    context = {"title": _("Bids"), "text": _("Tenders in which your company bids."), "tables": [drawn]}
    return render(request, "shell/pursuits_list.html", context | _pages(request, found))


@bidding
@require_safe
def bid(request: HttpRequest, reference: str) -> HttpResponse:
    return _bid(request, queries.bid(request.user, reference))


def _bid(request: HttpRequest, found: Bid) -> HttpResponse:
    offered = {each.name for each in BIDS.offered(found, request.user)}
    yes = _("Say that you offer none") if found.own_services else _("Offer services of your own")
    forms = [
        form("services", yes, reverse("portal:bid_move", args=[found.reference, "services"]), text=_("Services of your own may earn incentives on top.")),
        form("withdraw", _("Withdraw the bid"), reverse("portal:bid_move", args=[found.reference, "withdraw"]), danger=True, aside=True),
    ]  # fmt: skip
    context = {
        "title": found.tender.title, "ref": found.reference, "state": badge(found.state), "layout": LAYOUT,
        "crumbs": [(_("Bids"), reverse("portal:bids")), (found.reference, None)],
        "facts": [{"title": _("Your bid"), "items": [day(_("Put out on"), found.tender.opened_on), day(_("Closes"), found.tender.closes_on), {"label": _("You sourced it before"), "value": _("yes") if found.sourced_before else _("no")}, {"label": _("Services of your own"), "value": _("yes") if found.own_services else _("no")}]}],
        "forms": [each for each in forms if each["name"] in offered], "errors": [],
        "history": lines(found, outside=_outside(request), book=request.occasion.book),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context)


@bidding
@require_POST
def bid_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Say that own services are offered, or not; withdraw."""
    found = queries.bid(request.user, reference)
    if name == "services":
        tenders.say_services(found.reference, request.occasion, offered=not found.own_services)
    elif name == "withdraw":
        tenders.withdraw_bid(found.reference, request.occasion)
    else:
        raise NotFound("There is no such move for you.")
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("portal:bid", found.reference)


@claiming
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """One's own claims to preferred co-sell."""
    occasion = request.occasion
    found = queries.claims(request.user, cursor=request.GET.get("cursor", ""))
    fits = public_sector_partner(own(request.user), occasion.book, occasion.day)
    rows = (
        row(one.reference, reverse("portal:preferred", args=[one.reference]), customer=one.customer_name, state=one.state, day=one.submitted_at.date())
        for one in found.rows
    )  # fmt: skip
    drawn = table(columns(("customer", _("Customer")), ("ref", _("Reference")), state=_("State"), day=_("Claimed")), rows, empty=(_("No claim yet"), _("In the US public sector one partner is preferred for an opportunity; claim it here.")))  # fmt: skip
    may = fits and ACCESS.may(request.user, Permission.SUBMIT_PREFERRED)
    context = {
        "title": _("Preferred co-sell"), "text": _("US public sector: the partner that is preferred has the co-sell discount, every other quotes at list price."),
        "actions": [{"label": _("Claim it"), "url": reverse("portal:preferred_new"), "icon": "plus", "kind": "primary"}] if may else [],
        "notes": [] if fits else [{"meaning": "neutral", "title": _("For partners of the US public sector"), "text": _("Elsewhere every channel deal has the co-sell discount without a claim.")}],
        "tables": [drawn],
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context | _pages(request, found))


def _claim_fields(typed: Any, errors: Errors, *, new: bool) -> list[dict[str, Any]]:
    first = [
        field("customer_name", _("Customer"), typed, errors, required=True, maxlength=200),
        field("sae_email", _("E-mail of the account executive"), typed, errors, kind="email", required=True, help=_("She is told of your claim at once.")),
    ]  # fmt: skip
    return (first if new else []) + [
        field("opportunity_id", _("Opportunity ID"), typed, errors, maxlength=20, width="middle", help=_("15 or 18 characters, as the account executive gave it. It may follow.")),
        field("meeting_on", _("Day of your meeting with the account executive"), typed, errors, kind="date", width="short"),
        field("plan", _("How you land and expand together"), typed, errors, kind="textarea", rows=5, maxlength=LONGEST_TEXT),
    ]  # fmt: skip


@claiming
@require_http_methods(["GET", "POST"])
def new_claim(request: HttpRequest) -> HttpResponse:
    """Claim preferred co-sell."""
    if not ACCESS.may(request.user, Permission.SUBMIT_PREFERRED):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = preferred.submit(request.occasion, {name: request.POST.get(name, "")[:9000] for name in CLAIM})
        except Invalid as refusal:
            errors = refusal.errors
        except Ineligible as refusal:
            errors = {"": [str(refusal)]}
        else:
            messages.success(request, _("Claimed. %(name)s was told.") % {"name": made.sae.name})
            return redirect("portal:preferred", made.reference)
    fields = _claim_fields(request.POST, errors, new=True)
    back = reverse("portal:preferred_list")
    context = {
        "title": _("Claim preferred co-sell"), "text": "", "label": _("Claim it"), "fields": fields, "layout": LAYOUT, "back": back,
        "errors": summary(errors, fields), "crumbs": [(_("Preferred co-sell"), back), (_("Claim it"), None)],
    }  # fmt: skip
    return render(request, "shell/pursuits_form.html", context, status=422 if errors else 200)


@claiming
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim; what is missing can be added while nobody decided."""
    found, errors = queries.claim(request.user, reference), {}
    if request.method == "POST":
        try:
            preferred.amend(found.reference, request.occasion, {name: request.POST.get(name, "")[:9000] for name in CLAIM[2:]})  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
            return redirect("portal:preferred", found.reference)
    return _claim(request, found, errors)


def _claim(request: HttpRequest, found: PreferredCoSell, errors: Errors) -> HttpResponse:
    offered = {each.name for each in CLAIMS.offered(found, request.user)}
    typed = request.POST or {"opportunity_id": found.given_id, "meeting_on": found.meeting_on or "", "plan": found.plan}
    fields, here = _claim_fields(typed, errors, new=False), [found.reference]
    forms = [
        form("amend", _("Save the claim"), reverse("portal:preferred", args=here), fields),
        form("withdraw", _("Withdraw the claim"), reverse("portal:preferred_withdraw", args=here), danger=True, aside=True),
    ]  # fmt: skip
    decided = [{"label": _("Opportunity"), "value": found.known_id}] if found.state == "approved" else []
    why = found.removal_reason or (found.reason if found.state == "denied" else "")
    context = {
        "title": found.customer_name, "ref": found.reference, "state": badge(found.state), "layout": LAYOUT,
        "crumbs": [(_("Preferred co-sell"), reverse("portal:preferred_list")), (found.reference, None)],
        "facts": [{"title": _("Claim"), "items": known([{"label": _("Customer"), "value": found.customer_name}, {"label": _("Account executive"), "value": found.sae.name}, {"label": _("Opportunity ID"), "value": found.given_id}, day(_("Meeting"), found.meeting_on), moment(_("Claimed"), found.submitted_at), moment(_("Decided"), found.decided_at), *decided])}],
        "notes": [{"meaning": "stop", "title": _("The reason"), "text": why}] if why else [],
        "forms": [each for each in forms if each["name"] in offered], "errors": summary(errors, fields),
        "history": lines(found, outside=_outside(request), book=request.occasion.book),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


@claiming
@require_POST
def withdraw_claim(request: HttpRequest, reference: str) -> HttpResponse:
    found = preferred.withdraw(queries.claim(request.user, reference).reference, request.occasion)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("portal:preferred", found.reference)

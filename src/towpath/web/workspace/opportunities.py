"""One opportunity: its record with the fields that are stamped on it, how it begins by hand, and how it ends."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.money import CURRENCIES, Money
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.facts import inactivity_facts
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.accounts.tagging import Tagged, offers
from towpath.domain.deals import queries as deals
from towpath.domain.deals.rewards import sourced_discount
from towpath.domain.rulebook.on_rows import case_key
from towpath.kernel.events.history import lines
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.decisions.opportunities.inactivity import inactivity
from towpath.program.decisions.opportunities.stages import details_needed, stages
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import quotes
from towpath.web.workspace.opportunities_beside import standing_beside
from towpath.web.workspace.opportunities_forms import NAMES
from towpath.web.workspace.opportunities_lists import TYPES, badge

DOLLARS = "USD"
FOLLOWING = ("approved", "submitted", "in_review", "returned")  # what may follow when the opportunity closes


@require_GET
@internal_only
def opportunity(request: HttpRequest, reference: str) -> HttpResponse:
    """One opportunity: facts, the locked registration fields, its registrations and its history."""
    found = queries.opportunity(request.user, reference)
    tagged = offers(found, request.occasion)
    context = {
        "opportunity": found,
        "state": badge(found.state),
        **_tagged(found, tagged),
        **_standing_still(request, found),
        "type_words": TYPES[found.type],
        "pending": found.stage == stages(request.occasion.book, request.occasion.day).named("pending"),
        "registrations": _registrations(request, found),
        "quotes": quotes.of_opportunity(request, found),
        "may_quote": quotes.may_make(request, found),
        "moves": {move.name for move in actions.MOVES.offered(found, request.user)},
        "history": lines(found),
        **standing_beside(request, found),
        "earned": sourced_discount(found, request.occasion.book, on=request.occasion.day),
    }
    return render(request, "workspace/opportunities/record.html", context)


def _tagged(found: Opportunity, tagged: Tagged) -> dict[str, Any]:
    """The cases with what they offer beside what stands there, and why the order type is what it is."""
    shown = [
        {
            "field": offer.field, "label": NAMES.get(offer.field, offer.field), "now": _words(getattr(found, offer.field)),
            "words": " / ".join(offer.among) or _words(offer.value), "fits": offer.fits, "lock": offer.lock,
        }
        for offer in tagged.offers
    ]  # fmt: skip
    because = (found.order_type_decision or {}).get("because") or [{"says": ""}]
    return {
        "tagged": tagged,
        "case_key": case_key,
        "offers": shown,
        "open_offers": len(tagged.open),
        "order_reason": because[0],
    }


def _words(value: Any) -> str:
    return str(getattr(value, "name", value) or "")


def _standing_still(request: HttpRequest, found: Opportunity) -> dict[str, Any]:
    """When it is warned of or closed, where it has been still for half of its time or more."""
    if found.state != OPEN:
        return {}
    decision = inactivity(inactivity_facts(found, request.occasion), request.occasion.book, on=request.occasion.day)
    due = decision.outcome
    if due.step == "leave" or (found.warned_at is None and due.step == "wait"):
        return {}
    return {"idle": due, "idle_says": f"{decision.because[0].says} {decision.because[0].mend}"}


def _registrations(request: HttpRequest, found: Opportunity) -> list[tuple[Any, str]]:
    """The registrations on an opportunity that the reader may see, each with its status in words."""
    rows = deals.visible(request.user).filter(opportunity=found).select_related(*deals.LISTED).order_by("-id")[:50]
    return [(one, deals.status_of(one, request.occasion.book)) for one in rows]


@require_http_methods(["GET", "POST"])
@internal_only
def new_opportunity(request: HttpRequest) -> HttpResponse:
    """Create an opportunity by hand: the account first, unless the address names it, then name, amount and day."""
    if not ACCESS.may(request.user, Permission.CREATE_OPPORTUNITY):
        raise NotFound("There is no such page for you.")
    given = request.POST if request.method == "POST" else request.GET
    chosen_account = queries.account(request.user, given["account"]) if given.get("account") else None
    if chosen_account is None:
        return _choose_account(request)
    if not ACCESS.held(request.user, [Permission.CREATE_OPPORTUNITY], chosen_account):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = actions.create(request.occasion, account=chosen_account, **_typed(request, chosen_account))
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(reference)s is here now.") % {"reference": made.reference})
            return redirect("workspace:opportunity", made.reference)
    fields = _fields(request, chosen_account, errors)
    context = {"account": chosen_account, "fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/opportunities/new.html", context, status=422 if errors else 200)


def _choose_account(request: HttpRequest) -> HttpResponse:
    """The first step: whose opportunity it is."""
    q = request.GET.get("q", "")[:200]
    found = queries.accounts(request.user, q=q, size=10).rows if q.strip() else []
    may = ACCESS.rows(
        request.user, Permission.CREATE_OPPORTUNITY, Account.objects.filter(pk__in=[one.pk for one in found])
    )
    hers = set(may.values_list("pk", flat=True)) if found else set()
    rows = [
        {
            "account": one,
            "country": COUNTRY_NAMES.get(one.country, one.country),
            "ready": bool(one.pk in hers and one.region and one.owner),
        }
        for one in found
    ]
    context = {"q": q, "found": rows}
    return render(request, "workspace/opportunities/choose.html", context)


def _typed(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The form's values; Invalid names every field that cannot be read."""
    given, errors = request.POST, {}
    amount, close_on = None, None
    currency = given.get("currency", "").strip().upper() or DOLLARS
    if given.get("amount", "").strip() and currency in CURRENCIES:
        try:
            amount = Money.parse(given["amount"], currency).amount
        except ValueError as error:
            errors["amount"] = [str(error)]
    if given.get("close_on", "").strip():
        try:
            close_on = date.fromisoformat(given["close_on"].strip())
        except ValueError:
            errors["close_on"] = [_("Write the day as year-month-day, such as 2026-12-31.")]
    owner = _owners(request.user, account).get(given.get("owner", ""))
    if owner is None:
        errors["owner"] = [_("Choose who owns it.")]
    if errors:
        raise Invalid(errors)
    name = given.get("name", "")
    return {"name": name, "owner": owner, "amount": amount, "currency": currency, "close_on": close_on}


def _owners(actor: Person, account: Account) -> dict[str, Person]:
    """Who may own it: the account's own Sales Rep, and whoever creates it."""
    people = [account.owner, actor] if account.owner else [actor]
    return {str(one.pk): one for one in people}


def _fields(request: HttpRequest, account: Account, errors: Any) -> list[dict[str, Any]]:
    owners = _owners(request.user, account)
    typed = {"owner": next(iter(owners)), "currency": DOLLARS} | {n: request.POST.get(n, "") for n in request.POST}
    return [
        field("name", _("Name"), typed, errors, required=True, maxlength=actions.LONGEST_NAME, help=_("For example “Acme: 200 seats”.")),
        field("amount", _("Amount"), typed, errors, inputmode="decimal", width="middle", help=_("May be left open.")),
        field("currency", _("Currency"), typed, errors, maxlength=3, width="short"),
        field("close_on", _("Closes"), typed, errors, kind="date", width="middle", help=_("The day you expect; may be left open.")),
        field("owner", _("Owner"), typed, errors, kind="select", blank=False, required=True, options=[(key, one.name) for key, one in owners.items()]),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def close(request: HttpRequest, reference: str, outcome: str) -> HttpResponse:
    """Close as won or lost: what follows is said before; a loss needs its reason."""
    found = queries.opportunity(request.user, reference)
    if outcome not in {move.name for move in actions.MOVES.offered(found, request.user)} and found.state == OPEN:
        raise NotFound("There is no such move for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _close(request, found.reference, outcome)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(reference)s is closed.") % {"reference": found.reference})
            return redirect("workspace:opportunity", found.reference)
    known = stages(request.occasion.book, request.occasion.day)
    category = field(
        "lost_reason", _("Reason"), request.POST, errors, kind="select", blank=False,
        options=[(each, each) for each in (known.other_reason, *(r for r in known.lost_reasons if r != known.other_reason))],
    )  # fmt: skip
    reason = field(
        "reason", _("Why was it lost"), request.POST, errors, kind="textarea", maxlength=actions.LONGEST_REASON,
        required=details_needed(request.POST.get("lost_reason", ""), found.net_arr, known),
        help=_("It stands in the history and on the opportunity. May be left open for a listed reason and a small deal."),
    )  # fmt: skip
    followers = [pair for pair in _registrations(request, found) if pair[0].state in FOLLOWING]
    context = {
        "opportunity": found, "won": outcome == "close_won", "reason": reason, "category": category, "followers": followers,
        "errors": summary(errors, [category, reason]),
    }  # fmt: skip
    return render(request, "workspace/opportunities/close.html", context, status=422 if errors else 200)


def _close(request: HttpRequest, reference: str, outcome: str) -> None:
    if outcome == "close_won":
        actions.close_won(reference, request.occasion)
        return
    given = request.POST
    actions.close_lost(
        reference, request.occasion, reason=given.get("reason", ""), lost_reason=given.get("lost_reason", "")
    )

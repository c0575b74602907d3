"""What stands beside a decision: account candidates, likely opportunities, the checklist, other claims on the customer."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.likeness import AccountWords, score
from towpath.domain.accounts.models import Account
from towpath.domain.accounts.queries import accounts as found_accounts
from towpath.domain.accounts.queries import likely_opportunities, visible_accounts
from towpath.domain.accounts.queries import opportunities as found_opportunities
from towpath.domain.accounts.similar import claim_of, similar_accounts
from towpath.domain.deals import checklist, queries
from towpath.domain.deals.models import Place, Registration
from towpath.kernel.occasion import Occasion
from towpath.web.workspace import deals_words
from towpath.web.workspace.deals_words import address

CANDIDATES = 8
FOUND = 10


def countries() -> list[dict[str, str]]:
    """Every country for a choice, by name."""
    return [{"value": code, "label": name} for code, name in sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])]


def _claim(registration: Registration) -> Any:
    return claim_of(registration.customer_name, registration.customer_website, registration.customer_country)


def accounts(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """The accounts that the customer may be, each with its score and grounds, and those that a search found."""
    mine = visible_accounts(request.user)
    candidates = similar_accounts(_claim(registration), limit=CANDIDATES, within=mine)
    rows = mine.in_bulk([one.account_id for one in candidates])
    q = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    searched = found_accounts(request.user, q=q, size=FOUND).rows if q else []
    return {
        "candidates": [_candidate(rows[one.account_id], one.match, registration) for one in candidates],
        "q": q,
        "searched": [
            _candidate(row, score(_claim(registration), AccountWords(row.name, row.domain, row.country)), registration)
            for row in searched
        ],
        "may_create": registration.state == "submitted",
        "customer_sections": [_("Registration"), "Customer", "Customer's contact"],
    }


def _candidate(account: Account, match: Any, registration: Registration) -> dict[str, Any]:
    strength = {"strong": "good", "likely": "waiting", "possible": "neutral"}[match.strength]
    return {
        "account": account,
        "url": address("workspace:account", account.reference),
        "score": match.score,
        "strength": match.strength,
        "meaning": strength,
        "grounds": [ground.says for ground in match.grounds],
        "country": COUNTRY_NAMES.get(account.country, account.country),
        "current": registration.account_id == account.pk,
    }


def grounds_of(reference: str, occasion: Occasion, account: str) -> str:
    """Why the chosen account is the customer, in words for the history; "" where it is not the actor's to see."""
    if occasion.actor is None:
        return ""
    registration = queries.one(occasion.actor, reference)
    chosen = visible_accounts(occasion.actor).filter(reference=account).first()
    if chosen is None:
        return ""
    match = score(_claim(registration), AccountWords(chosen.name, chosen.domain, chosen.country))
    return f"{match.score} of 100: " + "; ".join(ground.says for ground in match.grounds)


def opportunities(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """The likely matches among the customer's opportunities, and those that the global search found (DRG-12)."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    likely = likely_opportunities(request.user, registration.account_id) if registration.account_id else []
    searched = found_opportunities(request.user, q=q, size=FOUND).rows if q else []
    return {
        "q": q,
        "deal_sections": [_("Registration"), "Customer", "Opportunity"],
        "likely": [_opportunity(one, registration) for one in likely],
        "searched": [_opportunity(one, registration) for one in searched],
    }


def _opportunity(one: Any, registration: Registration) -> dict[str, Any]:
    return {
        "one": one,
        "url": address("workspace:opportunity", one.reference),
        "open": one.state == "open",
        "current": registration.opportunity_id == one.pk,
        "taken": bool(one.dr_deal_id and one.dr_deal_id != registration.reference and one.dr_status == "approved"),
    }


def intake(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    return {"needs": needs(checklist.for_intake(registration), registration, set())}


def approval(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """What the approval still needs, who signed before, and the other claims on the customer."""
    return {
        "needs": needs(_for_approval(registration, request.occasion), registration, None),
        **rivals(request, registration),
    }


def _for_approval(registration: Registration, occasion: Occasion) -> list[checklist.Need]:
    place = registration.places.filter(decided_at=None, opened_at__isnull=False).first()
    return checklist.for_approval(registration, place, occasion.book) if place else []


def sourcing(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """What the partner says it did, beside what the vendor already has with the customer."""
    return {**opportunities(request, registration), **rivals(request, registration)}


def rivals(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    others = queries.rivals(request.user, registration, request.occasion)
    return {"rivals": [rival(one, request.occasion) for one in others]}


def rival(one: Registration, occasion: Occasion) -> dict[str, Any]:
    """Another claim on the customer as a line of the hint."""
    return {
        "url": address("workspace:registration", one.reference),
        "label": f"{one.reference} {one.partner.name}",
        "text": one.deal_name,
        "state": deals_words.state(one, occasion.book),
    }


def needs(found: list[checklist.Need], registration: Registration, offered: set[str] | None) -> list[dict[str, Any]]:
    """The checklist with a link to the page of each move; `offered` None: the page that shows it knows they are."""
    return [
        {
            "title": need.title,
            "done": need.done,
            "mend": "" if need.done else need.mend,
            "url": address(f"workspace:{need.move}", registration.reference)
            if need.move and (offered is None or need.move in offered)
            else "",
        }
        for need in found
    ]


def checklist_of(
    registration: Registration, places: list[Place], occasion: Occasion, offered: set[str]
) -> list[dict[str, Any]]:
    """The checklist of the record's page, without another query."""
    if registration.state == "submitted":
        return needs(checklist.for_intake(registration), registration, offered)
    place = next((p for p in places if p.decided_at is None and p.opened_at is not None), None)
    if registration.state != "in_review" or place is None:
        return []
    return needs(checklist.for_approval(registration, place, occasion.book), registration, offered)

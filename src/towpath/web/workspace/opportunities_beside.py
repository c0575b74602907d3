"""What an opportunity's page shows besides its registrations: incumbent, tender, claims to preferred co-sell."""

from typing import Any

from django.http import HttpRequest

from towpath.domain.accounts.models import Opportunity
from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.program.decisions.regions import of_public_sector
from towpath.program.parts import has
from towpath.web.shell.pursuits import STATES


def standing_beside(request: HttpRequest, found: Opportunity) -> dict[str, Any]:
    """The section's context; nothing for readers who may not see sales, or where the program does without them."""
    if not ACCESS.may(request.user, Permission.VIEW_SALE) or not has("quotes", request.occasion.book):
        return {}
    occasion = request.occasion
    return {
        "situation": queries.situation(request.user, found, occasion),
        "claim_states": STATES,
        "may_be_claimed": of_public_sector(found.region, occasion.book, occasion.day),
        "may_tender": ACCESS.held(request.user, [Permission.KEEP_TENDER], found),
    }

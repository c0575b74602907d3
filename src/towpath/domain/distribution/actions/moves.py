"""The moves of this room, bound to their lifecycles and grants, and what several actions share."""

from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.lifecycles import BILLING, MARKETPLACE
from towpath.domain.distribution.models import BillingRecord, MarketplacePage
from towpath.domain.partners.models import Partner
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

BILLINGS = Moves(BillingRecord, BILLING, ACCESS, organisation=lambda row: row.organisation_id)
PAGES = Moves(MarketplacePage, MARKETPLACE, ACCESS, organisation=lambda row: row.organisation_id)
LONGEST_REASON = 300


def locked(reference: str, permission: Permission, occasion: Occasion) -> Partner:
    """A partner, locked, among those on which the actor holds the permission; NotFound otherwise."""
    rows = ACCESS.rows(occasion.actor, permission, Partner.objects.filter(merged_into=None))
    found = rows.select_for_update(of=("self",)).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def said(text: str, field: str, why: str) -> str:
    """A few words as they are kept; Invalid when they are missing or too many."""
    words = " ".join(text.split())
    if not words:
        raise Invalid({field: [why]})
    if len(words) > LONGEST_REASON:
        raise Invalid({field: [f"At most {LONGEST_REASON} characters fit; this has {len(words)}."]})
    return words

"""How a partner stands on an opportunity besides its registration, as the program asks about it."""

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.queries import standing_for
from towpath.domain.quotes.facts import Standing
from towpath.kernel.occasion import Occasion


def standing_of(opportunity: Opportunity, partner: Partner | None, occasion: Occasion) -> Standing:
    """Incumbency, tender and preferred co-sell of the day."""
    found = standing_for(opportunity, partner, occasion)
    return Standing(
        incumbent=found.incumbent,
        notice=found.notice is not None and found.notice.partner_id is None,
        tender=bool(found.tender),
        preferred=found.preferred,
        own_services=found.own_services,
        last_year=found.last_year_percent,
        sourced_before=found.sourced_before or not found.bid,
    )

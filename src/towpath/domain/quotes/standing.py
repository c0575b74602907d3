"""How a partner stands on an opportunity besides its registration, as the program asks about it."""

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.quotes.facts import Standing
from towpath.kernel.occasion import Occasion


def standing_of(opportunity: Opportunity, partner: Partner | None, occasion: Occasion) -> Standing:
    """Incumbency, tender and preferred co-sell of the day."""
    return Standing()

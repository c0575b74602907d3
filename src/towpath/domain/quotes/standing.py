"""How a partner stands on an opportunity besides its registration, as the program asks about it; and to whom it is quoted."""

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.queries import standing_for
from towpath.domain.quotes.facts import Standing, route_facts
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.quotes.route import QuoteRoute, quote_route


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


def route_for(
    opportunity: Opportunity, partner: Partner | None, standing: Standing, occasion: Occasion, *, path: str, sale: str,
    buys: str = "unsaid",
) -> Decision[QuoteRoute]:  # fmt: skip
    """To whom a sale would be quoted today, as which kind of quote, or why it may not be and what the way out is."""
    facts = route_facts(opportunity, partner, standing, occasion, path=path, sale=sale, buys=buys)
    return quote_route(facts, occasion.book, on=occasion.day)

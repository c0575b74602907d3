"""How a partner stands on an opportunity besides its registration, as the program asks about it; and to whom it is quoted."""

from decimal import Decimal

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.queries import standing_for
from towpath.domain.quotes.facts import Standing, route_facts
from towpath.domain.quotes.lifecycles import ACCEPTED
from towpath.domain.quotes.models import Line
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


def partner_percent(opportunity: str) -> Decimal | None:
    """What the partner had off list price on the order, in percent over all subscriptions; None where no quote was ordered.

    The incumbent's renewal is judged by it (INC-08). What the customer got on top is not the partner's.
    """
    lines = Line.objects.filter(
        quote__opportunity__reference=opportunity, quote__state=ACCEPTED, quote__resale_partner__isnull=False
    ).exclude(product__kind__in=("services", "training"))
    whole = sum((line.list_amount for line in lines), Decimal(0))
    if not whole:
        return None
    return (sum((line.program_off for line in lines), Decimal(0)) / whole * 100).quantize(Decimal("0.01"))

"""The primary quote of an opportunity: one at a time, and what it stamps when it is approved (QUO-08)."""

from towpath.domain.accounts.actions.opportunities import stamp_quote
from towpath.domain.accounts.models import Opportunity
from towpath.domain.quotes.models import Quote
from towpath.kernel.occasion import Occasion


def hold_opportunity(reference: str) -> None:
    """Have all acts that may change which quote counts for an opportunity go one after the other, in the caller's transaction.

    Asked for before the quote itself is locked: two quotes of one opportunity would wait for each other otherwise.
    """
    quoted = Quote.objects.filter(reference=reference).values("opportunity")
    list(Opportunity.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=quoted).only("pk"))


def take_primary(quote: Quote) -> None:
    """Let a locked quote be the one that counts; the one before counts no more. Its opportunity is held: `hold_opportunity`."""
    Quote.objects.filter(opportunity=quote.opportunity_id, primary=True).exclude(pk=quote.pk).update(primary=False)
    quote.primary = True


def stamp(quote: Quote, occasion: Occasion) -> None:
    """Resale partner, distributor and track of the approved primary quote, locked on the opportunity (QUO-08)."""
    opportunity = Opportunity.objects.select_for_update(no_key=True).get(pk=quote.opportunity_id)
    partner = quote.resale_partner
    stamp_quote(
        opportunity, quote=quote.reference, resale_partner=partner, distributor=quote.distributor,
        track=str(partner.track) if partner is not None else "", occasion=occasion,
    )  # fmt: skip

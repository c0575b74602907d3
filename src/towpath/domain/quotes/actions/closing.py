"""What becomes of quotes when their opportunity ends: those that still ran are withdrawn by the product itself."""

from django.db import transaction

from towpath.domain.accounts.lifecycles import CLOSED_WON, OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.quotes.actions.approvals import set_aside
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.lifecycles import ACCEPTED, IN_REVIEW, QUOTE, SENT
from towpath.domain.quotes.models import Quote
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotReady

WHY = {"closed_won": "won by another quote", "closed_lost": "the opportunity was closed as lost", "merged": "the opportunity was merged into another"}  # fmt: skip


def left_over(opportunity: int) -> list[str]:
    """References of the quotes that end with a closed opportunity, by its id; none while it is open.

    Where it was won before its order was recorded, the primary quote that was sent stays: the order may still come.
    """
    closed = Opportunity.objects.filter(pk=opportunity).exclude(state=OPEN).first()
    if closed is None:
        return []
    rows = Quote.objects.filter(opportunity=closed, state__in=QUOTE.moves["end"].sources)
    won = closed.state == CLOSED_WON
    if won and not Quote.objects.filter(opportunity=closed, state=ACCEPTED).exists():
        rows = rows.exclude(primary=True, state=SENT)
    return list(rows.order_by("id").values_list("reference", flat=True))


@transaction.atomic(durable=True)
def end(reference: str, occasion: Occasion, *, why: str) -> Quote:
    """Withdraw a running quote of a closed opportunity; who was to approve it need no more.

    why  a key of WHY
    """
    quote, move = QUOTES.take("end", reference, occasion)
    if quote.reference not in left_over(quote.opportunity_id):
        raise NotReady(f"{reference} does not end: its opportunity is open, or its order may still come.")
    if quote.state == IN_REVIEW:
        set_aside(quote, occasion)
    quote.primary = False
    return QUOTES.keep(quote, move, occasion, why=WHY[why])

"""Before a quote lapses: its owner and its readers are told once of each last day."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.lifecycles import QUOTE
from towpath.domain.quotes.models import Quote
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Refusal
from towpath.program.decisions.quotes.fields import reminder_days

RUNS_OUT = QUOTE.moves["lapse"].sources


def tell_lapsing(occasion: Occasion) -> int:
    """Note of every quote whose last day is near that it is, once for each last day; how many were noted now."""
    near = occasion.day + timedelta(days=reminder_days(occasion.book, occasion.day))
    due = Quote.objects.filter(state__in=RUNS_OUT, valid_until__gte=occasion.day, valid_until__lte=near)
    untold = Q(told_of_end=None) | ~Q(told_of_end=F("valid_until"))
    told = 0
    for reference in list(due.filter(untold).order_by("id").values_list("reference", flat=True)):
        try:
            told += tell(reference, occasion)
        except Refusal:  # somebody ordered or withdrew it in this moment
            continue
    return told


@transaction.atomic(durable=True)
def tell(reference: str, occasion: Occasion) -> bool:
    """Note that one quote will lapse; False where that was noted, or is not so any more."""
    quote = QUOTES.lock(reference, "quotes.quote.follow", occasion)
    left = (quote.valid_until - occasion.day).days
    if quote.state not in RUNS_OUT or not 0 <= left <= reminder_days(occasion.book, occasion.day):
        return False
    if quote.told_of_end == quote.valid_until:
        return False
    quote.told_of_end = quote.valid_until
    QUOTES.write(quote)
    QUOTES.note(quote, "quotes.quote.lapsing", occasion, days=left, valid_until=quote.valid_until.isoformat())
    return True

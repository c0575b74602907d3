"""How quotes are taken and kept. What an act says of a price stands in the quote alone, never in its event."""

from towpath.domain.quotes.access import ACCESS
from towpath.domain.quotes.lifecycles import QUOTE
from towpath.domain.quotes.models import Quote
from towpath.kernel.moves import Moves

# The wall of an event is the quote's audience: nobody else reads that there was one.
QUOTES = Moves(
    Quote, QUOTE, ACCESS, organisation=lambda quote: quote.organisation_id, region=lambda quote: quote.region
)

"""What of this room goes along when a partner becomes part of another.

The audience of a quote follows its partner by a trigger, so that no quote is ever without the right one (QUO-05).
"""

from towpath.domain.partners.belongings import Belonging, register

FOLLOWS = "Follows the partner of its quote by itself."
QUOTE = ("quote", "quotes")

register(
    Belonging("quotes.quote", QUOTE, partner="resale_partner"),
    Belonging("quotes.quote", ("quote listed for it", "quotes listed for it"), partner="listing_partner"),
    Belonging("quotes.quote", QUOTE, organisation="organisation", stays=FOLLOWS),
    Belonging("quotes.purchaseorder", ("purchase order", "purchase orders"), organisation="organisation", stays=FOLLOWS),
    Belonging("quotes.dispatch", ("dispatch", "dispatches"), organisation="organisation",
              stays="Who was sent a quote stays on record."),
)  # fmt: skip

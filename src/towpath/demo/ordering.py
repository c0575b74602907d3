"""Orders of the demo: one that fits its quote, one that does not, one whose paper is still to be looked up; and a change of approvers."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from towpath.domain.quotes.actions import matrix, orders
from towpath.domain.quotes.lifecycles import SENT
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.order_checks import on_quote
from towpath.domain.quotes.queries import readers
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
type Acts = Iterator[tuple[datetime, str, Callable[[datetime], None]]]
#: Region and kind of the sent quote that is answered; the words take the place of what would fit, None leaves them out.
ORDERS: tuple[tuple[str, str, dict[str, str | None]], ...] = (
    ("EMEA", "two_tier", {"PO number": "PO-88120"}),
    ("EMEA", "one_tier", {"PO number": "4500017", "Payment terms": "Net 60", "Entity": "Head office"}),
    ("AMER", "two_tier", {"PO number": "PO-88131", "Total": None, "Payment terms": None}),
)


def ordered(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """What came for quotes that were sent, and who is to approve in a region from next month on."""
    for number, (region, kind, words) in enumerate(ORDERS):
        at = ago(region, 0.8 * DAY) + timedelta(minutes=17 * number)
        yield at, region, partial(_hand_in, channel=channel, region=region, kind=kind, words=words)
    yield ago("EMEA", 0.6 * DAY), "EMEA", partial(_change, channel=channel)


def _hand_in(at: datetime, *, channel: "Channel", region: str, kind: str, words: dict[str, str | None]) -> None:
    """The order for a quote of the region, as its distributor or partner sends it."""
    sent = Quote.objects.filter(state=SENT, region=region, kind=kind, orders=None, valid_until__gt=at.date())
    sent = sent.select_related("account", "opportunity")
    for quote in sent.order_by("-id")[:1]:
        people = readers(quote)
        if people:
            orders.receive(channel.by(people[0], at), orders.Handed(quote.reference, _text(quote, words)))


def _text(quote: Quote, words: dict[str, str | None]) -> str:
    told = on_quote(quote)
    fits = {
        "Quote number": told["quote_number"], "Entity": told["entity"], "Description": "Licences as quoted",
        "Subtotal": told["amount"], "Total": told["amount"], "Currency": told["currency"],
        "Payment terms": f"Net {told['net_days']}", "Term": f"{told['term_months']} months", "Sold to": told["sold_to"],
        "Bill to": quote.invoice_owner or "Accounts Payable", "End customer": quote.account.name,
        "End customer email": quote.end_user_email, "End customer address": quote.shipping_address,
    } | words  # fmt: skip
    return "\n".join(f"{label}: {text}" for label, text in fits.items() if text is not None)


def _change(at: datetime, *, channel: "Channel") -> None:
    """The region's director asks that her colleague approves as from the first of next month."""
    director, people = channel.inside[Role.CHANNEL_DIRECTOR, "EMEA"][0], channel.inside[Role.ASM, "EMEA"]
    if len(people) > 1:
        first = (at.date().replace(day=1) + timedelta(days=32)).replace(day=1)
        matrix.request(
            channel.by(director, at), level="asm", region="EMEA", person=people[1].pk, starts_on=first,
            why="He takes the region’s new business over.",
        )  # fmt: skip

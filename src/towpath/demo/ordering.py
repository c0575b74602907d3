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
#: Which sent quote is answered, by what; the words take the place of what would fit, None leaves them out.
ORDERS: tuple[tuple[str, int, dict[str, str | None]], ...] = (
    ("two_tier", 0, {"PO number": "PO-88120"}),
    ("one_tier", 0, {"PO number": "4500017", "Payment terms": "Net 60", "Entity": "Head office"}),
    ("two_tier", 1, {"PO number": "PO-88131", "Total": None, "Payment terms": None}),
)


def ordered(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """What came for quotes that were sent, and who is to approve in a region from next month on."""
    for number, (kind, which, words) in enumerate(ORDERS):
        at = ago("EMEA", 0.8 * DAY) + timedelta(minutes=17 * number)
        yield at, "EMEA", partial(_hand_in, channel=channel, kind=kind, which=which, words=words)
    yield ago("EMEA", 0.6 * DAY), "EMEA", partial(_change, channel=channel)


def _hand_in(at: datetime, *, channel: "Channel", kind: str, which: int, words: dict[str, str | None]) -> None:
    """The order for a quote of the region, as its distributor or partner sends it."""
    sent = Quote.objects.filter(state=SENT, region="EMEA", kind=kind, orders=None).select_related(
        "account", "opportunity"
    )
    found = sent.order_by("-id")[which : which + 1] or sent.order_by("-id")[:1]
    for quote in found:
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

"""Mail about purchase orders: no figure stands in any of it, only a link behind the sign-in (QUO-02)."""

from datetime import datetime

from django.utils.translation import gettext as _

from towpath.domain.quotes.models import PurchaseOrder
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.notices.letter import Letter, address
from towpath.notices.post import post_to_all

O = "quotes.order."  # noqa: E741 (stands before names of events)


def _order(event: Event) -> PurchaseOrder:
    return PurchaseOrder.objects.select_related("quote__account", "quote__owner", "received_by").get(
        pk=event.subject_id
    )  # fmt: skip


def _facts(order: PurchaseOrder) -> tuple[tuple[str, str], ...]:
    return ((_("Customer"), order.quote.account.name), (_("Quote"), order.quote.reference))


@listen(O + "received", O + "matched", O + "mismatched")
def to_owner(event: Event, now: datetime) -> None:
    """The owner of the quote hears once of an order that came from outside, and of what its check found."""
    order = _order(event)
    told_by_its_check = event.name == O + "received" and order.state != "received"
    if event.actor is None or event.actor.is_internal or told_by_its_check:
        return
    words = {"reference": order.reference, "customer": order.quote.account.name}
    subject = {
        O + "received": _("%(reference)s An order for %(customer)s came"),
        O + "matched": _("%(reference)s The order for %(customer)s fits its quote"),
        O + "mismatched": _("%(reference)s The order for %(customer)s does not fit its quote"),
    }[event.name]
    letter = Letter(
        subject=subject % words,
        lead=_("Look at what stands on it beside its quote; accept it when it fits."),
        link=address(f"/purchase-orders/{order.reference}"),
        link_label=_("Open the order"),
        facts=_facts(order),
        why_you=_("The quote is yours."),
    )
    post_to_all(event, f"orders.{event.name.removeprefix(O)}.inside", [order.quote.owner], letter, now)


@listen(O + "mismatched", O + "accepted", O + "declined")
def to_sender(event: Event, now: datetime) -> None:
    """Who sent an order from outside hears what became of it, when somebody of the vendor did that."""
    order = _order(event)
    if order.received_by.organisation_id is None or event.actor is None or not event.actor.is_internal:
        return
    words = {"reference": order.reference, "customer": order.quote.account.name}
    outcome = event.name.removeprefix(O)
    subject, lead = {
        "mismatched": (_("%(reference)s Your order for %(customer)s does not fit its quote"), _("Open it to see in what, with both sides; then correct it, or send another.")),
        "accepted": (_("%(reference)s Your order for %(customer)s is accepted"), _("Nothing more is needed of you.")),
        "declined": (_("%(reference)s Your order for %(customer)s is declined"), _("Read the reason below; another order can be sent.")),
    }[outcome]  # fmt: skip
    letter = Letter(
        subject=subject % words,
        lead=lead,
        link=address(f"/portal/purchase-orders/{order.reference}"),
        link_label=_("Open the order"),
        quote=order.declined_why if outcome == "declined" else "",
        quote_label=_("The reason"),
        facts=_facts(order),
        why_you=_("You sent it."),
    )
    post_to_all(event, f"orders.{outcome}", [order.received_by], letter, now)

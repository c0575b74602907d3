"""Quotes that wait for their order, and the orders that answer them, in few words."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, asked, complete
from towpath.domain.distribution.models import Distributor
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.actions.orders import Handed
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.identity.roles import Role

OFF = (Wanted(SKU, Decimal(200), customer_percent=Decimal(10), customer_why="They move from a rival product"),)


def sent_one_tier(cast, by, shop, **more) -> Quote:
    """A quote to Rivalry, at the program's discount, sent to Ruth."""
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, **more))
    quotes.make_primary(quote.reference, by(cast.sofia))
    approvals.submit(quote.reference, by(cast.sofia))
    return sending.send(quote.reference, by(cast.sofia), people=[cast.ruth.pk])


def sent_two_tier(cast, by, shop, **more) -> Quote:
    """A quote to Amazic for the reseller Northwind, sent to Dirk."""
    full = complete(shop, cast.rival)
    fields = {name: getattr(full, name) for name in ("sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")}  # fmt: skip
    quote = quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference, **(fields | more)))
    approvals.submit(quote.reference, by(cast.sofia))
    return sending.send(quote.reference, by(cast.sofia), people=[cast.dirk.pk])


def lines(quote: Quote, **more) -> str:
    """The text of an order that fits a quote, but for what is said otherwise; None leaves a line out."""
    told = {
        "PO number": "PO-417", "Entity": quote.entity, "Quote number": quote.reference, "Description": "Premium, 200 users",
        "Subtotal": f"{quote.net_amount:.2f}", "Total": f"{quote.net_amount:.2f}", "Currency": "USD",
        "Payment terms": "Net 30", "Term": "12 months", "Sold to": "Acme Robotics GmbH", "Bill to": "Rivalry",
        "End customer": "Acme Robotics GmbH", "End customer email": "carla@acme-robotics.example",
        "End customer address": "Werkstr. 1, Berlin",
    } | more  # fmt: skip
    return "\n".join(f"{label}: {value}" for label, value in told.items() if value is not None)


def handed(quote: Quote, *, received_on: date | None = None, **more) -> Handed:
    return Handed(quote.reference, lines(quote, **more), received_on=received_on)


def scan(name: str = "order.pdf", content: bytes = b"%PDF-1.7 order") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def amazic() -> Distributor:
    return Distributor.objects.get(code="amazic")


def sent_to_dirk(cast, by, shop) -> str:
    """Northwind's quote through Amazic, approved and sent to Dirk."""
    made = quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference))
    Quote.objects.filter(pk=made.pk).update(state="approved")
    sending.send(made.reference, by(cast.sofia), people=[cast.dirk.pk])
    return made.reference


def waiting_for_ann(cast, by, shop) -> str:
    """Rivalry's own quote with ten percent for the customer, in review at Ann's."""
    cast.ann = person("Ann", Role.APPROVER)
    approver("asm", cast.ann, region="EMEA")
    made = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=OFF))
    approvals.submit(made.reference, by(cast.sofia), comments="They sign this week if we give ten.")
    return made.reference

"""Quotes that wait for their order, and the orders that answer them, in few words."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.quotes.shop import asked, complete
from towpath.domain.distribution.models import Distributor
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.actions.orders import Handed
from towpath.domain.quotes.models import Quote


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

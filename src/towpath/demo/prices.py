"""The prices of the demo: invented products and price books, a change some weeks ago, and one that is announced."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from towpath.basics.money import Money
from towpath.domain.pricing.actions import books, imports, products
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
YEAR: dict[str, Any] = {"kind": "subscription", "unit": "user", "term_months": 12}
# SKU, name, what it is, list price in dollars; none of it is sold anywhere
PRODUCTS: tuple[tuple[str, str, dict[str, Any], int], ...] = (
    ("PREM-SAAS-12", "Premium, hosted, 1 year", YEAR | {"tier": "premium", "deployment": "saas"}, 228),
    ("PREM-SM-12", "Premium, self-managed, 1 year", YEAR | {"tier": "premium", "deployment": "self_managed"}, 228),
    ("ULT-SAAS-12", "Ultimate, hosted, 1 year", YEAR | {"tier": "ultimate", "deployment": "saas"}, 780),
    ("ULT-SM-12", "Ultimate, self-managed, 1 year", YEAR | {"tier": "ultimate", "deployment": "self_managed"}, 780),
    ("ULT-DED-12", "Ultimate, dedicated, 1 year", YEAR | {"tier": "ultimate", "deployment": "dedicated"}, 1140),
    ("ASSIST-12", "Assistant, 1 year", {"kind": "add_on", "unit": "user", "term_months": 12}, 216),
    ("PLAN-12", "Planning seats, 1 year", {"kind": "add_on", "unit": "user", "term_months": 12}, 96),
    ("MINUTES-1000", "1,000 compute minutes", {"kind": "add_on", "unit": "piece"}, 11),
    ("STORAGE-10-12", "10 GB of storage, 1 year", {"kind": "storage", "unit": "10_gb", "term_months": 12}, 54),
    ("PS-HOUR", "Professional services, an hour", {"kind": "services", "unit": "hour"}, 310),
    ("PS-DAY", "Professional services, a day", {"kind": "services", "unit": "day"}, 2350),
    ("PS-START", "Quick start", {"kind": "services", "unit": "project"}, 14200),
    ("PS-MOVE", "Migration, up to 300 projects", {"kind": "services", "unit": "project"}, 31500),
    ("TR-BASICS", "Training: basics", {"kind": "training", "unit": "seat"}, 640),
    ("TR-PIPELINES", "Training: pipelines", {"kind": "training", "unit": "seat"}, 720),
    ("TR-CLASS", "Training: a class of twelve", {"kind": "training", "unit": "project"}, 6900),
)
MIRRORED = ("PREM-SAAS-12", "PREM-SM-12", "ULT-SAAS-12", "ULT-SM-12", "ULT-DED-12")
# code, name, kind, currency, zone of its days, and what a list dollar is in it
BOOKS = (
    ("list-usd", "List, US dollars", "list", "USD", "America/Los_Angeles", "1"),
    ("list-eur", "List, euros", "list", "EUR", "Europe/Berlin", "0.92"),
    ("list-gbp", "List, pounds", "list", "GBP", "Europe/London", "0.79"),
    ("list-jpy", "List, yen", "list", "JPY", "Asia/Tokyo", "151"),
    ("partner-usd", "Partners that buy directly, US dollars", "partner", "USD", "America/Los_Angeles", "0.88"),
    ("distribution-usd", "Distribution, US dollars", "distribution", "USD", "America/Los_Angeles", "0.81"),
    ("public-sector-usd", "Public sector, US dollars", "public_sector", "USD", "America/New_York", "0.85"),
)
RISES = ("PREM-SAAS-12", "PREM-SM-12", "PREM-SAAS-12-ECO", "PREM-SM-12-ECO")  # some weeks ago, by a twentieth
ANNOUNCED = ("ASSIST-12", "PS-HOUR", "PS-DAY")  # next quarter, by a tenth


def priced(channel: "Channel", ago: Callable[[str, float], datetime]) -> Iterator[tuple[datetime, str, Any]]:
    """Products and books at the beginning, then their prices, the change, and what is announced."""
    eco = [(f"{sku}-ECO", f"{name} (Ecosystem)", given | {"mirrors": sku}, price) for sku, name, given, price in PRODUCTS
           if sku in MIRRORED]  # fmt: skip
    everything = [*PRODUCTS, *eco]
    at = ago("EMEA", 94 * DAY)
    yield at, "EMEA", partial(_shelf, channel=channel, everything=everything)
    for code, _name, _kind, currency, _zone, rate in BOOKS:
        for days, chosen, factor, ahead in (
            (93, [sku for sku, *_ in everything], "1", -200), (60, RISES, "1.05", 14), (5, ANNOUNCED, "1.1", 40),
        ):  # fmt: skip
            list_prices = {
                sku: price * Decimal(factor) * Decimal(rate) for sku, _n, _g, price in everything if sku in chosen
            }
            yield ago("EMEA", days * DAY), "EMEA", partial(
                _price_list, channel=channel, code=code, amounts={sku: _whole(one, currency) for sku, one in list_prices.items()}, ahead=ahead,
            )  # fmt: skip


def _whole(amount: Decimal, currency: str) -> Decimal:
    """A price as somebody would ask it: no fractions where the unit is large."""
    return Money(amount, currency).rounded().amount if amount < 100 else amount.quantize(Decimal(1))


def _shelf(at: datetime, *, channel: "Channel", everything: list[tuple[str, str, dict[str, Any], int]]) -> None:
    who = channel.by(channel.inside[Role.PROGRAMS, ""][0], at)
    first = at.date() - timedelta(days=200)
    for sku, name, given, _price in everything:
        products.add(who, sku=sku, given=given | {"name": name, "starts_on": first}, invented=True)
    for code, name, kind, currency, zone, _rate in BOOKS:
        books.open_book(who, code=code, name=name, kind=kind, currency=currency, zone=zone, invented=True)


def _price_list(at: datetime, *, channel: "Channel", code: str, amounts: dict[str, Decimal], ahead: int) -> None:
    """A file of prices from a day so many days ahead, read in as people do it; the first from when products were sold."""
    who = channel.by(channel.inside[Role.PROGRAMS, ""][0], at)
    day: date = at.date() + timedelta(days=ahead)
    lines = ["SKU,Price", *(f"{sku},{amount:f}" for sku, amount in amounts.items())]
    file = io.BytesIO(("\n".join(lines) + "\n").encode())
    row = imports.receive(who, code, file, file_name=f"{code}-{day}.csv", starts_on=day)
    imports.check(row.reference, who, columns=row.columns)
    imports.apply(row.reference, who)

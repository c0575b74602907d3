"""Products and books for tests: the fewest words that make one."""

from datetime import date
from decimal import Decimal
from typing import Any

from towpath.domain.pricing.actions import books, prices, products
from towpath.domain.pricing.models import Price, PriceBook, Product

LONG_AGO = date(2025, 1, 1)


def product(occasion, sku: str = "PREM-SAAS-12", **more: Any) -> Product:
    """A subscription of twelve months per user, unless said otherwise."""
    given = {
        "name": f"Product {sku}", "kind": "subscription", "tier": "premium", "deployment": "saas", "unit": "user",
        "term_months": 12, "starts_on": LONG_AGO,
    } | more  # fmt: skip
    return products.add(occasion, sku=sku, given=given)


def book(occasion, code: str = "list-usd", **more: Any) -> PriceBook:
    """The list book in US dollars, whose days begin in Los Angeles, unless said otherwise."""
    given = {"name": code, "kind": "list", "currency": "USD", "zone": "America/Los_Angeles"} | more
    return books.open_book(occasion, code=code, **given)


def price(occasion, amount: str, starts_on: date = LONG_AGO, *, sku="PREM-SAAS-12", code="list-usd", **more) -> Price:
    return prices.set_price(code, sku, occasion, amount=Decimal(amount), starts_on=starts_on, **more)


def stretches(code: str = "list-usd", sku: str = "PREM-SAAS-12") -> list[tuple[str, str, str]]:
    """What stands in a book for a product: (amount, first day, end or "")."""
    rows = Price.objects.filter(book__reference=code, product__sku=sku, withdrawn_at=None).order_by("starts_on")
    return [(f"{row.amount:f}".rstrip("0").rstrip("."), str(row.starts_on), str(row.ends_on or "")) for row in rows]

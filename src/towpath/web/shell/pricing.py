"""Products and prices in words, for the portal and the workspace alike."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.basics.money import minor_units
from towpath.domain.pricing.models import PriceBook, Product
from towpath.web.shell.formats import NO_BREAK

KINDS = {
    "subscription": lazy("Subscription"), "add_on": lazy("Add-on"), "services": lazy("Services"), "training": lazy("Training"),
    "storage": lazy("Storage"),
}  # fmt: skip
DEPLOYMENTS = {"saas": lazy("Hosted by us"), "self_managed": lazy("Self-managed"), "dedicated": lazy("Dedicated")}
UNITS = {
    "user": lazy("user"), "seat": lazy("seat"), "day": lazy("day"), "hour": lazy("hour"), "project": lazy("project"),
    "10_gb": lazy("10 GB"), "piece": lazy("piece"),
}  # fmt: skip
BOOK_KINDS = {
    "list": lazy("List"), "partner": lazy("Partners that buy directly"), "distribution": lazy("Distribution"),
    "public_sector": lazy("Public sector"),
}  # fmt: skip


def price_words(amount: Decimal | None, currency: str) -> str:
    """A price with all the decimals of its currency: "USD 228.00", "JPY 31,000"; nothing for None."""
    return "" if amount is None else f"{currency}{NO_BREAK}{amount:,.{minor_units(currency)}f}"


def per(product: Product) -> str:
    """What one price is for: "user, 12 months"."""
    unit = str(UNITS.get(product.unit, product.unit))
    return f"{unit}, " + _("%(months)d months") % {"months": product.term_months} if product.term_months else unit


def product_state(product: Product, today: date) -> dict[str, Any]:
    """Whether it is sold, as the shell draws it."""
    if product.starts_on > today:
        return {"state": "coming", "label": _("To come"), "meaning": "waiting"}
    if product.ends_on is not None and product.ends_on <= today:
        return {"state": "ended", "label": _("Not sold any more"), "meaning": "neutral"}
    return {"state": "sold", "label": _("Sold"), "meaning": "good"}


def book_state(book: PriceBook) -> dict[str, Any]:
    if book.state == "open":
        return {"state": "open", "label": _("Open"), "meaning": "good"}
    return {"state": "closed", "label": _("Closed"), "meaning": "neutral"}


def readers(book: PriceBook) -> str:
    """Who outside sees a book, in words."""
    if book.distributor is not None:
        return _("%(name)s alone") % {"name": book.distributor.name}
    words = {
        "list": _("partners and distributors"), "partner": _("partners that buy directly"),
        "distribution": _("all distributors, no partner"), "public_sector": _("nobody outside"),
    }  # fmt: skip
    return words[book.kind]


def day_asked(text: str) -> tuple[date | None, str]:
    """A day that an address names, and what is wrong with it."""
    try:
        found = date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        found = date.min
    if found is not None and not 2000 <= found.year <= 2199:
        return None, _("Write the day as 2026-10-01, between 2000 and 2199.")
    return found, ""

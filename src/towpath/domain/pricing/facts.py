"""What a product costs at a moment: the one place that says which day counts and which row holds on it. No actor here.

For rooms above, which ask for a quote that somebody may make. What a person may look at is in queries.py.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from towpath.domain.pricing.lifecycles import OPEN
from towpath.domain.pricing.models import Price, PriceBook, Product


def book_day(book: PriceBook, moment: datetime) -> date:
    """The day that it is in a book at a moment: days begin at midnight in the book's own zone, wherever one asks from."""
    if moment.utcoffset() is None:
        raise ValueError(f"The moment {moment.isoformat()} has no time zone: pass an aware datetime, in UTC.")
    return moment.astimezone(ZoneInfo(book.zone)).date()


def in_force(on: date) -> Q:
    """Prices that hold on a day of their book."""
    return Q(withdrawn_at=None, starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def sold(on: date) -> Q:
    """Products that are sold on a day."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def price_on(product: Product | int, book: PriceBook, on: date) -> Price | None:
    """What the product costs on a day of the book; None where it has no price, or is not sold on that day."""
    return prices_on(book, on, [product]).get(product.pk if isinstance(product, Product) else product)


def price_at(product: Product | int, book: PriceBook, moment: datetime) -> Price | None:
    """What the product costs at a moment."""
    return price_on(product, book, book_day(book, moment))


def prices_on(book: PriceBook, on: date, products: Iterable[Product | int]) -> dict[int, Price]:
    """Product id -> its price on a day of the book, in one query; products without one are left out."""
    wanted = [each.pk if isinstance(each, Product) else each for each in products]
    rows: QuerySet[Price] = Price.objects.filter(in_force(on), book=book, product__in=wanted)
    sold_then = Q(product__starts_on__lte=on) & (Q(product__ends_on=None) | Q(product__ends_on__gt=on))
    return {row.product_id: row for row in rows.filter(sold_then)}


def prices_at(book: PriceBook, moment: datetime, products: Iterable[Product | int]) -> dict[int, Price]:
    """The same at a moment: one day for all of them, however long the asking takes."""
    return prices_on(book, book_day(book, moment), products)


def book_for(kind: str, currency: str, distributor: int | None = None) -> PriceBook | None:
    """The open book of a kind and currency: the distributor's own where it has one, else the one for all."""
    rows = PriceBook.objects.filter(state=OPEN, kind=kind, currency=currency)
    found = {row.distributor_id: row for row in rows.filter(Q(distributor=None) | Q(distributor=distributor))}
    return (found.get(distributor) if distributor is not None else None) or found.get(None)


def currencies() -> list[str]:
    """The currencies that can be quoted in: those of the open list books, in the order of their codes."""
    rows = PriceBook.objects.filter(state=OPEN, kind=PriceBook.Kind.LIST)
    return list(rows.order_by("currency").values_list("currency", flat=True).distinct())

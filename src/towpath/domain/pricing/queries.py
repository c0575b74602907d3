"""What lists and pages read; every reader takes the actor, and the moment at which she reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from towpath.domain.distribution.models import Buying
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.facts import book_day, in_force, sold
from towpath.domain.pricing.models import Price, PriceBook, PriceImport, Product
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotAllowed, NotFound

BY_SKU = Sort("sku", "sku")
LATEST = Sort("latest", "id", descending=True)
MOST = 500  # rows of a product's history on its page


@dataclass(frozen=True)
class Row:
    """A line of a book as of a day."""

    product: Product
    price: Price


@dataclass(frozen=True)
class Difference:
    """What a product costs on one day and on another; None where it has no price."""

    product: Product
    before: Decimal | None
    after: Decimal | None


# -- products ----------------------------------------------------------------------------------------------------------


def products(
    actor: Person, *, q: str = "", kind: str = "", sold_on: date | None = None, cursor: str = "", size: int = 50
) -> Page[Product]:
    """One page of products by SKU. `sold_on` narrows it to what is sold on a day."""
    rows = ACCESS.rows(actor, Permission.VIEW_PRODUCT, Product.objects.select_related("mirrors"))
    rows = rows.filter(matching(q)) if q.strip() else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(sold(sold_on)) if sold_on is not None else rows
    return page(rows, BY_SKU, cursor=cursor, size=size)


def matching(words: str) -> Q:
    """Products whose SKU begins with these words, or whose name holds them."""
    text = words.strip()
    return Q(sku__startswith=text.upper()) | Q(name__icontains=text)


def product(actor: Person, sku: str) -> Product:
    """One product; NotFound when it is not the actor's to see."""
    rows = Product.objects.select_related("mirrors", "ecosystem_sku")
    found = ACCESS.rows(actor, Permission.VIEW_PRODUCT, rows).filter(sku=sku.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no product {sku} for you.")
    return found


def price_history(actor: Person, of: Product) -> list[Price]:
    """All prices of a product over time, withdrawn ones too, by book, the latest first; at most MOST of them."""
    books = ACCESS.rows(actor, Permission.VIEW_HISTORY, PriceBook.objects.all())
    rows = Price.objects.filter(product=of, book__in=books).select_related("book", "made_by", "product")
    return list(rows.order_by("book__kind", "book__currency", "book_id", "-starts_on", "-id")[:MOST])


# -- books -------------------------------------------------------------------------------------------------------------


def visible(actor: Person, at: datetime) -> QuerySet[PriceBook]:
    """The books that the actor may see at a moment.

    The partners' own book is shown where its partner buys directly already: not before that begins.
    """
    rows = ACCESS.rows(actor, Permission.VIEW_BOOK, PriceBook.objects.select_related("distributor"))
    if actor.organisation_id is None:
        return rows
    direct = Buying.objects.filter(organisation=actor.organisation_id, distributor=None, starts_on__lte=at.date())
    return rows.filter(
        ~Q(kind=PriceBook.Kind.PARTNER) | Exists(direct.filter(Q(ends_on=None) | Q(ends_on__gt=at.date())))
    )


def reads_books(actor: Person) -> bool:
    """Whether somebody of her role reads books at all, whatever her company may see today: for menus."""
    return any(grant.permission == Permission.VIEW_BOOK and grant.role in actor.roles for grant in ACCESS.grants)


def books(actor: Person, at: datetime) -> list[PriceBook]:
    """The books that the actor may see: open ones first, by kind and currency."""
    return list(visible(actor, at).order_by("-state", "kind", "currency", "reference")[:200])


def book(actor: Person, reference: str, at: datetime) -> PriceBook:
    """One book; NotFound when it is not the actor's to see."""
    found = visible(actor, at).filter(reference=reference.strip().lower()).first()
    if found is None:
        raise NotFound(f"There is no price book {reference} for you.")
    return found


def day_asked(actor: Person, of: PriceBook, at: datetime, on: date | None) -> date:
    """The day on which a reader may look at a book: today in its zone, or any day for those who see its history."""
    today = book_day(of, at)
    if on is None or on == today:
        return today
    if not ACCESS.held(actor, [Permission.VIEW_HISTORY], of):
        raise NotAllowed("You see the prices of today.")
    return on


def book_rows(
    actor: Person, of: PriceBook, at: datetime, *, on: date | None = None, q: str = "", kind: str = "",
    cursor: str = "", size: int = 50,
) -> tuple[Page[Product], list[Row]]:  # fmt: skip
    """One page of a book as of a day, by SKU: the products that have a price then, each with it."""
    day = day_asked(actor, of, at, on)
    prices = Price.objects.filter(in_force(day), book=of)
    rows = Product.objects.filter(sold(day), Exists(prices.filter(product=OuterRef("pk"))))
    rows = rows.filter(matching(q)) if q.strip() else rows
    rows = rows.filter(kind=kind) if kind else rows
    found: Page[Product] = page(rows, BY_SKU, cursor=cursor, size=size)
    held = {price.product_id: price for price in prices.filter(product__in=[each.pk for each in found.rows])}
    return found, [Row(each, held[each.pk]) for each in found.rows if each.pk in held]


def every_row(actor: Person, of: PriceBook, at: datetime, *, on: date | None = None) -> Iterator[Row]:
    """Every line of a book as of a day, for CSV, in pages so that memory stays small."""
    cursor = ""
    while True:
        found, rows = book_rows(actor, of, at, on=on, cursor=cursor, size=1000)
        yield from rows
        cursor = found.next
        if not cursor:
            return


def differences(
    actor: Person, of: PriceBook, one: date, other: date, *, cursor: str = "", size: int = 50
) -> tuple[Page[Product], list[Difference]]:
    """One page of what costs something else on another day: changed, new or gone, by SKU."""
    if not ACCESS.held(actor, [Permission.VIEW_HISTORY], of):
        raise NotFound("There is no such page for you.")
    rows = Product.objects.annotate(before=_amount_on(of, one), after=_amount_on(of, other))
    rows = rows.filter(Exists(Price.objects.filter(book=of, product=OuterRef("pk"), withdrawn_at=None)))
    told_apart = (
        Q(before=None, after__isnull=False) | Q(before__isnull=False, after=None) | Q(before__gt=F("after"))
        | Q(before__lt=F("after"))
    )  # fmt: skip
    found: Page[Product] = page(rows.filter(told_apart), BY_SKU, cursor=cursor, size=size)
    return found, [Difference(each, each.before, each.after) for each in found.rows]


def _amount_on(of: PriceBook, on: date) -> Subquery:
    sold_then = Q(product__starts_on__lte=on) & (Q(product__ends_on=None) | Q(product__ends_on__gt=on))
    prices = Price.objects.filter(in_force(on) & sold_then, book=of, product=OuterRef("pk"))
    return Subquery(prices.values("amount")[:1])


# -- imports -----------------------------------------------------------------------------------------------------------


def imports(actor: Person, *, cursor: str = "", size: int = 50) -> Page[PriceImport]:
    """Price lists that were read in, the newest first."""
    rows = PriceImport.objects.select_related("book", "received_by").defer("content", "problems", "preview", "before")
    return page(ACCESS.rows(actor, Permission.SET_PRICE, rows), LATEST, cursor=cursor, size=size)


def one_import(actor: Person, reference: str) -> PriceImport:
    """One of them; NotFound for those who set no prices."""
    rows = PriceImport.objects.select_related("book", "received_by").defer("content", "before")
    found = ACCESS.rows(actor, Permission.SET_PRICE, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no price import {reference} for you.")
    return found

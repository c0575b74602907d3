"""Products, price books and their prices: what one may see, and setting them for those who look after them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, answer_page, entitled, moment_of
from towpath.api.fields import DayIn, Given, Line, Number, Plain, Sentence, Shown, Version
from towpath.api.once import moved, once
from towpath.basics.money import Money, MoneyError
from towpath.domain.pricing import queries
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.actions import books, prices, products
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import Price, PriceBook, Product
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

products_router = Router(tags=["prices"])
books_router = Router(tags=["prices"])
Kind = Literal["subscription", "add_on", "services", "training", "storage"]
Unit = Literal["user", "seat", "day", "hour", "project", "10_gb", "piece"]
BookKind = Literal["list", "partner", "distribution", "public_sector"]


class ProductShown(Shown):
    sku: str = Field(examples=["PREM-SAAS-12"])
    href: str
    name: str
    kind: Kind
    tier: str
    deployment: str
    unit: Unit
    term_months: int | None = Field(description="For how many months one price is; none: it is paid once.")
    ecosystem_sku_of: str | None
    starts_on: date
    ends_on: date | None
    version: int


class ProductPage(Shown):
    items: list[ProductShown]
    next: str | None
    previous: str | None


class ProductsAsked(Given):
    q: Annotated[Line, Field(max_length=200, description="The beginning of a SKU, or a part of the name.")] = ""
    kind: Literal["", "subscription", "add_on", "services", "training", "storage"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class ProductIn(Given):
    sku: Annotated[Line, Field(max_length=40)]
    name: Annotated[Line, Field(max_length=200)]
    kind: Kind
    tier: Annotated[Line, Field(max_length=30)] = ""
    deployment: Literal["", "saas", "self_managed", "dedicated"] = ""
    unit: Unit
    term_months: Annotated[int, Field(ge=1, le=120)] | None = None
    mirrors: Annotated[Line, Field(max_length=40, description="The SKU that this Ecosystem SKU stands for.")] = ""
    starts_on: DayIn | None = None
    ends_on: DayIn | None = None


class PriceEndIn(Given):
    ends_on: DayIn
    version: Version = None


class DatedPrice(Shown):
    book: str
    currency: str
    amount: Number
    starts_on: date
    ends_on: date | None
    withdrawn: bool
    made_at: datetime


class DatedPrices(Shown):
    items: list[DatedPrice]


class BookShown(Shown):
    code: str = Field(examples=["list-usd"])
    href: str
    name: str
    kind: BookKind
    currency: str
    zone: str = Field(description="In which its days begin.", examples=["America/Los_Angeles"])
    today: date = Field(description="The day that it is in that zone.")
    distributor: str | None = Field(description="The one distributor that it is for.")
    state: Literal["open", "closed"]
    version: int


class BookList(Shown):
    items: list[BookShown]


class BookIn(Given):
    code: Annotated[Line, Field(max_length=40)]
    name: Annotated[Line, Field(max_length=120)]
    kind: BookKind
    currency: Annotated[Line, Field(max_length=3)]
    zone: Annotated[Line, Field(max_length=60)]
    distributor: Annotated[Line, Field(max_length=40)] = ""


class PriceShown(Shown):
    sku: str
    name: str
    unit: Unit
    term_months: int | None
    amount: Number
    currency: str
    starts_on: date
    ends_on: date | None


class PricePage(Shown):
    on: date
    items: list[PriceShown]
    next: str | None
    previous: str | None


class PricesAsked(ProductsAsked):
    on: DayIn | None = Field(None, description="As of this day of the book; today if left out.")


class DifferencesAsked(Given):
    one: DayIn
    other: DayIn
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class DifferenceShown(Shown):
    sku: str
    name: str
    before: Number | None
    after: Number | None


class DifferencePage(Shown):
    items: list[DifferenceShown]
    next: str | None
    previous: str | None


class PriceIn(Given):
    sku: Annotated[Line, Field(max_length=40)]
    amount: Annotated[Line, Field(max_length=40, examples=["228.00"])]
    starts_on: DayIn | None = Field(None, description="Tomorrow in the book's zone if left out.")
    ends_on: DayIn | None = Field(None, description="The price before it comes back on this day.")
    version: Version = None


class EndPriceIn(PriceEndIn):
    sku: Annotated[Line, Field(max_length=40)]


class PriceWithdrawIn(Given):
    sku: Annotated[Line, Field(max_length=40)]
    starts_on: DayIn
    reason: Annotated[Sentence, Field(max_length=300)]
    version: Version = None


class RenameIn(Given):
    name: Annotated[Line, Field(max_length=120)]
    version: Version = None


class CloseIn(Given):
    reason: Annotated[Sentence, Field(max_length=300)]
    version: Version = None


def _named(text: str) -> str:
    """A SKU or a book's code from an address; what cannot be one is not found."""
    if not (0 < len(text) <= 40 and text.isascii() and text.isprintable()):
        raise NotFound(f"There is nothing under {text!r}.")
    return text


# -- products ----------------------------------------------------------------------------------------------------------


def _product(one: Product) -> ProductShown:
    names = ("sku", "name", "kind", "tier", "deployment", "unit", "term_months", "starts_on", "ends_on", "version")
    return ProductShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/products/{one.sku}",
        ecosystem_sku_of=one.mirrors.sku if one.mirrors else None,
    )  # fmt: skip


def _one_product(request: HttpRequest, sku: str) -> Product:
    return queries.product(entitled(request, ACCESS, Permission.VIEW_PRODUCT), _named(sku))


@products_router.get("", response=ProductPage, operation_id="list_products")
def list_products(request: HttpRequest, asked: ProductsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Every product, by SKU."""
    actor = entitled(request, ACCESS, Permission.VIEW_PRODUCT)
    return answer_page(ProductPage, queries.products(actor, **asked.model_dump()), _product)


@products_router.post("", response={201: ProductShown}, operation_id="add_product")
def add_product(request: HttpRequest, body: ProductIn) -> HttpResponse:
    """Add a product."""
    entitled(request, ACCESS, Permission.MANAGE_PRODUCT)

    def act(occasion: Occasion) -> HttpResponse:
        shown = _product(products.add(occasion, sku=body.sku, given=body.model_dump(exclude={"sku"})))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@products_router.get("/{sku}", response=ProductShown, operation_id="read_product")
def read_product(request: HttpRequest, sku: str) -> HttpResponse:
    """One product."""
    return answer(_product(_one_product(request, sku)))


@products_router.get("/{sku}/prices", response=DatedPrices, operation_id="list_prices_of_product")
def prices_of(request: HttpRequest, sku: str) -> HttpResponse:
    """What it cost, costs and will cost, book by book."""
    found = _one_product(request, sku)
    return answer(DatedPrices(items=[_dated(one) for one in queries.price_history(actor_of(request), found)]))


def _dated(one: Price) -> DatedPrice:
    return DatedPrice(
        book=one.book.reference, currency=one.book.currency, amount=one.amount, starts_on=one.starts_on, ends_on=one.ends_on,
        withdrawn=one.withdrawn_at is not None, made_at=one.made_at,
    )  # fmt: skip


@products_router.post("/{sku}/end", response=ProductShown, operation_id="end_product")
def end_product(request: HttpRequest, sku: str, body: PriceEndIn) -> HttpResponse:
    """Sell it no longer from a day on."""
    return moved(
        request, lambda: _one_product(request, sku), _product,
        lambda occasion: products.end(_named(sku), occasion, **body.model_dump()),
    )  # fmt: skip


# -- books -------------------------------------------------------------------------------------------------------------


def _reader(request: HttpRequest) -> Person:
    return entitled(request, ACCESS, Permission.VIEW_BOOK)


def _one_book(request: HttpRequest, book: str) -> PriceBook:
    return queries.book(_reader(request), _named(book), moment_of(request))


def _book(one: PriceBook, at: datetime) -> BookShown:
    names = ("name", "kind", "currency", "zone", "state", "version")
    return BookShown(
        **{name: getattr(one, name) for name in names}, code=one.reference, href=f"/api/v1/price-books/{one.reference}",
        today=book_day(one, at), distributor=one.distributor.code if one.distributor else None,
    )  # fmt: skip


def _moved(request: HttpRequest, book: str, act: Any, *args: Any, **given: Any) -> HttpResponse:
    """A move on a book, answered with the book as it stands then."""
    at = moment_of(request)
    return moved(
        request, lambda: _one_book(request, book), lambda one: _book(one, at),
        lambda occasion: act(_named(book).lower(), *args, occasion, **given),
    )  # fmt: skip


@books_router.get("", response=BookList, operation_id="list_price_books")
def list_books(request: HttpRequest) -> HttpResponse:
    """The price books that are for the reader."""
    at = moment_of(request)
    return answer(BookList(items=[_book(one, at) for one in queries.books(_reader(request), at)]))


@books_router.post("", response={201: BookShown}, operation_id="open_price_book")
def open_book(request: HttpRequest, body: BookIn) -> HttpResponse:
    """Open a price book; its kind, currency and zone are for good."""
    entitled(request, ACCESS, Permission.MANAGE_BOOK)

    def act(occasion: Occasion) -> HttpResponse:
        shown = _book(books.open_book(occasion, **body.model_dump()), occasion.at)
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@books_router.get("/{book}", response=BookShown, operation_id="read_price_book")
def read_book(request: HttpRequest, book: str) -> HttpResponse:
    """One price book."""
    return answer(_book(_one_book(request, book), moment_of(request)))


@books_router.get("/{book}/prices", response=PricePage, operation_id="list_prices")
def list_prices(request: HttpRequest, book: str, asked: PricesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Its prices as of a day, by SKU; other days than today are for the vendor's people."""
    found, at = _one_book(request, book), moment_of(request)
    page, rows = queries.book_rows(actor_of(request), found, at, **asked.model_dump())
    items = [
        PriceShown(
            sku=row.product.sku, name=row.product.name, unit=row.product.unit, term_months=row.product.term_months,
            amount=row.price.amount, currency=found.currency, starts_on=row.price.starts_on, ends_on=row.price.ends_on,
        )
        for row in rows
    ]  # fmt: skip
    on = asked.on or book_day(found, at)
    return answer(PricePage(on=on, items=items, next=page.next or None, previous=page.previous or None))


@books_router.get("/{book}/differences", response=DifferencePage, operation_id="compare_price_book")
def differences(request: HttpRequest, book: str, asked: DifferencesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """What costs something else on another day."""
    found = _one_book(request, book)
    page, rows = queries.differences(
        actor_of(request), found, asked.one, asked.other, cursor=asked.cursor, size=asked.size
    )
    items = [
        DifferenceShown(sku=row.product.sku, name=row.product.name, before=row.before, after=row.after) for row in rows
    ]
    return answer(DifferencePage(items=items, next=page.next or None, previous=page.previous or None))


@books_router.post("/{book}/prices", response=BookShown, operation_id="set_price")
def set_price(request: HttpRequest, book: str, body: PriceIn) -> HttpResponse:
    """Let a product cost something from a day on."""

    def act(code: str, occasion: Occasion) -> Price:
        found = queries.book(occasion.person, code, occasion.at)
        if not ACCESS.held(occasion.actor, [Permission.SET_PRICE], found):
            raise NotFound(f"There is no price book {code} for you.")
        tomorrow = date.fromordinal(book_day(found, occasion.at).toordinal() + 1)
        return prices.set_price(
            found.reference, body.sku, occasion, amount=_amount(body.amount, found.currency),
            starts_on=body.starts_on or tomorrow, ends_on=body.ends_on, version=body.version,
        )  # fmt: skip

    return _moved(request, book, act)


def _amount(text: str, currency: str) -> Decimal:
    try:
        return Money.parse(text, currency).amount
    except MoneyError as error:
        raise Invalid({"amount": [str(error)]}) from error


@books_router.post("/{book}/end_price", response=BookShown, operation_id="end_price")
def end_price(request: HttpRequest, book: str, body: EndPriceIn) -> HttpResponse:
    """Let a product have no price from a day on."""
    return _moved(request, book, prices.end_price, body.sku, ends_on=body.ends_on, version=body.version)


@books_router.post("/{book}/withdraw_price", response=BookShown, operation_id="withdraw_price")
def withdraw_price(request: HttpRequest, book: str, body: PriceWithdrawIn) -> HttpResponse:
    """Take a price back that has not begun; the one before it goes on."""
    given = body.model_dump(exclude={"sku"})
    return _moved(request, book, prices.withdraw, body.sku, **given)


@books_router.post("/{book}/rename", response=BookShown, operation_id="rename_price_book")
def rename(request: HttpRequest, book: str, body: RenameIn) -> HttpResponse:
    """Rename it."""
    return _moved(request, book, books.rename, **body.model_dump())


@books_router.post("/{book}/close", response=BookShown, operation_id="close_price_book")
def close(request: HttpRequest, book: str, body: CloseIn) -> HttpResponse:
    """Price nothing new by it."""
    return _moved(request, book, books.close, **body.model_dump())


@books_router.post("/{book}/reopen", response=BookShown, operation_id="reopen_price_book")
def reopen(request: HttpRequest, book: str, body: Plain) -> HttpResponse:
    """Open it again."""
    return _moved(request, book, books.reopen, **body.model_dump())

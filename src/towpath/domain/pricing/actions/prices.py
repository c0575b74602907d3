"""Prices: set from a day on, ended, withdrawn before they begin. What was asked on a day that is past never changes."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from towpath.basics.money import Money, MoneyError, minor_units
from towpath.domain.pricing.actions.books import MOVES
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import Price, PriceBook, PriceImport, Product
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken

LARGEST = Decimal("99999999999999")
_LATEST = date(2199, 12, 31)


@transaction.atomic(durable=True)
def set_price(
    reference: str, sku: str, occasion: Occasion, *, amount: Decimal, starts_on: date, ends_on: date | None = None,
    version: int | None = None,
) -> Price:  # fmt: skip
    """Let a product cost `amount` in a book from a day on, until `ends_on` or the next price that is announced.

    The price that holds until then ends that day, and goes on after `ends_on` where one is given. Over a price that
    holds, the first day is tomorrow in the book's zone; where there is none, any day. A price that is to begin on the
    same day is replaced by this one. Invalid, NotReady and Taken say what is wrong.
    """
    book, move = MOVES.take("price", reference, occasion, version=version)
    product = product_of(sku)
    if errors := against(book, product, amount, starts_on, ends_on):
        raise Invalid(errors)
    price = place(book, product, amount, starts_on, ends_on, occasion)
    MOVES.keep(
        book, move, occasion, sku=product.sku, amount=str(Money(amount, book.currency)), starts_on=str(starts_on),
        ends_on=str(price.ends_on or ""),
    )  # fmt: skip
    return price


@transaction.atomic(durable=True)
def end_price(reference: str, sku: str, occasion: Occasion, *, ends_on: date, version: int | None = None) -> Price:
    """Let a product have no price in a book from a day on, tomorrow at the earliest; later ones must be withdrawn first."""
    book, move = MOVES.take("end", reference, occasion, version=version)
    product, today = product_of(sku), book_day(book, occasion.at)
    if not today < ends_on <= _LATEST:
        raise Invalid({"ends_on": [f"Choose {today.fromordinal(today.toordinal() + 1)} or a later day."]})
    rows = live(book, product)
    price = next(
        (row for row in rows if row.starts_on < ends_on and (row.ends_on is None or row.ends_on >= ends_on)), None
    )
    if price is None:
        raise NotFound(f"{product.sku} has no price in {book.name} that could end on {ends_on}.")
    if any(row.starts_on >= ends_on for row in rows):
        raise NotReady(f"{product.sku} has a later price in {book.name}.", remedy="Withdraw that one first.")
    move_end(price, ends_on, occasion)
    MOVES.keep(book, move, occasion, sku=product.sku, ends_on=str(ends_on))
    return price


@transaction.atomic(durable=True)
def withdraw(
    reference: str, sku: str, occasion: Occasion, *, starts_on: date, reason: str, version: int | None = None
) -> Price:
    """Take a price back that has not begun; the price before it goes on in its place."""
    why = " ".join(reason.split())
    if not 1 <= len(why) <= 300:
        raise Invalid({"reason": ["Say why in at most 300 characters: it stands in the history."]})
    book, move = MOVES.take("withdraw", reference, occasion, version=version)
    product = product_of(sku)
    rows = live(book, product)
    price = next((row for row in rows if row.starts_on == starts_on), None)
    if price is None:
        raise NotFound(f"{product.sku} has no price in {book.name} that begins on {starts_on}.")
    take_out(price, book, occasion)
    before = next((row for row in rows if row.ends_on == starts_on), None)
    if before is not None:
        move_end(before, price.ends_on, occasion)
    MOVES.keep(book, move, occasion, sku=product.sku, starts_on=str(starts_on), reason=why)
    return price


# -- inside a transaction that holds the book's row: for the actions above and for imports ---------------------------------


def product_of(sku: str) -> Product:
    product = Product.objects.filter(sku=sku.strip().upper()).first()
    if product is None:
        raise NotFound(f"There is no product {sku.strip().upper()} for you.")
    return product


def live(book: PriceBook, product: Product) -> list[Price]:
    """Its prices in the book that stand, the earliest first."""
    rows = list(Price.objects.filter(book=book, product=product, withdrawn_at=None).order_by("starts_on"))
    for row in rows:
        row.product = product
    return rows


def amount_problem(amount: Decimal, currency: str) -> str:
    """What keeps an amount from being a price in a currency; "" when nothing does."""
    try:
        money = Money(amount, currency)
    except MoneyError as error:
        return str(error)
    if amount < 0:
        return "A price is not negative."
    if amount > LARGEST:
        return "This is more than can be kept."
    if money.rounded().amount != amount:
        units = minor_units(currency)
        return f"{currency} has {units} decimals; write {money.rounded().amount}." if units else (
            f"{currency} has no decimals; write {money.rounded().amount}."
        )  # fmt: skip
    return ""


def against(
    book: PriceBook, product: Product, amount: Decimal, starts_on: date, ends_on: date | None
) -> dict[str, list[str]]:
    """What is wrong with a price in itself, whatever else stands in the book."""
    errors: dict[str, list[str]] = {}
    if problem := amount_problem(amount, book.currency):
        errors["amount"] = [problem]
    if not date(2000, 1, 1) <= starts_on <= _LATEST:
        errors["starts_on"] = ["Choose a day between 2000 and 2199."]
    elif product.ends_on is not None and starts_on >= product.ends_on:
        errors["starts_on"] = [f"{product.sku} is not sold any more from {product.ends_on}."]
    elif starts_on < product.starts_on:
        errors["starts_on"] = [f"{product.sku} is sold from {product.starts_on} on, not before."]
    if ends_on is not None and not starts_on < ends_on <= _LATEST:
        errors["ends_on"] = ["Choose a later day than the first, or leave it empty."]
    return errors


def place(
    book: PriceBook, product: Product, amount: Decimal, starts_on: date, ends_on: date | None, occasion: Occasion,
    *, made_in: PriceImport | None = None,
) -> Price:  # fmt: skip
    """Put a price between those that stand, which give way to it. NotReady and Taken say what is in its way."""
    rows = live(book, product)
    same = next((row for row in rows if row.starts_on == starts_on), None)
    later = [row for row in rows if row.starts_on > starts_on]
    until = ends_on or (same.ends_on if same is not None else later[0].starts_on if later else None)
    crossed = next((row for row in later if until is None or row.starts_on < until), None)
    if crossed is not None:
        raise Taken(
            f"{product.sku} has another price in {book.name} from {crossed.starts_on}.",
            remedy="End this one by that day, or withdraw the other first.",
        )
    old = same or next((row for row in rows if row.starts_on < starts_on and _holds(row, starts_on)), None)
    rest_until = old.ends_on if old is not None else None
    if old is not None:
        _give_way(old, book, starts_on, occasion)
    made = make(book, product, amount, starts_on, until, occasion, made_in)
    if old is not None and until is not None and (rest_until is None or rest_until > until):
        make(book, product, old.amount, until, rest_until, occasion, made_in)
    return made


def _holds(row: Price, on: date) -> bool:
    return row.starts_on <= on and (row.ends_on is None or row.ends_on > on)


def _give_way(old: Price, book: PriceBook, starts_on: date, occasion: Occasion) -> None:
    today = book_day(book, occasion.at)
    if starts_on <= today:
        raise NotReady(
            f"{old.product.sku} costs {Money(old.amount, book.currency)} in {book.name} on {starts_on} already, "
            f"and that day has begun in {book.zone}.",
            remedy=f"Set the new price from {today.fromordinal(today.toordinal() + 1)} on.",
        )
    if old.starts_on == starts_on:
        take_out(old, book, occasion)
    else:
        move_end(old, starts_on, occasion)


def make(
    book: PriceBook, product: Product, amount: Decimal, starts_on: date, ends_on: date | None, occasion: Occasion,
    made_in: PriceImport | None = None,
) -> Price:  # fmt: skip
    """A new price where nothing stands; Taken where something does."""
    try:
        with transaction.atomic():
            return Price.objects.create(
                book=book, product=product, amount=amount, starts_on=starts_on, ends_on=ends_on, made_at=occasion.at,
                made_by=occasion.actor, made_in=made_in,
            )  # fmt: skip
    except IntegrityError as error:
        if "price_one_a_day" not in str(error):
            raise
        raise Taken(f"{product.sku} has a price in {book.name} on some of these days.", remedy="Look again.") from error


def move_end(price: Price, ends_on: date | None, occasion: Occasion) -> None:
    """Let a price end on another day; the database refuses days that have begun."""
    price.ends_on, price.changed_at = ends_on, occasion.at
    price.save(update_fields=["ends_on", "changed_at"])


def take_out(price: Price, book: PriceBook, occasion: Occasion) -> None:
    """Withdraw a price; NotReady when it has begun."""
    if price.starts_on <= book_day(book, occasion.at):
        raise NotReady(
            f"The price of {price.product.sku} has begun on {price.starts_on}: it may have been asked.",
            remedy="Set another one from tomorrow on.",
        )
    price.withdrawn_at = occasion.at
    price.save(update_fields=["withdrawn_at"])

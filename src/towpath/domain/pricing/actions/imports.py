"""Reading a price list in: received, its columns named, checked, applied as one unit, undone if need be."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.price_files import COLUMNS, PriceRow, read_rows, unfit
from towpath.basics.sheet_files import opened_table
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.actions import books, prices, products
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.lifecycles import IMPORT
from towpath.domain.pricing.models import Price, PriceBook, PriceImport, Product
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Refusal

LIMIT = 10_000_000  # bytes
SAMPLE, MOST_PROBLEMS, MOST_SHOWN = 5, 1_000, 200
MOVES = Moves(PriceImport, IMPORT, ACCESS, organisation=lambda row: None)

type Standing = list[list[str]]  # of one product: [amount, first day, end or ""], the earliest first


@dataclass
class _Found:
    """What a file would do, or did."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    new_products: int = 0
    refused: int = 0
    problems: list[list[Any]] = field(default_factory=list)
    preview: list[list[Any]] = field(default_factory=list)
    before: dict[int, Standing] = field(default_factory=dict)

    def refuse(self, error: RowError) -> None:
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append([error.line, error.column, error.value[:200], error.what, error.remedy])


@transaction.atomic(durable=True)
def receive(
    occasion: Occasion, book: str, source: BinaryIO, *, file_name: str, starts_on: date | None = None,
    encoding: str | None = None,
) -> PriceImport:  # fmt: skip
    """Put a file aside and read its header; columns are named as in the book's last file of this header, or guessed.

    starts_on  from when rows without a day of their own count; tomorrow in the book's zone if left out
    """
    if not ACCESS.may(occasion.actor, Permission.SET_PRICE):
        raise NotAllowed("Prices are set by Programs and Finance.")
    into = PriceBook.objects.filter(reference=book).first()
    if into is None:
        raise NotFound(f"There is no price book {book} for you.")
    content = source.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Invalid({"file": [f"The file is larger than {LIMIT // 1_000_000} MB. Split it."]})
    try:
        table = opened_table(io.BytesIO(content), encoding or None)
        sample = [cells for _, cells in islice(table, SAMPLE)]
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was kept.") from error
    if "\0" in "".join([*table.header, *(cell for cells in sample for cell in cells)]):
        raise Invalid({"file": ["There are characters in it that cannot be kept."]})
    known = PriceImport.objects.filter(book=into, header=table.header).exclude(columns={}).order_by("-id").first()
    tomorrow = date.fromordinal(book_day(into, occasion.at).toordinal() + 1)
    row = PriceImport(
        reference=next_reference("PIM"), book=into, file_name=Path(file_name or "prices.csv").name[:200],
        sha256=hashlib.sha256(content).hexdigest(), content=content, encoding=encoding or "",
        starts_on=starts_on or tomorrow, header=table.header, sample=sample,
        columns=known.columns if known else COLUMNS.guess(table.header), received_by=occasion.actor, received_at=occasion.at,
    )  # fmt: skip
    return MOVES.begin(row, IMPORT.moves["receive"], occasion, file=row.file_name)


@transaction.atomic(durable=True)
def check(
    reference: str, occasion: Occasion, *, columns: Mapping[str, str], starts_on: date | None = None
) -> PriceImport:
    """Name the columns (field -> the header's cell) and reckon what the file would do; nothing of it is done."""
    row, move = MOVES.take("check", reference, occasion)
    named = {name: cell for name, cell in columns.items() if cell}
    if errors := unfit(named, row.header):
        raise Invalid(errors)
    row.columns, row.starts_on = named, starts_on or row.starts_on
    book = _book(row, occasion)
    before = transaction.savepoint_create()
    found = _carry_out(row, book, replace(occasion, kept=None))  # its events go with the rest
    transaction.savepoint_rollback(before)
    _note(row, found)
    return MOVES.keep(row, move, occasion, **_counts(row))


@transaction.atomic(durable=True)
def apply(reference: str, occasion: Occasion) -> PriceImport:
    """Do what the check has shown, in one transaction. Rows with faults are left out. Repeating a file changes nothing."""
    row, move = MOVES.take("apply", reference, occasion)
    book = _book(row, occasion)
    found = _carry_out(row, book, occasion)
    if not found.added + found.changed:
        raise NotReady("There is nothing to import: no row would add or change a price.", remedy="Drop the file.")
    _note(row, found)
    row.before = [
        {"product": pk, "before": standing, "after": _standing(book, pk)} for pk, standing in found.before.items()
    ]
    row.content, row.applied_at = None, occasion.at
    return MOVES.keep(row, move, occasion, **_counts(row))


@transaction.atomic(durable=True)
def drop(reference: str, occasion: Occasion) -> PriceImport:
    """Let a file go that was not imported."""
    row, move = MOVES.take("drop", reference, occasion)
    row.content = None
    return MOVES.keep(row, move, occasion, file=row.file_name)


@transaction.atomic(durable=True)
def undo(reference: str, occasion: Occasion) -> PriceImport:
    """Put the book back as it stood before the file. Products that it brought stay, without a price.

    Refused as a whole when a price of it has begun, or when one was changed since: that would be lost.
    """
    row, move = MOVES.take("undo", reference, occasion)
    book = _book(row, occasion)
    touched = {each["product"]: each for each in row.before}
    known = Product.objects.in_bulk(list(touched))
    since = [known[pk].sku for pk, each in touched.items() if _standing(book, pk) != each["after"]]
    if since:
        raise NotReady(
            f"{len(since):,} of its prices were changed since: {', '.join(since[:5])}{' …' if len(since) > 5 else ''}.",
            remedy="Undo the later import first, or set single prices by hand.",
        )
    for pk, each in touched.items():
        _put_back(book, known[pk], each["before"], occasion)
    return MOVES.keep(row, move, occasion, file=row.file_name)


def _book(row: PriceImport, occasion: Occasion) -> PriceBook:
    """Its book, locked: nobody else writes into it meanwhile."""
    reference = PriceBook.objects.values_list("reference", flat=True).get(pk=row.book_id)
    return books.MOVES.take("price", reference, occasion)[0]


def _carry_out(row: PriceImport, book: PriceBook, occasion: Occasion) -> _Found:
    """Set the prices of the file; what is wrong with a row is noted and the row left out."""
    found = _Found()
    if row.content is None:
        raise NotReady("The file is not here any more.", remedy="Choose it again.")
    known = {product.sku: product for product in Product.objects.all()}
    standing: dict[int, list[Price]] = {}
    for price in Price.objects.filter(book=book, withdrawn_at=None).order_by("starts_on"):
        standing.setdefault(price.product_id, []).append(price)
    try:
        for each in read_rows(
            io.BytesIO(bytes(row.content)), row.columns, currency=book.currency, starts_on=row.starts_on,
            encoding=row.encoding or None,
        ):  # fmt: skip
            found.rows += 1
            if isinstance(each, RowError):
                found.refuse(each)
            else:
                _one(each, row, book, occasion, found, known, standing)
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was imported.") from error
    return found


def _one(
    each: PriceRow, row: PriceImport, book: PriceBook, occasion: Occasion, found: _Found, known: dict[str, Product],
    standing: dict[int, list[Price]],
) -> None:  # fmt: skip
    mark = transaction.savepoint_create()
    try:
        product = known.get(each.sku) or _new(each, occasion)
        rows = standing.get(product.pk, [])
        now = next((price for price in rows if _holds(price, each.starts_on)), None)
        if now is not None and now.amount == each.amount and each.ends_on in (None, now.ends_on):
            found.unchanged += 1
            return
        if errors := prices.against(book, product, each.amount, each.starts_on, each.ends_on):
            raise Invalid(errors)
        prices.place(book, product, each.amount, each.starts_on, each.ends_on, occasion, made_in=row)
    except Refusal as refusal:
        transaction.savepoint_rollback(mark)
        found.refuse(_fault(each, row, refusal))
        return
    transaction.savepoint_commit(mark)
    found.new_products += each.sku not in known
    known[each.sku] = product
    found.before.setdefault(product.pk, [_words(price) for price in rows])
    standing[product.pk] = prices.live(book, product)
    found.added, found.changed = found.added + (now is None), found.changed + (now is not None)
    if len(found.preview) < MOST_SHOWN:
        found.preview.append(
            [each.line, each.sku, _plain(now.amount) if now else "", _plain(each.amount), str(each.starts_on)]
        )


def _new(each: PriceRow, occasion: Occasion) -> Product:
    """A product that the file brings along, if it says what it is."""
    if not each.details["name"]:
        raise NotFound(
            "There is no product of this part number.",
            remedy="Add it first, or name the columns that say its name, kind, unit and term.",
        )
    words = {name: "_".join(text.lower().split()) for name, text in each.details.items() if name != "name"}
    given = words | {"name": each.details["name"], "starts_on": each.starts_on}
    return products.add_within(occasion, sku=each.sku, given=given)


def _fault(each: PriceRow, row: PriceImport, refusal: Refusal) -> RowError:
    if isinstance(refusal, Invalid):
        name, texts = next(iter(refusal.errors.items()))
        value = each.written if name == "amount" else each.details.get(name) or str(getattr(each, name, ""))
        return RowError(each.line, row.columns.get(name, name), value, " ".join(texts), "Correct the row.")
    return RowError(each.line, row.columns["sku"], each.sku, refusal.sentence, refusal.remedy)


def _note(row: PriceImport, found: _Found) -> None:
    for name in ("rows", "added", "changed", "unchanged", "refused", "new_products", "problems", "preview"):
        setattr(row, name, getattr(found, name))


def _counts(row: PriceImport) -> dict[str, Any]:
    return {"file": row.file_name, "added": row.added, "altered": row.changed, "refused": row.refused}


def _holds(price: Price, on: date) -> bool:
    return price.starts_on <= on and (price.ends_on is None or price.ends_on > on)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _words(price: Price) -> list[str]:
    return [_plain(price.amount), str(price.starts_on), str(price.ends_on or "")]


def _standing(book: PriceBook, product: int) -> Standing:
    rows = Price.objects.filter(book=book, product=product, withdrawn_at=None).order_by("starts_on")
    return [_words(price) for price in rows]


def _put_back(book: PriceBook, product: Product, before: Standing, occasion: Occasion) -> None:
    """Let a product's prices stand as they stood: new ones out, ends where they were, withdrawn ones anew."""
    wanted = {(amount, starts): ends for amount, starts, ends in before}
    there: dict[tuple[str, str], Price] = {}
    for price in prices.live(book, product):
        amount, starts, _ = _words(price)
        if (amount, starts) in wanted:
            there[amount, starts] = price
        else:
            prices.take_out(price, book, occasion)
    for (amount, starts), ends in wanted.items():
        until = date.fromisoformat(ends) if ends else None
        kept = there.get((amount, starts))
        if kept is None:
            prices.make(book, product, Decimal(amount), date.fromisoformat(starts), until, occasion)
        elif kept.ends_on != until:
            prices.move_end(kept, until, occasion)

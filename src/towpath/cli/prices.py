"""`towpath prices`: products, price books as of a day, prices set and withdrawn, price lists read in and undone."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from towpath.basics.money import Money, MoneyError
from towpath.cli import tables
from towpath.cli.acting import AS_JSON, COLUMNS_NAMED, ENCODING, Acting, Day, acts, columns_named
from towpath.domain.pricing import queries
from towpath.domain.pricing.actions import books, imports, prices, products
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import Price, PriceBook, PriceImport, Product
from towpath.kernel.paging import Page
from towpath.kernel.refusals import Invalid

BOOK = click.argument("book", metavar="BOOK")
SKU = click.argument("sku", metavar="SKU")
LIMIT = click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
SHOWN = 50
FAULTS = ("Line", "Column", "Value", "What", "Remedy")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Products, price books and prices.

    \b
    towpath prices show list-usd --on 2026-10-01 --as paula@example.org
    towpath prices set list-usd PREM-SAAS-12 252.00 --from 2026-10-01 --as paula@example.org
    towpath prices import list-usd prices.csv --dry-run --as paula@example.org
    """


@group.command("products")
@click.option("--q", default="", help="The beginning of a part number, or a part of the name.")
@click.option("--kind", type=click.Choice(Product.Kind.values), default=None)
@LIMIT
@AS_JSON
@acts
def list_products(occasion: Acting, q: str, kind: str | None, limit: int, as_json: bool) -> None:
    """The products, by part number."""
    rows = [_product(one) for one in queries.products(occasion.actor, q=q, kind=kind or "", size=limit).rows]
    if as_json:
        tables.as_json(rows)
        return
    keys = ("sku", "name", "kind", "unit", "term_months", "starts_on", "ends_on")
    heads = ("SKU", "Name", "Kind", "Per", "Months", "From", "Until")
    tables.table(heads, [[each[key] for key in keys] for each in rows], empty="No product fits.")


def _product(one: Product) -> dict[str, Any]:
    return {
        "sku": one.sku, "name": one.name, "kind": one.kind, "tier": one.tier, "deployment": one.deployment, "unit": one.unit,
        "term_months": one.term_months, "ecosystem_sku_of": one.mirrors.sku if one.mirrors else "",
        "starts_on": str(one.starts_on), "ends_on": str(one.ends_on or ""),
    }  # fmt: skip


@group.command("add-product")
@SKU
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(Product.Kind.values))
@click.option("--unit", required=True, type=click.Choice(Product.Unit.values), help="What one price is for.")
@click.option("--term-months", type=click.IntRange(1, 120), help="And for so many months; left out: it is paid once.")
@click.option("--tier", default="")
@click.option("--deployment", type=click.Choice(Product.Deployment.values), default=None)
@click.option("--mirrors", default="", metavar="SKU", help="It is the Ecosystem SKU of this product.")
@click.option("--from", "starts_on", type=Day(), help="The first day on which it is sold; today if left out.")
@acts
def add_product(occasion: Acting, sku: str, **given: Any) -> None:
    """Add a product."""
    click.echo(f"{products.add(occasion, sku=sku, given=given).sku} is a product now.")


@group.command("end-product")
@SKU
@click.option("--on", "ends_on", type=Day(), required=True, help="The first day on which it is not sold any more.")
@acts
def end_product(occasion: Acting, sku: str, ends_on: date) -> None:
    """Sell a product no longer from a day on."""
    click.echo(f"{products.end(sku, occasion, ends_on=ends_on).sku} is not sold from {ends_on} on.")


@group.command("books")
@AS_JSON
@acts
def list_books(occasion: Acting, as_json: bool) -> None:
    """The price books that you may see."""
    rows = [
        {"code": one.reference, "name": one.name, "kind": one.kind, "currency": one.currency, "zone": one.zone, "state": one.state}
        for one in queries.books(occasion.actor, occasion.at)
    ]  # fmt: skip
    if as_json:
        tables.as_json(rows)
        return
    heads = ("Code", "Name", "Kind", "Currency", "Zone", "State")
    tables.table(heads, [list(each.values()) for each in rows], empty="There is no price book for you.")


@group.command("open-book")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(PriceBook.Kind.values))
@click.option("--currency", required=True)
@click.option("--zone", required=True, help="In which its days begin, such as Europe/Berlin.")
@click.option("--distributor", default="", help="The code of the one distributor that it is for.")
@acts
def open_book(occasion: Acting, code: str, **given: Any) -> None:
    """Open a price book. Its kind, currency and zone are for good."""
    click.echo(f"{books.open_book(occasion, code=code, **given).reference} is open.")


@group.command("close-book")
@BOOK
@click.option("--reason", required=True)
@acts
def close_book(occasion: Acting, book: str, reason: str) -> None:
    """Price nothing new by a book."""
    click.echo(f"{books.close(book, occasion, reason=reason).reference} is closed.")


@group.command("show")
@BOOK
@click.option("--on", type=Day(), help="As of this day of the book; today if left out.")
@click.option("--csv", "as_csv", is_flag=True, help="All of it as CSV, which `import` reads back.")
@AS_JSON
@acts
def show(occasion: Acting, book: str, on: date | None, as_csv: bool, as_json: bool) -> None:
    """A price book as of a day."""
    found = queries.book(occasion.actor, book, occasion.at)
    rows = [
        {"sku": row.product.sku, "name": row.product.name, "price": f"{row.price.amount.normalize():f}",
         "currency": found.currency, "unit": row.product.unit, "term_months": row.product.term_months}
        for row in queries.every_row(occasion.actor, found, occasion.at, on=on)
    ]  # fmt: skip
    if as_json:
        tables.as_json({"book": found.reference, "on": str(on or book_day(found, occasion.at)), "prices": rows})
        return
    heads = ("SKU", "Name", "Price", "Currency", "Unit", "Term months")
    lines = [list(each.values()) for each in rows]
    if as_csv:
        tables.as_csv(heads, lines)
        return
    tables.table(heads, lines, empty="No product has a price on this day.")


@group.command("history")
@SKU
@AS_JSON
@acts
def history(occasion: Acting, sku: str, as_json: bool) -> None:
    """What a product cost, costs and will cost, book by book."""
    found = queries.product(occasion.actor, sku)
    rows = [
        {"book": one.book.reference, "price": f"{one.amount.normalize():f}", "currency": one.book.currency, "from": str(one.starts_on),
         "until": str(one.ends_on or ""), "withdrawn": one.withdrawn_at is not None}
        for one in queries.price_history(occasion.actor, found)
    ]  # fmt: skip
    if as_json:
        tables.as_json(rows)
        return
    heads = ("Book", "Price", "Currency", "From", "Until", "Withdrawn")
    tables.table(
        heads,
        [[*list(each.values())[:-1], "yes" if each["withdrawn"] else ""] for each in rows],
        empty="It has no price.",
    )


@group.command("compare")
@BOOK
@click.argument("one", type=Day())
@click.argument("other", type=Day())
@AS_JSON
@acts
def compare(occasion: Acting, book: str, one: date, other: date, as_json: bool) -> None:
    """What costs something else on another day."""
    found = queries.book(occasion.actor, book, occasion.at)
    rows, cursor = [], ""
    while True:
        page: Page[Product]
        page, differing = queries.differences(occasion.actor, found, one, other, cursor=cursor, size=500)
        rows += [
            {"sku": each.product.sku, "before": _plain(each.before), "after": _plain(each.after)} for each in differing
        ]
        if not (cursor := page.next):
            break
    if as_json:
        tables.as_json(rows)
        return
    heads = ("SKU", str(one), str(other))
    tables.table(heads, [list(each.values()) for each in rows], empty="Nothing differs.")


def _plain(amount: Any) -> str:
    return "" if amount is None else f"{amount.normalize():f}"


@group.command("set")
@BOOK
@SKU
@click.argument("amount")
@click.option("--from", "starts_on", type=Day(), help="The first day; tomorrow in the book's zone if left out.")
@click.option("--until", "ends_on", type=Day(), help="The price before it comes back on this day.")
@acts
def set_price(occasion: Acting, book: str, sku: str, amount: str, starts_on: date | None, ends_on: date | None) -> None:
    """Set what a product costs from a day on."""
    found = queries.book(occasion.actor, book, occasion.at)
    try:
        money = Money.parse(amount, found.currency)
    except MoneyError as error:
        raise Invalid({"amount": [str(error)]}) from error
    tomorrow = date.fromordinal(book_day(found, occasion.at).toordinal() + 1)
    price: Price = prices.set_price(
        found.reference, sku, occasion, amount=money.amount, starts_on=starts_on or tomorrow, ends_on=ends_on
    )
    click.echo(f"{price.product.sku} costs {money} in {found.reference} from {price.starts_on}.")


@group.command("withdraw")
@BOOK
@SKU
@click.option("--from", "starts_on", type=Day(), required=True, help="The day on which it was to begin.")
@click.option("--reason", required=True)
@acts
def withdraw(occasion: Acting, book: str, sku: str, starts_on: date, reason: str) -> None:
    """Take a price back that has not begun; the one before it goes on."""
    prices.withdraw(book, sku, occasion, starts_on=starts_on, reason=reason)
    click.echo(f"The price of {sku.upper()} from {starts_on} is withdrawn.")


@group.command("end")
@BOOK
@SKU
@click.option("--on", "ends_on", type=Day(), required=True, help="The first day on which it has no price.")
@acts
def end_price(occasion: Acting, book: str, sku: str, ends_on: date) -> None:
    """Let a product have no price in a book from a day on."""
    prices.end_price(book, sku, occasion, ends_on=ends_on)
    click.echo(f"{sku.upper()} has no price in {book} from {ends_on}.")


# -- price lists -------------------------------------------------------------------------------------------------------


@group.command("import")
@BOOK
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "starts_on", type=Day(), help="For rows without a day of their own; tomorrow if left out.")
@click.option("--dry-run", is_flag=True, help="Check and count; set nothing.")
@COLUMNS_NAMED
@ENCODING
@AS_JSON
@acts
def import_file(
    occasion: Acting, book: str, file: Path, starts_on: date | None, dry_run: bool, named: tuple[str, ...],
    encoding: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read a CSV or XLSX price list into a book, as one unit; bad rows are left out and named."""
    with file.open("rb") as source:
        row = imports.receive(occasion, book, source, file_name=file.name, starts_on=starts_on, encoding=encoding)
    columns = columns_named(row.columns, named)
    row = imports.check(row.reference, occasion, columns=columns)
    if not dry_run and row.added + row.changed:
        row = imports.apply(row.reference, occasion)
    else:
        imports.drop(row.reference, occasion)
    _show(row, as_json)


def _show(row: PriceImport, as_json: bool) -> None:
    figures: dict[str, Any] = {
        "reference": row.reference, "state": row.state, "rows": row.rows, "added": row.added, "changed": row.changed,
        "unchanged": row.unchanged, "refused": row.refused, "new_products": row.new_products,
    }  # fmt: skip
    if as_json:
        tables.as_json(figures | {"problems": row.problems})
        return
    would = "" if row.state == "applied" else "would be "
    click.echo(
        f"{row.reference}: {row.rows:,} rows; {row.added:,} prices {would}new, {row.changed:,} {would}changed, "
        f"{row.unchanged:,} stand already, {row.refused:,} left out."
    )
    for line, column, value, what, remedy in row.problems[:SHOWN]:
        click.echo(f"  line {line}, {column} “{value}”: {what} {remedy}")


@group.command("undo")
@click.argument("reference")
@acts
def undo(occasion: Acting, reference: str) -> None:
    """Put a book back as it stood before a price list, as long as none of its prices has begun."""
    click.echo(f"{imports.undo(reference.strip().upper(), occasion).reference} is undone.")

"""The pages of products and prices: what the vendor's people set and see, and what partners and distributors see of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.pricing import shelf
from towpath.domain.distribution.models import Buying, Distributor
from towpath.domain.pricing.models import Price, PriceBook, PriceImport, Product

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
LONG_AGO = date(2025, 1, 6)


@pytest.fixture
def paula(cast, by):
    """Paula of Programs at this very moment: pages read the clock."""
    return by(cast.paula, datetime.now(UTC))


@pytest.fixture
def books(cast, paula) -> dict[str, PriceBook]:
    """One product in a book of each kind, each with a price of its own; Dirk's house is the distributor Amazic."""
    carrier = Distributor.objects.create(organisation=cast.dirk.organisation, code="amazic", name="Amazic")
    assert carrier.pk
    shelf.product(paula, name="Premium <hosted>")
    made = {}
    for n, (code, kind) in enumerate([("list-usd", "list"), ("partner-usd", "partner"), ("dist-usd", "distribution"), ("pub-usd", "public_sector")]):  # fmt: skip
        made[kind] = shelf.book(paula, code, kind=kind, name=f"Book {kind}")
        shelf.price(paula, f"{1001 + n}", code=code)
    return made


def page(client, path: str, **query) -> str:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, query)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    assert len(asked) <= MOST_QUERIES, f"{path}: {len(asked)} queries"
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def codes(client, *references: str) -> list[int]:
    return [client.get(f"/portal/prices/{one}{end}").status_code for one in references for end in ("", "/prices.csv")]


ALL = ("list-usd", "partner-usd", "dist-usd", "pub-usd")


@pytest.mark.rule("QUO-05", "PRI-02")
def test_a_reseller_sees_the_list_and_never_the_distribution_book(cast, client, books):
    client.force_login(cast.nadia)
    assert codes(client, *ALL) == [200, 200, *[404] * 6]
    shown = page(client, "/portal/prices")
    assert "Book list" in shown
    assert "Book distribution" not in shown
    prices = page(client, "/portal/prices/list-usd")
    assert "Premium &lt;hosted&gt;" in prices
    assert "1,001.00" in prices
    assert "1,003" not in prices


def test_a_partner_that_buys_directly_sees_the_partners_book_while_it_does(cast, client, books):
    day = datetime.now(UTC).date()
    way = Buying.objects.create(
        partner=cast.northwind, organisation=cast.northwind.organisation, starts_on=day + timedelta(days=2)
    )
    client.force_login(cast.nadia)
    assert codes(client, "partner-usd") == [404, 404]
    Buying.objects.filter(pk=way.pk).update(starts_on=LONG_AGO)
    assert codes(client, *ALL) == [200, 200, 200, 200, *[404] * 4]
    Buying.objects.filter(pk=way.pk).update(ends_on=day)
    assert codes(client, "partner-usd") == [404, 404]


@pytest.mark.rule("QUO-05", "QUO-06")
def test_a_distributor_sees_list_and_distribution_and_what_is_for_it_alone(cast, client, books, paula):
    shelf.book(paula, "pub-amazic", kind="public_sector", distributor="amazic", currency="EUR")
    client.force_login(cast.dirk)
    assert codes(client, *ALL) == [200, 200, 404, 404, 200, 200, 404, 404]
    assert codes(client, "pub-amazic") == [200, 200]
    assert "1,003.00" in page(client, "/portal/prices/dist-usd")


def test_a_book_of_another_distributor_is_not_there(cast, client, books, paula):
    from towpath.kernel.identity.models import Organisation

    other = Organisation.objects.create(name="Other", kind=Organisation.Kind.DISTRIBUTOR)
    Distributor.objects.create(organisation=other, code="climb", name="Climb")
    shelf.book(paula, "dist-climb", kind="distribution", distributor="climb")
    client.force_login(cast.dirk)
    assert codes(client, "dist-climb") == [404, 404]


def test_prospects_and_closed_books_show_nothing(cast, client, books, paula):
    from towpath.domain.partners.models import Partner
    from towpath.domain.pricing.actions import books as actions

    Partner.objects.filter(pk=cast.northwind.pk).update(status="prospect")
    client.force_login(cast.nadia)
    assert "No price book yet" in page(client, "/portal/prices")
    assert codes(client, *ALL) == [404] * 8
    actions.close("list-usd", paula, reason="Over.")
    client.force_login(cast.ruth)
    assert codes(client, "list-usd") == [404, 404]


def test_outside_nobody_sees_other_days(cast, client, books, paula):
    ahead = datetime.now(UTC).date() + timedelta(days=40)
    shelf.price(paula, "7777", ahead)
    client.force_login(cast.nadia)
    assert "7,777" not in page(client, "/portal/prices/list-usd", on=str(ahead))
    client.force_login(cast.sofia)
    assert "7,777" in page(client, "/price-books/list-usd", on=str(ahead))


def test_a_product_is_added_priced_changed_and_ended(cast, client, paula):
    client.force_login(cast.paula)
    shelf.book(paula)
    typed = {"sku": "ult-1", "name": "Ultimate", "kind": "subscription", "unit": "user", "term_months": "12", "starts_on": "2025-01-01"}  # fmt: skip
    assert client.post("/products/new", typed | {"term_months": "x"}).status_code == 422
    assert client.post("/products/new", typed).headers["Location"] == "/products/ULT-1"
    assert client.post("/products/new", typed).status_code == 422
    assert client.post("/price-books/list-usd/prices/new", {"sku": "ULT-1", "amount": "1.234"}).status_code == 422
    assert client.post("/price-books/list-usd/prices/new", {"sku": "NONE", "amount": "5"}).status_code == 422
    soon = datetime.now(UTC).date() + timedelta(days=9)
    assert client.post("/price-books/list-usd/prices/new", {"sku": "ult-1", "amount": "1,188", "starts_on": "2025-01-01"}).status_code == 302  # fmt: skip
    assert client.post("/price-books/list-usd/prices/new", {"sku": "ult-1", "amount": "1200", "starts_on": "2025-01-01"}).status_code == 422  # fmt: skip
    client.post("/price-books/list-usd/prices/new", {"sku": "ult-1", "amount": "1200", "starts_on": str(soon)})
    shown = page(client, "/products/ULT-1")
    assert "1,188.00" in shown
    assert "1,200.00" in shown
    assert "1,200.00" in page(client, "/price-books/list-usd/compare", other=str(soon))
    assert client.get(f"/price-books/list-usd/prices/ULT-1/withdraw/{soon}").status_code == 200
    assert client.post(f"/price-books/list-usd/prices/ULT-1/withdraw/{soon}", {"reason": "No."}).status_code == 302
    assert Price.objects.filter(withdrawn_at=None).get().amount == Decimal(1188)
    assert client.get("/price-books/list-usd/prices/ULT-1/end").status_code == 200
    assert client.post("/price-books/list-usd/prices/ULT-1/end", {"ends_on": str(soon)}).status_code == 302
    assert client.get("/products/ULT-1/change").status_code == 200
    assert client.post("/products/ULT-1/change", typed | {"name": "Ultimate one"}).status_code == 302
    assert client.post("/products/ULT-1/change", typed | {"kind": "storage"}).status_code == 422
    assert client.post("/products/ULT-1/end", {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post("/products/ULT-1/end", {"ends_on": str(soon)}).status_code == 302
    assert Product.objects.get().ends_on == soon


def test_a_book_is_opened_renamed_closed_and_opened_again(cast, client):
    client.force_login(cast.felix)
    typed = {"code": "list-eur", "name": "List", "kind": "list", "currency": "EUR", "zone": "Europe/Berlin", "distributor": ""}  # fmt: skip
    assert client.get("/price-books/new").status_code == 200
    assert client.post("/price-books/new", typed | {"zone": "Moon"}).status_code == 422
    assert client.post("/price-books/new", typed).status_code == 302
    assert client.post("/price-books/new", typed | {"code": "list-eur-2"}).status_code == 422
    for move, given in (("rename", {"name": "List in euros"}), ("close", {"reason": "Over."}), ("reopen", {})):
        assert client.get(f"/price-books/list-eur/moves/{move}").status_code == 200
        assert client.post(f"/price-books/list-eur/moves/{move}", given).status_code == 302
    assert PriceBook.objects.get().state == "open"
    assert client.get("/price-books/list-eur/moves/burn").status_code == 404


def test_a_price_list_is_read_in_on_pages(cast, client, books):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.paula)
    file = SimpleUploadedFile("new.csv", b"SKU,Price,Odd\nPREM-SAAS-12,999.50,x\nNONE-1,5,y\n")
    assert client.post("/price-lists", {"book": "list-usd"}).status_code == 422
    assert client.post("/price-lists", {"book": "none", "file": file}).status_code == 422
    file.seek(0)
    one = client.post("/price-lists", {"book": "list-usd", "file": file}).headers["Location"]
    assert "The first rows of the file" in page(client, one)
    assert client.post(f"{one}/check", {"sku": "SKU"}).status_code == 422
    assert client.post(f"{one}/check", {"sku": "SKU", "amount": "Price"}).status_code == 302
    shown = page(client, one)
    assert "Set 1 price" in shown
    assert "USD\u00a0999.50" in shown
    assert "NONE-1" in shown
    assert "NONE-1" in page(client, f"{one}/faults.csv")
    assert client.post(f"{one}/moves/apply").status_code == 302
    assert "Undo this import" in page(client, one)
    assert client.post(f"{one}/moves/undo").status_code == 302
    assert PriceImport.objects.get().state == "undone"
    assert page(client, "/price-lists")


def test_a_book_as_a_file_is_read_back_without_a_change(cast, client, books, paula):
    import io

    from towpath.domain.pricing.actions import imports

    client.force_login(cast.paula)
    text = page(client, "/price-books/list-usd/prices.csv")
    row = imports.receive(paula, "list-usd", io.BytesIO(text.encode()), file_name="back.csv")
    row = imports.check(row.reference, paula, columns=row.columns)
    assert (row.rows, row.unchanged, row.refused) == (1, 1, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/products", "/products.csv", "/products/PREM-SAAS-12", "/price-books", "/price-books/list-usd",
        "/price-books/list-usd/compare", "/price-books/list-usd/prices.csv",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["omar", "sofia", "felix"])
def test_readers_read(cast, client, books, path, who):
    client.force_login(getattr(cast, who))
    assert page(client, path)
    assert page(client, path, q="zebra", kind="storage", on="2001-01-01", one="x", other="y")


@pytest.mark.parametrize("who", ["omar", "sofia"])
def test_readers_write_nothing(cast, client, books, who):
    client.force_login(getattr(cast, who))
    for path in (
        "/products/new", "/products/PREM-SAAS-12/change", "/products/PREM-SAAS-12/end", "/price-books/new",
        "/price-books/list-usd/prices/new", "/price-books/list-usd/prices/PREM-SAAS-12/end", "/price-books/list-usd/moves/close", "/price-lists",
    ):  # fmt: skip
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": "x"}).status_code == 404
    assert "Set a price" not in page(client, "/price-books/list-usd")


def test_lists_ask_the_same_however_long_they_are(cast, client, paula):
    shelf.book(paula)
    for n in range(60):
        shelf.product(paula, f"SKU-{n:03}")
        shelf.price(paula, "5", sku=f"SKU-{n:03}")
    client.force_login(cast.paula)
    for path in ("/products", "/price-books/list-usd"):
        shown = page(client, path)
        assert "cursor=" in shown
        assert "/products/SKU-049" in shown
        assert "/products/SKU-050" not in shown

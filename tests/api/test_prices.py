"""Products and prices through the API: read by whom they are for, set by Programs and Finance."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.pricing import shelf

pytestmark = pytest.mark.django_db
SOON = str(datetime.now(UTC).date() + timedelta(days=9))


@pytest.fixture
def paula(cast, as_):
    return as_(cast.paula)


@pytest.fixture
def listed(paula):
    """A product in the list book, through the API itself."""
    product = {"sku": "prem-1", "name": "Premium", "kind": "subscription", "unit": "user", "term_months": 12, "starts_on": "2025-01-01"}  # fmt: skip
    made = paula.post("/products", product)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/products/PREM-1")
    book = {"code": "list-usd", "name": "List", "kind": "list", "currency": "USD", "zone": "America/Los_Angeles"}
    assert paula.post("/price-books", book).status_code == 201
    assert paula.post("/price-books", book).status_code == 409
    first = {"sku": "PREM-1", "amount": "228.00", "starts_on": "2025-01-01"}
    assert paula.post("/price-books/list-usd/prices", first).status_code == 200
    return paula


def test_prices_are_set_ahead_compared_withdrawn_and_ended(listed):
    one = "/price-books/list-usd"
    assert listed.post(f"{one}/prices", {"sku": "PREM-1", "amount": "252", "starts_on": SOON}).json()["version"] == 3
    assert listed.get(f"{one}/prices", {"on": SOON}).json()["items"][0]["amount"] == "252"
    assert listed.get(f"{one}/prices").json()["items"][0]["amount"] == "228"
    differing = listed.get(f"{one}/differences", {"one": "2025-06-01", "other": SOON}).json()["items"]
    assert differing == [{"sku": "PREM-1", "name": "Premium", "before": "228", "after": "252"}]
    assert len(listed.get("/products/PREM-1/prices").json()["items"]) == 2
    gone = {"sku": "PREM-1", "starts_on": SOON, "reason": "Postponed."}
    assert listed.post(f"{one}/withdraw_price", gone).status_code == 200
    assert listed.post(f"{one}/end_price", {"sku": "PREM-1", "ends_on": SOON}).status_code == 200
    assert listed.get(f"{one}/prices", {"on": SOON}).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sku": "PREM-1", "amount": "1.234"}, 422),
        ({"sku": "PREM-1", "amount": "-1"}, 422),
        ({"sku": "PREM-1", "amount": "1", "starts_on": "2025-06-01"}, 409),
        ({"sku": "PREM-1", "amount": "1", "starts_on": SOON, "version": 0}, 409),
        ({"sku": "NONE", "amount": "1"}, 404),
    ],
)
def test_what_cannot_be_is_refused(listed, body, status):
    assert listed.post("/price-books/list-usd/prices", body).status_code == status


def test_books_are_renamed_closed_and_opened_again(listed):
    for move, given in (("rename", {"name": "List prices"}), ("close", {"reason": "Over."}), ("reopen", {})):
        assert listed.post(f"/price-books/list-usd/{move}", given).status_code == 200
    assert listed.get("/price-books").json()["items"][0]["name"] == "List prices"
    assert listed.post("/products/PREM-1/end", {"ends_on": SOON}).json()["ends_on"] == SOON
    assert listed.get("/products", {"q": "prem"}).json()["items"][0]["sku"] == "PREM-1"


@pytest.mark.rule("QUO-05")
def test_partners_read_todays_prices_of_their_books_alone(listed, cast, as_, by):
    paula = by(cast.paula, datetime.now(UTC))
    shelf.book(paula, "dist-usd", kind="distribution")
    shelf.price(paula, "100", date(2025, 1, 1), sku="PREM-1", code="dist-usd")
    nadia = as_(cast.nadia)
    assert [one["code"] for one in nadia.get("/price-books").json()["items"]] == ["list-usd"]
    assert nadia.get("/price-books/list-usd/prices").json()["items"][0]["amount"] == "228"
    assert nadia.get("/price-books/list-usd/prices", {"on": SOON}).status_code == 404
    for path in ("/price-books/dist-usd", "/price-books/dist-usd/prices", "/products", "/products/PREM-1"):
        assert nadia.get(path).status_code == 404
    assert nadia.post("/price-books/list-usd/prices", {"sku": "PREM-1", "amount": "1"}).status_code == 404

"""Files through the API: price lists into a book, and opportunities; tried, read in as one unit, undone."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.deals.stages import opportunity_of
from tests.domain.pricing import shelf
from towpath.domain.accounts.models import Opportunity
from towpath.domain.pricing.models import Price

pytestmark = pytest.mark.django_db
SOON = datetime.now(UTC).date() + timedelta(days=9)
LIST = b"Part,Price\nPREM-SAAS-12,252\nNO-SUCH,1\n"


@pytest.fixture
def paula(cast, as_, by):
    at = by(cast.paula, datetime.now(UTC))
    shelf.product(at)
    shelf.book(at)
    shelf.price(at, "228")
    return as_(cast.paula)


def test_a_price_list_is_tried_read_in_and_undone(paula):
    given = {"book": "list-usd", "starts_on": str(SOON), "columns": '{"sku": "Part"}'}
    tried = paula.upload("/price-lists", "q.csv", LIST, dry_run="true", **given).json()
    assert (tried["state"], tried["rows"], tried["changed"], tried["refused"]) == ("dropped", 2, 1, 1)
    assert Price.objects.count() == 1
    done = paula.upload("/price-lists", "q.csv", LIST, **given).json()
    assert (done["state"], done["book"], done["faults"][0]["line"]) == ("applied", "list-usd", 3)
    assert [amount for amount, *_ in shelf.stretches()] == ["228", "252"]
    again = paula.upload("/price-lists", "q.csv", LIST, **given).json()
    assert (again["state"], again["unchanged"]) == ("dropped", 1)
    listed = [one["reference"] for one in paula.get("/price-lists").json()["items"]]
    assert done["reference"] in listed
    undone = paula.post(f"/price-lists/{done['reference']}/undo", {})
    assert undone.json()["state"] == "undone"
    assert paula.get(f"/price-lists/{done['reference']}").json()["state"] == "undone"
    assert [amount for amount, *_ in shelf.stretches()] == ["228"]


def test_a_price_list_is_read_once_under_one_key(paula):
    given = {"book": "list-usd", "starts_on": str(SOON), "columns": '{"sku": "Part"}', "key": "one"}
    answers = [paula.upload("/price-lists", "q.csv", LIST, **given) for _ in range(2)]
    assert answers[0].json()["reference"] == answers[1].json()["reference"]
    assert answers[1].headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({}, 422, "book"),
        ({"book": "none"}, 404, None),
        ({"book": "list-usd", "columns": "[1]"}, 422, "columns"),
        ({"book": "list-usd", "columns": '{"sku": "Nowhere"}'}, 422, "sku"),
        ({"book": "list-usd", "starts_on": "soon"}, 422, "starts_on"),
    ],
)
def test_what_cannot_be_read_says_what_would_be_right(paula, given, status, field):
    answer = paula.upload("/price-lists", "q.csv", LIST, **given)
    assert answer.status_code == status, answer.content
    assert field is None or field in answer.json()["errors"]
    assert Price.objects.count() == 1


@pytest.mark.rule("FLD-08")
def test_opportunities_are_tried_read_in_and_undone(cast, as_):
    known, omar = opportunity_of(cast.acme, cast.sofia), as_(cast.omar)
    file = f"Reference,Account,Name,Value\n{known.reference},,Acme: 300 seats,9000\n,{cast.acme.reference},New,500\n".encode()
    columns = {"columns": '{"reference": "Reference", "account": "Account", "name": "Name", "net_arr": "Value"}'}
    tried = omar.upload("/opportunities/imports", "o.csv", file, dry_run="true", **columns).json()
    assert (tried["number"], tried["added"], tried["changed"]) == (None, 1, 1)
    done = omar.upload("/opportunities/imports", "o.csv", file, **columns).json()
    assert (done["added"], done["changed"], done["faults"]) == (1, 1, [])
    known.refresh_from_db()
    assert (known.name, known.net_arr) == ("Acme: 300 seats", 9000)
    undone = omar.post(f"/opportunities/imports/{done['number']}/undo", {})
    assert undone.json() == {"number": done["number"], "file_name": "o.csv"}
    known.refresh_from_db()
    assert known.name != "Acme: 300 seats"
    assert omar.post(f"/opportunities/imports/{done['number']}/undo", {}).status_code == 409
    bad = omar.upload("/opportunities/imports", "o.csv", file.replace(b"500", b"lots"), **columns)
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["line 3, Value"])
    locked = omar.upload(
        "/opportunities/imports", "o.csv", file, columns='{"reference": "Reference", "dr_status": "Value"}'
    )
    assert list(locked.json()["errors"]) == ["dr_status"]
    assert Opportunity.objects.count() == 2
    for who in (cast.sofia, cast.nadia, cast.dirk):
        assert as_(who).upload("/opportunities/imports", "o.csv", file).status_code == 404

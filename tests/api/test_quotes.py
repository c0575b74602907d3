"""Quotes through the API: made, approved, sent and ordered by the vendor's people; read by their one audience alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, complete
from towpath.domain.quotes.models import Quote
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


@pytest.fixture
def wanted(shop, cast):
    """A quote of 200 seats for Rivalry, with every field that its kind asks for; `more` replaces some."""

    def body(**more):
        one = complete(shop, cast.rival)
        names = ("opportunity", "path", "sale", "partner", "buys", "sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")  # fmt: skip
        line = {"sku": SKU, "quantity": "200"}
        fields = {name: getattr(one, name) for name in names}
        return fields | {"starts_on": str(TODAY + timedelta(days=9)), "lines": [line]} | more

    return body


@pytest.fixture
def made(as_, cast, wanted):
    """What sofia's program made: its address, and the program."""

    def make(**more):
        answer = as_(cast.sofia).post("/quotes", wanted(**more))
        assert answer.status_code == 201, answer.content
        return answer.json()["href"].removeprefix("/api/v1")

    return make


def deep(percent: str = "20") -> list[dict]:
    return [{"sku": SKU, "quantity": "200", "customer_percent": percent, "customer_why": "Three years agreed"}]


@pytest.mark.rule("QUO-03", "QUO-04")
def test_a_quote_is_made_changed_approved_sent_read_and_ordered(as_, cast, made, wanted):
    sofia, ruth = as_(cast.sofia), as_(cast.ruth)
    one = made()
    shown = sofia.get(one).json()
    assert (shown["kind"], shown["state"], shown["partner"]) == ("one_tier", "draft", cast.rival.reference)
    assert shown["prices"]["list_amount"] == "45600"
    (line,) = shown["prices"]["lines"]
    assert (line["quantity"], line["because"][0]["rule"]) == ("200", "quotes.discount")
    assert (shown["inside"]["findings"], shown["inside"]["required"]) == ([], [])
    assert {"edit", "submit", "make_primary"} <= set(shown["moves"])
    edited = sofia.post(f"{one}/edit", wanted(lines=[{"sku": SKU, "quantity": "100"}], version=shown["version"])).json()
    assert edited["prices"]["list_amount"] == "22800"
    assert sofia.post(f"{one}/edit", wanted(version=shown["version"])).status_code == 409, "it changed since"
    assert sofia.post(f"{one}/reprice", {"reason": "New list"}).status_code == 200
    assert sofia.post(f"{one}/make_primary", {}).json()["primary"] is True
    assert sofia.post(f"{one}/submit", {"comments": "As agreed"}).json()["state"] == "approved"
    assert sofia.post(f"{one}/prolong", {"until": str(TODAY + timedelta(days=300))}).status_code == 422
    assert ruth.get(one).status_code == 404, "nobody outside sees it before it is sent"
    addressees = sofia.get(f"{one}/addressees").json()
    assert [each["name"] for each in addressees["people"]] == ["Ruth"]
    assert sofia.post(f"{one}/send", {"people": [cast.ruth.pk]}).json()["state"] == "sent"
    read = ruth.get(one).json()
    assert (read["prices"]["net_amount"], read["prices"]["opened_for"]) == (edited["prices"]["net_amount"], "reseller")
    assert (read["inside"], read["owner"], read["opportunity"], read["region"]) == (None, None, "", "")
    assert [each["reference"] for each in ruth.get("/quotes").json()["items"]] == [shown["reference"]]
    paper = ruth.get(f"{one}/paper")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert sofia.post(f"{one}/accept", {"how": "Purchase order 4711"}).json()["state"] == "accepted"
    assert ruth.get(one).json()["state"] == "accepted"


@pytest.mark.rule("APR-01")
def test_it_is_approved_level_by_level_by_who_is_asked(as_, cast, made):
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    sofia, amir = as_(cast.sofia), as_(cast.amir)
    one = made(lines=deep())
    assert [each["key"] for each in sofia.get(one).json()["inside"]["required"]] == ["asm", "rd"]
    assert sofia.post(f"{one}/submit", {"comments": "Their board meets on Friday"}).json()["state"] == "in_review"
    (waits,) = amir.get("/quotes/waiting").json()["items"]
    assert (waits["level"], waits["comments"]) == ("asm", "Their board meets on Friday")
    assert "20.00 percent" in waits["why"][0]
    assert as_(cast.anna).post(f"{one}/approve", {}).status_code == 404
    assert amir.post(f"{one}/reject", {}).status_code == 422
    assert amir.post(f"{one}/approve", {"comments": "Fine"}).json()["state"] == "in_review"
    assert amir.get("/quotes/waiting").json()["items"] == []
    rows = sofia.get(one).json()["inside"]["approvals"]
    assert [(row["level"], row["outcome"], row["comments"]) for row in rows] == [
        ("asm", "approved", "Fine"),
        ("rd", "", ""),
    ]
    assert sofia.post(f"{one}/recall", {"reason": "Fewer seats"}).json()["state"] == "draft"
    sofia.post(f"{one}/submit", {})
    assert amir.post(f"{one}/reject", {"comments": "Too deep"}).json()["state"] == "rejected"
    assert sofia.post(f"{one}/reopen", {}).json()["state"] == "draft"
    assert sofia.get(f"{one}/past").json() == {"items": []}


def test_a_new_version_takes_the_place_of_the_one_before(as_, cast, made):
    sofia, one = as_(cast.sofia), made()
    sofia.post(f"{one}/submit", {})
    revised = sofia.post(f"{one}/revise", {})
    assert (revised.status_code, revised.json()["reference"][-2:], revised.json()["state"]) == (201, "-2", "draft")
    assert sofia.get(one).json()["state"] == "superseded"
    second = revised.headers["Location"].removeprefix("/api/v1")
    assert [ref[-2:] for ref in sofia.get(second).json()["inside"]["versions"]] == ["-2", "-1"]
    assert sofia.post(f"{second}/withdraw", {"reason": "They bought elsewhere"}).json()["state"] == "withdrawn"


@pytest.mark.rule("INC-10")
def test_a_partner_agrees_to_its_own_reduction_and_to_nothing_else(as_, cast, made):
    sofia, ruth = as_(cast.sofia), as_(cast.ruth)
    one = made(lines=[{"sku": SKU, "quantity": "200", "reduced_to": "5"}])
    assert [(each["side"], each["agreed"]) for each in sofia.get(one).json()["consents"]] == [
        ("partner", False), ("sales", False), ("esm", False),
    ]  # fmt: skip
    assert ruth.post(f"{one}/consent", {"side": "partner"}).status_code == 404, "not sent to it yet"
    agreed = sofia.post(f"{one}/consent", {"side": "sales"}).json()["consents"]
    assert {each["side"]: (each["agreed"], each["given_by"]) for each in agreed}["sales"] == (True, "Sofia")
    Quote.objects.update(state="sent", sent_at=datetime.now(UTC))
    assert ruth.post(f"{one}/consent", {"side": "esm"}).status_code == 404
    told = ruth.post(f"{one}/consent", {"side": "partner"}).json()["consents"]
    assert {each["side"]: (each["agreed"], each["given_by"]) for each in told} == {
        "partner": (True, "Ruth"), "sales": (True, ""), "esm": (False, ""),
    }  # fmt: skip


@pytest.mark.rule("QUO-05", "DST-05")
def test_a_two_tier_quote_opens_to_its_distributor_alone(as_, cast, made, by):
    sofia, dirk = as_(cast.sofia), as_(cast.dirk)
    one = made(partner=cast.northwind.reference, buys="unsaid")
    Quote.objects.update(state="approved")
    assert sofia.get(f"{one}/addressees").json()["mailboxes"] == ["orders@amazic.example"]
    refused = sofia.post(f"{one}/send", {"people": [cast.dirk.pk, cast.nadia.pk]})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/outside-audience")
    assert sofia.post(f"{one}/send", {"people": [cast.dirk.pk], "mailbox": "orders@amazic.example"}).status_code == 200
    net = dirk.get(one).json()["prices"]["net_amount"]
    other = person(
        "Fritz", Role.DISTRIBUTOR_USER, organisation=Organisation.objects.create(name="Freight", kind="distributor")
    )
    for somebody in (cast.nadia, cast.nina, cast.ruth, other):
        theirs = as_(somebody)
        for path in (one, f"{one}/paper", f"{one}/addressees", f"{one}/past"):
            assert theirs.get(path).status_code == 404
        said = theirs.get("/quotes").content.decode()
        assert Quote.objects.get().reference not in said
        assert net not in said


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"lines": []}, 422, "lines"),
        ({"lines": [{"sku": "NO-SUCH", "quantity": "1"}]}, 422, "line_1"),
        ({"lines": [{"sku": SKU, "quantity": "0"}]}, 422, "lines.0.quantity"),
        ({"lines": [{"sku": SKU, "quantity": "1", "net_amount": "1"}]}, 422, "lines.0.net_amount"),
        ({"partner": "PAR99999"}, 422, "partner"),
        ({"term_months": 61}, 422, "term_months"),
        ({"cloud": "aws"}, 422, "cloud"),
        ({"opportunity": "OPP99999"}, 404, None),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(as_, cast, wanted, wrong, status, field):
    answer = as_(cast.sofia).post("/quotes", wanted(**wrong))
    assert answer.status_code == status, answer.content
    if field:
        assert field in {name.removeprefix("body.") for name in answer.json()["errors"]}, answer.json()["errors"]
    assert not Quote.objects.exists()


@pytest.mark.rule("INC-05", "QUO-04")
def test_the_route_is_told_before_anything_is_made(as_, cast, shop):
    sofia = as_(cast.sofia)
    asked = {"opportunity": shop.opportunity.reference, "path": "resale", "partner": cast.northwind.reference}
    told = sofia.get("/quotes/route", asked).json()
    assert (told["allowed"], told["kind"], told["recipient"]) == (True, "two_tier", "distributor")
    assert [each["code"] for each in told["distributors"]] == ["amazic"]
    from tests.domain.pursuits.market import sold

    sold(cast.acme, cast.northwind)
    refused = sofia.get("/quotes/route", asked | {"path": "direct", "partner": "", "sale": "renewal_flat"}).json()
    assert (refused["allowed"], refused["kind"]) == (False, "")
    assert "notice" in refused["because"][0]["mend"]
    assert sofia.get("/quotes/route", asked | {"partner": "PAR99999"}).status_code == 422
    assert as_(cast.nadia).get("/quotes/route", asked).status_code == 404


def test_lists_are_narrowed_and_paged(as_, cast, made):
    sofia = as_(cast.sofia)
    first, second = made(), made(partner=cast.northwind.reference, buys="unsaid")
    two_tier = sofia.get("/quotes", {"kind": "two_tier"}).json()["items"]
    assert [each["href"] for each in two_tier] == [f"/api/v1{second}"]
    assert not any("amount" in name for name in two_tier[0])
    page = sofia.get("/quotes", {"size": 1, "sort": "oldest"}).json()
    assert [each["href"] for each in page["items"]] == [f"/api/v1{first}"]
    assert [each["href"] for each in sofia.get("/quotes", {"size": 1, "sort": "oldest", "cursor": page["next"]}).json()["items"]] == [f"/api/v1{second}"]  # fmt: skip
    assert (
        sofia.get("/quotes", {"q": "acme", "owner": "me", "partner": "rivalry"}).json()["items"][0]["href"]
        == f"/api/v1{first}"
    )
    assert sofia.get("/quotes", {"state": "sent"}).json()["items"] == []
    assert as_(cast.erin).get("/quotes").json()["items"] == []


def test_a_key_makes_one_quote_however_often_it_is_sent(as_, cast, wanted):
    sofia = as_(cast.sofia)
    answers = [sofia.post("/quotes", wanted(), Idempotency_Key="one") for _ in range(2)]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert Quote.objects.count() == 1


def test_amounts_are_strings_of_the_currencys_units(as_, cast, made):
    prices = as_(cast.sofia).get(made()).json()["prices"]
    assert Decimal(prices["list_amount"]) > Decimal(prices["net_amount"]) > 0
    assert isinstance(prices["lines"][0]["unit_price"], str)

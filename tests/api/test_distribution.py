"""Through whom a partner buys, billing records and e-marketplace pages through the API."""

import pytest

from tests.cast import partner
from tests.domain.distribution.houses import with_distributors
from towpath.domain.distribution.actions import banks, billing_needs

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(cast, by):
    return with_distributors(cast, by)


@pytest.mark.rule("DST-01", "DST-02", "DST-05")
def test_a_partner_learns_its_route_and_its_distributor_sees_it(channel, as_):
    nina, dirk, fiona = as_(channel.nina), as_(channel.dirk), as_(channel.fiona)
    one = f"/partners/{channel.northwind.reference}"
    found = nina.get(f"{one}/route").json()
    assert (found["way"], [each["code"] for each in found["distributors"]]) == ("distributor", ["amazic"])
    assert found["because"][0]["catalogue_ids"] == ["DST-01"]
    assert nina.get(f"{one}/route", {"country": "XX"}).status_code == 422
    assert nina.post(f"{one}/buying", {"how": "direct"}).status_code == 422
    made = nina.post(f"{one}/buying", {"how": "amazic"})
    assert made.status_code == 201
    assert [each["name"] for each in dirk.get("/distributors/resellers").json()["items"]] == ["Northwind"]
    assert fiona.get("/distributors/resellers").json()["items"] == []
    assert [each["code"] for each in dirk.get("/distributors").json()["items"]] == ["amazic"]
    ended = nina.post(f"{one}/buying/{made.json()['items'][0]['id']}/end", {})
    assert ended.json()["items"][0]["ends_on"]


@pytest.mark.rule("BIL-03", "BIL-04")
def test_a_billing_record_from_the_request_to_the_invoice_owner(channel, as_):
    channel.northwind.track = "select"
    channel.northwind.save()
    elena, bela = as_(channel.elena), as_(channel.bela)
    one = f"/partners/{channel.northwind.reference}"
    assert elena.post(f"{one}/buying", {"how": "direct"}).status_code == 201
    assert elena.get(f"{one}/invoice-owner").status_code == 409
    given = {"partner": channel.northwind.reference, "contact_email": "ap@northwind.example"}
    assert elena.post("/billing-records", given).status_code == 422
    made = elena.post("/billing-records", given | {"street": "1 Dock", "city": "Kiel"}).json()
    assert (made["state"], made["contact_name"]) == ("requested", "Northwind - Accounts Payable")
    address = f"/billing-records/{made['reference']}"
    assert elena.post(f"{address}/complete", {"account_number": "BA-1"}).status_code == 404
    assert bela.post(f"{address}/complete", {"account_number": "BA-1"}).json()["state"] == "complete"
    changed = elena.post(f"{address}/amend", {"company_name": "Northwind SE"}).json()
    assert changed["changed_at"]
    owner = elena.get(f"{one}/invoice-owner").json()
    assert (owner["account"], owner["email"]) == ("Northwind SE", "ap@northwind.example")


@pytest.mark.rule("DST-04")
def test_a_page_is_asked_for_drafted_approved_and_switched_on(channel, as_):
    nina, dirk, omar = as_(channel.nina), as_(channel.dirk), as_(channel.omar)
    made = nina.post("/e-marketplaces", {"distributor": "amazic", "expertise": "Pipelines."}).json()
    one = f"/e-marketplaces/{made['reference']}"
    assert as_(channel.fiona).get(one).status_code == 404
    assert dirk.post(f"{one}/draft", {"draft_address": "https://shop.example/d"}).json()["state"] == "draft_in_review"
    assert dirk.post(f"{one}/approve", {}).status_code == 404
    assert omar.post(f"{one}/approve", {}).json()["approval"]
    assert dirk.post(f"{one}/go_live", {}).json()["state"] == "live"
    assert omar.post(f"{one}/pause", {"note": "Old."}).json()["state"] == "paused"


def test_no_answer_carries_the_numbers_of_a_bank(channel, as_, by):
    typed = {"holder": "Northwind", "number": "DE89370400440532013000"}
    banks.keep(channel.northwind.reference, by(channel.nina), typed)
    felix = as_(channel.felix)
    for path in ("", "/buying", "/route"):
        assert "532013" not in felix.get(f"/partners/{channel.northwind.reference}{path}").content.decode()


@pytest.mark.rule("DST-05")
def test_operations_asks_a_distributors_people_in_and_ends_their_access(channel, as_):
    omar, dirk = as_(channel.omar), as_(channel.dirk)
    one = "/distributors/amazic/people"
    made = omar.post(f"{one}/invitations", {"email": "tariq@amazic.example", "name": "Tariq"})
    assert (made.status_code, made.json()["role"]) == (201, "distributor_user")
    assert omar.post(f"{one}/invitations", {"email": "tariq"}).status_code == 422
    listed = omar.get(one).json()
    assert [each["name"] for each in listed["people"]] == ["Dirk"]
    assert [each["email"] for each in listed["invitations"]] == ["tariq@amazic.example"]
    taken = f"{one}/invitations/{made.json()['id']}/revoke"
    for nobody in (dirk, as_(channel.elena), as_(channel.nina)):
        assert (nobody.get(one).status_code, nobody.post(taken).status_code) == (404, 404)
    assert omar.post(taken).status_code == 200
    assert omar.get(one).json()["invitations"] == []
    assert omar.get("/distributors/nobody/people").status_code == 404
    assert omar.post(f"{one}/{channel.dirk.pk}/remove").status_code == 200
    assert dirk.get("/distributors").status_code == 401


@pytest.mark.rule("BIL-01")
def test_needs_of_billing_records_are_listed_for_whoever_may_ask(channel, as_, by):
    lakeside = partner("Lakeside", country="BR", region="EMEA", manager=channel.elena)
    partner("Seaside", country="BR", region="EMEA")
    assert billing_needs.follow_the_day(by(None, door="job")) == 2
    first = as_(channel.elena).get("/billing-records/needs", {"size": 1}).json()
    assert [(one["partner"], one["manager"]) for one in first["items"]] == [(lakeside.reference, "Elena")]
    assert first["items"][0]["reason"]
    then = as_(channel.elena).get("/billing-records/needs", {"size": 1, "cursor": first["next"]}).json()
    assert ([one["name"] for one in then["items"]], then["next"]) == (["Seaside"], None)
    assert as_(channel.erin).get("/billing-records/needs").json()["items"] == [], "a manager of another region"
    for who in (channel.nina, channel.dirk, channel.bela, channel.felix):
        assert as_(who).get("/billing-records/needs").status_code == 404

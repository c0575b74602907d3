"""Sales, renewals, notices, tenders and preferred co-sell through the API."""

from datetime import date

import pytest

from tests.cast import account, partner, person
from tests.domain.pursuits.market import deal, sold
from towpath.domain.accounts.models import Territory
from towpath.domain.pursuits.actions import duties
from towpath.domain.pursuits.models import CustomerNotice, CustomerUpdate, Duty, Sale
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
CRM = "006Aa00000BcDeF"


@pytest.mark.rule("INC-02")
def test_past_sales_are_read_recorded_and_taken_back_and_say_who_is_the_incumbent(cast, as_):
    ops, acme, northwind = as_(cast.omar), cast.acme.reference, cast.northwind.reference
    file = f"account,partner,sold on,id\n{acme},{northwind},2025-10-01,S-1\nACC99999,,2025-10-01,S-2\n".encode()
    looked = ops.upload("/sales/read_file", "sales.csv", file, dry_run="true").json()
    assert (looked["taken"], looked["wrong"], looked["lines"][0]["line"], Sale.objects.count()) == (1, 1, 3, 0)
    assert ops.upload("/sales/read_file", "sales.csv", file).json()["taken"] == 1
    given = {"account": acme, "transacted_on": "2025-11-01", "source_id": "S-3", "kind": "services", "amount": "900.00"}
    made = ops.post("/sales", given, Idempotency_Key="a")
    assert (made.status_code, ops.post("/sales", given, Idempotency_Key="a").json()) == (201, made.json())
    assert ops.post("/sales", given).status_code == 409
    found = as_(cast.sofia).get(f"/accounts/{acme}/incumbency").json()
    assert (found["incumbent"], found["because"][0]["rule"]) == (northwind, "pursuits.incumbency")
    mine = as_(cast.nadia).get("/sales").json()["items"]
    assert [(one["partner"], one["opportunity"]) for one in mine] == [(northwind, "")]
    back = ops.post(f"/sales/{mine[0]['reference']}/take_back", {"why": "Another customer."}).json()
    assert back["cancelled_by"]
    assert as_(cast.sofia).get(f"/accounts/{acme}/incumbency").json()["standing"] == "none"


@pytest.mark.rule("INC-04")
def test_an_incumbent_gives_what_it_owes_and_sales_read_it(cast, as_, by):
    sold(cast.acme, cast.northwind)
    duties.follow_all(by(None))
    nadia, reference = as_(cast.nadia), Duty.objects.get().reference
    (listed,) = nadia.get("/renewals/duties").json()["items"]
    assert (listed["reference"], listed["due_on"]) == (reference, "2026-09-01")
    wrong = nadia.post(f"/renewals/duties/{reference}/give", {"text": "Well.", "health": "fine"})
    assert wrong.status_code == 422
    done = nadia.post(f"/renewals/duties/{reference}/give", {"text": "All teams.", "health": "good", "seats_used": 240})
    assert (done.json()["state"], CustomerUpdate.objects.get().seats_used) == ("done", 240)
    (said,) = as_(cast.sofia).get("/renewals/updates", {"account": cast.acme.reference}).json()["items"]
    assert said["text"] == "All teams."
    asked = {"begins_on": "2027-05-01", "ends_on": "2027-07-01"}
    (inside,), (own,) = (as_(who).get("/renewals", asked).json()["items"] for who in (cast.sofia, cast.nadia))
    assert (inside["incumbent"], inside["yours"]) == (cast.northwind.reference, False)
    assert (own["incumbent"], own["yours"]) == ("", True)


@pytest.mark.rule("INC-03", "INC-05")
def test_a_notice_is_recorded_with_its_letter_accepted_and_withdrawn(cast, as_):
    sold(cast.acme, cast.northwind, date(2026, 6, 1))
    seller, manager = as_(cast.sofia), as_(cast.elena)
    typed = {
        "account": cast.acme.reference, "partner": cast.rival.reference, "contact_name": "Carla",
        "contact_email": "carla@acme-robotics.example", "dated_on": "2026-08-20",
    }  # fmt: skip
    made = seller.upload("/customer-notices", "letter.pdf", b"%PDF-1.7 wish", **typed)
    one = f"/customer-notices/{made.json()['reference']}"
    assert (made.status_code, made.json()["document"]) == (201, "letter.pdf")
    assert b"".join(manager.get(f"{one}/file").streaming_content) == b"%PDF-1.7 wish"
    assert seller.post(f"{one}/accept", {}).status_code == 404
    accepted = manager.post(f"{one}/accept", {}).json()
    assert (accepted["state"], accepted["decided_by"]) == ("accepted", "Elena")
    assert seller.get(f"/accounts/{cast.acme.reference}/incumbency").json()["incumbent"] == cast.rival.reference
    assert manager.post(f"{one}/withdraw", {"reason": "Taken back."}).json()["state"] == "withdrawn"
    other = seller.upload("/customer-notices", "letter.pdf", b"%PDF-1.7 wish", **typed | {"partner": ""}).json()
    assert manager.post(f"/customer-notices/{other['reference']}/decline", {"reason": "Not theirs to say."}).json()[
        "reason"
    ]
    assert seller.upload("/customer-notices", "letter.pdf", b"x", **typed | {"dated_on": "soon"}).status_code == 422
    assert CustomerNotice.objects.count() == 2


@pytest.mark.rule("INC-06")
def test_a_tender_from_its_opening_to_the_award(cast, as_):
    seller, nadia = as_(cast.sofia), as_(cast.nadia)
    days = {"opened_on": "2026-08-10", "closes_on": "2026-09-30"}
    opened = seller.post(
        "/tenders", days | {"opportunity": deal(cast.acme, cast.sofia).reference, "title": "Forty teams"}
    )
    one = opened.json()["href"].removeprefix("/api/v1")
    for each in (cast.northwind, cast.rival):
        answer = seller.post(f"{one}/enter_bid", {"partner": each.reference}).json()
    assert [each["partner"] for each in answer["bids"]] == [cast.northwind.reference, cast.rival.reference]
    assert seller.post(f"{one}/amend", days | {"closes_on": "2026-10-15"}).json()["closes_on"] == "2026-10-15"
    assert seller.post(f"{one}/amend", days | {"closes_on": "2026-08-01"}).status_code == 422
    (mine,) = nadia.get("/bids").json()["items"]
    assert nadia.post(f"/bids/{mine['reference']}/say_services", {"offered": True}).json()["own_services"] is True
    assert nadia.get(one).status_code == 404
    done = seller.post(f"{one}/award", {"bid": mine["reference"]}).json()
    assert (done["state"], [each["state"] for each in done["bids"]]) == ("awarded", ["won", "lost"])
    assert nadia.post(f"/bids/{mine['reference']}/withdraw", {}).status_code == 409


@pytest.mark.rule("PSC-01", "PSC-03", "PSC-04", "PSC-06")
def test_preferred_co_sell_in_every_step(cast, as_):
    vera, liberty = person("Vera", Role.SALES_REP, region="PUBSEC"), partner("Liberty", region="PUBSEC", country="US")
    lou = as_(person("Lou", Role.PARTNER_ADMIN, organisation=liberty.organisation))
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=vera, esm=cast.elena, asm=cast.amir)
    opportunity = deal(account("Agency of Rivers", territory=land, country="US"), vera)
    made = lou.post("/preferred-co-sell", {"customer_name": "Agency of Rivers", "sae_email": vera.email})
    one = made.json()["href"].removeprefix("/api/v1")
    assert lou.post(f"{one}/amend", {"opportunity_id": "006"}).status_code == 422
    lou.post(f"{one}/amend", {"meeting_on": "2026-08-20", "plan": "One team, then all."})
    inside = as_(vera)
    assert len(inside.get(one).json()["missing"]) == 2
    assert inside.post(f"{one}/approve", {"reason": "They know the agency."}).status_code in (409, 422)
    linked = inside.post(f"{one}/link", {"opportunity": opportunity.reference, "opportunity_id": CRM}).json()
    assert (linked["missing"], lou.get(one).json()["known_id"]) == ([], "")
    inside.post(f"{one}/approve", {"reason": "They know the agency."})
    seen = lou.get(one).json()
    assert (seen["state"], seen["known_id"][:15], seen["reason"], seen["opportunity"]) == ("approved", CRM, "", "")
    removed = inside.post(f"{one}/remove", {"reason": "They left."}).json()
    assert (removed["state"], removed["removal_reason"]) == ("removed", "They left.")
    second = lou.post("/preferred-co-sell", {"customer_name": "Agency of Lakes", "sae_email": vera.email}).json()
    third = lou.post("/preferred-co-sell", {"customer_name": "Agency of Seas", "sae_email": vera.email}).json()
    assert (
        inside.post(f"/preferred-co-sell/{second['reference']}/deny", {"reason": "Another."}).json()["state"]
        == "denied"
    )
    assert lou.post(f"/preferred-co-sell/{third['reference']}/withdraw", {}).json()["state"] == "withdrawn"
    assert (
        as_(cast.nadia).post("/preferred-co-sell", {"customer_name": "A", "sae_email": vera.email}).status_code == 422
    )

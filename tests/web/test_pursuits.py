"""Renewals, notices, tenders and preferred co-sell through the pages, as the people of either side do them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import account, partner, person
from tests.domain.pursuits.market import deal, sold
from towpath.domain.accounts.models import Territory
from towpath.domain.pursuits.actions import duties, notices, tenders
from towpath.domain.pursuits.models import Bid, CustomerNotice, CustomerUpdate, Duty, PreferredCoSell, Sale, Tender
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
CRM = "006Aa00000BcDeF"


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.rule("INC-04")
def test_a_partner_sees_what_it_owes_and_gives_it(cast, by):
    sold(cast.acme, cast.northwind)
    duties.follow_all(by(None))
    client, reference = signed_in(cast.nadia), Duty.objects.get().reference
    assert "Acme Robotics GmbH" in text(client.get("/portal/renewals"))
    why = f"/portal/decisions/of/{reference}/incumbent"
    assert why in text(client.get(f"/portal/renewals/{reference}"))
    assert "not told here" in text(client.get(why))
    assert f"/decisions/of/{reference}/incumbent" in text(signed_in(cast.omar).get(f"/renewals/duties/{reference}"))
    assert signed_in(cast.ruth).get(why).status_code == 404
    refused = client.post(f"/portal/renewals/{reference}", {"text": "All is well", "health": ""})
    assert (refused.status_code, "Choose how the customer stands" in text(refused)) == (422, True)
    assert "All is well" in text(refused)
    client.post(f"/portal/renewals/{reference}", {"text": "All is well", "health": "good"})
    assert CustomerUpdate.objects.get().text == "All is well"
    assert signed_in(cast.ruth).get(f"/portal/renewals/{reference}").status_code == 404


@pytest.mark.rule("INC-03", "INC-05")
def test_a_notice_is_recorded_with_its_letter_and_accepted(cast):
    seller = signed_in(cast.sofia)
    typed = {
        "account": cast.acme.reference, "partner": cast.rival.reference, "contact_name": "Carla",
        "contact_email": "carla@acme-robotics.example", "dated_on": "2026-08-20",
    }  # fmt: skip
    refused = seller.post("/customer-notices/new", typed)
    assert (refused.status_code, "Attach the customer" in text(refused)) == (422, True)
    seller.post("/customer-notices/new", typed | {"file": SimpleUploadedFile("letter.pdf", b"%PDF-1.7 wish")})
    notice = CustomerNotice.objects.get()
    place = f"/customer-notices/{notice.reference}"
    assert "Rivalry" in text(seller.get(place))
    assert f"{place}/moves/accept" not in text(seller.get(place))
    assert b"".join(seller.get(f"{place}/file").streaming_content) == b"%PDF-1.7 wish"
    signed_in(cast.elena).post(f"{place}/moves/accept")
    assert CustomerNotice.objects.get().state == "accepted"
    assert signed_in(cast.erin).get(place).status_code == 404


@pytest.mark.rule("INC-06")
def test_three_bidders_of_whom_each_sees_its_own_bid_alone(cast, by):
    seller, third = signed_in(cast.sofia), partner("Thirdly")
    opportunity = deal(cast.acme, cast.sofia)
    typed = {"title": "Forty teams", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}
    seller.post("/tenders/new", typed | {"opportunity": opportunity.reference})
    place = f"/tenders/{Tender.objects.get().reference}"
    for each in (cast.northwind, cast.rival, third):
        seller.post(f"{place}/moves/bid", {"partner": each.reference})
    assert all(name in text(seller.get(place)) for name in ("Northwind", "Rivalry", "Thirdly"))
    mine, theirs = (Bid.objects.get(partner=each).reference for each in (cast.northwind, cast.rival))
    portal = signed_in(cast.nadia)
    for page in (portal.get("/portal/bids"), portal.get(f"/portal/bids/{mine}")):
        assert "Forty teams" in text(page)
        assert not any(name in text(page) for name in ("Rivalry", "Thirdly", theirs))
    assert portal.get(f"/portal/bids/{theirs}").status_code == 404
    portal.post(f"/portal/bids/{mine}/moves/services")
    assert Bid.objects.get(reference=mine).own_services
    seller.post(f"{place}/moves/award", {"bid": mine})
    assert "Another bid won" in text(signed_in(cast.ruth).get(f"/portal/bids/{theirs}"))
    assert "Northwind" not in text(signed_in(cast.ruth).get(f"/portal/bids/{theirs}"))


@pytest.mark.rule("PSC-01", "PSC-03", "PSC-04", "PSC-06")
def test_a_claim_from_the_form_to_the_approval_and_the_removal(cast):
    vera = person("Vera", Role.SALES_REP, region="PUBSEC")
    liberty = partner("Liberty", region="PUBSEC", country="US")
    lou = person("Lou", Role.PARTNER_ADMIN, organisation=liberty.organisation)
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=vera, esm=cast.elena, asm=cast.amir)
    opportunity = deal(account("Agency of Rivers", territory=land, country="US"), vera)
    portal, inside = signed_in(lou), signed_in(vera)
    typed = {"customer_name": "Agency of Rivers", "sae_email": "vera@example.org"}
    refused = portal.post("/portal/preferred-co-sell/new", typed | {"opportunity_id": "006Aa00000BcDeFXXX"})
    assert (refused.status_code, "mistyped" in text(refused)) == (422, True)
    portal.post("/portal/preferred-co-sell/new", typed)
    reference = PreferredCoSell.objects.get().reference
    place = f"/preferred-co-sell/{reference}"
    portal.post(f"/portal{place}", {"opportunity_id": "", "meeting_on": "2026-08-20", "plan": "One team, then all."})
    early = inside.post(f"{place}/moves/approve", {"reason": "They know the agency."})
    assert (early.status_code, "US public sector" in text(early)) == (422, True)
    assert f"/decisions/of/{reference}/guidelines" in text(inside.get(place))
    assert "What would have had to differ" in text(inside.get(f"/decisions/of/{reference}/guidelines"))
    inside.post(f"{place}/moves/link", {"opportunity": opportunity.reference, "opportunity_id": CRM})
    inside.post(f"{place}/moves/approve", {"reason": "They know the agency."})
    assert CRM in text(portal.get(f"/portal{place}"))
    assert "They know the agency" not in text(portal.get(f"/portal{place}"))
    inside.post(f"{place}/moves/remove", {"reason": "They left."})
    assert "They left." in text(portal.get(f"/portal{place}"))
    assert signed_in(cast.sofia).get(place).status_code == 404


@pytest.mark.rule("INC-02")
def test_past_sales_are_looked_at_then_recorded_and_one_is_taken_back(cast):
    ops = signed_in(cast.omar)
    lines = f"account,partner,sold on,id\n{cast.acme.reference},{cast.northwind.reference},2025-10-01,S-1\nACC99999,,2025-10-01,S-2\n"
    looked = text(ops.post("/sales/import", {"text": lines, "do": "look"}))
    assert all(words in looked for words in ("1 can be recorded", "Line 3", "Nothing is kept yet", "S-2"))
    assert not Sale.objects.exists()
    ops.post("/sales/import", {"file": SimpleUploadedFile("sales.csv", lines.encode()), "do": "record"})
    place = f"/sales/{Sale.objects.get().reference}"
    assert "Acme Robotics GmbH" in text(ops.get("/sales"))
    assert "Northwind" in text(ops.get("/renewals?quarter=FY27-Q3"))
    refused = ops.post(place, {"why": ""})
    assert (refused.status_code, "Say why" in text(refused)) == (422, True)
    ops.post(place, {"why": "Another customer."})
    assert "It does not count" in text(ops.get(place))
    assert "Take the sale back" not in text(ops.get(place))
    for who in (cast.sofia, cast.elena):
        assert signed_in(who).get("/sales/import").status_code == 404
        assert signed_in(who).post(place, {"why": "Mine."}).status_code == 404
    empty = ops.post("/sales/import", {"text": "", "do": "record"})
    assert (empty.status_code, "the file is empty" in text(empty)) == (422, True)


@pytest.mark.rule("INC-04")
def test_home_pages_say_what_is_due_and_the_vendor_reads_what_was_said(cast, by):
    cast.northwind.manager = cast.elena
    cast.northwind.save(update_fields=["manager"])
    sold(cast.acme, cast.northwind)
    duties.follow_all(by(None))
    reference, portal, inside = Duty.objects.get().reference, signed_in(cast.nadia), signed_in(cast.elena)
    assert f"Give it {reference}" in text(portal.get("/portal/"))
    assert f"/renewals/duties/{reference}" in text(inside.get("/"))
    assert reference not in text(signed_in(cast.ruth).get("/portal/"))
    portal.post(
        f"/portal/renewals/{reference}", {"text": "Two more departments.", "health": "good", "seats_used": "240"}
    )
    said = text(inside.get(f"/renewals/duties/{reference}"))
    assert "Two more departments." in said
    assert "240 seats in use" in said
    assert "Two more departments." in text(portal.get(f"/portal/renewals/{reference}"))
    assert "Acme Robotics GmbH" in text(portal.get("/portal/renewals?show=given"))
    assert signed_in(cast.erin).get(f"/renewals/duties/{reference}").status_code == 404


@pytest.mark.rule("INC-03")
def test_a_partner_never_learns_whom_the_customer_named_instead(cast, by):
    now = datetime.now(UTC)  # the page shows the terms of a year around the day on which it is opened
    sold(cast.acme, cast.northwind, now.date() - timedelta(days=200))
    typed = {
        "account": cast.acme.reference, "partner": cast.rival.reference, "contact_name": "Carla",
        "contact_email": "carla@acme-robotics.example", "dated_on": str(now.date() - timedelta(days=9)),
    }  # fmt: skip
    made = notices.record(by(cast.sofia, at=now), typed, SimpleUploadedFile("letter.pdf", b"%PDF-1.7 wish"))
    notices.accept(made.reference, by(cast.elena, at=now))
    page = text(signed_in(cast.nadia).get("/portal/renewals?show=terms"))
    assert "the customer wrote otherwise" in page
    assert "Rivalry" not in page


def test_an_opportunity_shows_what_stands_on_it_in_few_queries(cast, by, django_assert_max_num_queries):
    sold(cast.acme, cast.northwind)
    opportunity, client = deal(cast.acme, cast.sofia), signed_in(cast.sofia)
    client.get(f"/accounts/opportunities/{opportunity.reference}")
    with django_assert_max_num_queries(12):
        page = text(client.get(f"/accounts/opportunities/{opportunity.reference}"))
    for words in ("Incumbent, tender and preferred co-sell", "Northwind", "Incumbent, ", "Record one"):
        assert words in page, words


def test_other_partners_and_roles_find_no_page_of_the_vendor(cast):
    for page in ("/renewals", "/renewals/duties", "/sales", "/customer-notices", "/tenders", "/preferred-co-sell"):
        assert signed_in(cast.nadia).get(page).status_code == 404
        assert signed_in(cast.dirk).get(page).status_code == 404
        assert signed_in(cast.omar).get(page).status_code == 200
    assert signed_in(cast.nadia).get("/portal/preferred-co-sell").status_code == 200


def test_lists_ask_few_queries_however_long_they_are(cast, by):
    for number in range(12):
        customer = account(f"Customer {number} Ltd", territory=cast.dach)
        sold(customer, cast.northwind)
        tender = tenders.open_tender(by(cast.omar), {"title": "T", "opened_on": "2026-08-10", "closes_on": "2026-09-30", "opportunity": deal(customer, cast.sofia).reference})  # fmt: skip
        tenders.enter_bid(tender.reference, by(cast.omar), partner=cast.northwind.reference)
    duties.follow_all(by(None))
    pages = [
        (cast.nadia, f"/portal/{page}")
        for page in ("", "renewals", "renewals?show=terms", "renewals?show=given", "bids")
    ]
    pages += [
        (cast.omar, page)
        for page in ("/", "/renewals?quarter=FY28-Q2", "/renewals/duties?quarter=FY27-Q3", "/sales", "/tenders")
    ]
    pages += [(cast.elena, "/"), (cast.sofia, "/")]
    for who, page in pages:
        client = signed_in(who)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        assert len(asked) <= 12, page

"""The vendor's side of becoming a partner: moves with reasons, contracts by Legal, access, the exception for one deal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import partner, person
from tests.domain.partners.becoming import begun, nobody
from towpath.domain.accounts.models import OneOffPermission, Opportunity
from towpath.domain.partners.actions import legal_requests, sign_up
from towpath.domain.partners.models import LegalRequest, Partner
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in():
    def make(who) -> Client:
        client = Client()
        client.force_login(who)
        return client

    return make


@pytest.fixture
def prospect(cast):
    return partner("Willow", status="prospect", signed_contract_on=None, click_through_agreement=False)


@pytest.fixture
def lena(cast):
    return person("Lex", Role.LEGAL)


def pdf(name="signed.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 signed")


@pytest.mark.rule("ONB-04")
def test_a_prospect_without_a_contract_offers_no_authorize(cast, prospect, signed_in):
    page = signed_in(cast.omar).get(f"/partners/{prospect.reference}").content.decode()
    assert "Deny the application" in page
    assert f"/partners/{prospect.reference}/moves/authorize" not in page
    refused = signed_in(cast.omar).post(f"/partners/{prospect.reference}/moves/authorize")
    assert refused.status_code == 422
    assert "There is no Signed Contract Date" in refused.content.decode()


def test_a_reason_is_needed_and_what_follows_is_said(cast, signed_in):
    client, address = signed_in(cast.omar), f"/partners/{cast.northwind.reference}/moves/end"
    assert "former partner from now on" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "They closed."}).status_code == 302
    cast.northwind.refresh_from_db()
    assert cast.northwind.status == "former"
    assert "The partnership ended: They closed." in client.get(f"/partners/{cast.northwind.reference}").content.decode()


def test_who_may_not_move_finds_no_move(cast, signed_in):
    address = f"/partners/{cast.northwind.reference}/moves/end"
    for who in (cast.elena, cast.felix, cast.nina):
        assert signed_in(who).get(address).status_code == 404


@pytest.mark.rule("ONB-01")
def test_creating_by_hand_needs_a_reason_and_a_look_at_duplicates(cast, signed_in):
    client = signed_in(cast.omar)
    typed = {"company": "Northwind", "country": "FR", "kind": "reseller", "website": "", "tax_number": ""}
    page = client.post("/partners/new", typed)
    assert page.status_code == 422
    assert "why it does not sign up itself" in page.content.decode()
    page = client.post("/partners/new", typed | {"reason": "The portal was down."})
    assert cast.northwind.reference in page.content.decode()
    made = client.post("/partners/new", typed | {"reason": "The portal was down.", "sure": "on"})
    assert made.status_code == 302
    assert Partner.objects.latest("pk").status == "prospect"
    assert signed_in(cast.elena).get("/partners/new").status_code == 404


@pytest.mark.rule("ONB-03", "ONB-04", "ONB-09")
def test_legal_sends_and_files_the_contract_and_the_partner_is_authorized(cast, prospect, lena, by, signed_in):
    made = legal_requests.ask(prospect.reference, by(cast.omar), question="Clause 3.")
    client, address = signed_in(lena), f"/legal-requests/{made.reference}"
    assert "Clause 3." in client.get(address).content.decode()
    assert made.reference in client.get("/legal-requests").content.decode()
    client.post(f"{address}/moves/take_up")
    assert client.post(f"{address}/moves/send", {"note": ""}).status_code == 422
    client.post(f"{address}/moves/send", {"note": "Sign the draft.", "file": pdf("draft.pdf")})
    refused = client.post(f"{address}/moves/sign", {"signed_on": "2999-01-01"})
    assert refused.status_code == 422
    assert "Attach the signed contract" in refused.content.decode()
    assert client.post(f"{address}/moves/sign", {"signed_on": "2026-08-31", "file": pdf()}).status_code == 302
    made.refresh_from_db()
    prospect.refresh_from_db()
    assert made.state == "signed"
    assert made.contract.name == "signed.pdf"
    assert (prospect.status, prospect.contract_on_file, str(prospect.signed_contract_on)) == (
        "authorized", True, "2026-08-31",
    )  # fmt: skip
    listed = client.get(address).content.decode()
    assert "signed.pdf" in listed
    got = client.get(f"{address}/files/{made.contract_id}")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 signed"


def test_operations_answers_a_request_for_access(cast, book, noon, signed_in):
    made = begun(book, noon, website="northwind.example")
    request = sign_up.ask_access(sign_up.key_of(made), nobody(book, noon))
    client, address = signed_in(cast.omar), f"/access-requests/{request.reference}"
    assert (
        request.reference in client.get("/access-requests").content.decode()
        or made.name in client.get("/access-requests").content.decode()
    )
    assert client.post(address, {"answer": "decline", "reason": ""}).status_code == 422
    assert client.post(address, {"answer": "decline", "reason": "Nobody there knows you."}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("declined", cast.omar)


@pytest.mark.rule("ONB-08")
def test_programs_asks_and_a_director_approves_one_opportunity(cast, prospect, by, signed_in):
    from towpath.domain.accounts.actions import opportunities

    deal = opportunities.create(by(cast.sofia), account=cast.acme, name="Acme: 40 seats", owner=cast.sofia)
    typed = {"partner": prospect.reference, "opportunity": deal.reference, "customer_reason": "Framework contract."}
    client = signed_in(cast.paula)
    refused = client.post("/one-off/new", typed)
    assert refused.status_code == 422
    assert "Nobody confirmed that the partner will not join" in refused.content.decode()
    assert client.post("/one-off/new", typed | {"will_not_join": "on"}).status_code == 302
    made = OneOffPermission.objects.get()
    address = f"/one-off/{made.reference}"
    assert client.post(f"{address}/moves/approve").status_code == 404
    assert "Approve" in signed_in(person("Dora", Role.CHANNEL_DIRECTOR, region="EMEA")).get(address).content.decode()
    elsewhere = signed_in(person("Dag", Role.CHANNEL_DIRECTOR, region="APJ"))
    assert elsewhere.get(address).status_code == 404
    vera = signed_in(person("Vera", Role.CHANNELS_VP))
    assert vera.post(f"{address}/moves/approve").status_code == 302
    made.refresh_from_db()
    assert made.state == "approved"
    assert Opportunity.objects.count() == 1
    assert made.reference in vera.get("/one-off").content.decode() or "Willow" in vera.get("/one-off").content.decode()


@pytest.mark.parametrize("address", ["/legal-requests", "/access-requests", "/one-off", "/partners"])
def test_lists_ask_little_of_the_database(cast, prospect, by, signed_in, address, django_assert_max_num_queries):
    legal_requests.ask(prospect.reference, by(cast.omar), question="Why?")
    client = signed_in(person("Olga", Role.OPS, Role.PROGRAMS, Role.LEGAL))
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_a_partner_page_asks_little_of_the_database(cast, by, signed_in, django_assert_max_num_queries):
    legal_requests.ask(cast.northwind.reference, by(cast.omar), question="Why?")
    assert LegalRequest.objects.count() == 1
    client = signed_in(cast.omar)
    with django_assert_max_num_queries(12):
        assert client.get(f"/partners/{cast.northwind.reference}").status_code == 200

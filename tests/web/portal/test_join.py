"""Signing up in the browser's own words: the form, the mail's link, the agreement, and a colleague's request."""

import re

import pytest
from django.test import Client

from tests.domain.partners.becoming import GOOD, typed
from tests.mailbox import deliver_everything
from towpath.domain.partners.actions import sign_up
from towpath.domain.partners.models import AccessRequest, AgreementAcceptance, LegalRequest, Partner, SignUp
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]
NUMBERS = r'name="version" value="([^"]+)"><input type="hidden" name="checksum" value="([^"]+)"'


@pytest.fixture
def fresh_counts():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


def signed_up(client, **more):
    """Send the form, and follow the link of the mail."""
    assert client.post("/join", typed(**more)).url == "/join/sent"
    made = SignUp.objects.latest("pk")
    deliver_everything(made.made_at)
    text = OutgoingMail.objects.filter(to=made.email).latest("pk").text
    return re.search(r"http://localhost:8000(/join/\w+)", text).group(1)


def inside(client, **more):
    link = signed_up(client, **more)
    assert client.post(link, {"password": GOOD, "zone": "Europe/Berlin"}).url == "/portal/agreement"
    return Partner.objects.latest("pk")


@pytest.mark.rule("ONB-01", "ONB-02", "ONB-04")
def test_a_signatory_is_selling_after_six_requests(client, cast):
    partner = inside(client)
    page = client.get("/portal/agreement").content.decode()
    version, checksum = re.search(NUMBERS, page).groups()
    accepted = client.post(
        "/portal/agreement", {"signatory": "yes", "version": version, "checksum": checksum}, REMOTE_ADDR="192.0.2.9"
    )
    assert accepted.url == "/portal/"
    partner.refresh_from_db()
    assert (partner.status, partner.click_through_agreement) == ("authorized", True)
    stamp = AgreementAcceptance.objects.get()
    assert (stamp.person.name, stamp.place, stamp.version, stamp.checksum) == ("Lena", "192.0.2.9", version, checksum)
    why = re.search(r'href="(/portal/decisions/\d+/\d+)"', client.get("/portal/agreement").content.decode())
    assert "signed contract" in client.get(why[1]).content.decode()
    assert client.get("/portal/deals/registrations/new").status_code == 200
    drafted = client.post(
        "/portal/deals/registrations/new", {"save": "draft", "deal_type": "resale", "customer_name": "Acme"}
    )
    assert drafted.status_code == 302


def test_nothing_typed_is_lost_and_every_error_has_its_field(client, cast):
    page = client.post("/join", typed(email="lena@gmail.com", tax_number="1", company="Kept & Sons"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Kept &amp; Sons" in text
    assert "free mail service" in text
    assert 'href="#id_tax_number"' in text


def test_a_flood_is_told_to_wait_and_keeps_what_was_typed(client, cast):
    for _ in range(4):
        client.post("/join", typed())
    page = client.post("/join", typed(company="Kept & Sons"))
    assert page.status_code == 429
    assert "Kept &amp; Sons" in page.content.decode()
    assert page["Retry-After"]
    assert SignUp.objects.count() == 4


def test_a_link_is_good_once_and_opening_it_uses_nothing(client, cast):
    link = signed_up(client)
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert client.get(link)["Referrer-Policy"] == "same-origin"
    assert client.post(link, {"password": "short"}).status_code == 422
    client.post(link, {"password": GOOD})
    other = Client()
    assert other.get(link).status_code == 409
    assert "used already" in other.get(link).content.decode()
    assert client.get("/join/" + "0" * 64).status_code == 404


def test_a_link_opened_by_somebody_signed_in_changes_nothing(client, cast):
    link = signed_up(Client())
    client.force_login(cast.ruth)
    for answer in (client.get(link), client.post(link, {"password": GOOD})):
        assert answer.status_code == 409
    assert not Person.objects.filter(email="lena@bluewater.example").exists()


@pytest.mark.rule("ONB-02")
def test_an_agreement_that_changed_after_it_was_shown_is_shown_anew(client, cast):
    partner = inside(client)
    answer = client.post("/portal/agreement", {"signatory": "yes", "version": "2022-1", "checksum": "0" * 64})
    assert answer.status_code == 409
    assert "changed after it was shown" in answer.content.decode()
    assert re.search(NUMBERS, answer.content.decode()).group(1) == "2025-1"
    partner.refresh_from_db()
    assert partner.status == "prospect"


@pytest.mark.rule("ONB-03", "ONB-09")
def test_a_redliner_asks_for_a_contract_and_waits(client, cast):
    partner = inside(client)
    answer = client.post("/portal/agreement/contract", {"question": "Clause 3 does not fit us."})
    request = LegalRequest.objects.get()
    assert answer.url == f"/portal/contracts/{request.reference}"
    page = client.get(answer.url).content.decode()
    assert "Clause 3 does not fit us." in page
    partner.refresh_from_db()
    assert partner.status == "prospect"


@pytest.mark.rule("ONB-10")
def test_technology_partners_are_led_to_a_contract(client, cast):
    inside(client, kind="alliance")
    page = client.get("/portal/agreement").content.decode()
    assert "cannot be clicked through" in page
    refused = client.post("/portal/agreement", {"signatory": "yes", "version": "2025-1", "checksum": "x"})
    assert refused.status_code == 422


@pytest.mark.rule("ONB-05", "ONB-06")
def test_a_colleague_asks_for_access_and_an_administrator_lets_her_in(client, cast):
    link = signed_up(client, website="northwind.example", email="lena@northwind.example")
    page = client.get(link).content.decode()
    assert "known here" in page
    assert cast.northwind.reference not in page
    assert "Nina" not in page
    assert client.post(link, {"password": GOOD}).status_code == 200  # no way around it
    assert "Access is asked for" in client.post(link, {"ask": "access"}).content.decode()
    request = AccessRequest.objects.get()
    deliver_everything(request.asked_at)
    assert OutgoingMail.objects.filter(to=cast.nina.email, subject__contains="Lena").exists()
    nina = Client()
    nina.force_login(cast.nina)
    address = f"/portal/access-requests/{request.reference}"
    assert nina.get(address).status_code == 200
    assert nina.post(address, {"answer": "grant", "role": "ops"}).status_code == 422
    assert nina.post(address, {"answer": "grant", "role": "partner_seller"}).url == "/portal/access-requests"
    deliver_everything(request.asked_at)
    text = OutgoingMail.objects.filter(to="lena@northwind.example", kind="partners.invitation").get().text
    invitation = re.search(r"http://localhost:8000(/invitations/\w+)", text).group(1)
    assert client.post(invitation, {"name": "Lena", "password": GOOD}).url == "/portal/"
    assert Person.objects.get(email="lena@northwind.example").organisation == cast.northwind.organisation


def test_a_rival_administrator_sees_no_request_of_another_partner(client, cast):
    link = signed_up(client, website="northwind.example", email="lena@northwind.example")
    client.post(link, {"ask": "access"})
    request = AccessRequest.objects.get()
    for person in (cast.ruth, cast.nadia):
        other = Client()
        other.force_login(person)
        assert other.get(f"/portal/access-requests/{request.reference}").status_code == 404
    assert request.reference not in other.get("/portal/access-requests").content.decode()


def test_who_signs_in_already_is_told_by_mail_and_by_nothing_else(client, cast):
    client.post("/join", typed(email=cast.nadia.email))
    made = SignUp.objects.get()
    deliver_everything(made.made_at)
    mail = OutgoingMail.objects.get()
    assert "have access already" in mail.text
    assert "/join/" not in mail.text
    assert sign_up.key_of(made) not in mail.text

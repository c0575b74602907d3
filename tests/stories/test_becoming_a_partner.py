"""Becoming a partner as its people live it, by pages and mails alone: a signatory, a redliner, a duplicate, a colleague."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import person
from tests.domain.partners.becoming import typed
from tests.stories.doors import GOOD, a_deal, accept, browser, link_in, mail, said
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import AccessRequest, AgreementAcceptance, LegalRequest, Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
LENA = "lena@bluewater.example"


@pytest.fixture(autouse=True)
def fresh_counts(settings, tmp_path):
    from django.core.cache import cache

    settings.FILES = tmp_path
    cache.clear()
    yield
    cache.clear()


def signed_up(client, **more) -> str:
    """The form is sent; returns the page to which the mail leads."""
    given = typed(**more)
    assert client.post("/join", given).url == "/join/sent"
    return link_in(mail(given["email"], "partners.sign_up"))


def inside(client, **more) -> Partner:
    """Signed up, the address confirmed, a password chosen."""
    link = signed_up(client, **more)
    assert client.post(link, {"password": GOOD, "zone": "Europe/Berlin"}).url == "/portal/agreement"
    return Partner.objects.latest("pk")


def recorded(client, badge: str, email: str, name: str) -> None:
    """A completion of training, recorded with what proves it."""
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof")
    given = {"email": email, "name": name, "badge": badge, "completed_on": day, "evidence": proof}
    assert client.post("/enablement/completions/new", given).status_code == 302


@pytest.mark.rule("ONB-01", "ONB-02", "ONB-04", "ONB-10", "ELG-02", "ELG-05")
def test_a_signatory_signs_up_accepts_and_registers_a_deal(cast):
    lena = browser()
    partner = inside(lena)
    assert "Bluewater" not in said(browser(cast.nadia).get("/portal/")), "no other partner hears of it"
    assert accept(lena).url == "/portal/"
    stamp = AgreementAcceptance.objects.select_related("text", "person").get(partner=partner)
    assert (stamp.person.email, stamp.place, stamp.text.checksum) == (LENA, "127.0.0.1", stamp.checksum)
    assert stamp.checksum[:16] in said(lena.get("/portal/agreement")), "what was accepted can be read for good"
    assert "You can register deals now" in mail(LENA, "partners.authorized")
    assert partner.reference in mail(cast.omar.email, "partners.authorized.inside")

    begun = lena.post("/portal/deals/registrations/new", {"deal_type": "resale"})
    draft = Registration.objects.get(partner=partner)
    assert begun.url == f"/portal/deals/registrations/{draft.reference}/amend"
    deal = a_deal(customer_name="Acme Robotics")
    refused = lena.post(f"/portal/deals/registrations/{draft.reference}/submit", deal)
    page = said(refused)
    assert "GitLab Foundations for Partners" in page, "the one thing that is missing, and what would mend it"
    assert deal["need"] in page, "what was typed is there"
    recorded(browser(cast.paula), "foundations", LENA, "Lena")
    sent = lena.post(f"/portal/deals/registrations/{draft.reference}/submit", deal)
    assert sent.url == f"/portal/deals/registrations/{draft.reference}"
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.reference in said(browser(cast.omar).get("/deals/registrations?view=queue"))


@pytest.mark.rule("ONB-03", "ONB-04", "ONB-09")
def test_a_redliner_waits_until_the_signed_document_is_on_file(cast):
    lex = person("Lex", Role.LEGAL)
    lena, legal = browser(), browser(lex)
    partner = inside(lena)
    asked = lena.post("/portal/agreement/contract", {"question": "Clause 3 does not fit us.", "signatory": "yes"})
    request = LegalRequest.objects.get(partner=partner)
    assert asked.url == f"/portal/contracts/{request.reference}"
    assert "A contract is on its way" in said(lena.get("/portal/agreement"))
    twice = lena.post("/portal/agreement/contract", {"question": "And clause 5."})
    assert (twice.status_code, request.reference in said(twice)) == (409, True), (
        "one request waits, and she is led to it"
    )

    there = link_in(mail(lex.email, "partners.legal"))
    assert there == f"/legal-requests/{request.reference}"
    assert "Clause 3 does not fit us." in said(legal.get(there))
    moves = f"{there}/moves"
    draft = SimpleUploadedFile("draft.pdf", b"%PDF-1.7 draft with another clause 3")
    for name, given in (("take_up", {}), ("send", {"note": "See the new clause 3", "file": draft})):
        assert legal.post(f"{moves}/{name}", given).url == there, name
    page = said(lena.get(link_in(mail(LENA, "partners.legal.partner"))))
    assert "See the new clause 3" in page
    assert "draft.pdf" in page
    answer = lena.post(f"{asked.url}/answer", {"note": "Signed; the paper follows."})
    assert answer.url == asked.url
    assert "Signed; the paper follows." in mail(lex.email, "partners.legal")
    today = datetime.now(UTC).date().isoformat()
    bare = legal.post(f"{moves}/sign", {"signed_on": today})
    assert (bare.status_code, "Attach the signed contract" in said(bare)) == (422, True)
    partner.refresh_from_db()
    assert partner.status == "prospect", "nothing is signed without the document"
    contract = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed by both")
    assert legal.post(f"{moves}/sign", {"signed_on": today, "file": contract}).url == there
    partner.refresh_from_db()
    assert (partner.status, partner.contract_on_file, partner.click_through_agreement) == ("authorized", True, False)
    file = lena.get(f"{asked.url}/files/{LegalRequest.objects.get().contract_id}")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 signed by both"
    assert "You can register deals now" in mail(LENA, "partners.authorized")
    assert browser(cast.ruth).get(asked.url).status_code == 404


@pytest.mark.rule("ONB-05")
@pytest.mark.parametrize(
    ("by_what", "more"),
    [
        ("its web address", {"website": "https://www.Northwind.example/de"}),
        ("its people's addresses", {"email": "lena@northwind.example"}),
        ("its name", {"company": "NORTHWIND GmbH & Co. KG"}),
        ("its tax number", {"tax_number": "DE 222 222 220"}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_duplicate_organisation_is_led_to_its_own_portal(cast, by_what, more):
    Partner.objects.filter(pk=cast.northwind.pk).update(tax_kind="eu.vat", tax_number="DE222222220")
    other = {"company": "Quite Different", "website": "other.example", "email": "lena@other.example", "tax_number": ""}
    client = browser()
    link = signed_up(client, **(other | more))
    assert "known" not in said(client.get("/join/sent")), "before the address is confirmed nothing is told"
    page = said(client.get(link))
    assert "Your company is known here" in page
    assert all(secret not in page for secret in ("Nina", "Nadia", "DE222222220", cast.northwind.reference)), by_what
    again = client.post(link, {"password": GOOD})
    assert "Your company is known here" in said(again), "there is no way around it"
    assert client.post(link, {"ask": "access"}).status_code == 200
    request = AccessRequest.objects.get()
    assert (request.partner, request.state) == (cast.northwind, "asked")
    assert link_in(mail(cast.nina.email, "partners.access_asked")) == f"/portal/access-requests/{request.reference}"
    assert Partner.objects.count() == 2
    assert not Person.objects.filter(name="Lena").exists()
    assert not OutgoingMail.objects.filter(to=cast.ruth.email).exists()


@pytest.mark.rule("ONB-06", "ROL-01")
def test_a_colleague_asks_for_access_is_let_in_and_works_as_what_she_was_given(cast):
    guest, nina = browser(), browser(cast.nina)
    link = signed_up(guest, website="northwind.example", email="lena@northwind.example")
    guest.post(link, {"ask": "access"})
    there = link_in(mail(cast.nina.email, "partners.access_asked"))
    assert "lena@northwind.example" in said(nina.get(there))
    assert nina.post(there, {"answer": "grant", "role": "partner_viewer"}).url == "/portal/access-requests"
    invitation = link_in(mail("lena@northwind.example", "partners.invitation"))
    assert guest.post(invitation, {"name": "Lena", "password": GOOD}).url == "/portal/"
    lena = Person.objects.get(email="lena@northwind.example")
    assert (lena.organisation, lena.roles) == (cast.northwind.organisation, ["partner_viewer"])
    assert guest.get("/portal/deals/registrations").status_code == 200
    assert guest.get("/portal/deals/registrations/new").status_code == 404, "a viewer writes nothing"
    assert "Lena" in said(nina.get("/portal/colleagues"))
    assert nina.post(there, {"answer": "decline", "reason": "Too late"}).status_code == 409, "answered once"


@pytest.mark.rule("ONB-06")
def test_somebody_who_is_not_known_is_declined_with_a_reason(cast):
    guest, nina = browser(), browser(cast.nina)
    guest.post(signed_up(guest, website="northwind.example", email="eve@elsewhere.example"), {"ask": "access"})
    there = link_in(mail(cast.nina.email, "partners.access_asked"))
    assert nina.post(there, {"answer": "decline", "reason": ""}).status_code == 422
    nina.post(there, {"answer": "decline", "reason": "Nobody here knows her"})
    assert "Nobody here knows her" in mail("eve@elsewhere.example", "partners.access_declined")
    assert not Person.objects.filter(email="eve@elsewhere.example").exists()

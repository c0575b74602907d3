"""Becoming and staying a partner in real Chromium: a redliner, a duplicate and a colleague, a fall from compliance and back."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up
from tests.browser.test_joining import looked_at, signed_up
from tests.browser.test_stories import fill
from tests.cast import person
from tests.domain.enablement.compliance.stages import learner, member
from tests.stories.doors import GOOD, link_in, mail
from towpath.domain.partners.models import LegalRequest, Partner
from towpath.jobs.compliance import compute
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
FILE = {"mimeType": "application/pdf", "buffer": b"%PDF-1.7 made up"}
WIDE, NARROW = {"width": 1280, "theme": "light"}, {"width": 390, "theme": "dark"}


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    from django.core.cache import cache

    settings.FILES = tmp_path
    cache.clear()


@pytest.mark.rule("ONB-03", "ONB-04", "ONB-09")
def test_a_redliner_comes_to_a_signed_document(visit, book):
    set_up(book, datetime.now(UTC))
    lex = person("Lex", Role.LEGAL)
    partner = visit(None, **WIDE)
    page = signed_up(partner)
    page.get_by_label("Your question").fill("Clause 3 does not fit us.")
    page.get_by_role("button", name="Ask for a contract").click()
    page.wait_for_url("**/portal/contracts/LEG*")
    looked_at(page, "contract")
    own = page.url.removeprefix(partner.address)

    legal = visit(lex, **WIDE)
    desk = legal.go(link_in(mail(lex.email, "partners.legal")))
    desk.get_by_role("button", name="Take up").click()
    desk.wait_for_load_state()
    send, sign = desk.locator("form[action$='/send']"), desk.locator("form[action$='/sign']")
    send.locator("[name=note]").fill("See the new clause 3, then sign")
    send.locator("[name=file]").set_input_files({"name": "draft.pdf", **FILE})
    send.locator("button[type=submit]").click()
    desk.wait_for_load_state()
    looked_at(desk, "legal-request")

    page = partner.go(link_in(mail("lena@bluewater.example", "partners.legal.partner")))
    expect(page.locator("main")).to_contain_text("See the new clause 3, then sign")
    expect(page.get_by_role("link", name="draft.pdf")).to_be_visible()
    page.get_by_label("Your answer").fill("Signed by our director")
    page.locator("#id_file").set_input_files({"name": "signed.pdf", **FILE})
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_load_state()

    legal.go(f"/legal-requests/{LegalRequest.objects.get().reference}")
    sign.locator("[name=signed_on]").fill(datetime.now(UTC).date().isoformat())
    sign.locator("button[type=submit]").click()
    expect(desk.locator("main")).to_contain_text("Attach the signed contract")
    looked_at(desk, "legal-request-wrong")
    sign.locator("[name=signed_on]").fill(datetime.now(UTC).date().isoformat())
    sign.locator("[name=file]").set_input_files({"name": "contract.pdf", **FILE})
    sign.locator("button[type=submit]").click()
    expect(desk.locator("main")).to_contain_text("contract.pdf")

    partner.go(own)
    expect(page.locator("main")).to_contain_text("Signed")
    with page.expect_download() as got:
        page.get_by_role("link", name="contract.pdf").click()
    assert got.value.path().read_bytes() == FILE["buffer"]
    partner.go("/portal/")
    expect(page.get_by_role("link", name="Register a deal").first).to_be_visible()
    assert Partner.objects.get(name__startswith="Bluewater").status == "authorized"


@pytest.mark.rule("ONB-05", "ONB-06")
def test_a_duplicate_is_led_to_its_portal_and_the_colleague_comes_in(visit, book):
    cast = set_up(book, datetime.now(UTC))
    guest = visit(None, **NARROW)
    page = signed_up(guest, company="Northwind Germany", site="www.northwind.example", email="lena@northwind.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your company is known here")
    looked_at(page, "join-known")
    page.get_by_role("button", name="Ask for access").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Access is asked for")
    looked_at(page, "join-asked")

    desk = visit(cast.nina, **NARROW).go(link_in(mail(cast.nina.email, "partners.access_asked")))
    expect(desk.locator("main")).to_contain_text("lena@northwind.example")
    desk.get_by_role("button", name="Give access and send the invitation").click()
    expect(desk.locator("[data-error-summary]")).to_be_visible()
    looked_at(desk, "access-wrong")
    desk.check("[name=role][value=partner_seller]")
    desk.get_by_role("button", name="Give access and send the invitation").click()
    desk.wait_for_url("**/portal/access-requests")

    page = guest.go(link_in(mail("lena@northwind.example", "partners.invitation")))
    looked_at(page, "invitation")
    page.get_by_label("Your name").fill("Lena")
    page.get_by_label("A new password").fill(GOOD)
    page.get_by_role("button", name="Accept and sign in").click()
    page.wait_for_url("**/portal/")
    expect(page.locator("h1")).to_contain_text("Lena")
    guest.go("/portal/deals/registrations")
    expect(page.locator("main")).to_contain_text("Draft Works")
    assert Person.objects.get(name="Lena").organisation == cast.northwind.organisation
    assert Partner.objects.count() == 2


@pytest.mark.rule("ELG-03", "ELG-05")
def test_a_partner_falls_out_of_compliance_and_comes_back(visit, book, by):
    cast, today = set_up(book, datetime.now(UTC)), datetime.now(UTC).date()
    began, ran_out = today - timedelta(days=400), today - timedelta(days=10)
    member(cast.northwind, "open", since=began)
    learner(cast.northwind, "Sara", "foundations", "sales_professional", since=began, until=ran_out)
    learner(cast.northwind, "Simon", "foundations", "sales_professional", "solutions_architect", since=began)

    def night(day) -> None:
        compute(by(None, at=datetime.combine(day, time(10), UTC), door="job"))

    for day in (ran_out - timedelta(days=60), ran_out):
        night(day)
    assert "will fall out" in mail_subject(cast.nina.email, "compliance.warned")
    portal = visit(cast.nina, **NARROW)
    page = portal.go(link_in(mail(cast.nina.email, "compliance.in_grace")))
    expect(page.locator("#open")).to_contain_text("1 of 2")
    expect(page.locator("#open")).to_contain_text("The next step")
    looked_at(page, "scorecard-grace")
    page.get_by_label("As of").fill((ran_out - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Show this day").click()
    page.wait_for_url("**on=*")
    expect(page.locator("#open")).not_to_contain_text("1 of 2")
    manager = visit(cast.elena, **NARROW)
    manager.go(link_in(mail(cast.elena.email, "compliance.in_grace")))
    expect(manager.page.locator("main")).to_contain_text("1 of 2")
    looked_at(manager.page, "compliance-grace")

    programs = visit(cast.paula, **NARROW)
    form = programs.go("/enablement/completions/new")
    fill(form, {"email": "nadia@northwind.example", "name": "Nadia", "badge": "sales_professional",
                "completed_on": today.isoformat()})  # fmt: skip
    form.locator("[name=evidence]").set_input_files({"name": "proof.pdf", **FILE})
    form.locator("main form button[type=submit], main form button:not([type])").last.click()
    form.wait_for_url("**/enablement/completions/*")
    expect(form.locator("main")).to_contain_text("proof.pdf")
    night(today)
    page = portal.go(link_in(mail(cast.nina.email, "compliance.regained")))
    expect(page.locator("#open")).to_contain_text("2 of 2")
    looked_at(page, "scorecard-back")
    assert Event.objects.filter(name="enablement.compliance.regained", subject_id=cast.northwind.pk).count() == 1


def mail_subject(to: str, kind: str) -> str:
    from towpath.kernel.mail.models import OutgoingMail

    mail(to, kind)
    return OutgoingMail.objects.filter(to=to, kind=kind).latest("pk").subject

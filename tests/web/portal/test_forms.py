"""Register a deal in the portal: drafts, errors, files, two browsers, a second click, and the check while typing."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion

LIST = "/portal/deals/registrations"


@pytest.fixture
def now(book):
    return lambda person: Occasion(actor=person, at=datetime.now(UTC), door="portal", book=book)


@pytest.fixture
def nadia(client, cast):
    client.force_login(cast.nadia)
    return client


def full(**more):
    return claim(close_on="2099-12-18", **more)


@pytest.fixture
def draft(nadia, cast):
    answer = nadia.post(f"{LIST}/new", {"deal_type": "resale"})
    assert answer.status_code == 302
    return Registration.objects.get()


def at(registration, move):
    return f"{LIST}/{registration.reference}/{move}"


def test_the_type_is_chosen_first_and_can_be_changed(nadia, cast):
    page = nadia.post(f"{LIST}/new", {"deal_type": "gift"})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert not Registration.objects.exists()
    nadia.post(f"{LIST}/new", {"deal_type": "resale"})
    draft = Registration.objects.get()
    assert "The service that you will run" not in nadia.get(at(draft, "amend")).content.decode()
    answer = nadia.post(at(draft, "amend"), {**full(), "then": "type"})
    assert answer.url == at(draft, "type")
    nadia.post(at(draft, "type"), {"deal_type": "msp"})
    page = nadia.get(at(draft, "amend")).content.decode()
    assert "The service that you will run" in page
    assert 'value="Acme Robotics"' in page


def test_a_draft_saves_itself_and_says_what_it_left_out(nadia, draft):
    answer = nadia.post(
        at(draft, "amend"), {"customer_name": "Acme", "amount": "plenty", "version": 1}, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert "Expected amount" in answer.json()["note"]
    draft.refresh_from_db()
    assert (draft.customer_name, draft.amount, draft.version) == ("Acme", None, 2)
    stale = nadia.post(at(draft, "amend"), {"customer_name": "Other", "version": 1}, headers={"X-Autosave": "1"})
    assert stale.status_code == 409
    assert "changed" in stale.json()["note"]
    draft.refresh_from_db()
    assert draft.customer_name == "Acme"


def test_saving_without_scripts_keeps_everything_and_comes_back(nadia, draft):
    answer = nadia.post(
        at(draft, "amend"), {**full(), "then": "stay", "customer_city": "Bremen", "public_sector": "on"}
    )
    assert (answer.status_code, answer.url) == (302, at(draft, "amend"))
    page = nadia.get(answer.url).content.decode()
    for value in ("Acme Robotics", "Bremen", "48000", "2099-12-18", "carla@acme-robotics.example"):
        assert value in page
    draft.refresh_from_db()
    assert (draft.state, draft.public_sector, draft.extra["customer_city"]) == ("draft", True, "Bremen")


WRONG = {
    "customer_name": "", "customer_website": "not a site", "customer_country": "Atlantis", "contact_name": "x" * 151,
    "contact_email": "nobody", "deal_name": "", "business": "maybe", "product": "teapot", "amount": "-", "currency": "ZZZ",
    "close_on": "tomorrow", "seats": "many", "need": "", "how_sourced": "y" * 4001, "customer_employees": "a few",
}  # fmt: skip


def test_a_form_with_every_field_wrong_names_each_and_loses_nothing(nadia, draft):
    page = nadia.post(at(draft, "submit"), {**WRONG, "version": 1})
    assert page.status_code == 422
    text = page.content.decode()
    for name in WRONG:
        assert f'href="#id_{name}"' in text, name
        assert f'id="{name}-error"' in text, name
    for typed in ("not a site", "nobody", "tomorrow", "many", "a few", "y" * 4001):
        assert typed in text
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 1)


def test_submitting_twice_sends_once(nadia, draft):
    sent = {**full(), "version": 1}
    for _ in range(2):
        answer = nadia.post(at(draft, "submit"), sent)
        assert (answer.status_code, answer.url) == (302, f"{LIST}/{draft.reference}")
    draft.refresh_from_db()
    assert (draft.state, draft.customer_name) == ("submitted", "Acme Robotics")
    page = nadia.get(answer.url).content.decode()
    assert "Submitted" in page
    assert "partner operations" in page
    assert "why?" in page


def test_two_browsers_lose_nothing(nadia, draft, cast, now):
    registrations.amend(draft.reference, now(cast.nina), {"customer_name": "Their words"})
    page = nadia.post(at(draft, "submit"), {**full(customer_name="My words"), "version": 1})
    assert page.status_code == 409
    text = page.content.decode()
    assert 'value="My words"' in text
    assert "Their words" in text
    assert "Somebody changed" in text
    assert 'name="version" value="2"' in text
    assert nadia.post(at(draft, "submit"), {**full(customer_name="My words"), "version": 2}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.customer_name) == ("submitted", "My words")


def test_a_returned_one_is_amended_and_sent_again(nadia, draft, cast, now):
    nadia.post(at(draft, "submit"), full())
    registrations.send_back(draft.reference, now(cast.omar), comments="Which subsidiary buys?")
    home = nadia.get("/portal/").content.decode()
    assert "was returned to you" in home
    form = nadia.get(at(draft, "amend")).content.decode()
    assert "Which subsidiary buys?" in form
    assert "data-autosave=" not in form
    answer = nadia.post(at(draft, "resubmit"), full(customer_name="Acme Robotics Hamburg"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.customer_name) == ("submitted", "Acme Robotics Hamburg")
    assert "Acme Robotics Hamburg" in nadia.get(answer.url).content.decode()


def test_an_ineligible_partner_learns_what_mends_it_and_keeps_the_draft(nadia, draft, cast):
    cast.northwind.foundations_completed = 0
    cast.northwind.save()
    assert "cannot submit registrations yet" in nadia.get("/portal/").content.decode()
    page = nadia.post(at(draft, "submit"), {**full(), "version": 1})
    assert page.status_code == 422
    assert "Have at least 1 of your people complete" in page.content.decode()
    assert "Acme Robotics" in page.content.decode()


PDF = b"%PDF-1.7 a tender"


def test_files_are_kept_even_when_a_field_is_wrong_and_come_back_as_downloads(nadia, draft):
    name = "../../etc/the tender.pdf"
    answer = nadia.post(
        at(draft, "submit"), {**full(amount="plenty"), "files": SimpleUploadedFile(name, PDF, "text/html")}
    )
    assert answer.status_code == 422
    document = Document.objects.get()
    assert (document.name, document.media_type) == ("the tender.pdf", "application/pdf")
    assert "the tender.pdf" in answer.content.decode()
    download = nadia.get(f"{LIST}/{draft.reference}/files/{document.pk}")
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"].startswith("attachment")
    nadia.post(at(draft, "amend"), {**full(), "files_remove": document.pk})
    assert nadia.get(f"{LIST}/{draft.reference}/files/{document.pk}").status_code == 404


def test_files_that_cannot_be_kept_are_explained_and_the_form_stays(nadia, draft):
    big = BytesIO(b"%PDF-" + b"x" * (20 * 1024 * 1024))
    big.name = "huge.pdf"
    page = nadia.post(
        at(draft, "submit"),
        {**full(), "files": [big, SimpleUploadedFile("run.exe", b"MZ"), SimpleUploadedFile("fake.png", b"no picture")]},
    )
    assert page.status_code == 422
    text = page.content.decode()
    for words in ("MB; at most 10 MB", "run.exe", "does not fit its ending", 'value="Acme Robotics"'):
        assert words in text, words
    assert not Document.objects.exists()
    draft.refresh_from_db()
    assert draft.state == "draft"


CHECK = f"{LIST}/maybe"
ASKED = {"customer_name": "Acme Robotics", "customer_website": "acme-robotics.example", "customer_country": "DE"}


@pytest.mark.rule("DRG-02")
def test_the_check_while_typing_never_says_by_whom(nadia, cast, now, draft):
    assert "may already be registered" not in nadia.get(CHECK, ASKED).content.decode()
    theirs = registrations.register(now(cast.ruth), full())
    for asked in (ASKED, {**ASKED, "but": draft.reference}, {**ASKED, "but": theirs.reference}):
        text = nadia.get(CHECK, asked).content.decode()
        assert "may already be registered" in text
        for secret in ("Rivalry", "Ruth", theirs.reference):
            assert secret not in text
    assert "<html" not in text
    nadia.post(at(draft, "amend"), full())
    assert "may already be registered" in nadia.get(at(draft, "amend")).content.decode()


def test_ones_own_registration_does_not_warn_of_itself(nadia, cast, now):
    mine = registrations.register(now(cast.nadia), full())
    assert "may already" not in nadia.get(CHECK, {**ASKED, "but": mine.reference}).content.decode()
    assert "may already" in nadia.get(CHECK, ASKED).content.decode()


def test_the_check_cannot_be_used_to_scan(nadia):
    # Twice the limit: at some point it must rest, wherever the window of ten minutes began.
    statuses = (nadia.get(CHECK, {**ASKED, "customer_name": f"Company {n}"}).status_code for n in range(122))
    answered = 0
    for status in statuses:
        if status == 429:
            break
        answered += 1
    assert 60 <= answered <= 120
    page = nadia.get(CHECK, ASKED)
    assert (page.status_code, "rests for a while" in page.content.decode()) == (429, True)


def test_an_empty_form_says_once_what_is_needed_and_each_field_keeps_its_message(nadia, draft):
    page = nadia.post(at(draft, "submit"), {"version": 1, "amount": "plenty"})
    assert page.status_code == 422
    text = page.content.decode()
    summary = text.split("data-error-summary")[1].split("</div>")[0]
    assert summary.count("<li>") == 2
    assert summary.count("is needed") == 0
    assert 'These are needed: <a href="#id_customer_name">' in summary
    assert summary.count('href="#id_') >= 8
    assert '<a href="#id_amount">' in summary.split("</li>")[1]
    assert text.count(" is needed.") == summary.split("</li>")[0].count("<a ")

"""What a partner does after sending, and that a rival, a distributor and the vendor find nothing in the portal."""

from datetime import UTC, datetime

import pytest

from tests.cast import claim
from tests.web.portal.test_pages import approved
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion

LIST = "/portal/deals/registrations"


@pytest.fixture
def now(book):
    """by(), but today: what the pages of this moment go on with."""
    return lambda person, at=None: Occasion(actor=person, at=at or datetime.now(UTC), door="portal", book=book)


@pytest.fixture
def sent(cast, now):
    return registrations.register(now(cast.nadia), claim(close_on="2099-12-18"))


def test_comments_go_both_ways_and_an_empty_one_is_refused(client, cast, now, sent):
    client.force_login(cast.nadia)
    url = f"{LIST}/{sent.reference}"
    empty = client.post(f"{url}/comment", {"body": "  "})
    assert empty.status_code == 422
    assert "Write something first." in empty.content.decode()
    assert client.post(f"{url}/comment", {"body": "We met them <b>today</b>."}).status_code == 302
    registrations.comment(sent.reference, now(cast.omar), body="Good to know.")
    registrations.comment(sent.reference, now(cast.omar), body="Between us: looks thin.", audience="internal")
    page = client.get(url).content.decode()
    assert "We met them &lt;b&gt;today&lt;/b&gt;." in page
    assert "Good to know." in page
    assert "looks thin" not in page
    assert "Good to know." in client.get("/portal/").content.decode()


def test_withdrawing_asks_first_and_twice_is_the_same(client, cast, sent):
    client.force_login(cast.nadia)
    url = f"{LIST}/{sent.reference}"
    assert "It cannot be undone" in client.get(f"{url}/withdraw").content.decode()
    for _ in range(2):
        assert client.post(f"{url}/withdraw", {"why": "Wrong customer"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert "Wrong customer" in client.get(url).content.decode()


def test_withdrawing_what_changed_meanwhile_is_asked_again(client, cast, now, sent):
    client.force_login(cast.nadia)
    registrations.comment(sent.reference, now(cast.omar), body="One question.")
    page = client.post(f"{LIST}/{sent.reference}/withdraw", {"why": "Typed", "version": 1})
    assert page.status_code == 409
    assert "Typed" in page.content.decode()


@pytest.mark.rule("DRG-18")
def test_an_extension_is_asked_for_with_a_reason_once(client, cast, now):
    ref = approved(cast, now, close_on="2099-12-18").reference
    client.force_login(cast.nadia)
    url = f"{LIST}/{ref}/ask_extension"
    assert "The standard extension: 30 more days" in client.get(url).content.decode()
    refused = client.post(url, {"until": "day", "until_on": "soon", "why": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count("field-error") == 2
    early = client.post(url, {"until": "day", "until_on": "2025-01-01", "why": "Kept words"})
    assert early.status_code == 422
    assert "Kept words" in early.content.decode()
    assert client.post(url, {"until": "standard", "why": "The tender moved."}).status_code == 302
    page = client.get(f"{LIST}/{ref}").content.decode()
    assert "An extension is asked for" in page
    assert "The tender moved." in page
    assert client.post(url, {"until": "standard", "why": "Again."}).status_code == 409


def test_a_denial_says_why_in_the_words_for_partners(client, cast, now, sent):
    ref = sent.reference
    registrations.link_account(ref, now(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, now(cast.omar))
    registrations.confirm_type(ref, now(cast.elena))
    from towpath.program.decisions.deal_registration.form import denial_reasons

    reason = denial_reasons(now(cast.elena).book, now(cast.elena).day)[0]
    registrations.deny(ref, now(cast.elena), reason=reason.key, comments="We spoke to them in spring.")
    client.force_login(cast.nadia)
    page = client.get(f"{LIST}/{ref}").content.decode()
    assert "Denied" in page
    assert "We spoke to them in spring." in page
    assert reason.words_for_partner.split(".")[0].replace("'", "&#39;") in page


def test_the_clock_is_explained_but_only_those_for_partners(client, cast, sent):
    client.force_login(cast.nadia)
    clocks = {one.kind: one.pk for one in Clock.objects.all()}
    page = client.get(f"{LIST}/{sent.reference}/clock/{clocks['sla.first_contact']}")
    assert page.status_code == 200
    assert "The partner hears from us" in page.content.decode()
    assert client.get(f"{LIST}/{sent.reference}/clock/{10**9}").status_code == 404


def test_a_file_is_attached_later_and_inside_files_stay_inside(client, cast, now, sent):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.nadia)
    url = f"{LIST}/{sent.reference}"
    assert client.post(f"{url}/files", {}).status_code == 422
    assert client.post(f"{url}/files", {"files": SimpleUploadedFile("note.txt", b"hello")}).status_code == 302
    inside = registrations.add_file(
        sent.reference, now(cast.omar), SimpleUploadedFile("inside.txt", b"secret"), audience="internal"
    )
    page = client.get(url).content.decode()
    assert "note.txt" in page
    assert "inside.txt" not in page
    assert client.get(f"{url}/files/{inside.pk}").status_code == 404


def test_the_list_filters_sorts_and_exports(client, cast, now, sent):
    registrations.register(
        now(cast.nadia),
        claim(close_on="2099-12-18", deal_type="referral", customer_name="=cmd|x", introduction="By mail."),
    )
    client.force_login(cast.nadia)
    assert client.get(f"{LIST}?state=submitted&type=referral").content.decode().count("data-row=") == 1
    assert client.get(f"{LIST}?q=acme&sort=oldest").content.decode().count("data-row=") == 1
    assert "No deal fits" in client.get(f"{LIST}?state=nonsense").content.decode()
    assert client.get(f"{LIST}?cursor=broken").status_code == 422
    answer = client.get(f"{LIST}.csv?state=submitted")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any(",'=cmd|x," in line for line in lines)


def test_colleagues_are_invited_removed_and_handed_over_to(client, cast):
    client.force_login(cast.nadia)
    assert "Invite a colleague" not in client.get("/portal/colleagues").content.decode()
    assert (
        client.post("/portal/colleagues/invite", {"email": "x@example.org", "role": "partner_seller"}).status_code
        == 404
    )
    client.force_login(cast.nina)
    wrong = client.post("/portal/colleagues/invite", {"email": "x@", "role": "ops", "name": "Typed"})
    assert wrong.status_code == 422
    assert "Typed" in wrong.content.decode()
    right = {"email": "lina@northwind.example", "role": "partner_seller"}
    assert client.post("/portal/colleagues/invite", right).status_code == 302
    assert "lina@northwind.example" in client.get("/portal/colleagues").content.decode()
    assert client.get(f"/portal/colleagues/{cast.ruth.pk}/remove").status_code == 404
    last = client.post(f"/portal/colleagues/{cast.nina.pk}/remove")
    assert last.status_code == 409
    assert "last administrator" in last.content.decode()
    assert client.post(f"/portal/colleagues/{cast.nadia.pk}/hand_over").status_code == 302
    assert "Invite a colleague" not in client.get("/portal/colleagues").content.decode()


@pytest.mark.rule("ROL-01")
@pytest.mark.parametrize("who", ["ruth", "dirk", "omar", "elena"])
def test_nobody_else_finds_anything_of_a_partner(client, cast, now, sent, who):
    from django.core.files.uploadedfile import SimpleUploadedFile

    registrations.add_file(sent.reference, now(cast.nadia), SimpleUploadedFile("note.txt", b"hello"))
    document, clock = Document.objects.get(), Clock.objects.first()
    client.force_login(getattr(cast, who))
    url = f"{LIST}/{sent.reference}"
    reads = ["", "/amend", "/type", "/withdraw", "/ask_extension", f"/files/{document.pk}", f"/clock/{clock.pk}"]
    for path in reads:
        assert client.get(url + path).status_code == 404, path
    for path in ("/amend", "/type", "/submit", "/resubmit", "/withdraw", "/ask_extension", "/comment", "/files"):
        assert client.post(url + path, {"body": "x", "deal_type": "msp"}).status_code == 404, path
    for path in (LIST, "/portal/", f"{LIST}.csv", "/portal/colleagues"):
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert sent.reference.encode() not in text
        assert b"Nadia" not in text


def test_a_removed_colleague_is_signed_out_everywhere(client, cast):
    from django.test import Client

    hers = Client()
    hers.force_login(cast.nadia)
    assert hers.get("/portal/").status_code == 200
    client.force_login(cast.nina)
    assert "The access ends at once" in client.get(f"/portal/colleagues/{cast.nadia.pk}/remove").content.decode()
    assert client.post(f"/portal/colleagues/{cast.nadia.pk}/remove").status_code == 302
    assert hers.get("/portal/").status_code == 302
    assert "Nadia" not in client.get("/portal/colleagues").content.decode().split("data-rows")[1]


def test_what_was_amended_stands_in_the_history_field_by_field(client, cast, now, sent):
    registrations.send_back(sent.reference, now(cast.omar), comments="More, if you can.")
    client.force_login(cast.nadia)
    fields = claim(close_on="2099-12-18", customer_city="Bremen", customer_name="Acme Robotics Nord")
    assert client.post(f"{LIST}/{sent.reference}/resubmit", fields).status_code == 302
    page = client.get(f"{LIST}/{sent.reference}").content.decode()
    for words in ("2 changes", "Bremen", "Acme Robotics Nord"):
        assert words in page

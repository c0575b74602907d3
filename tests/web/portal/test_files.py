"""Files of a partner's registration: sent one by one by a script, or with a form; refused in words; taken back by who added them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.portal.test_pages import enter, submitted
from towpath.domain.deals.actions import registrations
from towpath.kernel.documents.models import Document

SCRIPT = {"X-Upload": "1"}


@pytest.fixture
def sent(by, cast):
    return submitted(by, cast.nadia)


@pytest.fixture
def address(sent):
    return f"/portal/deals/registrations/{sent.reference}/files"


def pdf(name="tender.pdf", content=b"%PDF-1.7 tender"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_script_sends_one_file_and_is_told_where_it_is(client, cast, address):
    answer = enter(client, cast.nadia).post(address, {"files": pdf()}, headers=SCRIPT)
    assert answer.status_code == 200
    kept = Document.objects.get()
    assert answer.json() == {"name": "tender.pdf", "size": 15, "value": None, "url": f"{address}/{kept.pk}"}


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (("game.exe", b"MZ"), "is not a kind of file that can be attached"),
        (("tender.pdf", b"no pdf at all"), "does not fit its ending"),
        (("empty.pdf", b""), "is empty"),
    ],
)
def test_a_refusal_tells_a_script_what_is_wrong_in_the_same_words(client, cast, address, upload, words):
    answer = enter(client, cast.nadia).post(address, {"files": pdf(*upload)}, headers=SCRIPT)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert enter(client, cast.nadia).post(address, {}, headers=SCRIPT).status_code == 422
    assert not Document.objects.exists()


def test_without_scripts_a_form_carries_several_and_names_what_is_wrong(client, cast, address):
    enter(client, cast.nadia)
    page = client.post(address, {"files": [pdf("one.pdf"), pdf("game.exe", b"MZ")]})
    assert page.status_code == 422
    text = page.content.decode()
    assert "one.pdf" in text
    assert "is not a kind of file that can be attached" in text
    assert client.post(address, {"files": BytesIO()}).status_code == 422
    assert client.post(address, {"files": pdf("two.pdf")}).status_code == 302
    assert Document.objects.count() == 2


def test_only_who_added_a_file_may_take_it_back_and_only_while_it_is_in_her_hands(client, cast, by, sent, address):
    registrations.add_file(sent.reference, by(cast.nina), pdf("hers.pdf"))
    registrations.add_file(sent.reference, by(cast.nadia), pdf("mine.pdf"))
    enter(client, cast.nadia)
    assert "files_remove" not in client.get(address.removesuffix("/files")).content.decode()
    registrations.send_back(sent.reference, by(cast.omar), comments="Which plant?")
    form = client.get(address.removesuffix("files") + "amend").content.decode()
    assert form.count('name="files_remove"') == 1
    assert f'value="{Document.objects.get(name="mine.pdf").pk}"' in form

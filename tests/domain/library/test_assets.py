"""Files are published, replaced, changed, withdrawn and published again; who takes one is recorded (LIB-01)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.domain.library.shelf import pdf, published
from towpath.domain.library import queries
from towpath.domain.library.actions import assets, downloads
from towpath.domain.library.models import Asset, Download
from towpath.kernel.documents.store import opened
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LIB-01")]


@pytest.fixture
def guide(cast, by) -> Asset:
    return published(by(cast.paula))


def test_a_published_file_has_its_first_version_and_an_event(guide):
    assert (guide.state, guide.current.number, guide.current.document.name) == ("published", 1, "guide.pdf")
    assert len(guide.current.document.sha256) == 64
    assert Event.objects.get(name="library.asset.published").subject_id == guide.pk


@pytest.mark.parametrize("who", ["elena", "nadia", "dirk", "felix"])
def test_only_programs_and_operations_look_after_it(cast, by, guide, who):
    occasion = by(getattr(cast, who))
    with pytest.raises(NotAllowed):
        published(occasion)
    for act in (
        lambda: assets.replace(guide.reference, occasion, upload=pdf(words=b"2")),
        lambda: assets.change(guide.reference, occasion, {"title": "Mine"}),
        lambda: assets.withdraw(guide.reference, occasion, reason="No."),
        lambda: assets.restore(guide.reference, occasion),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        queries.downloads(occasion.actor, guide)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "poem"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"tracks": ["gold"]}, "tracks"),
        ({"inside_roles": ["partner_admin"]}, "inside_roles"),
        ({"partner_roles": ["ops"]}, "partner_roles"),
        ({"for_partners": False, "for_inside": False}, "for_partners"),
        ({"starts_on": date(2026, 9, 2), "ends_on": date(2026, 9, 2)}, "ends_on"),
        ({"starts_on": date(1, 1, 1)}, "starts_on"),
        ({"kind": "agreement", "upload": SimpleUploadedFile("agreement.docx", b"PK\x03\x04")}, "file"),
        ({"upload": SimpleUploadedFile("guide.exe", b"MZ")}, "file"),
        ({"upload": SimpleUploadedFile("guide.pdf", b"not a pdf")}, "file"),
        ({"upload": SimpleUploadedFile("guide.pdf", b"")}, "file"),
    ],
)
def test_what_cannot_be_published_says_why(cast, by, given, wrong):
    with pytest.raises(Invalid) as refusal:
        published(by(cast.paula), **({"title": "Guide"} | given))
    assert list(refusal.value.errors) == [wrong]
    assert Asset.objects.count() == 0


def test_without_a_file_nothing_is_published(cast, by):
    with pytest.raises(Invalid) as refusal:
        assets.publish(by(cast.paula), {"title": "", "kind": "other", "for_inside": True}, None)
    assert set(refusal.value.errors) == {"title", "file"}


def test_a_newer_file_takes_the_place_and_the_older_stays(cast, by, guide):
    made = assets.replace(guide.reference, by(cast.omar), upload=pdf("guide-2.pdf", b"2"), note="  New\nprices ")
    assert (made.current.number, made.file_name, made.current.note) == (2, "guide-2.pdf", "New prices")
    assert [one.number for one in queries.versions(made)] == [2, 1]


def test_the_very_same_file_is_no_newer_one(cast, by, guide):
    with pytest.raises(NotReady):
        assets.replace(guide.reference, by(cast.omar), upload=pdf("other-name.pdf", b"Partner guide"))
    assert guide.versions.count() == 1


def test_a_newer_file_is_of_its_kind(cast, by, guide):
    with pytest.raises(Invalid) as refusal:
        assets.replace(guide.reference, by(cast.omar), upload=SimpleUploadedFile("guide.txt", b"words"))
    assert "pdf, pptx" in refusal.value.errors["file"][0]


def test_a_change_says_what_was_and_what_is(cast, by, guide):
    assets.change(guide.reference, by(cast.omar), {"title": "Guide for partners", "tracks": ["select"]})
    changed = Event.objects.get(name="library.asset.changed").data["changed"]
    assert changed == {
        "title": {"before": "Partner guide", "after": "Guide for partners"}, "tracks": {"before": "", "after": "select"},
    }  # fmt: skip


def test_a_change_of_nothing_keeps_nothing(cast, by, guide):
    assets.change(guide.reference, by(cast.omar), {"title": "Partner guide"})
    assert not Event.objects.filter(name="library.asset.changed").exists()


def test_a_change_to_a_kind_that_the_file_cannot_be_is_refused(cast, by):
    sheet = published(by(cast.omar), kind="price_file", upload=SimpleUploadedFile("p.csv", b"a,b"))
    with pytest.raises(Invalid) as refusal:
        assets.change(sheet.reference, by(cast.omar), {"kind": "agreement"})
    assert list(refusal.value.errors) == ["kind"]


def test_of_two_who_change_it_the_second_looks_again(cast, by, guide):
    assets.change(guide.reference, by(cast.omar), {"title": "One"}, version=guide.version)
    with pytest.raises(Stale):
        assets.change(guide.reference, by(cast.paula), {"title": "Two"}, version=guide.version)


def test_withdrawn_is_out_of_sight_until_it_is_published_again(cast, by, guide, noon):
    assets.withdraw(guide.reference, by(cast.omar), reason="Wrong prices")
    with pytest.raises(NotFound):
        downloads.take(guide.reference, by(cast.nadia, door="portal"))
    with pytest.raises(MoveNotOpen):
        assets.replace(guide.reference, by(cast.omar), upload=pdf(words=b"2"))
    assets.restore(guide.reference, by(cast.paula))
    assert downloads.take(guide.reference, by(cast.nadia, door="portal")).name == "guide.pdf"


def test_to_withdraw_needs_a_reason(cast, by, guide):
    with pytest.raises(Invalid):
        assets.withdraw(guide.reference, by(cast.omar), reason=" ")


def test_who_takes_a_file_is_recorded_with_its_version(cast, by, guide):
    assets.replace(guide.reference, by(cast.omar), upload=pdf(words=b"2"))
    taken = downloads.take(guide.reference, by(cast.nadia, door="portal"))
    with opened(taken) as source:
        assert source.read() == b"%PDF-1.7 2"
    kept = Download.objects.get()
    assert (kept.person, kept.organisation, kept.asset_version.number, kept.door) == (
        cast.nadia, cast.northwind.organisation, 2, "portal",
    )  # fmt: skip
    assert [one.pk for one in queries.downloads(cast.omar, guide).rows] == [kept.pk]


def test_older_versions_are_for_those_who_look_after_it(cast, by, guide):
    assets.replace(guide.reference, by(cast.omar), upload=pdf(words=b"2"))
    assert downloads.take(guide.reference, by(cast.omar), number=1).name == "guide.pdf"
    for who in (cast.nadia, cast.elena):
        with pytest.raises(NotFound):
            downloads.take(guide.reference, by(who), number=1)
    with pytest.raises(NotFound):
        downloads.take(guide.reference, by(cast.omar), number=7)


def test_the_agreement_opens_on_the_pages_alone(cast, by):
    agreement = published(by(cast.omar), "Agreement", kind="agreement")
    assert downloads.take(agreement.reference, by(cast.nadia, door="portal"))
    for door in ("api", "cli"):
        with pytest.raises(NotReady):
            downloads.take(agreement.reference, by(cast.nadia, door=door))
    assert Download.objects.count() == 1


def test_a_download_is_never_changed(cast, by, guide):
    downloads.take(guide.reference, by(cast.nadia, door="portal"))
    for change in (lambda: Download.objects.update(door="api"), lambda: Download.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()

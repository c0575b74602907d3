"""Credly by its real client over a real socket: paging, refusals, revocation, privacy, and what is never half done."""

from datetime import date

import pytest

from tests.adapters.credly_peer import ORGANISATION, TOKEN, Peer, issued
from towpath.adapters.credly import Credly, CredlyFailed
from towpath.domain.enablement.actions import completions, credly
from towpath.domain.enablement.models import Completion, CredlyReading, CredlyTemplate
from towpath.domain.enablement.queries import holders
from towpath.jobs import enablement
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-05")]


@pytest.fixture
def peer(settings):
    served = Peer()
    settings.CREDLY_URL, settings.CREDLY_ORGANISATION, settings.CREDLY_TOKEN = served.url, ORGANISATION, TOKEN
    yield served
    served.close()


@pytest.fixture
def waits(monkeypatch):
    """What the client would have slept; nothing sleeps."""
    asked: list[float] = []
    monkeypatch.setattr("towpath.adapters.credly.badges.__defaults__", (asked.append,))
    return asked


def test_every_page_is_read_and_becomes_completions(cast, by, peer):
    peer.badges = [issued(n, f"p{n}@northwind.example") for n in range(120)]
    reading = enablement.read(by(None, door="job"))
    assert (reading.badges, reading.added, reading.failure) == (120, 120, "")
    assert [each.partition("?")[2] for each in peer.asked] == ["page=1", "page=2", "page=3"]
    assert len(holders([cast.northwind.pk], date(2026, 9, 1))[cast.northwind.pk]["foundations"]) == 120
    cast.northwind.refresh_from_db()
    assert cast.northwind.foundations_completed == 120


def test_reading_again_changes_nothing(cast, by, peer):
    peer.badges = [issued(1, "elif@northwind.example")]
    enablement.read(by(None))
    again = enablement.read(by(None))
    assert (again.added, again.changed, again.revoked) == (0, 0, 0)
    assert Completion.objects.count() == 1


def test_what_is_revoked_counts_no_more_and_an_end_is_taken_over(cast, by, peer):
    peer.badges = [
        issued(1, "elif@northwind.example"),
        issued(2, "omid@northwind.example", expires_at="2026-08-01T00:00:00Z"),
    ]
    enablement.read(by(None))
    assert len(holders([cast.northwind.pk], date(2026, 7, 1))[cast.northwind.pk]["foundations"]) == 2
    assert len(holders([cast.northwind.pk], date(2026, 8, 1))[cast.northwind.pk]["foundations"]) == 1
    peer.badges[0]["state"] = "revoked"
    assert enablement.read(by(None)).revoked == 1
    assert Completion.objects.get(source_id="badge-1").voided_as == "revoked"
    assert holders([cast.northwind.pk], date(2026, 8, 1)) == {}
    assert enablement.read(by(None)).revoked == 0


def test_a_badge_that_credly_gives_no_more_counts_no_more_until_it_is_given_again(cast, by, peer):
    both = [issued(1, "elif@northwind.example"), issued(2, "omid@northwind.example")]
    peer.badges = list(both)
    enablement.read(by(None))
    peer.badges = both[1:]
    reading = enablement.read(by(None))
    assert (reading.gone, reading.revoked, reading.failure) == (1, 0, "")
    gone = Completion.objects.get(source_id="badge-1")
    assert (gone.voided_as, gone.note, gone.version) == ("gone", "No longer at Credly", 2)
    cast.northwind.refresh_from_db()
    assert cast.northwind.foundations_completed == 1
    assert enablement.read(by(None)).gone == 0
    peer.badges = list(both)
    assert enablement.read(by(None)).changed == 1
    gone.refresh_from_db()
    assert (gone.voided_at, gone.voided_as) == (None, "")
    cast.northwind.refresh_from_db()
    assert cast.northwind.foundations_completed == 2


def test_a_badge_that_is_gone_is_put_back_by_hand_and_stays(cast, by, peer):
    both = [issued(1, "elif@northwind.example"), issued(2, "omid@northwind.example")]
    peer.badges = list(both)
    enablement.read(by(None))
    pk = Completion.objects.get(source_id="badge-1").pk
    with pytest.raises(MoveNotOpen):
        completions.put_back(by(cast.omar), pk, reason="It stands.")
    peer.badges = both[1:]
    enablement.read(by(None))
    with pytest.raises(NotFound):
        completions.put_back(by(cast.elena), pk, reason="It stands.")
    with pytest.raises(Invalid):
        completions.put_back(by(cast.omar), pk, reason=" ")
    completions.put_back(by(cast.omar), pk, reason="Deleted there by mistake.")
    assert enablement.read(by(None)).gone == 0
    peer.badges = list(both)
    enablement.read(by(None))
    held = Completion.objects.get(pk=pk)
    assert (held.voided_at, held.note) == (None, "Deleted there by mistake.")
    assert Completion.objects.filter(voided_at=None).count() == 2, "given again, it is not counted twice"


def test_a_reading_without_any_badge_is_not_believed(cast, by, peer):
    peer.badges = [issued(1, "elif@northwind.example")]
    enablement.read(by(None))
    peer.badges = []
    reading = enablement.read(by(None))
    assert "gave no badge at all, though 1 stood here" in reading.failure
    assert Completion.objects.get().voided_at is None


def test_a_private_badge_counts_and_is_marked(cast, by, peer):
    peer.badges = [issued(1, "elif@northwind.example", public=False)]
    enablement.read(by(None))
    assert Completion.objects.get().private is True
    assert holders([cast.northwind.pk], date(2026, 9, 1))
    peer.badges[0]["public"] = True
    enablement.read(by(None))
    assert Completion.objects.get().private is False


def test_a_template_that_nobody_knows_waits_for_its_badge(cast, by, peer):
    peer.badges = [issued(1, "elif@northwind.example", "Cookery for partners")]
    assert enablement.read(by(None)).unmapped == 1
    template = CredlyTemplate.objects.get()
    with pytest.raises(NotAllowed):
        credly.map_templates(by(cast.elena), {template.template_id: "pse"})
    credly.map_templates(by(cast.omar), {template.template_id: "pse"})
    assert enablement.read(by(None)).added == 1
    assert Completion.objects.get().badge == "pse"


def test_too_many_requests_and_a_stumbling_server_are_waited_out(cast, by, peer, waits):
    peer.badges = [issued(1, "elif@northwind.example")]
    peer.faults = [(429, {"Retry-After": "7"}), (503, {}), (500, {})]
    assert enablement.read(by(None)).added == 1
    assert waits == [7.0, 4.0, 8.0]


def test_a_server_that_stays_down_is_said_and_nothing_is_changed(cast, by, peer, waits):
    peer.badges = [issued(n, f"p{n}@northwind.example") for n in range(60)]
    enablement.read(by(None))
    peer.faults = [(503, {})] * 9
    reading = enablement.read(by(None))
    assert "answered 503" in reading.failure
    assert "tried 5 times" in reading.failure
    assert Completion.objects.filter(voided_at=None).count() == 60


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"CREDLY_TOKEN": "another"}, "token"),
        ({"CREDLY_ORGANISATION": "another"}, "organisation"),
        ({"CREDLY_TOKEN": ""}, "not set up"),
    ],
)
def test_a_wrong_setting_is_said_and_not_tried_again(cast, by, peer, settings, waits, change, said):
    for name, value in change.items():
        setattr(settings, name, value)
    assert said in enablement.read(by(None)).failure
    assert waits == []
    assert CredlyReading.objects.get().done_at is not None


def test_pages_that_contradict_each_other_are_not_believed(cast, by, peer):
    peer.badges = [issued(n, f"p{n}@northwind.example") for n in range(60)]
    peer.lies_about_page = True
    assert "page 1 when asked for page 2" in enablement.read(by(None)).failure
    assert not Completion.objects.exists()


def test_a_badge_that_cannot_be_read_stops_the_reading(cast, by, peer):
    peer.badges = [issued(1, "elif@northwind.example", issued_at="soon")]
    assert "cannot be read" in enablement.read(by(None)).failure


def test_the_token_goes_nowhere_in_the_clear():
    with pytest.raises(CredlyFailed, match="https"):
        Credly("http://api.credly.example/v1", ORGANISATION, TOKEN)

"""Publishing, going back, hand edits, crashes: each edition is one commit and one row, and readers see whole programs."""

import subprocess
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.domain.rulebook.conftest import PROTECTION, shortened
from towpath.domain.rulebook.actions import drafts, editions
from towpath.domain.rulebook.models import Publication
from towpath.domain.rulebook.repository import TOWPATH, Repository
from towpath.domain.rulebook.standing import conflicts
from towpath.kernel import in_force, program_folder
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady
from towpath.program.decisions.deal_registration import ProtectionFacts, protection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks):
    """What an act does once it is committed is done when the test ends its block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def term(book, day):
    return (protection(ProtectionFacts(approved_on=day), book, on=day).outcome.expires_on - day).days


def git(folder, *said):
    return subprocess.run(["git", "-C", folder, *said], capture_output=True, text=True, check=True).stdout


def publish(team, submitted, committed):
    with committed():
        return editions.publish(submitted.reference, team.now(team.gwen), note="60 days from October.")


def test_published_it_is_in_force_from_its_day(team, submitted, kept, committed):
    edition = publish(team, submitted, committed)
    assert (edition.number, edition.begins_on, edition.author, edition.reviewer) == (
        2,
        date(2026, 10, 1),
        team.paula,
        team.gwen,
    )
    book = in_force.book()
    assert book.fingerprint == edition.fingerprint
    assert (term(book, date(2026, 9, 30)), term(book, date(2026, 10, 1))) == (90, 60)
    assert Publication.objects.get(number=1).kind == "found"
    assert git(kept, "status", "--short") == ""
    said = git(kept, "log", "-1", "--format=%an|%ae|%cn|%B")
    assert said.startswith("Paula|paula@example.org|Gwen|Edition 2: Protection of 60 days\n\n60 days from October.")
    assert "Reviewed-by: Gwen <gwen@example.org>" in said
    submitted.refresh_from_db()
    assert submitted.state == "published"


def test_an_edition_stays_as_it_is(team, submitted, committed):
    edition = publish(team, submitted, committed)
    for act in (
        lambda: Publication.objects.filter(pk=edition.pk).update(note="Otherwise."),
        lambda: edition.delete(),
        lambda: Publication.objects.create(
            number=4, kind="brought", commit="x", fingerprint="x", note="x", published_at=edition.published_at
        ),
        lambda: Publication.objects.create(
            number=3, kind="drafted", commit="x", fingerprint="x", note="x", published_at=edition.published_at,
            draft=submitted, author=team.paula, reviewer=team.paula,
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_back_to_an_earlier_edition_in_one_act(team, submitted, kept, committed):
    publish(team, submitted, committed)
    with pytest.raises(NotAllowed):
        editions.roll_back(1, team.now(team.sofia), reason="No.")
    with committed():
        back = editions.roll_back(1, team.now(team.olga), reason="Partners were not told.")
    assert (back.number, back.kind, back.rolls_back.number, back.pages) == (3, "rolled_back", 1, [PROTECTION])
    assert term(in_force.book(), date(2026, 10, 1)) == 90
    assert back.fingerprint == Publication.objects.get(number=1).fingerprint
    assert git(kept, "status", "--short") == ""
    with pytest.raises(NotReady, match="in force now"):
        editions.roll_back(1, team.now(team.olga), reason="Again.")
    with pytest.raises(NotFound):
        editions.roll_back(9, team.now(team.olga), reason="Which?")


def test_what_was_edited_by_hand_is_kept_and_never_overwritten(team, drafted, kept, committed):
    paula = team.now(team.paula)
    editions.keep(paula)
    by_hand = kept / "deal_registration" / "transacting.toml"
    by_hand.write_text(by_hand.read_text().replace("title = ", "title = ", 1) + "# looked at by hand\n")
    drafts.submit(drafted.reference, team.now(team.paula))
    edition = publish(team, drafted, committed)
    assert "# looked at by hand" in by_hand.read_text()
    assert edition.pages == [PROTECTION]
    assert git(kept, "log", "--format=%s").splitlines()[:2] == [
        "Edition 2: Protection of 60 days",
        "Changed by hand before edition 2",
    ]
    assert git(kept, "status", "--short") == ""


def test_a_page_that_was_changed_on_both_sides_is_decided_by_its_author(team, drafted, kept, committed):
    editions.keep(team.now(team.paula))
    page = kept / "deal_registration" / "protection.toml"
    page.write_text(page.read_text().replace("How long", "For how long"))
    git(kept, "-c", "user.name=Amir", "-c", "user.email=amir@example.org", "commit", "-qam", "By hand")
    paula = team.now(team.paula)
    assert [each.name for each in conflicts(drafted, paula.book)] == [PROTECTION]
    with pytest.raises(Invalid) as refused:
        drafts.submit(drafted.reference, paula)
    assert "changed in force too" in refused.value.errors[PROTECTION][0]
    drafts.bring_forward(drafted.reference, paula, page=PROTECTION, keep="mine")
    drafts.submit(drafted.reference, paula)
    publish(team, drafted, committed)
    assert "For how long" not in page.read_text()
    assert "2026-10-01" in page.read_text()


def test_theirs_stays_where_the_author_says_so(team, drafted, kept):
    editions.keep(team.now(team.paula))
    page = kept / "deal_registration" / "protection.toml"
    page.write_text(page.read_text().replace("How long", "For how long"))
    left = drafts.bring_forward(drafted.reference, team.now(team.paula), page=PROTECTION, keep="theirs")
    assert not left.pages.exists()


def test_a_page_changed_while_it_waits_for_review_is_not_published_over(team, submitted, kept):
    editions.keep(team.now(team.paula))
    page = kept / "deal_registration" / "protection.toml"
    page.write_text(page.read_text().replace("How long", "For how long"))
    with pytest.raises(Invalid, match="nothing has changed"):
        editions.publish(submitted.reference, team.now(team.gwen), note="Now.")
    assert "For how long" in page.read_text()
    assert not program_folder.marks(kept)


def test_readers_see_the_old_program_until_it_is_committed(team, submitted, kept):
    """Here nothing is ever committed: the files are written, the mark is there, and every reader sees what was."""
    editions.publish(submitted.reference, team.now(team.gwen), note="60 days.")
    assert "2026-10-01" in (kept / "deal_registration" / "protection.toml").read_text()
    assert term(program_folder.sound(kept)[1], date(2026, 10, 1)) == 90


def test_cut_short_before_its_row_was_kept_it_is_undone(team, kept, noon):
    editions.keep(team.now(team.paula))
    before = team.now(team.gwen).book
    pages = {PROTECTION: shortened(before[PROTECTION].text)}
    with Repository(kept) as repository:
        head = repository.head
        repository.write(repository.commit(head, pages, "Edition 2", TOWPATH, noon), head, pages)
    assert editions.settle(team.now(team.olga)) == 1
    assert Repository(kept).head == head
    assert git(kept, "status", "--short") == ""
    assert program_folder.sound(kept)[1].fingerprint == before.fingerprint


def test_cut_short_after_its_row_was_kept_it_is_finished(team, submitted, kept):
    edition = editions.publish(submitted.reference, team.now(team.gwen), note="60 days.")
    (kept / "deal_registration" / "protection.toml").write_text(team.now(team.gwen).book[PROTECTION].text)  # half-way
    assert editions.settle(team.now(team.olga)) == 1
    assert program_folder.sound(kept)[1].fingerprint == edition.fingerprint
    assert Repository(kept).head == edition.commit
    assert editions.settle(team.now(team.olga)) == 0


def test_pages_that_an_upgrade_asks_for_are_brought(team, kept, by, committed):
    editions.keep(team.now(team.olga))
    page = kept / "pursuits" / "incumbency.toml"
    text = page.read_text()
    page.unlink()
    assert editions.program_lacks() == ["pursuits.incumbency"]
    with committed():
        edition = editions.bring(by(team.olga))
    assert (edition.kind, edition.pages) == ("brought", ["pursuits.incumbency"])
    assert page.read_text() == text
    assert editions.bring(team.now(team.olga)) is None


def test_a_folder_that_was_named_must_be_a_repository(team, submitted, settings, tmp_path):
    import shutil

    own = tmp_path / "ours"
    shutil.copytree(settings.PROGRAM, own)
    settings.PROGRAM, settings.PROGRAM_KEPT = own, None
    with pytest.raises(NotReady, match="no git repository of its own"):
        editions.publish(submitted.reference, team.now(team.gwen), note="60 days.")
    git(own, "init", "-q")
    git(own, "add", ".")
    git(own, "-c", "user.name=Amir", "-c", "user.email=amir@example.org", "commit", "-qm", "Ours")
    assert editions.publish(submitted.reference, team.now(team.gwen), note="60 days.").number == 2

"""Changes made by hand in the repository of the program: seen, told commit by commit, taken up as an edition or refused."""

from datetime import date

import pytest

from tests.domain.rulebook.conftest import PROTECTION, shortened
from tests.domain.rulebook.drafting import by_hand, git, page
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.actions import editions
from towpath.kernel import in_force
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady

pytestmark = pytest.mark.django_db
TRANSACTING = "deal_registration.transacting"


@pytest.fixture
def ours(team, kept):
    """The folder of the program, kept since a moment ago, and what is by hand in it as Paula would see it."""
    editions.keep(team.now(team.paula))
    in_force.look_again()
    return kept


@pytest.fixture
def seen(team, ours):
    def seen(day=date(2026, 9, 1)):
        in_force.look_again()
        return queries.by_hand(team.paula, in_force.book(), day)

    return seen


def titled(text):
    return text.replace('title = "', 'title = "Once more: ', 1)


def test_nothing_by_hand_is_told_of_none(team, seen):
    assert not seen().anything
    with pytest.raises(NotReady, match="Nothing was changed by hand since edition 1"):
        editions.take_up(team.now(team.paula), note="What?")


def test_commits_files_and_what_is_in_force_are_told_and_taken_up(team, ours, seen, django_capture_on_commit_callbacks):
    by_hand(ours, PROTECTION, shortened, "Sixty days from October\n\nAs the board decided.")
    by_hand(ours, TRANSACTING, titled, "A title", who="Ruth")
    page(ours, TRANSACTING).write_text(page(ours, TRANSACTING).read_text() + "# not committed\n")
    found = seen()
    assert [(each.told.author, each.told.pages, each.in_force) for each in found.commits] == [
        ("Ruth", (TRANSACTING,), True), ("Amir", (PROTECTION,), True),
    ]  # fmt: skip
    assert found.commits[1].told.note == "Sixty days from October\n\nAs the board decided."
    assert (found.uncommitted, sorted(found.after)) == ((TRANSACTING,), [PROTECTION, TRANSACTING])
    assert (found.in_force, found.findings, found.unusual, found.begins_on) == (True, (), (), date(2026, 10, 1))
    for who in (team.sofia, team.nadia):
        with pytest.raises(NotAllowed):
            editions.take_up(team.now(who), note="Mine.")
    with django_capture_on_commit_callbacks(execute=True):
        edition = editions.take_up(team.now(team.gwen), note="Sixty days, as the board decided.")
    assert (edition.number, edition.kind, edition.pages, edition.author, edition.reviewer, edition.begins_on) == (
        2, "by_hand", [PROTECTION, TRANSACTING], team.gwen, None, date(2026, 10, 1),
    )  # fmt: skip
    assert (edition.fingerprint, git(ours, "status", "--short")) == (in_force.book().fingerprint, "")
    assert not seen().anything
    first = queries.publication(team.paula, 1)
    assert [each.author for each in queries.hand_commits_of(edition, first)] == ["Towpath", "Ruth", "Amir"]


def test_what_does_not_prove_is_not_in_force_and_refused_with_its_findings(team, ours, seen):
    by_hand(ours, TRANSACTING, titled, "A title")
    assert seen().in_force
    by_hand(ours, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    found = seen()
    assert (found.in_force, [(each.told.note, each.in_force) for each in found.commits]) == (
        False, [("Ninety-one", False), ("A title", True)],
    )  # fmt: skip
    assert found.findings[0].page == PROTECTION
    with pytest.raises(Invalid) as refused:
        editions.take_up(team.now(team.gwen), note="Ninety-one.")
    assert 'Example "no extension"' in refused.value.errors[PROTECTION][0]
    assert git(ours, "log", "-1", "--format=%s") == "Ninety-one\n"


def test_a_process_that_starts_while_it_does_not_prove_takes_the_last_that_did(team, ours, seen, monkeypatch):
    by_hand(ours, TRANSACTING, titled, "A title")
    sound = seen() and in_force.book().fingerprint
    by_hand(ours, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    monkeypatch.setattr(in_force, "_kept", None)  # as in a process that has read nothing yet
    assert in_force.book().fingerprint == sound
    assert [each.in_force for each in seen().commits] == [False, True]
    git(ours, "reset", "-q", "--hard", "HEAD^^")
    page(ours, PROTECTION).write_text("nothing = \n")
    monkeypatch.setattr(in_force, "_kept", None)
    assert in_force.book().fingerprint == queries.publication(team.paula, 1).fingerprint


def test_what_publishing_would_have_refused_is_said(team, ours, seen):
    by_hand(ours, PROTECTION, lambda text: text.replace("days_before = [14, 3]", "days_before = [10, 3]").replace("= [14, 3] }", "= [10, 3] }"), "Ten")  # fmt: skip
    found = seen()
    assert found.in_force
    assert [each.what for each in found.unusual] == [
        "The wording of 2025-02-01 is in force or was: it stays word for word."
    ]


def test_undone_by_going_back_to_the_newest_edition(team, ours, seen, django_capture_on_commit_callbacks):
    by_hand(ours, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    with django_capture_on_commit_callbacks(execute=True):
        editions.roll_back(1, team.now(team.gwen), reason="Ninety-one was a slip.")
    assert (seen().anything, in_force.book().fingerprint) == (False, queries.publication(team.paula, 1).fingerprint)


def test_a_push_from_a_clone_changes_the_pages(team, ours, seen, tmp_path):
    git(tmp_path, "clone", "-q", ours, "clone")
    by_hand(tmp_path / "clone", TRANSACTING, titled, "From a clone", who="Elena")
    git(tmp_path / "clone", "push", "-q", "origin", "main")
    assert [(each.told.author, each.in_force) for each in seen().commits] == [("Elena", True)]


def test_a_branch_set_back_by_hand_is_said(team, ours, seen, submitted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        editions.publish(submitted.reference, team.now(team.gwen), note="60 days from October.")
    git(ours, "reset", "-q", "--hard", "HEAD^")
    found = seen()
    assert (found.set_back, found.commits, [*found.after]) == (True, (), [PROTECTION])
    with django_capture_on_commit_callbacks(execute=True):
        assert editions.take_up(team.now(team.gwen), note="Back.").number == 3


def test_a_page_that_is_no_text_is_named(ours, seen):
    page(ours, PROTECTION).write_bytes(b'title = "\xff"\n')
    git(ours, "commit", "-qam", "Broken")
    with pytest.raises(NotReady, match=r"protection\.toml"):
        seen()

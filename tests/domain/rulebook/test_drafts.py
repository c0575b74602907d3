"""Drafts: written by their author alone, checked before review, nothing typed lost, nobody reviews her own."""

import pytest
from django.db import IntegrityError, transaction

from tests.domain.rulebook.conftest import PROTECTION, shortened
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.actions import drafts, editions
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.models import Draft
from towpath.domain.rulebook.standing import conflicts
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Stale
from towpath.program.book import Book

pytestmark = pytest.mark.django_db


def test_a_draft_is_the_program_in_force_with_its_own_pages(team, drafted, book):
    made = Book.of({**book.texts, **pages_of(drafted)})
    assert {page.name for page in made if page.text != book[page.name].text} == {PROTECTION}
    assert [str(day) for day in made[PROTECTION].since] == ["2025-02-01", "2026-10-01"]
    assert [line.sentence for line in lines(drafted)] == [
        "“How long an approved registration protects the partner” was changed.",
        "The draft “Protection of 60 days” was started.",
    ]


def test_a_list_has_pages_and_editions_of_its_drafts_at_hand(team, submitted, django_assert_num_queries):
    editions.publish(submitted.reference, team.now(team.gwen), note="60 days from October.")
    (listed,) = queries.drafts(team.paula).rows
    with django_assert_num_queries(0):
        assert (listed.publication.number, [page.name for page in listed.pages.all()]) == (2, [PROTECTION])


def test_a_page_may_be_wrong_while_it_is_written_but_not_when_it_is_reviewed(team, drafted):
    paula = team.now(team.paula)
    broken = shortened(paula.book[PROTECTION].text).replace("term_days = 60", 'term_days = "sixty"')
    kept = drafts.write(drafted.reference, paula, page=PROTECTION, text=broken)
    assert kept.pages.get().text == broken
    with pytest.raises(Invalid) as refused:
        drafts.submit(drafted.reference, paula)
    assert "term_days must be a whole number, not text" in refused.value.errors[PROTECTION][0]


def test_notes_titles_and_examples_may_be_corrected(team, drafted):
    paula = team.now(team.paula)
    text = paula.book[PROTECTION].text.replace("How long an approved", "For how long an approved").replace("over the leap day", "across the leap day")  # fmt: skip
    drafts.write(drafted.reference, paula, page=PROTECTION, text=text)
    assert drafts.submit(drafted.reference, paula).state == "in_review"


def test_a_page_that_says_what_is_in_force_leaves_the_draft(team, drafted):
    paula = team.now(team.paula)
    left = drafts.write(drafted.reference, paula, page=PROTECTION, text=paula.book[PROTECTION].text)
    assert not left.pages.exists()
    with pytest.raises(NotReady, match="changes nothing yet"):
        drafts.submit(drafted.reference, paula)


def test_who_may_do_what(team, drafted):
    for who in (team.gwen, team.ines, team.sofia, team.nadia):
        with pytest.raises(NotFound):
            drafts.write(drafted.reference, team.now(who), page=PROTECTION, text="x")
    for who in (team.sofia, team.nadia, team.ines):
        with pytest.raises(NotAllowed):
            drafts.start(team.now(who), title="Mine", why="Because.")
    for who in (team.sofia, team.nadia):
        with pytest.raises(NotFound):
            queries.draft(who, drafted.reference)
    with pytest.raises(NotFound):
        drafts.write(drafted.reference, team.now(team.paula), page="deal_registration.luck", text="x")


def test_what_is_reviewed_stays_and_what_is_stale_is_refused(team, submitted):
    paula = team.now(team.paula)
    with pytest.raises(MoveNotOpen):
        drafts.write(submitted.reference, paula, page=PROTECTION, text="x = 1")
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds it against whoever writes
        submitted.pages.update(text="x = 1")
    with pytest.raises(Stale):
        drafts.take_back(submitted.reference, paula, version=submitted.version - 1)
    assert drafts.take_back(submitted.reference, paula, version=submitted.version).state == "open"


def test_sent_back_with_a_reason_and_mended(team, submitted):
    back = editions.send_back(submitted.reference, team.now(team.gwen), reason="Say why 60.")
    assert (back.state, back.answer, back.reviewer) == ("sent_back", "Say why 60.", team.gwen)
    paula = team.now(team.paula)
    drafts.describe(back.reference, paula, title=back.title, why="The median deal closes in 41 days.")
    again = drafts.submit(back.reference, paula)
    assert (again.state, again.reviewer, again.answer) == ("in_review", None, "")


def test_nobody_reviews_her_own(team, submitted):
    for act in (
        lambda: editions.publish(submitted.reference, team.now(team.paula), note="Mine."),
        lambda: editions.send_back(submitted.reference, team.now(team.paula), reason="Mine."),
    ):
        with pytest.raises(NotAllowed, match="You wrote this draft"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=submitted.pk).update(reviewer=team.paula)


def test_given_up(team, drafted):
    gone = drafts.give_up(drafted.reference, team.now(team.paula), reason="Overtaken.")
    assert gone.state == "given_up"
    assert conflicts(gone, team.now(team.paula).book) == []

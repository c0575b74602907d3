"""Two who act at once, and another process that reads: one after the other, and never half a program."""

import os
import subprocess
import sys

import pytest

from tests.domain.deals.test_races import at_once
from tests.domain.rulebook.conftest import PROTECTION, shortened
from towpath.domain.rulebook.actions import drafts, editions
from towpath.domain.rulebook.models import Publication
from towpath.kernel import in_force, program_folder
from towpath.kernel.refusals import MoveNotOpen, Refusal

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "opportunities.names"


@pytest.fixture
def cast(transactional_db):
    from tests.cast import assemble

    return assemble()


def in_review(team, page, text):
    paula = team.now(team.paula)
    draft = drafts.start(paula, title=f"About {page}", why="It is time.")
    drafts.write(draft.reference, paula, page=page, text=text(paula.book[page].text))
    return drafts.submit(draft.reference, team.now(team.paula))


def test_two_publish_at_once_and_both_are_in_force(team, kept):
    one = in_review(team, PROTECTION, shortened)
    other = in_review(team, NAMES, lambda text: text.replace('title = "', 'title = "Once more: ', 1))
    gwen, ines = team.now(team.gwen), team.now(team.ines)
    answers = at_once(
        lambda: editions.publish(one.reference, gwen, note="One."),
        lambda: editions.publish(other.reference, ines, note="Other."),
    )
    assert sorted(each.number for each in answers) == [2, 3]
    book = program_folder.sound(kept)[1]
    assert book.fingerprint == Publication.objects.latest("number").fingerprint
    assert len(book[PROTECTION].since) == 2
    assert book[NAMES].title.startswith("Once more")
    assert not program_folder.marks(kept)


def test_published_or_taken_back_but_never_both(team, kept):
    draft = in_review(team, PROTECTION, shortened)
    gwen, paula = team.now(team.gwen), team.now(team.paula)
    answers = at_once(
        lambda: editions.publish(draft.reference, gwen, note="Now."),
        lambda: drafts.take_back(draft.reference, paula),
    )
    assert [isinstance(each, MoveNotOpen) for each in answers].count(True) == 1
    draft.refresh_from_db()
    assert (draft.state == "published") == Publication.objects.filter(draft=draft).exists()


READER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "towpath.config.settings"
django.setup()
from towpath.kernel import in_force
in_force.LOOK_AGAIN_AFTER = 0
for _ in sys.stdin:
    print(in_force.book().fingerprint, flush=True)
"""


def test_another_process_sees_it_at_its_next_look(team, kept):
    draft = in_review(team, PROTECTION, shortened)
    home = {**os.environ, "TOWPATH_HOME": str(kept.parent), "PYTHONPATH": "src"}
    home.pop("TOWPATH_PROGRAM", None)
    with subprocess.Popen(
        [sys.executable, "-c", READER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=home
    ) as reader:

        def sees() -> str:
            reader.stdin.write("look\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        before = sees()
        edition = editions.publish(draft.reference, team.now(team.gwen), note="60 days.")
        assert before == Publication.objects.get(number=1).fingerprint
        assert sees() == edition.fingerprint == in_force.book().fingerprint
        reader.stdin.close()


def test_what_refuses_leaves_nothing_behind(team, kept):
    draft = in_review(team, PROTECTION, shortened)
    editions.keep(team.now(team.paula))
    gwen = team.now(team.gwen)
    (kept / "vendor.toml").write_text("this is no page")
    with pytest.raises(Refusal):
        editions.publish(draft.reference, gwen, note="60 days.")
    assert Publication.objects.count() == 1
    assert not program_folder.marks(kept)
    draft.refresh_from_db()
    assert draft.state == "in_review"

"""Mutations: a changed figure is noticed where an example or a proof holds it fast, and named with its line where none does."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from towpath.cli.program import group
from towpath.program.book import Book
from towpath.program.mutations import caught, mutations, score
from towpath.program.problem import BadBook

REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"
PROTECTION = "deal_registration.protection"


@pytest.fixture
def copied(tmp_path) -> Path:
    return Path(shutil.copytree(REFERENCE, tmp_path / "program"))


def without_examples(page: Path, *cases: str) -> None:
    """Take the examples of these cases off a page."""
    head, *examples = page.read_text(encoding="utf-8").split("[[example]]")
    kept = [each for each in examples if not any(f'case = "{case}"' in each for case in cases)]
    page.write_text("[[example]]".join([head, *kept]), encoding="utf-8")


def test_every_figure_of_a_page_is_changed_once_and_each_change_is_noticed():
    book = Book(REFERENCE)
    made = [(each.place[2:], each.before, each.after) for each in mutations(book[PROTECTION])]
    assert (("term_days",), 90, 91) in made
    assert (("standard_extension_days",), 30, 31) in made
    found = score(book, [PROTECTION])
    assert (found.made, found.survivors, found.percent) == (len(made), (), Decimal(100))


def test_a_figure_whose_example_is_taken_away_survives_and_is_named_with_its_line(copied):
    page = copied / "deal_registration" / "protection.toml"
    without_examples(page, "reminders go out two weeks and three days before")
    first, second = score(Book(copied), [PROTECTION]).survivors
    assert (first.before, first.after, first.line) == (14, 15, 18)
    assert str(second) == f"{page}:18: 2025-02-01.reminders.days_before.1 = 3 could as well be 4"


def test_flags_and_the_answers_of_rows_are_changed_too():
    book = Book(REFERENCE)
    flags = list(mutations(book["deal_registration.sourcing"]))
    assert {(each.before, each.after) for each in flags} == {(True, False), (False, True)}
    answers = [each for each in mutations(book["quotes.needed"]) if each.place[-1] == "at_least"]
    assert {each.before for each in answers} == {"quote", "draft_proposal", "nothing"}
    assert all(caught(book, book["quotes.needed"], each) for each in answers)


def test_what_the_shape_of_a_page_refuses_is_not_tried():
    """A fraction of 1 cannot grow, a month of 12 cannot either: the change goes the other way, or is left out."""
    book = Book(REFERENCE)
    tried = [each for each in mutations(book["partners.sign_up"]) if each.place[-1] == "longest" and each.before == 254]
    assert [each.after for each in tried] == [253]


def test_a_book_that_is_not_sound_is_not_scored(copied):
    page = copied / "deal_registration" / "protection.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("2025-05-30", "2025-05-31"), encoding="utf-8")
    with pytest.raises(BadBook):
        score(Book(copied), ["sla.ops_review"])


def test_the_command_prints_score_and_survivors_and_fails_below_its_limit(copied):
    run = CliRunner().invoke
    whole = run(group, ["mutate", str(copied), "--page", PROTECTION])
    assert whole.exit_code == 0
    assert "4 of 4 small changes are caught: 100 percent." in whole.stdout
    without_examples(
        copied / "deal_registration" / "protection.toml", "reminders go out two weeks and three days before"
    )
    less = run(group, ["mutate", str(copied), "--page", PROTECTION])
    assert less.exit_code == 1
    assert "protection.toml:18: 2025-02-01.reminders.days_before.0 = 14 could as well be 15" in less.stdout
    assert run(group, ["mutate", str(copied), "--page", PROTECTION, "--at-least", "50"]).exit_code == 0
    unknown = run(group, ["mutate", str(copied), "--page", "deal_registration.protektion"])
    assert unknown.exit_code == 1
    assert PROTECTION in unknown.output

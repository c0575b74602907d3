"""The reference program holds: the check finds nothing, and every example of every page is judged as it says."""

import shutil
import time
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.check import check, example_differs, invented, sound_book
from towpath.program.problem import BadBook

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "program" / "gitlab"
BOOK = Book(REFERENCE)
EXAMPLES = [pytest.param(page, each, id=f"{page.name}: {each['case']}") for page in BOOK for each in page.examples]


def test_the_check_finds_nothing_wrong():
    assert check(REFERENCE) == []


def test_the_check_takes_less_than_two_seconds():
    started = time.process_time()
    check(REFERENCE)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_example(page, example):
    assert example_differs(page, example, BOOK) == ""


def test_every_page_names_rules_and_a_source():
    assert all(page.rules and page.source and page.title for page in BOOK)


def test_invented_figures_are_listed_by_page_and_place():
    listed = [(page.name, place) for page, place in invented(BOOK)]
    assert ("deal_registration.protection", "2025-02-01.reminders") in listed
    assert "deal_registration.approval_chain" not in [name for name, _ in listed]


def test_nothing_of_the_vendor_stands_in_the_code():
    code = (ROOT / "src" / "towpath" / "program").rglob("*.py")
    assert [path.name for path in code if "gitlab" in path.read_text(encoding="utf-8").lower()] == []


def test_a_changed_page_changes_the_fingerprint_and_a_moved_folder_does_not(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "moved")
    assert Book(tmp_path / "moved").fingerprint == BOOK.fingerprint
    page = tmp_path / "moved" / "deal_registration" / "protection.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("term_days = 90", "term_days = 91"), encoding="utf-8")
    assert Book(tmp_path / "moved").fingerprint != BOOK.fingerprint


def test_a_question_without_a_page_is_a_problem(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "program")
    (tmp_path / "program" / "deal_registration" / "sourcing.toml").unlink()
    (problem,) = check(tmp_path / "program")
    assert problem.what == "No page answers deal_registration.sourcing."
    assert problem.remedy == "Write deal_registration/sourcing.toml."


def test_a_folder_without_pages_and_no_folder_at_all_are_problems(tmp_path):
    assert [each.what for each in check(tmp_path)] == ["The folder holds no page."]
    assert [each.what for each in check(tmp_path / "nowhere")] == ["There is no such folder."]


def test_an_exception_inside_the_check_is_a_problem_and_not_a_pass(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "program")
    page = tmp_path / "program" / "deal_registration" / "protection.toml"
    text = page.read_text(encoding="utf-8").replace("extensions = 1 }", "extensions = 999999999 }")
    page.write_text(text, encoding="utf-8")
    problem = check(tmp_path / "program")[0]
    assert problem.file == page
    assert "broke off: OverflowError" in problem.what
    with pytest.raises(BadBook):
        sound_book(tmp_path / "program")


def test_a_malformed_page_keeps_the_whole_book_from_opening(tmp_path):
    (tmp_path / "vendor.toml").write_text('title = "Whose program this is"\n', encoding="utf-8")
    with pytest.raises(BadBook) as refused:
        Book(tmp_path)
    assert 'lacks "source"' in str(refused.value)

"""Every program that Towpath brings holds: the check finds nothing, and every example of every page is judged as it says."""

import re
import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from towpath.kernel.program_folder import sound
from towpath.program.book import Book
from towpath.program.check import check, example_differs, invented
from towpath.program.problem import BadBook

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "program" / "gitlab"
BOOK = Book(REFERENCE)
FOLDERS = sorted(each for each in (ROOT / "program").iterdir() if each.is_dir())
BOOKS = [BOOK if folder == REFERENCE else Book(folder) for folder in FOLDERS]
EXAMPLES = [
    pytest.param(page, each, book, id=f"{book.folder.name} {page.name}: {each['case']}")
    for book in BOOKS
    for page in book
    for each in page.examples
]
every_program = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.folder.name)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_check_finds_nothing_wrong(folder):
    assert check(folder) == []


def test_the_check_takes_less_than_two_seconds():
    started = time.process_time()
    check(REFERENCE)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("page", "example", "book"), EXAMPLES)
def test_example(page, example, book):
    assert example_differs(page, example, book) == ""


@every_program
def test_every_page_names_rules_and_a_source(book):
    assert all(page.rules and page.source and page.title for page in book)


@every_program
def test_no_program_names_another_vendor(book):
    """What one vendor is called stands on no page of another: nobody's program leans on anybody else's."""
    others = [each["vendor"].in_force(date.max)[1]["name"] for each in BOOKS if each is not book]
    said = "".join(book.texts.values())
    assert [name for name in others if name in said] == []


def test_the_second_program_differs_in_year_tracks_terms_and_promises():
    other = next(book for book in BOOKS if book is not BOOK)

    def told(name, key):
        return [book[name].in_force(date(2026, 9, 1))[1][key] for book in (BOOK, other)]

    assert told("fiscal.year", "starts_in") == ["february", "april"]
    assert told("fiscal.year", "named_by") == ["end", "start"]
    assert told("deal_registration.protection", "term_days") == [90, 45]
    tracks = [{each["key"] for each in each} for each in told("partners.tracks", "track")]
    assert tracks[0].isdisjoint(tracks[1])
    promises = [{page.name for page in book if page.name.startswith("sla.")} for book in (BOOK, other)]
    assert promises[0] != promises[1]


def test_a_part_is_there_whole_or_not_at_all(tmp_path):
    """The second vendor sends no quotes and needs no page about them; one that begins to needs them all."""
    other = next(book for book in BOOKS if book is not BOOK)
    assert not [page.name for page in other if page.name.startswith(("quotes.", "pricing.", "nfr.", "distribution."))]
    shutil.copytree(other.folder, tmp_path / "program")
    (tmp_path / "program" / "nfr").mkdir()
    shutil.copy(REFERENCE / "nfr" / "exceptions.toml", tmp_path / "program" / "nfr")
    assert [each.what for each in check(tmp_path / "program")] == [
        "No page answers eligibility.nfr.",
        "No page answers nfr.policy.",
    ]


def test_a_track_that_the_program_has_not_is_a_problem_and_so_is_one_without_its_requirements(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "program")
    page = tmp_path / "program" / "eligibility" / "e_marketplace.toml"
    page.write_text(
        page.read_text(encoding="utf-8").replace('tracks = ["open", "select"]', 'tracks = ["open", "selekt"]'),
        encoding="utf-8",
    )
    problems = [each for each in check(tmp_path / "program") if "track of the program" in each.what]
    assert [(each.what, each.remedy) for each in problems] == [
        ('"selekt" is no track of the program.', 'Did you mean "select"?')
    ]
    (tmp_path / "program" / "compliance" / "select.toml").unlink()
    assert "No page answers compliance.select." in [each.what for each in check(tmp_path / "program")]


def test_invented_figures_are_listed_by_page_and_place():
    listed = [(page.name, place) for page, place in invented(BOOK)]
    assert ("deal_registration.protection", "2025-02-01.reminders") in listed
    assert "deal_registration.approval_chain" not in [name for name, _ in listed]


def test_nothing_of_the_vendor_stands_in_the_code():
    code = [*(ROOT / "src" / "towpath" / "program").rglob("*.py"), *(ROOT / "src" / "towpath" / "domain").rglob("*.py")]
    names = re.compile(
        r"gitlab|carahsoft|amazic|\bbrackenhall|\b(?:TRACKS|tracks?) *[:=] *\(?\"(?:open|select|bench)\"", re.I
    )
    assert [path.name for path in code if names.search(path.read_text(encoding="utf-8"))] == []


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
        sound(tmp_path / "program")


def test_a_malformed_page_keeps_the_whole_book_from_opening(tmp_path):
    (tmp_path / "vendor.toml").write_text('title = "Whose program this is"\n', encoding="utf-8")
    with pytest.raises(BadBook) as refused:
        Book(tmp_path)
    assert 'lacks "source"' in str(refused.value)

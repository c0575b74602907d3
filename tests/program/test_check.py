"""What `program check` says beside problems: reviews that are due, invented figures with their lines, and changes as they are made."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from towpath.cli.program import group
from towpath.program.book import Book
from towpath.program.catalogue import RULES
from towpath.program.check import due_for_review, invented, invented_line, overdue
from towpath.program.tables import DecisionTable
from towpath.program.watching import Watcher, watched

REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"


@pytest.fixture
def copied(tmp_path) -> Path:
    return Path(shutil.copytree(REFERENCE, tmp_path / "program"))


def change(page: Path, before: str, after: str, moment: int) -> None:
    """Change a page, and say when: a clock need not move on between two changes."""
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after), encoding="utf-8")
    os.utime(page, ns=(moment, moment))


def test_a_page_past_its_review_is_a_warning_and_no_problem(copied):
    page = copied / "deal_registration" / "transacting.toml"
    change(page, 'audience = "partner"\n', 'audience = "partner"\nreview_by = 2026-02-01\n', 1)
    book = Book(copied)
    assert [each.file for each in overdue(book, date(2026, 2, 1))] == []
    (warning,) = overdue(book, date(2026, 2, 2))
    assert str(warning) == (
        f"{page}:5: deal_registration.transacting was to be reviewed by 2026-02-01. "
        "Compare it with its source, then write a later review_by."
    )
    told = CliRunner().invoke(group, ["check", str(copied), "--on", "2026-02-02"])
    assert (told.exit_code, "warning: " in told.stderr) == (0, True)
    kept = json.loads(CliRunner().invoke(group, ["check", str(copied), "--on", "2026-02-02", "--json"]).stdout)
    assert (kept["sound"], [each["line"] for each in kept["warnings"]]) == (True, [5])


def test_invented_figures_are_listed_with_their_lines():
    page = Book(REFERENCE)["deal_registration.protection"]
    assert [(place, invented_line(page, place)) for _, place in invented([page])] == [("2025-02-01.reminders", 19)]
    listed = CliRunner().invoke(group, ["check", str(REFERENCE), "--invented"])
    assert "protection.toml:19: 2025-02-01.reminders has figures that no source gives." in listed.stdout


def test_problems_come_with_file_line_and_remedy_as_json(copied):
    change(copied / "deal_registration" / "protection.toml", "term_days = 90", 'term_days = "90"', 1)
    run = CliRunner().invoke(group, ["check", str(copied), "--json"])
    kept = json.loads(run.stdout)
    (problem,) = kept["problems"]
    assert (run.exit_code, kept["sound"], kept["book"]) == (1, False, None)
    assert (Path(problem["file"]).name, problem["line"]) == ("protection.toml", 13)
    assert problem["remedy"] == "Write digits only, without quotes."


def test_the_catalogue_numbers_its_rules_without_a_gap():
    assert {"DRG-01", "DRG-27", "TAG-11"} <= set(RULES)
    assert "DRG-28" not in RULES
    assert len(set(RULES)) == len(RULES)


def test_a_row_that_nothing_reaches_is_named():
    table = DecisionTable({"a": [1, 2]}, ({"when": {"a": 1}}, {"when": {"a": 2}}, {"when": {"a": []}}))
    assert [each.what for each in table.misfits()] == ["Row 3 answers no case."]


def test_a_watched_folder_reads_again_only_what_changed(copied):
    page = copied / "deal_registration" / "protection.toml"
    watcher = Watcher(copied)
    assert watcher.look() == []
    assert len(watcher.read) == len(Book(copied))
    assert watcher.look() is None
    change(page, "term_days = 90", "term_days = 91", 10)
    assert {each.file for each in watcher.look() or []} == {page}
    assert watcher.read == [page]
    change(page, "term_days = 91", "term_days = 90", 20)
    assert watcher.look() == []


def test_a_watched_folder_notices_pages_that_go_and_examples_of_other_pages(copied):
    watcher = Watcher(copied)
    watcher.look()
    change(copied / "quotes" / "discount.toml", 'basis = "services_resale"\nsays', 'basis = "co_sell"\nsays', 10)
    assert {each.file.name for each in watcher.look() or []} == {"discount.toml", "rates.toml"}
    (copied / "deal_registration" / "sourcing.toml").unlink()
    assert [each.what for each in watcher.look() or []] == ["No page answers deal_registration.sourcing."]


def test_watching_tells_of_every_change_and_of_nothing_else(copied):
    page = copied / "deal_registration" / "protection.toml"

    def ticks() -> Iterator[None]:
        yield
        yield  # nothing happened meanwhile
        change(page, "term_days = 90", 'term_days = "90"', 10)
        yield
        change(page, 'term_days = "90"', "term_days = 90", 20)
        yield

    assert [len(problems) for problems, _ in watched(copied, ticks())] == [0, 1, 0]


@pytest.mark.parametrize("program", ["gitlab", "brackenhall"])
def test_assumed_figures_are_looked_at_again_and_what_is_past_its_day_is_listed(program):
    book = Book(REFERENCE.parent / program)
    dated = {page.name for page in book if page.review_by}
    assert dated >= {page.name for page in book if page.invented}
    assert len(dated) >= 4
    for page in book:
        assert page.review_by is None or page.review_by > max(page.since), page.name
    told = CliRunner().invoke(group, ["check", str(REFERENCE.parent / program), "--on", "2099-01-01"])
    listed = [line.split(" was to be reviewed by ")[0].rsplit(" ", 1)[-1] for line in told.stderr.splitlines()]
    assert (told.exit_code, set(listed), len(listed)) == (0, dated, len(dated))


def test_reviews_that_come_soon_stand_in_order():
    def dated(name, day):
        return replace(next(iter(Book(REFERENCE))), name=name, review_by=day)

    pages = [dated("late", date(2026, 3, 1)), dated("past", date(2025, 12, 1)), dated("soon", date(2026, 2, 28)), dated("none", None)]  # fmt: skip
    assert [page.name for page in due_for_review(pages, date(2025, 12, 31))] == ["past", "soon"]

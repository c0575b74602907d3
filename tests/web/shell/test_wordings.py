"""Pages of the program in words: nothing of TOML is left, nothing is lost, and changes are marked."""

from datetime import date
from decimal import Decimal

import pytest

from towpath.web.shell.csv_answer import csv_lines, safe_cell
from towpath.web.shell.rule_parts import wordings
from towpath.web.shell.wordings import blocks, label, searchable, words


def test_keys_and_values_are_written_for_people():
    assert label("standard_extension_days") == "Standard extension days"
    assert words(True) == "yes"
    assert words(["DE", "AT"], "countries") == "Germany, Austria"
    assert words(date(2025, 2, 1)) == "Sat 1 Feb 2025"
    assert words({"amount": 2, "unit": "days"}) == "2 working days"
    assert words(Decimal("12000.5")) == "12,000.5"
    assert words("deals.registration.step_approved") == "step approved"


def test_facts_come_first_then_tables_and_groups():
    found = blocks({"term": 90, "row": [{"a": 1}, {"b": "x"}], "more": {"left": 1, "right": 2}})
    assert [block.title for block in found] == ["", "Cases", "More"]
    assert (found[1].columns, found[1].rows) == (["A", "B"], [["1", ""], ["", "x"]])


def test_assumed_figures_and_changes_are_marked():
    found = blocks({"term": 90, "kept": 1, "reminders": {"days": [14], "invented": True}}, {"term": 60, "kept": 1})
    assert [(fact.label, fact.changed) for fact in found[0].facts] == [("Term", True), ("Kept", False)]
    assert found[1].invented


def test_the_newest_wording_stands_first_with_its_time(book):
    shown = wordings(book["territories.segments"], date(2026, 9, 1))
    assert [(one.since, one.last, one.standing) for one in shown] == [
        (date(2026, 8, 11), None, "now"),
        (date(2025, 2, 1), date(2026, 8, 10), "past"),
        (date(2022, 2, 1), date(2025, 1, 31), "past"),
    ]


def test_every_page_of_the_reference_program_reads_as_words(book):
    for page in book:
        for wording in wordings(page, date(2026, 9, 1)):
            for block in wording.blocks:
                said = [
                    block.title,
                    *block.columns,
                    *(fact.value for fact in block.facts),
                    *(cell for row in block.rows for cell in row),
                ]
                assert block.facts or block.rows, page.name
                assert not any("{" in text or "Decimal(" in text or "[" in text for text in said), (page.name, said)


def test_search_looks_at_everything_a_page_says(book):
    assert "drg-17" in searchable(book["deal_registration.protection"])
    assert "90" in searchable(book["deal_registration.protection"])
    assert "switzerland" in searchable(book["territories.assignment"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "  =x"])
def test_a_cell_that_looks_like_a_formula_is_made_text(text):
    assert safe_cell(text) == "'" + text


def test_numbers_stay_numbers_and_the_file_carries_its_mark():
    assert (safe_cell(-5), safe_cell(None), safe_cell("plain")) == (-5, "", "plain")
    assert list(csv_lines(["A"], [["=x"]])) == ["\ufeffA\r\n", "'=x\r\n"]


def test_days_with_the_same_hours_stand_together():
    hours = ["09:00-17:00"]
    week = {"mon": hours, "tue": hours, "thu": hours, "fri": ["09:00-12:00"]}
    assert words(week) == "Monday to Tuesday 09:00-17:00; Thursday 09:00-17:00; Friday 09:00-12:00"


def test_the_blocks_of_cases_that_a_row_answers_are_told_apart():
    either = [{"sale": ["new", "add_on"], "tender": True}, {"market": "us_public_sector"}]
    assert words(either, "when") == "(Sale: new, add on; Tender: yes) or (Market: us public sector)"
    assert words({"basis": "co_sell"}) == "Basis: Co-sell"

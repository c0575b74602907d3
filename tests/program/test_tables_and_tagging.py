"""Decision tables are proved; the source tags follow the default logic in every case."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.decisions.tagging import TagFacts, never_written, source_tags
from towpath.program.tables import DecisionTable, TableGap

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
ON = date(2025, 3, 1)
PQL, GENERATED = "Partner Qualified Lead", "Partner Generated"
INPUTS = {"moment": ["submitted", "approved"], "existed": [True, False]}


def table(*whens):
    return DecisionTable(INPUTS, tuple({"when": when, "then": index} for index, when in enumerate(whens)))


def test_a_complete_table_without_overlap_has_nothing_to_report():
    assert list(table({"moment": "submitted"}, {"moment": "approved"}).misfits()) == []


def test_a_gap_is_reported_with_the_very_case():
    (gap,) = table({"moment": "submitted"}, {"moment": "approved", "existed": True}).misfits()
    assert gap.what == "No row answers moment = approved, existed = false."


def test_an_overlap_is_reported_with_the_very_case_and_both_rows():
    (overlap,) = table(
        {"moment": "submitted"}, {"moment": "approved"}, {"moment": "approved", "existed": True}
    ).misfits()
    assert overlap.what == "Rows 2 and 3 both answer moment = approved, existed = true."
    assert overlap.place == ("row", 2)


def test_an_input_or_value_that_never_comes_is_reported():
    found = [each.what for each in table({"moment": "submited"}, {"existd": True}, {"existed": 1}).misfits()]
    assert found == [
        "Row 1 asks for moment = submited, which never comes.",
        'Row 2 asks for "existd", no input.',
        "Row 3 asks for existed = 1, which never comes.",
    ]


def test_a_row_may_answer_several_blocks_of_cases_and_overlaps_are_found_between_rows_only():
    either = [{"moment": "submitted"}, {"moment": "approved", "existed": True}, {"existed": True}]
    assert list(table(either, {"moment": "approved", "existed": False}).misfits()) == []
    assert table(either).row_for({"moment": "approved", "existed": True})["then"] == 0
    (gap,) = table(either).misfits()
    assert gap.what == "No row answers moment = approved, existed = false."
    (overlap,) = table(either, {"moment": "approved"}).misfits()
    assert overlap.what == "Rows 1 and 2 both answer moment = approved, existed = true."
    (unknown,) = table([{"moment": "submitted"}, {"moment": "denyed"}]).misfits()
    assert unknown.place == ("row", 0, "when", 1, "moment")


@pytest.mark.parametrize(
    "case",
    [
        {"moment": "denied", "existed": True},
        {"moment": "submitted"},
        {"moment": "submitted", "existed": 1},
        {"moment": ["submitted"], "existed": True},
    ],
)
def test_a_case_outside_the_table_is_refused(case):
    with pytest.raises(TableGap, match="No row answers moment = "):
        table({"moment": "submitted"}).row_for(case)


@pytest.mark.rule("TAG-02", "TAG-03", "TAG-05", "TAG-06", "TAG-07", "TAG-09", "TAG-10", "FLD-02")
def test_the_default_logic_holds_in_every_case():
    cases = product(("submitted", "approved", "unregistered"), (True, False), ("", "Web", PQL), (True, False))
    for moment, existed, initial, locked in cases:
        facts = TagFacts(moment, existed, initial, "AE Generated", "resale", locked)
        tags = source_tags(facts, BOOK, on=ON).outcome
        new = not existed and not locked and moment != "unregistered"
        if locked:
            assert (tags.initial_source, tags.sales_qualified_source) == (None, None)
        if new and initial != PQL:
            assert tags.initial_source == PQL
        if not locked and (moment == "approved" or initial == PQL):
            assert tags.sales_qualified_source == GENERATED
        if moment == "submitted" and initial != PQL:
            assert tags.sales_qualified_source is None
        if existed:
            assert tags.initial_source is None
        assert tags.deal_type == {"submitted": None, "approved": "Resale", "unregistered": ""}[moment]


@pytest.mark.rule("TAG-09")
def test_what_sales_forecasts_is_never_among_the_changes():
    changed = {"initial_source", "sales_qualified_source", "deal_type"}
    assert {"amount", "close_on", "stage"} <= set(never_written(BOOK, ON))
    assert not changed & set(never_written(BOOK, ON))


@pytest.mark.rule("TAG-03")
def test_a_source_that_is_none_of_the_five_is_refused():
    with pytest.raises(ValueError, match='Did you mean "Partner Generated"'):
        source_tags(TagFacts("submitted", True, "", "Partner generated"), BOOK, on=ON)


@pytest.mark.rule("FLD-02")
def test_an_approval_without_a_known_type_is_refused():
    with pytest.raises(ValueError, match=r'"resell" is not a type of registration. Did you mean "resale"'):
        source_tags(TagFacts("approved", True, deal_type="resell"), BOOK, on=ON)

"""Two books beside one another: what differs, what kept decisions become, and that nothing changes before its day."""

import json
from datetime import date
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.compare import BothBooks, PastDecision, as_if, changed_pages, overlaid, verdict
from towpath.program.problem import BadBook

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
PROTECTION = "deal_registration.protection"
SIXTY = """
[since.2027-01-01]
term_days = 60
counts_from = "original approval"
standard_extension_days = 30

[since.2027-01-01.reminders]
days_before = [14, 3]
invented = true

[[example]]"""


def sixty() -> Book:
    return overlaid(BOOK, {PROTECTION: BOOK.texts[PROTECTION].replace("[[example]]", SIXTY, 1)})


def kept(approved_on: str, **more) -> PastDecision:
    return PastDecision(PROTECTION, json.dumps({"approved_on": approved_on, **more}), approved_on, "{}")


def test_what_differs_is_named_by_page_and_by_the_days_of_its_wordings():
    (page,) = changed_pages(BOOK, sixty())
    assert (page.name, page.what, page.wordings) == (PROTECTION, "changed", (date(2027, 1, 1),))
    assert changed_pages(BOOK, Book.of(BOOK.texts)) == ()


def test_a_page_whose_words_alone_differ_is_said_to_differ_in_words_only():
    other = overlaid(
        BOOK, {PROTECTION: BOOK.texts[PROTECTION].replace('title = "How long', 'title = "For how long', 1)}
    )
    (page,) = changed_pages(BOOK, other)
    assert (page.what, page.wordings) == ("words only", ())


def test_a_malformed_page_is_refused_before_anything_is_compared():
    with pytest.raises(BadBook) as refused:
        overlaid(BOOK, {PROTECTION: BOOK.texts[PROTECTION].replace("term_days = 90", 'term_days = "ninety"')})
    assert "must be a whole number, not text" in str(refused.value)


def test_each_from_its_own_day_nothing_before_the_day_differs():
    replay = BothBooks(BOOK, sixty())
    assert replay.put(kept("2026-12-31")).kind == "same"
    assert replay.put(kept("2027-01-01")).after["expires_on"] == "2027-03-02"


def test_as_if_the_change_had_held_before_the_partner_loses_the_days():
    found = BothBooks(BOOK, as_if(BOOK, sixty(), date(2025, 6, 1))).put(kept("2025-07-01"))
    assert (found.kind, found.before["expires_on"], found.after["expires_on"]) == ("loss", "2025-09-29", "2025-08-30")
    assert found.says == "Expires on: 29 Sep 2025 becomes 30 Aug 2025"


def test_as_if_leaves_what_stood_before_the_first_day_alone():
    assert BothBooks(BOOK, as_if(BOOK, sixty(), date(2025, 6, 1))).put(kept("2025-05-31")).kind == "same"


def test_pages_that_did_not_change_keep_their_own_days_as_if():
    other = as_if(BOOK, sixty(), date(2025, 6, 1))
    for page in BOOK:
        if page.name != PROTECTION:
            assert other[page.name].since == page.since


def test_a_decision_that_the_base_made_itself_is_not_asked_of_it_again():
    made = PastDecision(
        PROTECTION, '{"approved_on": "2025-07-01"}', "2025-07-01", '{"expires_on": "2025-12-24"}', BOOK.fingerprint
    )
    assert BothBooks(BOOK, BOOK).put(made).before == {"expires_on": "2025-12-24"}


def test_like_decisions_are_asked_once():
    replay = BothBooks(BOOK, sixty())
    assert [replay.put(kept("2026-01-01")).kind for _ in range(3)] == ["same"] * 3
    assert replay.asked == 1


def test_what_cannot_be_asked_says_why_and_is_not_passed_for_the_same():
    found = BothBooks(BOOK, sixty()).put(PastDecision(PROTECTION, '{"approved": "2025-07-01"}', "2025-07-01", "{}"))
    assert found.kind == "unasked"
    assert '"approved" is nothing that can be given here.' in found.says
    assert BothBooks(BOOK, BOOK).put(PastDecision("deals.nothing", "{}", "2025-07-01", "{}")).kind == "unasked"


def standing(state: str, *missing: str) -> dict:
    return {"state": state, "requirements": [{"label": each, "met": False} for each in missing], "grace_until": None}


@pytest.mark.parametrize(
    ("question", "before", "after", "kind"),
    [
        ("deal_registration.eligibility", True, False, "loss"),
        ("deal_registration.eligibility", False, True, "gain"),
        ("deal_registration.approval_chain", [{"role": "esm"}], [{"role": "esm"}, {"role": "asm"}], "loss"),
        ("deal_registration.approval_chain", [{"role": "esm"}], [{"role": "asm"}], "other"),
        ("pricing.rates", {"total": "9.5"}, {"total": "10"}, "gain"),
        ("pricing.rates", {"total": None}, {"total": "10"}, "other"),
        ("compliance.select", standing("compliant"), standing("grace", "Sales Core"), "loss"),
        ("compliance.select", standing("not", "Sales Core"), standing("temporary", "Sales Core"), "gain"),
        ("compliance.select", standing("not", "Sales Core"), standing("not", "Sales Core", "PSE"), "other"),
        ("compliance.select", standing("compliant"), standing("compliant") | {"next_step": "More"}, "same"),
        ("opportunities.order_type", "1. New", "2. Connected New", "other"),
    ],
)
def test_who_gains_by_another_outcome_is_said_where_it_can_be(question, before, after, kind):
    assert verdict(question, before, after).kind == kind

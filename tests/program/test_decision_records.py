"""A decision goes into the event log as plain values, comes back whole, and can be asked again from its record."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.decision import Decision, plain
from towpath.program.decisions.deal_registration import (
    ApprovalChainFacts,
    EligibilityFacts,
    ProtectionFacts,
    approval_chain,
    eligibility,
    protection,
)
from towpath.program.decisions.tagging import TagFacts, source_tags
from towpath.program.decisions.territories import TerritoryFacts, territory
from towpath.program.given import UnfitFacts, facts_from
from towpath.program.questions import ask

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
ON = date(2025, 3, 1)
DECISIONS = [
    eligibility(EligibilityFacts(True, False, True, 1, 0, ("reseller", "psp"), "Open"), BOOK, on=ON),
    approval_chain(ApprovalChainFacts("resale", Decimal("10000.50"), "EMEA"), BOOK, on=ON),
    protection(ProtectionFacts(ON, 1, date(2025, 9, 1)), BOOK, on=ON),
    source_tags(TagFacts("approved", False, deal_type="msp"), BOOK, on=ON),
    territory(TerritoryFacts("DE", None), BOOK, on=ON),
]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.question)
def test_a_record_survives_json_and_is_asked_again_with_the_same_answer(decision):
    record = json.loads(json.dumps(decision.as_record()))
    again = Decision.from_record(record)
    assert again.because == decision.because
    assert again.as_record() == record
    assert record["book"] == BOOK.fingerprint
    assert ask(record["question"], record["facts"], BOOK, again.on) == decision


def test_a_reason_says_which_rule_since_when_and_from_which_source():
    record = DECISIONS[2].as_record()["because"][0]
    assert record["rule"] == "deal_registration.protection"
    assert record["catalogue_ids"] == ["DRG-17", "DRG-18"]
    assert record["in_force_since"] == "2025-02-01"
    assert record["source"].startswith("Ecosystem Operations")
    assert record["says"] == (
        "Protected until 1 Sep 2025, a date set by Ecosystem Operations, with 1 extension of 30 days;"
        " it expires on 1 Oct 2025."
    )


def test_what_json_cannot_carry_is_refused():
    with pytest.raises(TypeError, match="cannot keep a float"):
        plain({"amount": 0.1})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"aproved_on": ON}, '"aproved_on" is nothing that can be given here. Did you mean "approved_on"'),
        ({}, 'lacks "approved_on"'),
        ({"approved_on": "soon"}, "Give a day such as 2025-02-01"),
        ({"approved_on": ON, "extensions": True}, "Give a whole number"),
        ({"approved_on": ON, "extended_until": 5}, "Give a day"),
    ],
)
def test_facts_of_the_wrong_kind_are_refused(given, says):
    with pytest.raises(UnfitFacts, match=says):
        facts_from(ProtectionFacts, given)


def test_an_amount_with_decimals_is_never_a_float():
    assert facts_from(ApprovalChainFacts, {"type": "resale", "amount": "0.10"}).amount == Decimal("0.10")
    with pytest.raises(UnfitFacts, match="Give a number"):
        facts_from(ApprovalChainFacts, {"type": "resale", "amount": 0.1})

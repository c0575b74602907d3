"""Who may register, who may transact, whom the incentives reach: each failed condition is named with what mends it."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.decisions.deal_registration import (
    EligibilityFacts,
    IncentiveFacts,
    TransactFacts,
    eligibility,
    incentives_apply,
    may_transact,
)

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
ON = date(2025, 3, 1)
GOOD = EligibilityFacts(True, True, True, 1, 1, ("reseller",), "Open")


def cited(decision):
    return [reason.catalogue_ids[0] for reason in decision.because]


@pytest.mark.rule("ELG-01", "ELG-02", "ELG-03", "ELG-05")
def test_every_failed_condition_is_named_and_says_what_would_mend_it():
    for authorized, standing, agreement, trained in product((True, False), repeat=4):
        facts = replace(
            GOOD,
            authorized=authorized,
            good_standing=standing,
            agreement_accepted=agreement,
            foundations_completed=int(trained),
        )
        decision = eligibility(facts, BOOK, on=ON)
        failed = [authorized, standing, agreement, trained].count(False)
        assert decision.outcome is (failed == 0)
        assert len(decision.because) == max(failed, 1)
        assert all(bool(reason.mend) is (failed > 0) for reason in decision.because)


@pytest.mark.rule("ELG-02")
def test_one_employee_with_the_foundations_training_is_enough():
    decision = eligibility(replace(GOOD, foundations_completed=0), BOOK, on=ON)
    assert cited(decision) == ["ELG-02"]
    assert decision.because[0].says == ('0 of at least 1 employees completed "GitLab Foundations for Partners".')
    assert eligibility(GOOD, BOOK, on=ON).outcome


@pytest.mark.rule("DRG-21")
@pytest.mark.parametrize("kind", ["alliance", "oem", "gsi"])
def test_alliance_oem_and_gsi_partners_do_not_submit_but_the_vendor_does_for_them(kind):
    own = eligibility(replace(GOOD, kinds=(kind,)), BOOK, on=ON)
    assert (own.outcome, cited(own)) == (False, ["DRG-21"])
    assert eligibility(replace(GOOD, kinds=(kind,), submitted_by="vendor"), BOOK, on=ON).outcome


@pytest.mark.rule("DRG-21")
def test_the_vendor_submitting_does_not_excuse_the_other_conditions():
    facts = replace(GOOD, kinds=("gsi",), submitted_by="vendor", authorized=False)
    assert cited(eligibility(facts, BOOK, on=ON)) == ["ELG-01"]


@pytest.mark.rule("ELG-01")
def test_permission_for_one_case_lifts_good_standing_and_nothing_else():
    facts = replace(GOOD, good_standing=False, one_off_permission=True)
    assert eligibility(facts, BOOK, on=ON).outcome
    assert not eligibility(replace(facts, agreement_accepted=False), BOOK, on=ON).outcome


@pytest.mark.rule("ELG-01", "ELG-05")
def test_transacting_needs_authorization_good_standing_and_a_sales_certification():
    assert may_transact(TransactFacts(True, True, 1), BOOK, on=ON).outcome
    decision = may_transact(TransactFacts(False, False, 0), BOOK, on=ON)
    assert not decision.outcome
    assert len(decision.because) == 3
    assert may_transact(TransactFacts(False, False, 0, one_off_permission=True), BOOK, on=ON).outcome


@pytest.mark.rule("DRG-21")
def test_incentives_do_not_reach_alliance_partners():
    assert incentives_apply(IncentiveFacts(("reseller",)), BOOK, on=ON).outcome
    assert not incentives_apply(IncentiveFacts(("reseller", "alliance")), BOOK, on=ON).outcome

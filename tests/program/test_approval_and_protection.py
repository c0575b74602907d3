"""Who signs, what the status reads meanwhile, what is asked and offered, and how long an approval protects."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.decisions.deal_registration import (
    ApprovalChainFacts,
    ProtectionFacts,
    approval_chain,
    conflict_warning,
    denial_reason,
    denial_reasons,
    form_fields,
    opportunity_status_label,
    protection,
    registration_types,
    sourcing_findings,
    status_label,
)
from towpath.program.decisions.regions import region_keys
from towpath.program.shapes import TYPES

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
ON = date(2025, 3, 1)
STATES = [
    "draft",
    "submitted",
    "in_review",
    "returned",
    "approved",
    "denied",
    "withdrawn",
    "expired",
    "closed_won",
    "closed_lost",
]


@pytest.mark.rule("DRG-08", "DRG-09", "FLD-03")
def test_every_registration_is_signed_by_the_esm_and_then_the_asm():
    for kind in TYPES:
        for region in (*region_keys(BOOK, ON), ""):
            facts = ApprovalChainFacts(kind, Decimal("1000000"), region, region == "PUBSEC")
            decision = approval_chain(facts, BOOK, on=ON)
            assert [step.role for step in decision.outcome] == ["esm", "asm"]
            assert [step.status_label for step in decision.outcome] == ["Pending Sales Review", "Pending ASM Review"]
            assert decision.because[0].says == "Approval is given by ESM, then ASM."


@pytest.mark.rule("FLD-03")
def test_every_state_has_a_label_and_one_on_the_opportunity():
    assert all(status_label(state, None, BOOK, on=ON) for state in STATES)
    assert {opportunity_status_label(state, BOOK, on=ON) for state in STATES} == {"", "pending", "approved", "denied"}
    with pytest.raises(LookupError, match='Did you mean "approved"'):
        status_label("aproved", None, BOOK, on=ON)


@pytest.mark.rule("DRG-17")
def test_protection_ends_ninety_days_after_the_original_approval():
    assert protection(ProtectionFacts(ON), BOOK, on=ON).outcome.expires_on == ON + timedelta(days=90)


@pytest.mark.rule("DRG-18")
def test_a_standard_extension_adds_thirty_days_and_another_date_is_set_as_it_is():
    assert protection(ProtectionFacts(ON, 2), BOOK, on=ON).outcome.expires_on == ON + timedelta(days=150)
    until = date(2025, 12, 24)
    assert protection(ProtectionFacts(ON, 0, until), BOOK, on=ON).outcome.expires_on == until
    assert protection(ProtectionFacts(ON, 1, until), BOOK, on=ON).outcome.expires_on == until + timedelta(days=30)


@pytest.mark.rule("DRG-17")
def test_facts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="cannot be below 0"):
        protection(ProtectionFacts(ON, -1), BOOK, on=ON)
    with pytest.raises(ValueError, match="not after the approval"):
        protection(ProtectionFacts(ON, 0, ON), BOOK, on=ON)


@pytest.mark.rule("DRG-01", "DRG-13", "FLD-02")
def test_there_are_three_types_and_only_msp_stands_on_the_partners_account():
    types = registration_types(BOOK, ON)
    assert [(each.key, each.opportunity_account) for each in types] == [
        ("resale", "customer"),
        ("msp", "partner"),
        ("referral", "customer"),
    ]
    assert [each.opportunity_deal_type for each in types] == ["Resale", "MSP", "Referral"]


@pytest.mark.rule("DRG-26")
def test_every_type_asks_whether_the_business_is_net_new_or_an_add_on():
    for kind in TYPES:
        (business,) = [each for each in form_fields(kind, BOOK, ON) if each.name == "business"]
        assert business.required
        assert [value for value, _ in business.choices] == ["net_new", "add_on"]


def test_each_type_has_a_field_of_its_own():
    own = {kind: {each.name for each in form_fields(kind, BOOK, ON)} for kind in TYPES}
    assert "managed_service" in own["msp"] - own["resale"] - own["referral"]
    assert "introduction" in own["referral"] - own["resale"] - own["msp"]


@pytest.mark.rule("DRG-08")
def test_a_denial_is_picked_from_the_list_and_its_words_name_no_partner():
    assert len(denial_reasons(BOOK, ON)) == 12
    assert "partner" not in denial_reason("already_registered", BOOK, ON).words_for_partner
    with pytest.raises(LookupError, match='Did you mean "duplicate"'):
        denial_reason("duplicated", BOOK, ON)


@pytest.mark.rule("DRG-16")
def test_only_creating_or_converting_the_opportunity_supports_an_approval():
    supporting = [each.key for each in sourcing_findings(BOOK, ON) if each.supports_approval]
    assert supporting == ["partner_created", "partner_converted"]


def test_the_conflict_warning_looks_at_open_and_approved_claims_only():
    assert set(conflict_warning(BOOK, ON).states) == {"submitted", "in_review", "returned", "approved"}

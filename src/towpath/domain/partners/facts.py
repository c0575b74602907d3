"""Rows turned into plain facts: the only bridge from this room to the program."""

from typing import Literal

from towpath.domain.partners.models import Partner
from towpath.program.decisions.deal_registration.eligibility import EligibilityFacts, IncentiveFacts, TransactFacts


def authorized(partner: Partner) -> bool:
    """ONB-04: the status, with a signed contract and an agreement that stands."""
    return (
        partner.status == Partner.Status.AUTHORIZED
        and partner.signed_contract_on is not None
        and has_agreement(partner)
    )


def has_agreement(partner: Partner) -> bool:
    return partner.click_through_agreement or partner.contract_on_file


def eligibility_facts(partner: Partner, submitted_by: Literal["partner", "vendor"]) -> EligibilityFacts:
    return EligibilityFacts(
        authorized=authorized(partner),
        good_standing=partner.good_standing,
        agreement_accepted=has_agreement(partner),
        sales_certified=partner.sales_certified,
        foundations_completed=partner.foundations_completed,
        kinds=tuple(partner.kinds),
        track=partner.get_track_display(),
        submitted_by=submitted_by,
    )


def transact_facts(partner: Partner) -> TransactFacts:
    return TransactFacts(
        authorized=authorized(partner), good_standing=partner.good_standing, sales_certified=partner.sales_certified
    )


def incentive_facts(partner: Partner) -> IncentiveFacts:
    return IncentiveFacts(kinds=tuple(partner.kinds))

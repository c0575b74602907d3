"""Rows turned into plain facts: the only bridge from this room to the program."""

from datetime import date
from typing import Literal

from towpath.domain.partners.models import Partner
from towpath.program.book import Book
from towpath.program.decisions.compliance.pages import track_label
from towpath.program.decisions.deal_registration.eligibility import EligibilityFacts, IncentiveFacts, TransactFacts
from towpath.program.decisions.partners.agreement import WayInFacts
from towpath.program.decisions.partners.standing import status_counts


def authorized(partner: Partner, book: Book, on: date) -> bool:
    """ONB-04: a status that counts for a partner of its kinds, with a signed contract and an agreement that stands."""
    return (
        partner.signed_contract_on is not None
        and has_agreement(partner)
        and status_counts(partner.status, partner.kinds, book, on)
    )


def has_agreement(partner: Partner) -> bool:
    return partner.click_through_agreement or partner.contract_on_file


def eligibility_facts(
    partner: Partner, submitted_by: Literal["partner", "vendor"], book: Book, on: date
) -> EligibilityFacts:
    return EligibilityFacts(
        authorized=authorized(partner, book, on),
        good_standing=partner.good_standing,
        agreement_accepted=has_agreement(partner),
        sales_certified=partner.sales_certified,
        foundations_completed=partner.foundations_completed,
        kinds=tuple(partner.kinds),
        track=track_label(partner.track, book, on),
        submitted_by=submitted_by,
    )


def transact_facts(partner: Partner, book: Book, on: date) -> TransactFacts:
    return TransactFacts(
        authorized=authorized(partner, book, on),
        good_standing=partner.good_standing,
        sales_certified=partner.sales_certified,
    )


def way_in_facts(partner: Partner) -> WayInFacts:
    """A partner whose administrator could sign, as the page of signing up asks about it."""
    return WayInFacts(partner.kinds[0] if len(partner.kinds) == 1 else "", True, partner.region)


def incentive_facts(partner: Partner) -> IncentiveFacts:
    return IncentiveFacts(kinds=tuple(partner.kinds))

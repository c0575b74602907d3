"""Rows turned into plain facts: the only bridge from this room to the program."""

from typing import Literal

from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.models import Registration
from towpath.program.decisions.deal_registration.approval import ApprovalChainFacts
from towpath.program.decisions.deal_registration.protection import ProtectionFacts
from towpath.program.decisions.tagging import TagFacts


def chain_facts(registration: Registration) -> ApprovalChainFacts:
    return ApprovalChainFacts(
        type=registration.deal_type,
        amount=registration.amount,
        region=registration.region,
        public_sector=registration.public_sector,
    )


def protection_facts(registration: Registration) -> ProtectionFacts:
    if registration.approved_on is None:
        raise ValueError(f"{registration.reference} was never approved, so nothing protects it.")
    return ProtectionFacts(
        approved_on=registration.approved_on,
        extensions=registration.extensions,
        extended_until=registration.extended_to,
    )


def tag_facts(
    registration: Registration,
    opportunity: Opportunity | None,
    moment: Literal["submitted", "approved", "unregistered"],
) -> TagFacts:
    return TagFacts(
        moment=moment,
        opportunity_existed=registration.opportunity_was_there,
        initial_source=opportunity.initial_source if opportunity else "",
        sales_qualified_source=opportunity.sales_qualified_source if opportunity else "",
        deal_type=registration.deal_type,
        forecast_locked=opportunity.forecast_locked if opportunity else False,
    )

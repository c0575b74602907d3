"""What a registration writes on its opportunity (FLD-01 to FLD-05, TAG), and takes off again."""

from typing import Any

from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.models import Registration
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.tagging import TagChanges

ONE_APPROVED = "registration_one_approved"  # the unique index that holds DRG-03


def stamp(registration: Registration, occasion: Occasion, *, tags: Decision[TagChanges], status: str) -> None:
    """Write partner, type, status, distributor, id and sources on the opportunity, in the caller's transaction."""
    opportunity = Opportunity.objects.select_for_update().get(pk=registration.opportunity_id)
    fields: dict[str, Any] = {
        "dr_partner": registration.partner,
        "dr_deal_type": registration.deal_type,
        "dr_status": status,
        "dr_distributor": registration.distributor,
        "dr_deal_id": registration.reference,
    }
    if tags.outcome.initial_source is not None:
        fields["initial_source"] = tags.outcome.initial_source
    if tags.outcome.sales_qualified_source is not None:
        fields["sales_qualified_source"] = tags.outcome.sales_qualified_source
    if tags.outcome.deal_type is not None:
        fields["dr_deal_type"] = tags.outcome.deal_type
    opportunities.stamped(
        opportunity, fields, occasion, registration=registration.reference, decisions=[tags.as_record()]
    )
    registration.opportunity = opportunity


def unstamp(registration: Registration, occasion: Occasion) -> None:
    """Take the registration's fields off an opportunity that it no longer stands on (TAG-10)."""
    opportunity = Opportunity.objects.select_for_update().get(pk=registration.opportunity_id)
    if opportunity.dr_deal_id != registration.reference:
        return
    fields = {"dr_partner": None, "dr_deal_type": "", "dr_status": "", "dr_distributor": "", "dr_deal_id": ""}
    opportunities.stamped(opportunity, fields, occasion, registration=registration.reference)

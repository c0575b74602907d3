"""A resale deal goes from the partner to the decision, as the catalogue tells it."""

from datetime import date

import pytest

from tests.cast import claim
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event


@pytest.mark.rule("DRG-01", "DRG-02", "DRG-05", "DRG-08", "DRG-09", "DRG-12", "DRG-17", "TAG-05", "FLD-01")
def test_a_deal_goes_from_the_partner_to_the_decision(cast, by):
    registration = registrations.draft(by(cast.nadia), claim())
    ref = registration.reference
    registrations.submit(ref, by(cast.nadia))
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    registrations.approve(ref, by(cast.elena))
    registrations.record_alignment(ref, by(cast.amir), note="Agreed with the sales manager.")
    approved = registrations.approve(ref, by(cast.amir))

    assert (approved.state, approved.approved_on, approved.expires_on) == (
        "approved",
        date(2026, 9, 1),
        date(2026, 11, 30),
    )
    opportunity = Opportunity.objects.get()
    assert (opportunity.owner, opportunity.dr_partner, opportunity.dr_status) == (
        cast.sofia,
        cast.northwind,
        "approved",
    )
    assert opportunity.sales_qualified_source == "Partner Generated"
    assert opportunity.initial_source == "Partner Qualified Lead"
    assert set(Clock.objects.values_list("kind", "state", "met")) == {
        ("sla.ops_review", "stopped", True),
        ("sla.first_contact", "stopped", True),
        ("sla.asm_review", "stopped", True),
    }
    names = Event.objects.filter(subject_type="deals.registration").order_by("id").values_list("name", flat=True)
    assert [name.rsplit(".", 1)[1] for name in names] == [
        "drafted", "submitted", "account_linked", "put_forward", "type_confirmed", "sourcing_recorded",
        "opportunity_created", "step_approved", "alignment_recorded", "approved",
    ]  # fmt: skip
    assert Registration.objects.get().due_at is None

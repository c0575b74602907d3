"""Create New: a Standard opportunity, owned by the Sales Rep who owns the customer account."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, stage
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotReady


@squares("create_opportunity")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-12", "DRG-13", "TAG-02", "TAG-05", "FLD-03")
def test_it_is_standard_primary_and_the_sales_reps(cast, by):
    reached = stage("with_esm", cast, by)  # an MSP deal: the owner is that of the end user's account all the same
    made = registrations.create_opportunity(reached.reference, by(cast.elena))
    opportunity = made.opportunity
    assert (opportunity.record_type, opportunity.owner, opportunity.account) == ("Standard", cast.sofia, cast.acme)
    assert (made.is_primary, made.opportunity_was_there) == (True, False)
    assert (opportunity.initial_source, opportunity.sales_qualified_source) == ("Partner Qualified Lead", "")
    assert (opportunity.dr_status, opportunity.dr_deal_id) == ("pending", reached.reference)
    event = happened(made).filter(name="deals.registration.opportunity_created").get()
    assert (event.actor, event.data["owner"]) == (cast.elena, "Sofia")
    assert event.data["decisions"][0]["outcome"]["initial_source"] == "Partner Qualified Lead"


def test_a_second_click_makes_no_second_opportunity(cast, by):
    reached = stage("with_esm", cast, by)
    registrations.create_opportunity(reached.reference, by(cast.elena))
    before = Opportunity.objects.count()
    with pytest.raises(NotReady, match="created from this registration already"):
        registrations.create_opportunity(reached.reference, by(cast.elena))
    assert Opportunity.objects.count() == before

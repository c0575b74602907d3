"""Link: the registration is tied to an opportunity, as primary when it is to be approved."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import approved, opportunity_of, put_forward, stage, submitted
from towpath.domain.accounts.actions.opportunities import close_won
from towpath.domain.accounts.queries import likely_opportunities, opportunities
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotFound, NotReady


@squares("link_opportunity")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-12", "FLD-03", "FLD-05", "TAG-10")
def test_the_opportunity_reads_pending_and_nothing_more(cast, by):
    reached = stage("with_esm", cast, by)
    registrations.link_opportunity(reached.reference, by(cast.elena), opportunity=reached.other.reference, primary=True)
    reached.known.refresh_from_db()
    reached.other.refresh_from_db()
    assert (reached.other.dr_status, reached.other.dr_deal_id) == ("pending", reached.reference)
    assert (reached.other.dr_partner, reached.other.dr_deal_type) == (None, "")
    assert (reached.known.dr_status, reached.known.dr_deal_id) == ("", "")  # the one linked before
    event = reached.last()
    assert (event.name, event.actor, event.data["primary"]) == (
        "deals.registration.opportunity_linked", cast.elena, " as primary",
    )  # fmt: skip


@pytest.mark.rule("DRG-12")
def test_linked_only_is_not_enough_to_approve(cast, by):
    reached = stage("with_esm", cast, by)
    registrations.link_opportunity(
        reached.reference, by(cast.elena), opportunity=reached.known.reference, primary=False
    )
    with pytest.raises(NotReady, match="make it primary"):
        registrations.approve(reached.reference, by(cast.elena))


@pytest.mark.rule("DRG-12")
def test_likely_matches_and_global_search_find_it(cast, by):
    reached = stage("with_esm", cast, by)
    assert reached.other in likely_opportunities(cast.elena, cast.acme.pk)
    assert reached.other in opportunities(cast.elena, q="add-on").rows
    assert reached.other not in opportunities(cast.erin, q="add-on").rows


@pytest.mark.rule("TAG-07")
def test_a_lead_that_the_partner_qualified_was_generated_by_it(cast, by):
    reached = stage("with_esm", cast, by)
    reached.other.initial_source = "Partner Qualified Lead"
    reached.other.save()
    registrations.link_opportunity(reached.reference, by(cast.elena), opportunity=reached.other.reference, primary=True)
    reached.other.refresh_from_db()
    assert reached.other.sales_qualified_source == "Partner Generated"


@pytest.mark.rule("DRG-03", "FLD-01")
def test_a_claim_beside_the_holder_changes_nothing_on_the_opportunity(cast, by):
    held = opportunity_of(cast.acme, cast.sofia, name="Acme: held")
    holder = approved(cast, by, held)
    ref = put_forward(cast, by, submitted(cast, by, actor=cast.ruth))
    registrations.link_opportunity(ref, by(cast.elena), opportunity=held.reference, primary=True)
    held.refresh_from_db()
    assert (held.dr_status, held.dr_deal_id, held.dr_partner) == ("approved", holder, cast.northwind)


@pytest.mark.rule("DRG-25")
def test_a_closed_one_is_linked_by_operations_later(cast, by):
    reached = stage("with_esm", cast, by)
    close_won(reached.other.reference, by(cast.sofia))
    with pytest.raises(NotReady, match="Ecosystem Operations"):
        registrations.link_opportunity(
            reached.reference, by(cast.elena), opportunity=reached.other.reference, primary=True
        )


@pytest.mark.rule("ROL-20")
def test_an_opportunity_of_another_region_is_not_found(cast, by):
    reached = stage("with_esm", cast, by)
    reached.other.region = "AMER"
    reached.other.save()
    with pytest.raises(NotFound):
        registrations.link_opportunity(
            reached.reference, by(cast.elena), opportunity=reached.other.reference, primary=True
        )

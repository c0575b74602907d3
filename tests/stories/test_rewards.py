"""What an approved registration earns, and whom."""

from datetime import timedelta

import pytest

from tests.cast import claim
from tests.domain.enablement.compliance.stages import trained
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.rewards import sourced_discount
from towpath.domain.enablement import compliance_queries
from towpath.jobs.deals import expire_due
from towpath.kernel.refusals import Taken
from towpath.program.decisions.deal_registration.form import registration_type


def approve(reference: str, cast, by, opportunity: str = "") -> None:
    """Carry a submitted registration to its approval, on an opportunity that is there or on a new one."""
    registrations.link_account(reference, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(reference, by(cast.omar))
    registrations.confirm_type(reference, by(cast.elena))
    registrations.record_sourcing(reference, by(cast.elena), finding="partner_created")
    if opportunity:
        registrations.link_opportunity(reference, by(cast.elena), opportunity=opportunity, primary=True)
    else:
        registrations.create_opportunity(reference, by(cast.elena))
    registrations.approve(reference, by(cast.elena))
    registrations.record_alignment(reference, by(cast.amir), note="Agreed with sales.")
    registrations.approve(reference, by(cast.amir))


@pytest.mark.rule("DRG-27", "DRG-03")
def test_one_partner_earns_the_sourced_discount_and_the_others_do_not(cast, by, book):
    first = registrations.register(by(cast.nadia), claim()).reference
    approve(first, cast, by)
    opportunity = Opportunity.objects.get()
    second = registrations.register(by(cast.ruth), claim()).reference
    with pytest.raises(Taken):
        approve(second, cast, by, opportunity.reference)

    earned = sourced_discount(opportunity, book, on=by(cast.omar).day)

    assert (earned.partner, earned.registration) == (cast.northwind, first)


@pytest.mark.rule("DRG-27")
def test_nobody_earns_it_before_the_approval(cast, by, book):
    reference = registrations.register(by(cast.nadia), claim()).reference
    registrations.link_account(reference, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(reference, by(cast.omar))
    registrations.create_opportunity(reference, by(cast.elena))
    assert sourced_discount(Opportunity.objects.get(), book, on=by(cast.omar).day).partner is None


@pytest.mark.rule("DRG-21", "DRG-27")
def test_an_alliance_partner_earns_none_with_its_registration(cast, by, book):
    reference = registrations.register(by(cast.nadia), claim()).reference
    approve(reference, cast, by)
    cast.northwind.kinds = ["alliance"]
    cast.northwind.save()
    earned = sourced_discount(Opportunity.objects.get(), book, on=by(cast.omar).day)
    assert (earned.partner, earned.registration) == (None, reference)
    assert earned.because[0].rule == "deal_registration.incentives"


@pytest.mark.rule("ELG-04")
def test_discounts_follow_the_track_and_a_registration_that_stands(cast, by, book, noon):
    """A Technology partner has none; a compliant Open one has them, the sourced one only while its registration stands."""
    trained(cast.northwind)
    asked = by(cast.paula)
    for track, may in (("technology", False), ("open", True)):
        cast.northwind.track = track
        cast.northwind.save()
        verdict = compliance_queries.may(cast.paula, cast.northwind, "discount", asked)
        assert verdict.outcome is may, track
    first = registrations.register(by(cast.nadia), claim()).reference
    approve(first, cast, by)
    opportunity = Opportunity.objects.get()
    assert sourced_discount(opportunity, book, on=asked.day).partner == cast.northwind
    over = by(None, at=noon + timedelta(days=91), door="job")
    assert expire_due(over) == 1
    assert sourced_discount(opportunity, book, on=over.day).partner is None


@pytest.mark.rule("DRG-15", "DRG-14")
def test_the_seller_reads_what_each_type_earns_before_choosing(cast, by, book, client):
    client.force_login(cast.nadia, backend="towpath.kernel.identity.backend.Backend")
    page = client.get("/portal/deals/registrations/new").content.decode()
    for key, words in (("resale", "deeper discount"), ("msp", "deeper discount"), ("referral", "rebate")):
        reward = registration_type(key, book, by(cast.omar).day).reward
        assert words in reward
        assert reward in page

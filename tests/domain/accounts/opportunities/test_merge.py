"""Merging duplicates: what stands on the one that closes goes over to the one that stays; and what is refused."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import account, partner
from tests.domain.deals.stages import opportunity_of, stage
from towpath.domain.accounts.actions import one_off, opportunities
from towpath.domain.accounts.models import OneOffPermission, Opportunity
from towpath.jobs.deals import follow
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotFound, NotReady


def again(one) -> Opportunity:
    return Opportunity.objects.get(pk=one.pk)


@pytest.fixture
def two(cast):
    return opportunity_of(cast.acme, cast.sofia), opportunity_of(cast.acme, cast.sofia, name="Acme, once more")


def test_the_second_record_closes_as_a_duplicate_and_both_histories_say_so(cast, by, two):
    stays, second = two
    built = opportunity_of(cast.acme, cast.sofia, name="More of it")
    Opportunity.objects.filter(pk=built.pk).update(base=second)
    opportunities.merge(second.reference, by(cast.sofia), into=stays.reference, why="Entered twice")
    closed = again(second)
    assert (closed.state, closed.stage, closed.duplicate_of) == ("closed_lost", "10-Duplicate", stays)
    assert again(built).base == stays
    said = dict(
        Event.objects.filter(subject_id__in=[stays.pk, second.pk], name__startswith="accounts.opp").values_list(
            "name", "subject_id"
        )
    )
    assert said == {"accounts.opportunity.merged": second.pk, "accounts.opportunity.took_over": stays.pk}


@pytest.mark.rule("DRG-20", "DRG-17")
def test_an_approved_registration_goes_over_with_its_protection(cast, by):
    reached = stage("approved", cast, by)
    ends = reached.row.expires_on
    opportunities.merge(reached.known.reference, by(cast.omar), into=reached.other.reference)
    assert follow(reached.reference, "merged", by(None, door="job")) is True
    row = reached.row
    assert (row.state, row.opportunity, row.expires_on) == ("approved", reached.other, ends)
    there, left = again(reached.other), again(reached.known)
    assert (there.dr_deal_id, there.dr_status, there.dr_partner) == (reached.reference, "approved", cast.northwind)
    assert (left.dr_deal_id, left.dr_status, left.dr_deal_type) == ("", "", "")
    assert follow(reached.reference, "merged", by(None, door="job")) is False, "repeating does nothing"


def test_one_in_review_goes_over_too_and_is_decided_there(cast, by):
    reached = stage("with_esm", cast, by)
    if reached.row.opportunity is None:
        from towpath.domain.deals.actions import registrations

        registrations.link_opportunity(
            reached.reference, by(cast.elena), opportunity=reached.known.reference, primary=True
        )
    opportunities.merge(reached.known.reference, by(cast.omar), into=reached.other.reference)
    follow(reached.reference, "merged", by(None, door="job"))
    assert (reached.row.state, reached.row.opportunity) == ("in_review", reached.other)
    assert again(reached.other).dr_status == "pending"


def test_permissions_go_over_where_none_stands_already(cast, by, two):
    stays, second = two
    outside = {"status": "prospect", "signed_contract_on": None, "click_through_agreement": False, "sales_certified": 0}
    willow, birch = partner("Willow", **outside), partner("Birch", **outside)
    for known in two:
        one_off.record(
            by(cast.paula), partner=willow.reference, opportunity=known.reference,
            customer_reason="They ask for them.", will_not_join=True,
        )  # fmt: skip
    one_off.record(
        by(cast.paula), partner=birch.reference, opportunity=second.reference, customer_reason="They too.",
        will_not_join=True,
    )  # fmt: skip
    opportunities.merge(second.reference, by(cast.omar), into=stays.reference)
    assert OneOffPermission.objects.get(partner=birch).opportunity == stays
    assert OneOffPermission.objects.filter(partner=willow, opportunity=stays).count() == 1


def test_what_cannot_be_merged(cast, by, two):
    stays, second = two
    ref = second.reference
    elsewhere = opportunity_of(account("Ankers AG", territory=cast.dach), cast.sofia, name="Ankers")
    for into, error in ((ref, Invalid), ("OPP77777", Invalid), (elsewhere.reference, NotReady)):
        with pytest.raises(error):
            opportunities.merge(ref, by(cast.sofia), into=into)
    for who in (cast.elena, cast.erin, cast.nadia, cast.felix):
        with pytest.raises(NotFound):
            opportunities.merge(ref, by(who), into=stays.reference)
        with pytest.raises(NotFound):
            opportunities.merge(ref, by(who), into="OPP77777")
    Opportunity.objects.filter(pk__in=[stays.pk, second.pk]).update(dr_status="approved")
    with pytest.raises(NotReady, match="Both hold"):
        opportunities.merge(ref, by(cast.omar), into=stays.reference)
    opportunities.close_won(stays.reference, by(cast.sofia))
    with pytest.raises(NotReady, match="only an open"):
        opportunities.merge(ref, by(cast.omar), into=stays.reference)
    assert again(second).state == "open"


def test_the_database_keeps_a_duplicate_closed(cast, two):
    stays, second = two
    with pytest.raises(IntegrityError, match="opportunity_duplicate_is_closed"), transaction.atomic():
        Opportunity.objects.filter(pk=second.pk).update(duplicate_of=stays)
    with pytest.raises(IntegrityError, match="opportunity_not_its_own_other"), transaction.atomic():
        Opportunity.objects.filter(pk=second.pk).update(duplicate_of=second, state="closed_lost")

"""Approve: the ESM, then the ASM; after the last signature the holder is protected."""

from datetime import date

import pytest
from django.db import IntegrityError

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import (
    approved,
    happened,
    made_ready,
    opportunity_of,
    put_forward,
    stage,
    submitted,
    with_asm,
)
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import NotReady, Taken
from towpath.program.decisions.tagging import never_written


@squares("approve")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-09", "DRG-10", "FLD-03")
def test_the_esms_approval_sends_it_to_the_asm(cast, by, book, noon):
    reached = stage("with_esm", cast, by)
    assert not Clock.objects.filter(kind="sla.asm_review").exists()
    passed = registrations.approve(reached.reference, by(cast.elena))
    assert (passed.state, passed.step, passed.holder) == ("in_review", "asm", cast.amir)
    assert queries.status_of(passed, book) == "Pending ASM Review"
    clock = Clock.objects.get(kind="sla.asm_review")
    assert (clock.started_at, clock.owner, clock.state) == (noon, cast.amir, "running")
    place = passed.places.get(role="esm")
    assert (place.outcome, place.decided_by, place.decided_for) == ("approved", cast.elena, None)


@pytest.mark.rule("DRG-09", "DRG-17", "FLD-01", "FLD-02", "FLD-03", "FLD-04", "FLD-05", "FLD-09", "TAG-03", "TAG-06")
def test_the_asms_approval_protects_and_stamps_the_opportunity(cast, by):
    reached = stage("with_asm", cast, by, distributor="Carrier")
    done = registrations.approve(reached.reference, by(cast.amir), comments="Welcome.")
    assert (done.state, done.approved_on, done.expires_on) == ("approved", date(2026, 9, 1), date(2026, 11, 30))
    assert (done.told_partner, done.contacted_at, done.holder) == ("Welcome.", done.decided_at, None)
    reached.known.refresh_from_db()
    stamped = reached.known
    assert (stamped.dr_partner, stamped.dr_deal_type, stamped.dr_status) == (cast.northwind, "MSP", "approved")
    assert (stamped.dr_distributor, stamped.dr_deal_id) == ("Carrier", reached.reference)
    assert (stamped.sales_qualified_source, stamped.initial_source) == ("Partner Generated", "Web")
    event = happened(done).get(name="deals.registration.approved")
    assert (event.actor, event.data["expires_on"], event.data["comments"]) == (cast.amir, "2026-11-30", "Welcome.")
    assert [one["question"] for one in event.data["decisions"]] == [
        "deal_registration.protection", "tagging.source_tags",
    ]  # fmt: skip


@pytest.mark.rule("TAG-09")
def test_what_sales_forecasts_is_never_overridden(cast, by, book):
    reached = stage("with_asm", cast, by)
    forecast = ("amount", "currency", "stage", "close_on", "order_type", "owner_id", "name")
    before = Opportunity.objects.values(*forecast).get(pk=reached.known.pk)
    registrations.approve(reached.reference, by(cast.amir))
    assert Opportunity.objects.values(*forecast).get(pk=reached.known.pk) == before
    assert not opportunities.STAMPED & set(never_written(book, date(2026, 9, 1)))
    with pytest.raises(ValueError, match="never writes amount"):
        opportunities.stamped(reached.known, {"amount": 1}, by(None), registration=reached.reference)


@pytest.mark.rule("DRG-08", "DRG-12", "DRG-16")
def test_everything_that_is_missing_is_named_at_once(cast, by):
    ref = put_forward(cast, by, submitted(cast, by))
    with pytest.raises(NotReady) as refused:
        registrations.approve(ref, by(cast.elena))
    assert str(refused.value) == (
        f"{ref} cannot be approved yet. Confirm the type and details. Record who sourced the opportunity. "
        "Link the opportunity and make it primary, or create it."
    )


@pytest.mark.rule("DRG-03")
def test_a_second_registration_on_the_opportunity_is_refused(cast, by):
    reached = stage("with_asm", cast, by)
    approved(cast, by, opportunity_of(cast.acme, cast.sofia, name="Acme: something else"))  # another one is fine
    rival = put_forward(cast, by, submitted(cast, by, actor=cast.ruth))
    with_asm(cast, by, made_ready(cast, by, rival, reached.known))
    registrations.approve(reached.reference, by(cast.amir))
    with pytest.raises(Taken, match="already has an approved registration"):
        registrations.approve(rival, by(cast.amir))


@pytest.mark.rule("DRG-03")
def test_the_database_holds_it_even_where_nobody_asks(cast, by):
    reached = stage("approved", cast, by)
    other = stage("approved", cast, by)
    with pytest.raises(IntegrityError, match="registration_one_approved"):
        Registration.objects.filter(reference=other.reference).update(opportunity=reached.row.opportunity)

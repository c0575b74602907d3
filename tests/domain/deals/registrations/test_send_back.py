"""Return: the partner is asked for what is missing; the history stays."""

from datetime import timedelta

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Invalid, NotFound


@squares("send_back")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-08", "DRG-09", "DRG-11", "DRG-22", "FLD-09", "FLD-03")
@pytest.mark.parametrize(("where", "who"), [("submitted", "omar"), ("with_esm", "elena"), ("with_asm", "amir")])
def test_it_goes_to_the_partner_with_what_is_missing(where, who, cast, by):
    reached = stage(where, cast, by)
    back = registrations.send_back(reached.reference, by(getattr(cast, who)), comments="Who is the sponsor?")
    assert (back.state, back.told_partner, back.holder, back.step) == ("returned", "Who is the sponsor?", None, "")
    assert (back.contacted_at, back.due_at) == (back.changed_at, None)
    event = reached.last()
    assert (event.name, event.actor, event.data["comments"]) == (
        "deals.registration.returned", getattr(cast, who), "Who is the sponsor?",
    )  # fmt: skip
    assert Clock.objects.get(kind="sla.first_contact").met is True  # a request for information counts
    if where != "submitted":
        assert back.places.get(decided_by=getattr(cast, who)).outcome == "returned"
        reached.known.refresh_from_db()
        assert reached.known.dr_status == "pending"


@pytest.mark.rule("FLD-09")
def test_without_comments_it_is_refused(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.send_back(reached.reference, by(cast.elena), comments="  ")
    assert set(refused.value.errors) == {"comments"}


@pytest.mark.rule("SLA-01", "DRG-07")
def test_the_operations_clock_stands_still_while_the_partner_is_waited_for(cast, by, noon):
    reached = stage("submitted", cast, by)
    registrations.send_back(reached.reference, by(cast.omar, at=noon + timedelta(minutes=30)), comments="Who?")
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.state, clock.due_at) == ("paused", None)
    registrations.resubmit(reached.reference, by(cast.nadia, at=noon + timedelta(days=1, minutes=30)))
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("running", noon + timedelta(days=1, hours=2))


@pytest.mark.rule("DRG-08")
def test_once_it_is_with_the_esm_operations_do_not_decide_for_her(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(NotFound):
        registrations.send_back(reached.reference, by(cast.omar), comments="Who is the sponsor?")

"""Stages: forward, back, lost, unqualified; and opportunities that do not move are warned of and closed by the night."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.deals.stages import opportunity_of, stage
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.jobs.accounts import close_idle
from towpath.jobs.deals import opportunity_closed
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady


@pytest.fixture
def known(cast):
    one = opportunity_of(cast.acme, cast.sofia)
    Opportunity.objects.filter(pk=one.pk).update(stage="1-Discovery", segment="SMB")
    return one


def again(one) -> Opportunity:
    return Opportunity.objects.get(pk=one.pk)


def test_who_sells_it_moves_it_forward_and_operations_back(cast, by, known):
    ref = known.reference
    opportunities.move_stage(ref, by(cast.sofia), stage="4-Proposal")
    with pytest.raises(NotReady, match="forward only") as refused:
        opportunities.move_stage(ref, by(cast.sofia), stage="2-Scoping")
    assert refused.value.because[0]["rule"] == "opportunities.stages"
    with pytest.raises(Invalid):
        opportunities.move_stage(ref, by(cast.omar), stage="2-Scoping")
    opportunities.move_stage(ref, by(cast.omar), stage="2-Scoping", why="Their budget is open again")
    assert again(known).stage == "2-Scoping"
    event = Event.objects.filter(name="accounts.opportunity.stage_moved").latest("id")
    assert (event.data["before_stage"], event.data["stage"]) == ("4-Proposal", "2-Scoping")
    assert event.data["decisions"][0]["outcome"] is True


@pytest.mark.parametrize("stage", ["Closed Won", "8-Closed Lost", "9-Unqualified", "10-Duplicate", "11-Dreaming"])
def test_a_stage_that_closes_has_a_move_of_its_own(cast, by, known, stage):
    with pytest.raises(Invalid) as refused:
        opportunities.move_stage(known.reference, by(cast.omar), stage=stage)
    assert "1-Discovery" in refused.value.errors["stage"][0]
    for who in (cast.nadia, cast.felix, cast.erin):
        with pytest.raises(NotFound):
            opportunities.move_stage(known.reference, by(who), stage="4-Proposal")


def test_a_large_loss_needs_words_and_a_small_one_a_listed_reason(cast, by, known):
    ref = known.reference
    with pytest.raises(Invalid):
        opportunities.close_lost(ref, by(cast.sofia), reason="", lost_reason="Weather")
    with pytest.raises(Invalid):
        opportunities.close_lost(ref, by(cast.sofia), reason="")
    opportunities.edit(ref, by(cast.sofia), {"net_arr": "25000"})
    with pytest.raises(Invalid):
        opportunities.close_lost(ref, by(cast.sofia), reason="", lost_reason="Price")
    opportunities.edit(ref, by(cast.sofia), {"net_arr": "24999.99"})
    opportunities.close_lost(ref, by(cast.sofia), reason="", lost_reason="Price")
    kept = again(known)
    assert (kept.state, kept.stage, kept.lost_reason, kept.closed_reason) == (
        "closed_lost",
        "8-Closed Lost",
        "Price",
        "Price",
    )
    with pytest.raises(MoveNotOpen):
        opportunities.move_stage(ref, by(cast.omar), stage="2-Scoping", why="No")


def test_only_what_waits_for_acceptance_is_unqualified(cast, by, known):
    with pytest.raises(NotReady, match="waits for acceptance"):
        opportunities.disqualify(known.reference, by(cast.sofia), reason="Students")
    Opportunity.objects.filter(pk=known.pk).update(stage="0-Pending Acceptance")
    with pytest.raises(NotReady, match="never accepted"):
        opportunities.close_won(known.reference, by(cast.sofia))
    with pytest.raises(Invalid):
        opportunities.disqualify(known.reference, by(cast.sofia), reason=" ")
    opportunities.disqualify(known.reference, by(cast.sofia), reason="Students")
    assert (again(known).stage, again(known).state) == ("9-Unqualified", "closed_lost")


def at(days: int, hour: int = 12) -> datetime:
    return datetime(2026, 9, 1, hour, tzinfo=UTC) + timedelta(days=days)


def night(by, days: int, hour: int = 12) -> tuple[int, int]:
    return close_idle(by(None, at=at(days, hour), door="job"))


def test_the_night_warns_once_and_closes_later(cast, by, known):
    Opportunity.objects.filter(pk=known.pk).update(last_activity_at=at(0))
    assert [night(by, days) for days in (6, 7, 7, 8, 14)] == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 0)]
    assert again(known).warned_at == at(7)
    assert night(by, 15) == (0, 1)
    kept = again(known)
    assert (kept.state, kept.closed_reason) == ("closed_lost", "No Progression-Auto Close")
    names = (
        Event.objects.filter(subject_type="accounts.opportunity", subject_id=known.pk)
        .order_by("id")
        .values_list("name", "actor")
    )
    assert list(names) == [("accounts.opportunity.idle_warned", None), ("accounts.opportunity.closed_lost", None)]
    assert night(by, 16) == (0, 0)


def test_an_activity_after_the_warning_begins_anew(cast, by, known):
    Opportunity.objects.filter(pk=known.pk).update(last_activity_at=at(0))
    night(by, 7)
    opportunities.log_next_step(known.reference, by(cast.sofia, at=at(10)), next_step="Workshop on Friday")
    assert [night(by, days) for days in (15, 16, 17, 25)] == [(0, 0), (0, 0), (1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("segment", "warned", "closed"), [("Large", 45, 90), ("PubSec", 45, 90), ("Mid-Market", 21, 45)]
)
def test_larger_customers_have_longer(cast, by, known, segment, warned, closed):
    Opportunity.objects.filter(pk=known.pk).update(last_activity_at=at(0), segment=segment)
    assert [night(by, days) for days in (warned - 1, warned, closed - 1, closed)] == [(0, 0), (1, 0), (0, 0), (0, 1)]


@pytest.mark.parametrize("more", [{"stage": "3-Technical Evaluation"}, {"type": "renewal"}, {"type": "add_on"}])
def test_others_are_left_in_peace(cast, by, known, more):
    Opportunity.objects.filter(pk=known.pk).update(last_activity_at=at(0), **more)
    assert night(by, 400) == (0, 0)


@pytest.mark.rule("DRG-20")
def test_a_registration_on_it_follows_its_closing(cast, by):
    reached = stage("approved", cast, by)
    Opportunity.objects.filter(pk=reached.known.pk).update(stage="1-Discovery", segment="SMB", last_activity_at=at(0))
    night(by, 7)
    night(by, 15)
    event = Event.objects.filter(name="accounts.opportunity.closed_lost").get()
    opportunity_closed(event, at(15))
    from towpath.jobs.deals import follow

    follow(reached.reference, "closed_lost", by(None, at=at(15), door="job"))
    assert reached.row.state == "closed_lost"

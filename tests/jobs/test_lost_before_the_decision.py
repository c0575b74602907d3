"""An opportunity is lost while its registration is not decided yet: it follows, and no clock of it runs on."""

from datetime import timedelta

import pytest

from tests.domain.deals.stages import stage
from tests.mailbox import deliver_everything
from towpath.domain.accounts.actions import opportunities
from towpath.domain.deals.actions import absences, registrations
from towpath.domain.deals.models import Registration
from towpath.jobs import deals as deals_jobs
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event


@pytest.fixture
def follow(by, noon):
    """Close an opportunity as lost, and do what follows from it."""

    def lost(cast, reference: str) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        opportunities.close_lost(reference, by(cast.sofia), reason="No budget.")
        deliver_everything(noon)
        for job in ProcrastinateJob.objects.filter(task_name=deals_jobs.FOLLOW_TASK):
            deals_jobs.follow(**job.args, occasion=by(None, door="job"))

    return lost


@pytest.mark.rule("DRG-20")
@pytest.mark.parametrize("again", [False, True], ids=["with the partner", "with Operations again"])
def test_a_returned_registration_follows_its_lost_opportunity(again, cast, by, follow):
    reached = stage("returned", cast, by)
    if again:
        registrations.resubmit(reached.reference, by(cast.nadia))
    assert Clock.objects.filter(state__in=("running", "paused")).exists() is again
    follow(cast, reached.known.reference)
    assert reached.row.state == "closed_lost"
    assert not Clock.objects.filter(state__in=("running", "paused")).exists()
    assert reached.row.due_at is None


@pytest.mark.rule("DRG-09")
def test_an_area_manager_who_left_is_replaced_by_whoever_has_the_territory_now(cast, by):
    reached = stage("with_esm", cast, by)
    cast.amir.is_active = False
    cast.amir.save()
    cast.dach.asm = cast.anna
    cast.dach.save()
    row = registrations.approve(reached.reference, by(cast.elena))
    assert (row.asm, row.holder) == (cast.anna, cast.anna)


@pytest.mark.rule("DRG-19")
def test_a_backup_who_left_since_the_absence_was_planned_gets_nothing(cast, by, noon):
    reached = stage("with_esm", cast, by)
    away = absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=noon, ends_at=noon + timedelta(days=2)
    )
    cast.emil.is_active = False
    cast.emil.save()
    absences.begin(away.pk, by(None, door="job"))
    assert Registration.objects.get(reference=reached.reference).holder == cast.elena
    assert not Event.objects.filter(name="deals.registration.handed_over").exists()


@pytest.mark.rule("DRG-06")
def test_the_promise_to_the_partner_moves_with_the_sales_manager_whoever_decides_now(cast, by):
    registration = stage("submitted", cast, by).row
    registrations.link_account(registration.reference, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(registration.reference, by(cast.omar))
    registrations.hand_over(registration.reference, by(cast.omar), to=cast.emil.pk, why="Elena is ill.")
    Clock.objects.filter(kind="sla.first_contact").update(owner=cast.elena)  # as before the hand-over
    registrations.reassign_esm(registration.reference, by(cast.omar), esm=cast.emil.pk)
    assert Clock.objects.get(kind="sla.first_contact").owner == cast.emil

"""Out of office: half-open periods, fit backups, both names kept (DRG-19)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.deals.stages import NOON, happened, stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import absences, registrations
from towpath.kernel.approvals.cover import stand_in
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Taken

WEEK = timedelta(days=7)
BLINK = timedelta(microseconds=1)


def plan(by, person, backup, *, actor=None, starts_at: datetime = NOON, ends_at: datetime = NOON + WEEK):
    return absences.plan(
        by(actor or person, at=NOON - WEEK), person=person.pk, backup=backup.pk, starts_at=starts_at, ends_at=ends_at
    )


@pytest.mark.rule("DRG-19")
def test_work_moves_at_the_start_and_back_at_the_end(cast, by):
    reached = stage("with_esm", cast, by)
    absence = plan(by, cast.elena, cast.emil)
    with pytest.raises(NotReady, match="is there until"):
        absences.begin(absence.pk, by(None, at=NOON - BLINK, door="job"))
    absences.begin(absence.pk, by(None, at=NOON, door="job"))
    assert (reached.row.holder, reached.row.holder_for) == (cast.emil, cast.elena)
    assert reached.row in queries.listed(cast.emil, queries.Filters(view="waiting")).rows
    with pytest.raises(NotReady, match="is away until"):
        absences.end(absence.pk, by(None, at=NOON + WEEK - BLINK, door="job"))
    absences.end(absence.pk, by(None, at=NOON + WEEK, door="job"))
    assert (reached.row.holder, reached.row.holder_for) == (cast.elena, None)
    handed = happened(reached.row).filter(name="deals.registration.handed_over")
    assert [(event.data["before_holder"], event.data["holder"], event.on_behalf_of) for event in handed] == [
        ("Elena", "Emil", cast.elena), ("Emil", "Elena", None),
    ]  # fmt: skip
    assert list(Event.objects.filter(name__startswith="deals.absence").order_by("id").values_list("name", flat=True)) == [
        "deals.absence.planned", "deals.absence.begun", "deals.absence.ended",
    ]  # fmt: skip


@pytest.mark.rule("DRG-19")
@pytest.mark.parametrize(
    ("moment", "away"), [(NOON - BLINK, False), (NOON, True), (NOON + WEEK - BLINK, True), (NOON + WEEK, False)]
)
def test_the_period_is_half_open(moment, away, cast, by):
    plan(by, cast.elena, cast.emil)
    assert stand_in(cast.elena, moment) == (cast.emil if away else None)


@pytest.mark.rule("DRG-19")
def test_a_backups_approval_keeps_both_names(cast, by):
    reached = stage("with_esm", cast, by)
    absences.begin(plan(by, cast.elena, cast.emil).pk, by(None, door="job"))
    with pytest.raises(NotFound):
        registrations.approve(reached.reference, by(cast.elena))
    registrations.approve(reached.reference, by(cast.emil))
    place = reached.row.places.get(role="esm")
    assert (place.assigned_to, place.decided_by, place.decided_for) == (cast.emil, cast.emil, cast.elena)
    event = reached.last()
    assert (event.actor, event.on_behalf_of) == (cast.emil, cast.elena)


@pytest.mark.rule("DRG-19")
def test_what_comes_while_she_is_away_goes_to_the_backup_at_once(cast, by):
    absences.begin(plan(by, cast.amir, cast.anna).pk, by(None, door="job"))
    reached = stage("with_esm", cast, by)
    passed = registrations.approve(reached.reference, by(cast.elena))
    assert (passed.holder, passed.holder_for, passed.asm) == (cast.anna, cast.amir, cast.amir)
    assert Clock.objects.get(kind="sla.asm_review").owner == cast.anna


@pytest.mark.rule("DRG-19", "SLA-01")
def test_a_delegation_that_starts_and_ends_in_mid_clock_moves_the_owner_not_the_time(cast, by):
    stage("with_asm", cast, by)
    before = Clock.objects.get(kind="sla.asm_review")
    absence = plan(by, cast.amir, cast.anna, starts_at=NOON + timedelta(hours=1), ends_at=NOON + timedelta(hours=2))
    absences.begin(absence.pk, by(None, at=absence.starts_at, door="job"))
    during = Clock.objects.get(kind="sla.asm_review")
    absences.end(absence.pk, by(None, at=absence.ends_at, door="job"))
    after = Clock.objects.get(kind="sla.asm_review")
    assert (before.owner, during.owner, after.owner) == (cast.amir, cast.anna, cast.amir)
    assert before.due_at == during.due_at == after.due_at


@pytest.mark.rule("DRG-19")
@pytest.mark.parametrize("backup", ["elena", "amir", "sofia", "erin", "nadia"])
def test_refused_are_herself_and_who_may_not_act(backup, cast, by):
    with pytest.raises(Invalid) as refused:
        plan(by, cast.elena, getattr(cast, backup))
    assert set(refused.value.errors) == {"backup"}
    assert not Absence.objects.exists()


@pytest.mark.rule("DRG-19")
def test_refused_is_a_backup_who_is_away_or_has_left(cast, by):
    plan(by, cast.emil, cast.elena, starts_at=NOON + WEEK - BLINK, ends_at=NOON + 2 * WEEK)
    with pytest.raises(Invalid, match="another look"):
        plan(by, cast.elena, cast.emil)
    plan(by, cast.anna, cast.amir, starts_at=NOON + WEEK, ends_at=NOON + 2 * WEEK)
    plan(by, cast.amir, cast.anna)  # she leaves in the moment in which he is back
    cast.emil.is_active = False
    cast.emil.save()
    with pytest.raises(Invalid):
        plan(by, cast.elena, cast.emil, starts_at=NOON + 3 * WEEK, ends_at=NOON + 4 * WEEK)


@pytest.mark.rule("DRG-19")
def test_who_stands_in_for_somebody_finds_another_backup_there_first(cast, by):
    plan(by, cast.elena, cast.emil)
    third = type(cast.emil).objects.create(
        name="Edda", email="edda@example.org", roles=[Role.ESM.value], region="EMEA", joined_at=NOON
    )
    with pytest.raises(Invalid) as refused:
        plan(by, cast.emil, third)
    assert set(refused.value.errors) == {"starts_at"}


@pytest.mark.rule("DRG-19")
def test_one_person_is_away_once_at_a_time_in_the_database_too(cast, by):
    plan(by, cast.elena, cast.emil)
    with pytest.raises(Taken):
        plan(by, cast.elena, cast.emil, starts_at=NOON + WEEK - BLINK, ends_at=NOON + 2 * WEEK)
    plan(by, cast.elena, cast.emil, starts_at=NOON + WEEK, ends_at=NOON + 2 * WEEK)  # they touch, and that is fine
    with pytest.raises(IntegrityError, match="absence_once_at_a_time"), transaction.atomic():
        Absence.objects.create(
            person=cast.elena, backup=cast.emil, starts_at=NOON, ends_at=NOON + BLINK, made_by=cast.omar, made_at=NOON
        )


@pytest.mark.parametrize(("actor", "error"), [("emil", NotAllowed), ("nadia", NotAllowed), ("sofia", NotAllowed)])
def test_one_plans_ones_own_and_operations_anybodys(actor, error, cast, by):
    with pytest.raises(error):
        plan(by, cast.elena, cast.emil, actor=getattr(cast, actor))
    assert plan(by, cast.elena, cast.emil, actor=cast.omar).made_by == cast.omar


def test_a_stretch_that_is_backwards_or_past_is_refused(cast, by):
    for starts_at, ends_at in ((NOON + WEEK, NOON), (NOON - 3 * WEEK, NOON - 2 * WEEK)):
        with pytest.raises(Invalid) as refused:
            plan(by, cast.elena, cast.emil, starts_at=starts_at, ends_at=ends_at)
        assert set(refused.value.errors) == {"ends_at"}


def test_cancelled_it_comes_back_and_begins_and_ends_no_more(cast, by):
    reached = stage("with_esm", cast, by)
    absence = plan(by, cast.elena, cast.emil)
    absences.begin(absence.pk, by(None, door="job"))
    with pytest.raises(MoveNotOpen):
        absences.begin(absence.pk, by(None, door="job"))
    with pytest.raises(NotFound):
        absences.cancel(absence.pk, by(cast.emil))
    absences.cancel(absence.pk, by(cast.elena))
    assert (reached.row.holder, reached.row.holder_for) == (cast.elena, None)
    for again in (absences.cancel, absences.end):
        with pytest.raises(MoveNotOpen):
            again(absence.pk, by(cast.elena))

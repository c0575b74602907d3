"""Reassign: Operations give a registration to another Ecosystem Sales Manager."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Invalid, NotFound


@squares("reassign_esm")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-06")
def test_while_it_waits_for_her_it_moves_with_its_clock(cast, by):
    reached = stage("with_esm", cast, by)
    due = Clock.objects.get(kind="sla.first_contact").due_at
    moved = registrations.reassign_esm(reached.reference, by(cast.omar), esm=cast.emil.pk)
    assert (moved.esm, moved.holder, moved.places.get(place=1).assigned_to) == (cast.emil, cast.emil, cast.emil)
    clock = Clock.objects.get(kind="sla.first_contact")
    assert (clock.owner, clock.due_at, clock.state) == (cast.emil, due, "running")
    event = reached.last()
    assert (event.name, event.data["before_esm"], event.data["esm"]) == (
        "deals.registration.esm_reassigned", "Elena", "Emil",
    )  # fmt: skip
    with pytest.raises(NotFound):
        registrations.approve(reached.reference, by(cast.elena))


def test_while_the_asm_decides_it_stays_with_him(cast, by):
    reached = stage("with_asm", cast, by)
    moved = registrations.reassign_esm(reached.reference, by(cast.omar), esm=cast.emil.pk)
    assert (moved.esm, moved.holder) == (cast.emil, cast.amir)


@pytest.mark.parametrize("name", ["erin", "amir", "sofia", "elena"])
def test_refused_are_others_regions_other_roles_and_herself(name, cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.reassign_esm(reached.reference, by(cast.omar), esm=getattr(cast, name).pk)
    assert set(refused.value.errors) == {"esm"}

"""Delay: the ASM says that it takes longer; that is recorded and the clock runs on."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock


@squares("tell_delay")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-10")
def test_it_is_recorded_and_stops_no_clock(cast, by):
    reached = stage("with_asm", cast, by)
    before = Clock.objects.get(kind="sla.asm_review")
    registrations.tell_delay(reached.reference, by(cast.amir), note="Legal looks at it until Thursday.")
    after = Clock.objects.get(kind="sla.asm_review")
    assert (after.state, after.due_at) == ("running", before.due_at)
    assert (before.amount, before.unit, before.owner) == (1, "days", cast.amir)
    assert reached.row.places.get(role="asm").delay_note == "Legal looks at it until Thursday."
    event = reached.last()
    assert (event.name, event.actor) == ("deals.registration.delay_told", cast.amir)

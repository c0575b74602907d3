"""Contact: an outreach made elsewhere is recorded, and counts for the promise of two business days."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Invalid


@squares("contact")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-11")
def test_it_meets_the_promise(cast, by, noon):
    reached = stage("with_esm", cast, by)
    told = registrations.contact(reached.reference, by(cast.elena), note="Rang Nadia about the sponsor.")
    assert told.contacted_at == noon
    clock = Clock.objects.get(kind="sla.first_contact")
    assert (clock.amount, clock.unit, clock.met, clock.owner) == (2, "days", True, cast.elena)
    assert reached.last().data["note"] == "Rang Nadia about the sponsor."


def test_without_words_nothing_is_recorded(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid):
        registrations.contact(reached.reference, by(cast.elena), note="  ")

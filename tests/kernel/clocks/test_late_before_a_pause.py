"""A promise that was broken before it began to wait for the partner stays broken, whether or not a sweep saw it."""

from datetime import timedelta

import pytest

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock


@pytest.mark.rule("SLA-01", "SLA-03")
@pytest.mark.parametrize(("hours", "met"), [(0, True), (48, False)])
def test_returned_after_its_time_is_not_met_by_the_pause(hours, met, cast, by, noon):
    ref = registrations.register(by(cast.nadia), claim()).reference
    registrations.send_back(ref, by(cast.omar, at=noon + timedelta(hours=hours)), comments="Who pays?")
    registrations.resubmit(ref, by(cast.nadia, at=noon + timedelta(hours=hours, minutes=5)))
    later = by(cast.omar, at=noon + timedelta(hours=hours, minutes=10))
    registrations.create_account(ref, later, name="Acme Robotics", country="DE")
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.state, clock.met) == ("stopped", met)

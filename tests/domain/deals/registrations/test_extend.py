"""Extend: thirty days in one click, by the partner team or field sales."""

from datetime import date, timedelta

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import ExtensionRequest
from towpath.kernel.refusals import NotReady


@squares("extend")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-17", "DRG-18")
def test_thirty_days_more_each_time_recorded(cast, by):
    reached = stage("approved", cast, by)
    registrations.ask_extension(reached.reference, by(cast.nadia), why="Budget moved.")
    longer = registrations.extend(reached.reference, by(cast.sofia))
    assert (longer.expires_on, longer.extensions) == (date(2026, 12, 30), 1)
    assert ExtensionRequest.objects.get().state == "granted"
    event = reached.last()
    assert (event.name, event.actor) == ("deals.registration.extended", cast.sofia)
    assert (event.data["before_expires_on"], event.data["expires_on"]) == ("2026-11-30", "2026-12-30")
    assert event.data["decisions"][0]["question"] == "deal_registration.protection"
    assert registrations.extend(reached.reference, by(cast.elena)).expires_on == date(2027, 1, 29)


@pytest.mark.rule("DRG-17")
def test_not_after_the_protection_has_ended(cast, by, noon):
    reached = stage("approved", cast, by)
    with pytest.raises(NotReady, match="ended already"):
        registrations.extend(reached.reference, by(cast.omar, at=noon + timedelta(days=90)))

"""Remind: that the protection ends soon, once for each number of days and each end."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, stage
from towpath.domain.deals.actions import registrations


@squares("remind_expiry")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-17")
def test_once_for_each_number_of_days_and_anew_after_an_extension(cast, by):
    reached = stage("approved", cast, by)
    product = by(None, door="job")
    assert registrations.remind_expiry(reached.reference, product, days=14) is not None
    assert registrations.remind_expiry(reached.reference, product, days=14) is None
    assert registrations.remind_expiry(reached.reference, product, days=3) is not None
    registrations.extend(reached.reference, by(cast.elena))
    assert registrations.remind_expiry(reached.reference, product, days=14) is not None
    reminded = [event.data["expires_on"] for event in happened(reached.row) if event.name.endswith(".expiring")]
    assert reminded == ["2026-11-30", "2026-11-30", "2026-12-30"]
    assert (reached.last().actor, reached.last().door) == (None, "job")

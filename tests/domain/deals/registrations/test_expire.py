"""Expire: on its day the protection ends by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import approved, happened, stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotReady


@squares("expire")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-17", "TAG-10", "FLD-03")
def test_not_a_day_before_and_then_the_opportunity_is_free(cast, by, noon):
    reached = stage("approved", cast, by)
    last_moment = datetime(2026, 11, 30, 4, 59, tzinfo=UTC)
    with pytest.raises(NotReady, match="protected until 30 Nov 2026"):
        registrations.expire(reached.reference, by(None, at=datetime(2026, 11, 29, 23, tzinfo=UTC), door="job"))
    assert by(None, at=last_moment).day <= date(2026, 11, 30)
    gone = registrations.expire(reached.reference, by(None, at=noon + timedelta(days=90), door="job"))
    assert gone.state == "expired"
    event = happened(gone).get(name="deals.registration.expired")
    assert (event.actor, event.door, event.data["expires_on"]) == (None, "job", "2026-11-30")
    reached.known.refresh_from_db()
    stamped = reached.known
    assert (stamped.dr_partner, stamped.dr_deal_type, stamped.dr_status, stamped.dr_deal_id) == (None, "", "", "")


@pytest.mark.rule("DRG-03", "DRG-17")
def test_afterwards_another_registration_can_be_approved_on_the_opportunity(cast, by, noon):
    reached = stage("expired", cast, by)
    assert approved(cast, by, reached.known).startswith("REG")

"""Deny: with a reason of the program's list, which the partner reads in its own words."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, made_ready, put_forward, stage, submitted
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Invalid


@squares("deny")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-08", "DRG-09", "FLD-09", "FLD-03")
@pytest.mark.parametrize(("where", "who"), [("with_esm", "elena"), ("with_asm", "amir")])
def test_it_is_denied_with_the_reason_in_words(where, who, cast, by):
    reached = stage(where, cast, by)
    denied = registrations.deny(
        reached.reference, by(getattr(cast, who)), reason="already_pursued", comments="Let us talk."
    )
    assert (denied.state, denied.denial_reason, denied.told_partner) == ("denied", "already_pursued", "Let us talk.")
    assert (denied.is_primary, denied.holder, denied.contacted_at) == (False, None, denied.decided_at)
    event = happened(denied).get(name="deals.registration.denied")
    assert event.actor == getattr(cast, who)
    assert event.data["reason_partner"].startswith("We were already actively working")
    reached.known.refresh_from_db()
    assert (reached.known.dr_status, reached.known.dr_deal_id) == ("denied", reached.reference)
    assert (reached.known.dr_partner, reached.known.dr_deal_type) == (None, "")
    assert not Clock.objects.filter(state="running").exists()


@pytest.mark.rule("FLD-09")
@pytest.mark.parametrize("reason", ["", "because"])
def test_without_a_reason_of_the_list_it_is_refused(reason, cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.deny(reached.reference, by(cast.elena), reason=reason)
    assert set(refused.value.errors) == {"reason"}


@pytest.mark.rule("FLD-03")
def test_another_claim_that_is_still_undecided_goes_on_showing(cast, by):
    reached = stage("with_esm", cast, by)
    rival = put_forward(cast, by, submitted(cast, by, actor=cast.ruth))
    made_ready(cast, by, rival, reached.known)
    registrations.deny(reached.reference, by(cast.elena), reason="already_pursued")
    reached.known.refresh_from_db()
    assert (reached.known.dr_status, reached.known.dr_deal_id) == ("pending", rival)

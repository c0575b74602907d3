"""Withdraw: the partner takes its registration back, as long as nobody has decided."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock


@squares("withdraw")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("FLD-03")
def test_it_ends_with_its_clocks_and_leaves_the_opportunity(cast, by):
    reached = stage("with_esm", cast, by)
    reached.known.refresh_from_db()
    assert reached.known.dr_status == "pending"
    gone = registrations.withdraw(reached.reference, by(cast.nadia), why="The customer waits.")
    assert (gone.state, gone.holder, gone.step, gone.due_at) == ("withdrawn", None, "", None)
    assert set(Clock.objects.filter(kind="sla.first_contact").values_list("state", flat=True)) == {"cancelled"}
    event = happened(gone).get(name="deals.registration.withdrawn")
    assert (event.actor, event.data["why"]) == (cast.nadia, "The customer waits.")
    reached.known.refresh_from_db()
    assert (reached.known.dr_status, reached.known.dr_deal_id) == ("", "")

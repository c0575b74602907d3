"""Relink: Operations tie an approved registration to another opportunity afterwards."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import approved, stage
from towpath.domain.accounts.actions import opportunities
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid, Taken


@squares("relink_opportunity")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-25", "FLD-01", "TAG-06", "TAG-10")
def test_the_stamps_move_along(cast, by):
    reached = stage("approved", cast, by)
    moved = registrations.relink_opportunity(
        reached.reference, by(cast.omar), opportunity=reached.other.reference, why="Case 31."
    )
    assert (moved.opportunity, moved.state, moved.opportunity_was_there) == (reached.other, "approved", True)
    reached.known.refresh_from_db()
    reached.other.refresh_from_db()
    assert (reached.known.dr_partner, reached.known.dr_status, reached.known.dr_deal_type) == (None, "", "")
    assert (reached.other.dr_partner, reached.other.dr_status, reached.other.dr_deal_type) == (
        cast.northwind, "approved", "MSP",
    )  # fmt: skip
    assert reached.other.sales_qualified_source == "Partner Generated"
    event = reached.last()
    assert (event.name, event.actor, event.data["why"]) == (
        "deals.registration.opportunity_relinked", cast.omar, "Case 31.",
    )  # fmt: skip


@pytest.mark.rule("DRG-25", "DRG-20")
@pytest.mark.parametrize(("close", "state", "status"), [("won", "closed_won", "approved"), ("lost", "closed_lost", "")])
def test_a_closed_opportunity_takes_the_registration_with_it(close, state, status, cast, by):
    reached = stage("approved", cast, by)
    if close == "won":
        opportunities.close_won(reached.other.reference, by(cast.sofia))
    else:
        opportunities.close_lost(reached.other.reference, by(cast.sofia), reason="No budget")
    moved = registrations.relink_opportunity(
        reached.reference, by(cast.omar), opportunity=reached.other.reference, why="Case 31."
    )
    reached.other.refresh_from_db()
    assert (moved.state, reached.other.dr_status) == (state, status)
    assert reached.events()[-2:] == ["opportunity_relinked", state]


@pytest.mark.rule("DRG-03", "DRG-25")
def test_not_to_an_opportunity_that_another_one_holds(cast, by):
    reached = stage("approved", cast, by)
    approved(cast, by, reached.other, deal_type="resale")
    with pytest.raises(Taken):
        registrations.relink_opportunity(
            reached.reference, by(cast.omar), opportunity=reached.other.reference, why="Case 31."
        )
    assert reached.row.opportunity == reached.known


def test_without_a_reason_or_to_itself_it_is_refused(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(Invalid):
        registrations.relink_opportunity(reached.reference, by(cast.omar), opportunity=reached.other.reference, why="")
    with pytest.raises(Invalid):
        registrations.relink_opportunity(
            reached.reference, by(cast.omar), opportunity=reached.known.reference, why="Case 31."
        )

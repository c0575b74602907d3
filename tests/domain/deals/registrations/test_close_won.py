"""Close as won: the registration follows its opportunity."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotReady


@squares("close_won")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


def test_it_follows_and_goes_on_holding_the_opportunity(cast, by):
    reached = stage("closed_won", cast, by)
    event = reached.last()
    assert (reached.row.state, event.name, event.actor) == ("closed_won", "deals.registration.closed_won", None)
    reached.known.refresh_from_db()
    assert (reached.known.dr_status, reached.known.dr_partner) == ("approved", cast.northwind)


def test_not_while_the_opportunity_is_open(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(NotReady, match="is not closed won"):
        registrations.close_won(reached.reference, by(None, door="job"))

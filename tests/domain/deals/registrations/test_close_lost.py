"""Close as lost: the opportunity was lost, so the registration becomes Closed Lost."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, stage
from towpath.domain.accounts.actions import opportunities
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.registry import sentence
from towpath.kernel.refusals import NotReady


@squares("close_lost")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-20", "FLD-03")
@pytest.mark.parametrize("where", ["approved", "with_esm", "returned"])
def test_it_follows_wherever_it_stands(where, cast, by, book):
    reached = stage(where, cast, by)
    opportunities.close_lost(reached.known.reference, by(cast.sofia), reason="No budget")
    lost = registrations.close_lost(reached.reference, by(None, door="job"))
    assert (lost.state, lost.holder, lost.step, queries.status_of(lost, book)) == (
        "closed_lost",
        None,
        "",
        "Closed Lost",
    )
    event = happened(lost).get(name="deals.registration.closed_lost")
    assert reached.known.reference in event.data["opportunity"]
    assert sentence(event.name, event.data, inside=False) == "The deal was closed as lost."
    assert not Clock.objects.filter(state__in=("running", "paused"), kind="sla.first_contact").exists()


@pytest.mark.rule("DRG-20")
def test_not_while_the_opportunity_is_open(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(NotReady, match="is not closed lost"):
        registrations.close_lost(reached.reference, by(None, door="job"))

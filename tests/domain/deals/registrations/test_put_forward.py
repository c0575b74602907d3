"""Put forward: the approval sheet of the program is laid out and its first place opens."""

import pytest

from tests.domain.deals.squares import prepared, squares
from tests.domain.deals.stages import stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import NotReady


@squares("put_forward")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-05", "DRG-08", "DRG-07", "FLD-03")
def test_it_is_with_the_esm_and_the_operations_clock_is_met(cast, by, book):
    reached = prepared("put_forward", cast, by)
    put = registrations.put_forward(reached.reference, by(cast.omar))
    assert (put.state, put.step, put.holder, put.asm) == ("in_review", "esm", cast.elena, cast.amir)
    assert queries.status_of(put, book) == "Pending Sales Review"
    assert list(put.places.values_list("role", "status_label")) == [
        ("esm", "Pending Sales Review"), ("asm", "Pending ASM Review"),
    ]  # fmt: skip
    assert put.places.get(place=2).opened_at is None  # the ASM's turn comes only after her
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.state, clock.met, clock.owner) == ("stopped", True, cast.omar)
    event = reached.last()
    assert (event.name, event.actor) == ("deals.registration.put_forward", cast.omar)
    assert event.data["decisions"][0]["question"] == "deal_registration.approval_chain"
    assert put in queries.listed(cast.elena, queries.Filters(view="waiting")).rows


@pytest.mark.rule("DRG-05")
def test_everything_that_is_missing_is_named_at_once(cast, by):
    ref = stage("submitted", cast, by).reference
    with pytest.raises(NotReady) as refused:
        registrations.put_forward(ref, by(cast.omar))
    assert "Link the account, or create it." in str(refused.value)
    assert "contact" in str(refused.value)


@pytest.mark.rule("DRG-06")
def test_a_partner_without_manager_gets_the_esm_of_the_territory(cast, by):
    cast.northwind.manager = None
    cast.northwind.save()
    reached = prepared("put_forward", cast, by)
    assert registrations.put_forward(reached.reference, by(cast.omar)).esm == cast.elena


def test_nothing_goes_to_somebody_who_has_left(cast, by):
    reached = prepared("put_forward", cast, by)
    cast.elena.is_active = False
    cast.elena.save()
    with pytest.raises(NotReady, match="no access any more"):
        registrations.put_forward(reached.reference, by(cast.omar))

"""Resubmit: a returned registration comes back, judged by the book of its first day."""

from datetime import timedelta

import pytest

from tests.cast import claim, partner, person
from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound, NotReady


@squares("resubmit")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-22")
def test_it_comes_back_with_its_history_and_its_first_day(cast, by, noon):
    reached = stage("returned", cast, by)
    later = noon + timedelta(days=20)
    back = registrations.resubmit(reached.reference, by(cast.nadia, at=later), {"need": "Eighty teams."})
    assert (back.state, back.judged_on.isoformat(), back.submitted_at) == ("submitted", "2026-09-01", noon)
    assert (back.told_partner, back.type_confirmed, back.need) == ("", False, "Eighty teams.")
    assert reached.events()[-3:] == ["opportunity_linked", "returned", "resubmitted"]
    event = reached.last()
    assert event.data["changed"]["need"]["after"] == "Eighty teams."
    assert event.data["decisions"][0]["on"] == "2026-09-01"
    assert reached.row.places.get(round=1, place=1).outcome == "returned"


@pytest.mark.rule("DRG-22", "DRG-08")
def test_it_goes_through_the_whole_chain_again(cast, by):
    reached = stage("returned", cast, by)
    registrations.resubmit(reached.reference, by(cast.nadia))
    registrations.put_forward(reached.reference, by(cast.omar))
    assert list(reached.row.places.values_list("round", "place", "role")) == [
        (1, 1, "esm"), (1, 2, "asm"), (2, 1, "esm"), (2, 2, "asm"),
    ]  # fmt: skip
    with pytest.raises(NotReady, match="Confirm the type"):
        registrations.approve(reached.reference, by(cast.elena))


@pytest.mark.rule("DRG-21")
def test_what_was_sent_on_behalf_comes_back_through_operations(cast, by):
    cloud = partner("Cloudia", kinds=["alliance"], manager=cast.elena)
    theirs = person("Cleo", Role.PARTNER_SELLER, organisation=cloud.organisation)
    ref = registrations.register(by(cast.omar), claim(), partner=cloud).reference
    registrations.send_back(ref, by(cast.omar), comments="Which entity?")
    with pytest.raises(NotFound):
        registrations.resubmit(ref, by(theirs))
    assert registrations.resubmit(ref, by(cast.omar)).state == "submitted"

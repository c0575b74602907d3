"""Hand over: a backup is asked, on the record, to decide in somebody's name."""

from datetime import timedelta

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import happened, stage
from towpath.domain.deals.actions import absences, registrations
from towpath.kernel.refusals import Invalid


@squares("hand_over")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-19")
@pytest.mark.parametrize("who", ["elena", "omar"])
def test_the_esm_who_finds_the_asm_away_asks_his_backup(who, cast, by):
    reached = stage("with_asm", cast, by)
    asked = registrations.hand_over(
        reached.reference, by(getattr(cast, who)), to=cast.anna.pk, why="Amir cannot be reached."
    )
    assert (asked.holder, asked.holder_for) == (cast.anna, cast.amir)
    event = reached.last()
    assert (event.name, event.actor, event.on_behalf_of) == (
        "deals.registration.handed_over", getattr(cast, who), cast.amir,
    )  # fmt: skip
    assert event.data["why"] == "Amir cannot be reached."
    done = registrations.approve(reached.reference, by(cast.anna))
    place = done.places.get(role="asm")
    assert (place.decided_by, place.decided_for) == (cast.anna, cast.amir)
    assert happened(done).get(name="deals.registration.approved").on_behalf_of == cast.amir


@pytest.mark.rule("DRG-19")
@pytest.mark.parametrize("name", ["elena", "aiko", "amir", "sofia"])
def test_refused_are_another_role_another_region_and_himself(name, cast, by):
    reached = stage("with_asm", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.hand_over(reached.reference, by(cast.omar), to=getattr(cast, name).pk, why="Away.")
    assert set(refused.value.errors) == {"to"}


def test_refused_is_a_backup_who_is_away_herself_and_no_reason(cast, by, noon):
    reached = stage("with_asm", cast, by)
    absences.plan(
        by(cast.anna), person=cast.anna.pk, backup=cast.amir.pk, starts_at=noon - timedelta(hours=1),
        ends_at=noon + timedelta(hours=1),
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        registrations.hand_over(reached.reference, by(cast.elena), to=cast.anna.pk, why=" ")
    assert set(refused.value.errors) == {"to", "why"}

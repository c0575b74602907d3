"""Alignment: the ASM confirms that he agrees with the ESM and the Sales Rep."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotReady


@squares("record_alignment")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-09")
def test_it_is_recorded_on_the_sheet_and_the_asm_cannot_approve_without(cast, by, noon):
    reached = stage("with_esm", cast, by)
    registrations.approve(reached.reference, by(cast.elena))
    with pytest.raises(NotReady, match="Confirm alignment"):
        registrations.approve(reached.reference, by(cast.amir))
    registrations.record_alignment(reached.reference, by(cast.amir), note="With Elena and Sofia.")
    place = reached.row.places.get(role="asm")
    assert (place.aligned_at, place.aligned_note) == (noon, "With Elena and Sofia.")
    assert reached.last().data["note"] == "With Elena and Sofia."
    assert registrations.approve(reached.reference, by(cast.amir)).state == "approved"

"""Finding: approval rests on who created or converted this opportunity."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid, NotReady


@squares("record_sourcing")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-16")
def test_the_finding_is_recorded_in_words(cast, by):
    reached = stage("with_esm", cast, by)
    found = registrations.record_sourcing(
        reached.reference, by(cast.elena), finding="partner_created", note="Nobody knew of it."
    )
    assert (found.sourcing, found.sourcing_note) == ("partner_created", "Nobody knew of it.")
    assert "brought the opportunity" in reached.last().data["finding"]


@pytest.mark.rule("DRG-16")
@pytest.mark.parametrize("finding", ["first_touch_only", "vendor_sourced", "other_partner_sourced"])
def test_first_touch_and_others_work_support_no_approval(finding, cast, by):
    reached = stage("with_esm", cast, by)
    registrations.record_sourcing(reached.reference, by(cast.elena), finding=finding)
    with pytest.raises(NotReady, match="does not support an approval"):
        registrations.approve(reached.reference, by(cast.elena))


def test_only_findings_of_the_programs_list(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid):
        registrations.record_sourcing(reached.reference, by(cast.elena), finding="luck")

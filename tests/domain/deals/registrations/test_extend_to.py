"""Extend to a date: any other day than the standard one, by Operations, with the case."""

from datetime import date

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid


@squares("extend_to")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-18")
def test_the_day_and_the_case_are_recorded(cast, by):
    reached = stage("approved", cast, by)
    longer = registrations.extend_to(
        reached.reference, by(cast.omar), until_on=date(2027, 3, 31), why="Case 114: tender moved."
    )
    assert (longer.expires_on, longer.extended_to) == (date(2027, 3, 31), date(2027, 3, 31))
    event = reached.last()
    assert (event.actor, event.data["why"], event.data["expires_on"]) == (
        cast.omar, "Case 114: tender moved.", "2027-03-31",
    )  # fmt: skip
    assert registrations.extend(reached.reference, by(cast.elena)).expires_on == date(2027, 4, 30)


def test_an_earlier_day_and_no_reason_are_refused(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.extend_to(reached.reference, by(cast.omar), until_on=date(2026, 10, 1), why="")
    assert set(refused.value.errors) == {"until_on", "why"}

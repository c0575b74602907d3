"""Ask: the partner asks for more days, once at a time."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import ExtensionRequest
from towpath.kernel.refusals import Invalid, Taken


@squares("ask_extension")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-18")
def test_the_question_waits_for_who_may_extend(cast, by):
    reached = stage("approved", cast, by)
    registrations.ask_extension(reached.reference, by(cast.nadia, door="portal"), why="Budget moved.")
    asked = ExtensionRequest.objects.get()
    assert (asked.asked_by, asked.why, asked.state) == (cast.nadia, "Budget moved.", "open")
    assert reached.last().name == "deals.registration.extension_asked"
    assert [one.registration.reference for one in queries.asked_extensions(cast.sofia)] == [reached.reference]
    assert queries.asked_extensions(cast.erin) == []


def test_asked_once_at_a_time_with_a_reason_and_for_a_later_day(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(Invalid):
        registrations.ask_extension(reached.reference, by(cast.nadia), why=" ")
    with pytest.raises(Invalid):
        registrations.ask_extension(reached.reference, by(cast.nadia), why="More.", until_on=reached.row.expires_on)
    registrations.ask_extension(reached.reference, by(cast.nadia), why="More.")
    with pytest.raises(Taken):
        registrations.ask_extension(reached.reference, by(cast.nina), why="More.")

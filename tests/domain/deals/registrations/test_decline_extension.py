"""Decline: an asked extension is answered with no, and why."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import ExtensionRequest
from towpath.kernel.refusals import NotReady


@squares("decline_extension")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-18")
def test_the_partner_reads_why(cast, by):
    reached = stage("approved", cast, by)
    registrations.ask_extension(reached.reference, by(cast.nadia), why="More time.")
    until = reached.row.expires_on
    registrations.decline_extension(reached.reference, by(cast.elena), why="The customer has decided.")
    asked = ExtensionRequest.objects.get()
    assert (asked.state, asked.answered_by, asked.answer) == ("declined", cast.elena, "The customer has decided.")
    assert reached.row.expires_on == until
    event = reached.last()
    assert (event.name, event.actor) == ("deals.registration.extension_declined", cast.elena)


def test_where_nothing_was_asked_there_is_nothing_to_decline(cast, by):
    reached = stage("approved", cast, by)
    with pytest.raises(NotReady):
        registrations.decline_extension(reached.reference, by(cast.elena), why="No.")

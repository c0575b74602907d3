"""Amend: what the partner says changes, in a draft quietly, after a return with an event."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid, Stale


@squares("amend")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-22")
def test_after_a_return_each_change_is_kept_with_before_and_after(cast, by):
    reached = stage("returned", cast, by)
    amended = registrations.amend(reached.reference, by(cast.nadia, door="portal"), {"need": "Eighty teams."})
    assert (amended.need, amended.state) == ("Eighty teams.", "returned")
    event = reached.last()
    assert (event.name, event.actor, event.door) == ("deals.registration.amended", cast.nadia, "portal")
    assert event.data["changed"] == {"need": {"before": "One platform for forty teams.", "after": "Eighty teams."}}


def test_a_draft_saves_itself_without_an_event_for_every_pause(cast, by):
    reached = stage("draft", cast, by)
    registrations.amend(reached.reference, by(cast.nadia), {"need": "Eighty teams."})
    registrations.amend(reached.reference, by(cast.nadia), {"need": "Eighty teams."})
    assert (reached.row.need, reached.row.version, reached.events()) == ("Eighty teams.", 2, ["drafted"])


def test_what_cannot_be_read_is_refused_field_by_field_and_nothing_is_lost(cast, by):
    reached = stage("draft", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.amend(reached.reference, by(cast.nadia), {"need": "New", "amount": "much", "close_on": "soon"})
    assert set(refused.value.errors) == {"amount", "close_on"}
    assert reached.row.need == "One platform for forty teams."


def test_two_browsers_on_one_registration(cast, by):
    reached = stage("returned", cast, by)
    seen = reached.row.version
    registrations.amend(reached.reference, by(cast.nadia), {"need": "First."}, version=seen)
    with pytest.raises(Stale, match="since you opened it"):
        registrations.amend(reached.reference, by(cast.nina), {"need": "Second."}, version=seen)
    assert reached.row.need == "First."

"""The owner of an opportunity that stands still hears of it before it is closed by itself, and when it was."""

from datetime import timedelta

import pytest

from tests.notices.letters import expect, letters
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.rule("FLD-10", "TAG-09")]
LINK = "http://localhost:8000/opportunities/OPP"


@pytest.fixture
def still(cast, by):
    """A small customer's opportunity of Sofia's, on which nothing happened since noon of the first of September."""
    one = opportunities.create(by(cast.sofia), account=cast.acme, name="Acme: 200 seats")
    Opportunity.objects.filter(pk=one.pk).update(segment="SMB")
    return one


def night(by, noon, days: int):
    return by(None, at=noon + timedelta(days=days), door="job")


def test_the_owner_is_warned_once_and_told_of_the_end(by, noon, still):
    def warned():
        assert opportunities.follow_the_day(still.reference, night(by, noon, 7)) == "warned"

    expect(letters(noon, warned), {
        ("opportunities.idle", "sofia"): (
            "Acme: 200 seats closes by itself on Wed 16 Sep 2026", "either keeps it open", "since: Tue 1 Sep 2026", LINK,
        )
    })  # fmt: skip
    assert letters(noon, lambda: opportunities.follow_the_day(still.reference, night(by, noon, 8))) == {}

    def closed():
        assert opportunities.follow_the_day(still.reference, night(by, noon, 15)) == "closed"

    expect(letters(noon, closed), {("opportunities.closed_idle", "sofia"): ("closed without progress", LINK)})


def test_what_moved_meanwhile_is_not_warned_of_and_what_somebody_closed_is_not_told(cast, by, noon, still):
    def warned_and_moved():
        opportunities.follow_the_day(still.reference, night(by, noon, 7))
        later = by(cast.elena, at=noon + timedelta(days=7, hours=1))
        opportunities.log_next_step(still.reference, later, next_step="Ring Carla")

    assert letters(noon, warned_and_moved) == {}
    assert letters(noon, lambda: opportunities.close_lost(still.reference, by(cast.omar), reason="No budget")) == {}

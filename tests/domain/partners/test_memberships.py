"""The days of tracks and designations are put right, and two of a kind never overlap."""

from datetime import date

import pytest

from tests.domain.enablement.compliance.stages import member
from towpath.domain.partners.actions import memberships
from towpath.domain.partners.models import Membership
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotFound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ONB-10")]


def days(one: Membership) -> tuple[date, date | None]:
    one.refresh_from_db()
    return one.starts_on, one.ends_on


def test_days_are_put_right_and_the_partner_and_the_history_follow(cast, by):
    held = member(cast.northwind, "psp", date(2026, 8, 1), date(2026, 8, 20))
    memberships.correct(
        cast.northwind.reference, by(cast.paula), membership=held.pk, starts_on=date(2026, 7, 1), ends_on=None,
        why="The letter says July.",
    )  # fmt: skip
    assert days(held) == (date(2026, 7, 1), None)
    cast.northwind.refresh_from_db()
    assert "psp" in cast.northwind.kinds, "it holds it today"
    kept = Event.objects.get(name="partners.membership.corrected")
    assert kept.data["before"] == "from 1 Aug 2026 until 20 Aug 2026"
    assert (kept.data["days"], kept.data["why"]) == ("from 1 Jul 2026", "The letter says July.")
    memberships.correct(
        cast.northwind.reference, by(cast.paula), membership=held.pk, starts_on=date(2026, 7, 1),
        ends_on=date(2026, 8, 1), why="It ended.",
    )  # fmt: skip
    cast.northwind.refresh_from_db()
    assert "psp" not in cast.northwind.kinds


def test_what_would_overlap_or_says_nothing_is_refused_and_nothing_changes(cast, by):
    first = member(cast.northwind, "open", date(2025, 3, 1), date(2026, 6, 1))
    second = member(cast.northwind, "select", date(2026, 6, 1))

    def refused(one: Membership, **given: object) -> dict[str, list[str]]:
        asked = {"starts_on": one.starts_on, "ends_on": one.ends_on, "why": "A mistake."} | given
        with pytest.raises(Invalid) as told:
            memberships.correct(cast.northwind.reference, by(cast.paula), membership=one.pk, **asked)
        return told.value.errors

    assert "Select" in refused(first, ends_on=date(2026, 7, 1))["starts_on"][0]
    assert "Open" in refused(second, starts_on=date(2026, 5, 31))["starts_on"][0]
    assert "stand already" in refused(first)["starts_on"][0]
    assert "Choose a day after" in refused(first, ends_on=date(2025, 3, 1))["ends_on"][0]
    assert "reason" in refused(first, ends_on=None, why=" ")["why"][0]
    assert refused(first, starts_on=None)["starts_on"]
    assert days(first) == (date(2025, 3, 1), date(2026, 6, 1))
    assert not Event.objects.filter(name="partners.membership.corrected").exists()


def test_an_end_is_not_moved_into_the_track_that_follows(cast, by):
    first = member(cast.northwind, "open", date(2025, 3, 1), date(2026, 12, 1))
    member(cast.northwind, "select", date(2026, 12, 1))
    with pytest.raises(Invalid, match="another look") as told:
        memberships.end(
            cast.northwind.reference, by(cast.paula), membership=first.pk, on=date(2027, 1, 1), why="Longer."
        )
    assert "Select" in told.value.errors["on"][0]
    assert days(first) == (date(2025, 3, 1), date(2026, 12, 1))


@pytest.mark.parametrize("who", ["nina", "ruth", "elena", "felix"])
def test_others_correct_nothing(cast, by, who):
    held = member(cast.northwind, "psp")
    with pytest.raises(NotFound):
        memberships.correct(
            cast.northwind.reference, by(getattr(cast, who)), membership=held.pk, starts_on=date(2026, 1, 1),
            ends_on=None, why="Mine.",
        )  # fmt: skip


def test_another_partners_membership_is_not_found(cast, by):
    held = member(cast.rival, "psp")
    with pytest.raises(NotFound):
        memberships.correct(
            cast.northwind.reference, by(cast.paula), membership=held.pk, starts_on=date(2026, 1, 1), ends_on=None,
            why="Mine.",
        )  # fmt: skip

"""Release: the night has placed the account that a registration was held for, and Operations' time runs again."""

from datetime import UTC, datetime

import pytest

from tests.cast import account, claim
from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.accounts.models import Territory
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.actions.registrations.intake import release_held
from towpath.jobs.accounts import assign_territories
from towpath.kernel.clocks.follow import LIVE, clocks_of
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import NotReady
from towpath.program.decisions.territories import region_by_territory

NIGHT = datetime(2026, 9, 2, 3, tzinfo=UTC)
MORNING = datetime(2026, 9, 2, 9, tzinfo=UTC)  # two working hours after Amsterdam opens


@squares("release")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


def ops(reached) -> list[tuple[str, bool | None]]:
    return [(clock.state, clock.met) for clock in clocks_of(reached.row).filter(kind="sla.ops_review")]


@pytest.mark.rule("DRG-05", "DRG-07", "SLA-01")
def test_after_the_night_the_two_hours_run_for_what_is_left_to_do(cast, by):
    reached = stage("submitted", cast, by)
    registrations.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE", employees=300)
    assert ops(reached) == [("stopped", True)]
    assign_territories(by(None, at=NIGHT, door="job"))
    assert reached.last().name == "deals.registration.released"
    assert ops(reached) == [("stopped", True), ("running", None)]
    clock = clocks_of(reached.row).get(kind="sla.ops_review", state="running")
    assert (clock.due_at, reached.row.due_at, reached.row.clock_kind) == (MORNING, MORNING, "sla.ops_review")

    registrations.put_forward(reached.reference, by(cast.omar, at=datetime(2026, 9, 2, 8, tzinfo=UTC)))
    assert ops(reached) == [("stopped", True), ("stopped", True)]


@pytest.mark.rule("DRG-05")
def test_the_night_releases_once_and_only_what_was_held(cast, by):
    reached = stage("submitted", cast, by)
    night = by(None, at=NIGHT, door="job")
    assert release_held(night) == 0  # no account yet
    registrations.link_account(reached.reference, by(cast.omar), account=cast.acme.reference)
    assert release_held(night) == 0  # linked to an account that has its territory: nothing was held
    with pytest.raises(NotReady, match="Nothing holds"):
        registrations.release(reached.reference, night)


@pytest.mark.rule("DRG-05", "DRG-07")
def test_linking_another_account_ends_the_hold_at_once(cast, by):
    reached = stage("submitted", cast, by)
    registrations.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE", employees=300)
    registrations.link_account(reached.reference, by(cast.omar), account=cast.acme.reference)
    assert ops(reached) == [("stopped", True), ("running", None)]


def american(cast, by) -> Territory:
    """A territory of another region, in which Denver's hours count."""
    known = region_by_territory(by(None).book, by(None).day)
    code = next(code for code, region in known.items() if region == "AMER")
    return Territory.objects.create(code=code, region="AMER", owner=cast.sofia, esm=cast.erin, asm=cast.aiko)


@pytest.mark.rule("SLA-01", "ROL-20")
def test_clocks_go_to_the_calendar_of_the_accounts_region(cast, by):
    """Linked at noon to a customer in America: who owes it now opens at nine in Denver, 15:00 UTC."""
    reached = stage("submitted", cast, by)
    there = account("Ankers Inc.", country="US", territory=american(cast, by))
    registrations.link_account(reached.reference, by(cast.omar), account=there.reference)
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.region, clock.calendar) == ("AMER", "americas")
    assert clock.due_at == datetime(2026, 9, 1, 17, tzinfo=UTC)
    assert (reached.row.due_at, reached.row.region) == (clock.due_at, "AMER")
    assert {c.region for c in clocks_of(reached.row).filter(state__in=LIVE)} == {"AMER"}
    told = [event for event in reached.events() if event == "recomputed"]
    assert len(told) == 2  # both promises moved, and the history says so


@pytest.mark.rule("SLA-01")
def test_who_gets_a_clock_late_has_the_whole_time_from_then_on(cast, by):
    """Sent at noon in Singapore, linked at four there: by its calendar the two hours were over at three."""
    there = Territory.objects.create(code="APJ-SEA", region="APJ", owner=cast.sofia, esm=cast.erin, asm=cast.aiko)
    customer = account("Ankers Pte", country="SG", territory=there)
    early, four = datetime(2026, 9, 1, 4, tzinfo=UTC), datetime(2026, 9, 1, 8, tzinfo=UTC)
    ref = registrations.register(by(cast.nadia, at=early), claim()).reference
    registrations.link_account(ref, by(cast.omar, at=four), account=customer.reference)
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.calendar, clock.due_at) == ("asia_pacific", datetime(2026, 9, 1, 10, tzinfo=UTC))
    assert [(p.from_at, p.until_at, p.why) for p in clock.pauses.all()] == [(early, four, "moved")]


@pytest.mark.rule("SLA-02", "SLA-03")
def test_a_promise_already_broken_stays_with_the_team_that_broke_it(cast, by):
    reached = stage("submitted", cast, by)
    there = account("Ankers Inc.", country="US", territory=american(cast, by))
    over = datetime(2026, 9, 3, 12, tzinfo=UTC)
    before = Clock.objects.get(kind="sla.ops_review").due_at
    registrations.link_account(reached.reference, by(cast.omar, at=over), account=there.reference)
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.region, clock.due_at) == ("EMEA", before)
    registrations.put_forward(reached.reference, by(cast.omar, at=over))
    assert Clock.objects.get(kind="sla.ops_review").met is False

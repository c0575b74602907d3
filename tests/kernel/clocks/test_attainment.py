"""Attainment counts what was met and broken, per kind, team, person, region and month, and its sums agree."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.owed import whom
from towpath.kernel.clocks.attainment import EVERYTHING, Filters, attainment, spreads
from towpath.kernel.clocks.models import Clock
from towpath.kernel.clocks.sweep import sweep

YEAR = Filters(since=date(2026, 1, 1), until=date(2027, 1, 1))
OPS = "sla.ops_review"


@pytest.fixture
def decided(cast, by):
    """decided(moment, minutes): submitted then, and put forward by Omar so many minutes later."""

    def run(moment: datetime, minutes: int) -> str:
        ref = registrations.register(by(cast.nadia, at=moment), claim()).reference
        later = by(cast.omar, at=moment + timedelta(minutes=minutes))
        registrations.link_account(ref, later, account=cast.acme.reference)
        registrations.put_forward(ref, later)
        return ref

    return run


@pytest.fixture
def year(cast, by, decided):
    """Three in September, of which one broken; two in October; one withdrawn; one that nobody looked at yet."""
    september, october = datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 10, 6, 8, tzinfo=UTC)
    decided(september, 30)
    decided(september, 60)
    decided(september, 180)
    decided(october, 90)
    decided(october, 120)
    gone = registrations.register(by(cast.nadia, at=october), claim()).reference
    registrations.withdraw(gone, by(cast.nadia, at=october + timedelta(hours=5)))
    registrations.register(by(cast.nadia, at=october), claim())


@pytest.mark.rule("SLA-03")
def test_met_and_breached_by_month_kind_and_person(cast, book, year):
    lines = [line for line in attainment(book, YEAR) if line.kind == OPS]
    assert [(line.month, line.team, line.person, line.met, line.breached) for line in lines] == [
        (date(2026, 9, 1), "ops", "Omar", 2, 1),
        (date(2026, 10, 1), "ops", "Omar", 2, 0),
    ]
    assert lines[0].share == Decimal(2) / 3
    assert lines[0].person_id == cast.omar.pk


@pytest.mark.rule("SLA-03")
def test_what_is_broken_and_still_runs_counts_in_the_month_it_broke(cast, by, book, year):
    sweep(by(None, at=datetime(2026, 10, 31, 12, tzinfo=UTC)), whom)
    before = attainment(book, YEAR, by=("month", "kind"))
    broken = next(line for line in before if (line.month, line.kind) == (date(2026, 10, 1), OPS))
    assert (broken.met, broken.breached) == (2, 1)
    clock = Clock.objects.get(kind=OPS, state="running")
    from towpath.domain.deals.models import Registration

    ref = Registration.objects.get(pk=clock.subject_id).reference
    late = by(cast.omar, at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    registrations.link_account(ref, late, account=cast.acme.reference)
    registrations.put_forward(ref, late)
    assert attainment(book, YEAR, by=("month", "kind")) == before


@pytest.mark.rule("SLA-03")
def test_every_grouping_sums_to_the_same(book, year):
    ended = Clock.objects.filter(state="stopped")
    for grouping in (("kind",), ("team",), ("person",), ("region",), ("month",), ("region", "month"), EVERYTHING):
        lines = attainment(book, YEAR, by=grouping)
        assert sum(line.met for line in lines) == ended.filter(met=True).count(), grouping
        assert sum(line.count for line in lines) == ended.count() == 5, grouping


def test_filters_narrow_by_region_team_person_and_day(cast, book, year):
    def total(**more) -> int:
        return sum(
            line.count for line in attainment(book, Filters(**({"since": YEAR.since, "until": YEAR.until} | more)))
        )

    assert total() == 5
    assert total(region="EMEA") == 5
    assert total(region="APJ") == 0
    assert total(team="ops", kind=OPS) == 5
    assert total(team="asm") == 0
    assert total(person=cast.omar.pk) == 5
    assert total(person=cast.elena.pk) == 0
    assert total(until=date(2026, 10, 1)) == 3
    assert total(since=date(2026, 10, 6)) == 2


def test_a_month_is_one_of_the_programs_zone(cast, book, decided):
    decided(datetime(2026, 9, 30, 22, tzinfo=UTC), 60 * 10)  # ends on 1 October 08:00 UTC: 01:00 in Los Angeles
    decided(datetime(2026, 9, 30, 12, tzinfo=UTC), 60 * 18 + 30)  # 06:30 UTC: still 30 September there
    months = [line.month for line in attainment(book, YEAR, by=("month",))]
    assert months == [date(2026, 9, 1), date(2026, 10, 1)]


@pytest.mark.rule("SLA-03")
def test_the_spread_is_of_business_time(book, year):
    [spread] = spreads(book, YEAR)
    assert (spread.kind, spread.unit, spread.sample) == (OPS, "hours", 5)
    assert spread.median == Decimal("1.5")
    assert spread.ninetieth == Decimal("3")

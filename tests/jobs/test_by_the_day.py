"""What the worker does by itself: expiry, reminders, absences, the end of opportunities, the night's territories."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import account, claim
from tests.mailbox import deliver_everything
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.facts import territory_facts
from towpath.domain.accounts.models import Account, Opportunity, Territory
from towpath.domain.deals.actions import absences, registrations
from towpath.domain.deals.models import Registration
from towpath.jobs import accounts as accounts_jobs
from towpath.jobs import deals as deals_jobs
from towpath.jobs import task
from towpath.kernel.approvals.models import Absence
from towpath.kernel.events.models import Event
from towpath.program.decisions.territories import territory


@pytest.fixture
def waiting(db):
    """waiting(task): the arguments of the jobs of a task that wait in the queue."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return lambda name: [job.args for job in ProcrastinateJob.objects.filter(task_name=name).order_by("id")]


@pytest.fixture
def in_review(cast, by):
    ref = registrations.register(by(cast.nadia), claim()).reference
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    return ref


@pytest.fixture
def approved(cast, by, in_review):
    """Approved on 1 September, protected until 30 November."""
    registrations.approve(in_review, by(cast.elena))
    registrations.record_alignment(in_review, by(cast.amir), note="Agreed.")
    registrations.approve(in_review, by(cast.amir))
    return in_review


def state(reference: str) -> str:
    return Registration.objects.get(reference=reference).state


def job(by, *moment: int):
    return by(None, at=datetime(*moment, tzinfo=UTC), door="job")


@pytest.mark.rule("DRG-17")
def test_a_registration_expires_when_its_day_begins_where_the_program_lives(by, approved):
    assert deals_jobs.expire_due(job(by, 2026, 11, 30, 7, 59)) == 0, "still 29 November in Los Angeles"
    assert state(approved) == "approved"
    assert deals_jobs.expire_due(job(by, 2026, 11, 30, 8, 0)) == 1
    assert state(approved) == "expired"
    assert deals_jobs.expire_due(job(by, 2026, 11, 30, 8, 15)) == 0


@pytest.mark.rule("DRG-17")
def test_reminders_come_fourteen_and_three_days_before_and_once(by, approved):
    sent = {}
    for day in range(1, 30):
        for hour in (1, 9, 17):
            deals_jobs.remind_due(job(by, 2026, 11, day, hour))
        for event in Event.objects.filter(name="deals.registration.expiring"):
            sent.setdefault(event.data["days"], event.at.date())
    assert sent == {14: date(2026, 11, 16), 3: date(2026, 11, 27)}
    assert Event.objects.filter(name="deals.registration.expiring").count() == 2


@pytest.mark.rule("DRG-17")
def test_a_reminder_missed_by_a_worker_that_was_away_comes_late_with_the_days_left(by, approved):
    for day in (18, 19, 20):
        deals_jobs.remind_due(job(by, 2026, 11, day, 12))
    assert [e.data["days"] for e in Event.objects.filter(name="deals.registration.expiring")] == [12]


def test_an_extension_is_reminded_of_anew(cast, by, approved):
    deals_jobs.remind_due(job(by, 2026, 11, 16, 12))
    registrations.extend(approved, by(cast.elena, at=datetime(2026, 11, 17, 12, tzinfo=UTC)))
    assert deals_jobs.remind_due(job(by, 2026, 11, 27, 12)) == 0
    assert deals_jobs.remind_due(job(by, 2026, 12, 16, 12)) == 1


@pytest.mark.rule("DRG-19")
def test_absences_begin_and_end_by_themselves(cast, by, in_review, noon):
    def held() -> tuple[str, str | None]:
        row = Registration.objects.select_related("holder", "holder_for").get(reference=in_review)
        return row.holder.name, row.holder_for and row.holder_for.name

    away = absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk,
        starts_at=noon + timedelta(hours=1), ends_at=noon + timedelta(days=2),
    )  # fmt: skip
    deals_jobs.begin_and_end_absences(noon + timedelta(minutes=59))
    assert held() == ("Elena", None)
    deals_jobs.begin_and_end_absences(noon + timedelta(hours=1))
    assert held() == ("Emil", "Elena")
    deals_jobs.begin_and_end_absences(noon + timedelta(days=2) - timedelta(minutes=1))
    assert held() == ("Emil", "Elena")
    deals_jobs.begin_and_end_absences(noon + timedelta(days=2))
    assert held() == ("Elena", None)
    assert Absence.objects.get(pk=away.pk).state == "ended"


def test_an_absence_over_before_a_worker_came_hands_back_what_came_in_meanwhile(cast, by, noon):
    absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=noon, ends_at=noon + timedelta(hours=4)
    )
    ref = registrations.register(by(cast.nadia), claim()).reference
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar, at=noon + timedelta(hours=1)))
    assert Registration.objects.get(reference=ref).holder == cast.emil
    deals_jobs.begin_and_end_absences(noon + timedelta(hours=5))
    row = Registration.objects.get(reference=ref)
    assert (row.holder, row.holder_for) == (cast.elena, None)


@pytest.mark.rule("DRG-20")
@pytest.mark.parametrize(("outcome", "becomes"), [("closed_won", "closed_won"), ("closed_lost", "closed_lost")])
def test_a_registration_follows_its_opportunity(cast, by, approved, waiting, noon, outcome, becomes):
    reference = Opportunity.objects.get().reference
    if outcome == "closed_won":
        opportunities.close_won(reference, by(cast.omar))
    else:
        opportunities.close_lost(reference, by(cast.omar), reason="Budget cut")
    deliver_everything(noon)
    assert waiting(deals_jobs.FOLLOW_TASK) == [{"reference": approved, "move": outcome}]
    assert deals_jobs.follow(approved, outcome, by(None))
    assert state(approved) == becomes
    assert deals_jobs.follow(approved, outcome, by(None)) is False, "a repeat finds nothing left to do"


@pytest.mark.rule("DRG-20")
def test_one_in_review_is_lost_with_its_opportunity_but_not_won(cast, by, in_review, waiting, noon):
    opportunities.close_won(Opportunity.objects.get().reference, by(cast.omar))
    deliver_everything(noon)
    assert deals_jobs.follow(in_review, "closed_won", by(None)) is False
    assert state(in_review) == "in_review"


@pytest.fixture
def homeless(cast, by, book):
    """Acme waits for the night, and the territory that the program gives it has its people."""
    Account.objects.update(territory=None, owner=None, region="")
    code = territory(territory_facts(Account.objects.get(pk=cast.acme.pk)), book, on=by(None).day).outcome.code
    Territory.objects.update(code=code)
    return cast.acme


@pytest.mark.rule("DRG-05")
def test_accounts_that_wait_get_their_territory_at_night(cast, by, homeless, caplog):
    stray = account("Nowhere Trading", country="")
    placed, left = accounts_jobs.assign_territories(by(None))
    homeless.refresh_from_db()
    assert (placed, homeless.territory, homeless.owner) == (1, cast.dach, cast.sofia)
    assert [reference for reference, _ in left] == [stray.reference]
    assert f"{stray.reference} was not placed: {left[0][1]}" in caplog.text
    assert left[0][1]


@pytest.mark.rule("DRG-05")
@pytest.mark.parametrize(("hour", "works"), [(8, False), (9, True), (12, True), (13, False)])
def test_the_night_is_that_of_the_programs_zone(homeless, hour, works):
    """Two o'clock in Los Angeles is nine in UTC in summer."""
    accounts_jobs.nightly_assignment(datetime(2026, 9, 1, hour, tzinfo=UTC))
    homeless.refresh_from_db()
    assert (homeless.territory is not None) is works


def test_everything_that_runs_by_itself_is_on_the_clock():
    assert {name: cron for name, (cron, _) in task.PERIODIC.items()} == {
        "towpath.accounts.nightly_assignment": "0 * * * *",
        "towpath.clocks.recompute_changed": "*/10 * * * *",
        "towpath.clocks.sweep": "* * * * *",
        "towpath.deals.absences": "*/2 * * * *",
        "towpath.deals.by_the_day": "5-59/15 * * * *",
        "towpath.distribution.billing_needs": "55 * * * *",
        "towpath.pursuits.nightly": "15 * * * *",
        "towpath.quotes.lapse": "35 * * * *",
        "towpath.rulebook.settle": "* * * * *",
        "towpath.enablement.nightly": "40 * * * *",
        "towpath.enablement.nightly_compliance": "25 * * * *",
        "towpath.jobs.housekeeping": "20 3 * * *",
        "towpath.partners.dormancy": "50 * * * *",
        "towpath.mail.digests": "*/15 * * * *",
        "towpath.mail.sweep": "* * * * *",
    }


@pytest.mark.django_db
def test_each_of_them_runs_on_an_empty_database_and_again():
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for _, work in task.PERIODIC.values():
        work(now)
        work(now)

"""Clocks warn and breach once, in business time, and tell those who owe, stand in and lead; calendars change under them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import claim, partner, person
from tests.mailbox import deliver_everything
from towpath.basics.business_time import Calendar
from towpath.domain.deals.actions import absences, calendars, registrations
from towpath.domain.deals.models import Registration
from towpath.domain.deals.owed import whom
from towpath.kernel.clocks.events import BREACHED, RECOMPUTED, WARNED
from towpath.kernel.clocks.models import Clock, Closure
from towpath.kernel.clocks.sweep import recompute_changed, sweep
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Taken
from towpath.program.decisions import sla


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def minute(by):
    """minute(moment): what the worker does in that minute; returns the names of the events it wrote."""

    def run(at: datetime) -> list[tuple[str, str]]:
        last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        sweep(by(None, at=at, door="job"), whom)
        fresh = Event.objects.filter(pk__gt=last).order_by("id")
        return [(e.name.rsplit(".", 1)[1], e.data["kind"]) for e in fresh]

    return run


@pytest.fixture
def late(cast, by):
    """Submitted on a Tuesday at 16:45 in Amsterdam, 45 minutes before the European team closes."""
    return registrations.register(by(cast.nadia, at=utc(2026, 9, 1, 14, 45)), claim())


@pytest.mark.rule("SLA-01", "SLA-02", "DRG-07")
def test_two_working_hours_run_over_the_night_warn_and_breach_once(late, minute):
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.warn_at, clock.due_at) == (utc(2026, 9, 2, 7, 45), utc(2026, 9, 2, 8, 15))
    assert minute(utc(2026, 9, 1, 20, 0)) == [], "nothing at night"
    assert minute(utc(2026, 9, 2, 7, 44)) == []
    assert minute(utc(2026, 9, 2, 7, 45)) == [("warned", "sla.ops_review")]
    assert minute(utc(2026, 9, 2, 7, 46)) == [], "once"
    assert minute(utc(2026, 9, 2, 8, 14)) == []
    assert minute(utc(2026, 9, 2, 8, 15)) == [("breached", "sla.ops_review")]
    assert minute(utc(2026, 9, 2, 8, 16)) == []
    clock.refresh_from_db()
    assert (clock.state, clock.warned_at, clock.breached_at) == (
        "running",
        utc(2026, 9, 2, 7, 45),
        utc(2026, 9, 2, 8, 15),
    )


@pytest.mark.rule("SLA-02")
def test_a_worker_that_was_away_breaches_without_warning_late(late, minute):
    assert minute(utc(2026, 9, 2, 9, 0)) == [("breached", "sla.ops_review")]


@pytest.mark.rule("SLA-02", "DRG-11")
def test_a_breach_tells_owner_backup_and_lead(cast, by, late, minute, noon):
    absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=noon, ends_at=noon + timedelta(days=9)
    )
    registrations.link_account(late.reference, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(late.reference, by(cast.omar))
    # As if the absence had begun after the work came in, and nothing had been handed over yet.
    Registration.objects.filter(pk=late.pk).update(holder=cast.elena, holder_for=None)
    said = minute(Clock.objects.get(kind="sla.first_contact").warn_at)
    assert said == [("warned", "sla.first_contact")]
    assert Event.objects.get(name=WARNED).data["people"] == [cast.elena.pk]
    minute(Clock.objects.get(kind="sla.first_contact").due_at)
    event = Event.objects.get(name=BREACHED)
    assert event.data["people"] == [cast.elena.pk, cast.emil.pk, cast.amir.pk]
    assert event.data["told"] == "Elena, Emil and Amir were"
    deliver_everything(noon)
    told = OutgoingMail.objects.filter(kind="clocks.breached").order_by("id")
    assert {m.person.name for m in told} == {"Elena", "Emil", "Amir"}
    assert told[0].subject == f"{late.reference} overdue: Acme Robotics"
    assert told[0].text.startswith("Act now or see to it that somebody does: this was due Thu 3 Sep 2026, 16:45 CEST.")
    assert "Elena, Emil and Amir were told." in told[0].text


def test_a_breach_comes_at_once_to_those_who_chose_a_digest(cast, late, minute, noon):
    Person.objects.filter(pk=cast.omar.pk).update(mail_pace=Person.MailPace.DIGEST)
    minute(utc(2026, 9, 2, 9, 0))
    deliver_everything(noon)
    assert OutgoingMail.objects.get(kind="clocks.breached", person=cast.omar).digest is False
    assert OutgoingMail.objects.get(kind="deals.to_review", person=cast.omar).digest is True


@pytest.mark.rule("SLA-02")
def test_reminders_never_fall_outside_the_hours_of_their_team(cast, by, book, minute):
    """Partners and reviewers in three zones; every quarter of an hour over a week with a weekend."""
    for region, country, zone in (("AMER", "US", "America/Denver"), ("APJ", "SG", "Asia/Singapore")):
        esm = person(f"Esm{region}", Role.ESM, region=region, zone=zone)
        firm = partner(f"Firm{region}", region=region, country=country, manager=esm)
        seller = person(f"Seller{region}", Role.PARTNER_SELLER, organisation=firm.organisation, zone="Asia/Tokyo")
        registrations.register(by(seller, at=utc(2026, 9, 4, 3, 30)), claim(customer_country=country))
    registrations.register(by(cast.nadia, at=utc(2026, 9, 4, 15, 20)), claim())
    moment, said = utc(2026, 9, 4, 3, 30), 0
    while moment < utc(2026, 9, 10):
        said += len(minute(moment))
        moment += timedelta(minutes=15)
    assert said == 12, "each of three registrations: two clocks, warned and breached"
    for event in Event.objects.filter(name__in=(WARNED, BREACHED)):
        clock = Clock.objects.get(pk=event.data["clock"])
        calendar = Calendar.of(sla.calendar_definition(book, clock.judged_on, clock.team, clock.region))
        assert calendar.is_open(event.at) or calendar.is_open(event.at - timedelta(minutes=15)), (clock, event.at)


@pytest.mark.rule("SLA-01")
def test_a_stopped_or_paused_clock_says_nothing(cast, by, late, minute):
    registrations.send_back(late.reference, by(cast.omar, at=utc(2026, 9, 1, 15, 0)), comments="Which country?")
    assert Clock.objects.get(kind="sla.ops_review").state == "paused"
    assert minute(utc(2026, 9, 20, 10, 0)) == []
    assert Registration.objects.get(pk=late.pk).due_at is None


# -- the calendar changes ----------------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-01")
def test_a_closed_day_moves_running_clocks_and_what_lists_sort_by(cast, by, late):
    tuesday = by(cast.omar, at=utc(2026, 9, 1, 15, 0))
    calendars.close_day(tuesday, calendar="europe", on=date(2026, 9, 2), reason="Company day")
    assert recompute_changed(by(None, at=tuesday.at), reason="europe closed on 2026-09-02: Company day") == 2
    ops = Clock.objects.get(kind="sla.ops_review")
    assert ops.due_at == utc(2026, 9, 3, 8, 15)
    registration = Registration.objects.get(pk=late.pk)
    assert (registration.due_at, registration.clock_kind) == (ops.due_at, "sla.ops_review")
    event = Event.objects.filter(name=RECOMPUTED, data__kind="sla.ops_review").get()
    assert event.data["due"] == "Thu 3 Sep 2026, 10:15 CEST"
    assert event.data["before_due_at"] == "2026-09-02T08:15:00+00:00"
    assert recompute_changed(by(None, at=tuesday.at), reason="again") == 0, "safe to repeat"
    calendars.reopen_day(tuesday, calendar="europe", on=date(2026, 9, 2))
    recompute_changed(by(None, at=tuesday.at), reason="open again")
    ops.refresh_from_db()
    assert ops.due_at == utc(2026, 9, 2, 8, 15)


def test_clocks_of_other_calendars_stay(cast, by, late):
    before = list(Clock.objects.values_list("due_at", "calendar_version"))
    at = by(cast.omar)
    calendars.close_day(at, calendar="americas", on=date(2026, 9, 2), reason="Company day")
    assert recompute_changed(by(None), reason="x") == 0
    assert list(Clock.objects.values_list("due_at", "calendar_version")) == before


@pytest.mark.rule("SLA-02")
def test_a_breach_on_a_day_that_was_no_working_day_is_taken_back(cast, by, late, minute):
    morning = utc(2026, 9, 2, 8, 20)
    assert minute(morning) == [("breached", "sla.ops_review")]
    calendars.close_day(by(cast.omar, at=morning), calendar="europe", on=date(2026, 9, 2), reason="Office flooded")
    recompute_changed(by(None, at=morning), reason="Office flooded")
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.breached_at, clock.due_at) == (None, utc(2026, 9, 3, 8, 15))
    assert minute(utc(2026, 9, 3, 7, 50)) == [("warned", "sla.ops_review")]
    registrations.link_account(late.reference, by(cast.omar, at=utc(2026, 9, 3, 8, 0)), account=cast.acme.reference)
    registrations.put_forward(late.reference, by(cast.omar, at=utc(2026, 9, 3, 8, 1)))
    clock.refresh_from_db()
    assert clock.met is True


def test_a_paused_clock_keeps_its_pause_when_the_calendar_changes(cast, by, late):
    registrations.send_back(late.reference, by(cast.omar, at=utc(2026, 9, 1, 15, 0)), comments="Which country?")
    calendars.close_day(by(cast.omar), calendar="europe", on=date(2026, 9, 3), reason="Company day")
    recompute_changed(by(None), reason="Company day")
    clock = Clock.objects.get(kind="sla.ops_review")
    assert (clock.state, clock.due_at) == ("paused", None)
    registrations.amend(late.reference, by(cast.nadia, at=utc(2026, 9, 3, 9, 0)), {"seats": "250"})
    registrations.resubmit(late.reference, by(cast.nadia, at=utc(2026, 9, 3, 9, 0)))
    clock.refresh_from_db()
    # 15 minutes had run on Tuesday; the Thursday is closed; 105 minutes are left from nine on Friday.
    assert clock.due_at == utc(2026, 9, 4, 8, 45)


def test_closing_a_day_is_refused_with_what_would_be_right(cast, by):
    with pytest.raises(NotAllowed, match="Ecosystem Operations"):
        calendars.close_day(by(cast.elena), calendar="europe", on=date(2026, 9, 2), reason="x")
    with pytest.raises(Invalid) as wrong:
        calendars.close_day(by(cast.omar), calendar="atlantis", on=date(2026, 9, 2), reason=" ")
    assert "europe" in wrong.value.errors["calendar"][0]
    assert "Say why" in wrong.value.errors["reason"][0]
    with pytest.raises(Invalid) as past:
        calendars.close_day(by(cast.omar), calendar="europe", on=date(2026, 8, 31), reason="x")
    assert "1 Sep 2026" in past.value.errors["on"][0]
    calendars.close_day(by(cast.omar), calendar="europe", on=date(2026, 9, 1), reason="today is fine")
    with pytest.raises(Taken):
        calendars.close_day(by(cast.omar), calendar="europe", on=date(2026, 9, 1), reason="twice")
    with pytest.raises(NotFound):
        calendars.reopen_day(by(cast.omar), calendar="europe", on=date(2026, 9, 7))
    with pytest.raises(NotReady):
        calendars.reopen_day(by(cast.omar, at=utc(2026, 9, 5)), calendar="europe", on=date(2026, 9, 1))
    assert Closure.objects.count() == 1


@pytest.mark.rule("DRG-19", "SLA-02")
def test_work_handed_over_in_mid_clock_is_owed_by_who_holds_it_now(cast, by, late, minute):
    ref = late.reference
    registrations.link_account(ref, by(cast.omar, at=utc(2026, 9, 2, 7, 0)), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar, at=utc(2026, 9, 2, 7, 0)))
    due = Clock.objects.get(kind="sla.first_contact").due_at
    away = absences.plan(
        by(cast.elena),
        person=cast.elena.pk,
        backup=cast.emil.pk,
        starts_at=utc(2026, 9, 2, 8, 0),
        ends_at=due + timedelta(days=3),
    )
    absences.begin(away.pk, by(None, at=utc(2026, 9, 2, 8, 0)))
    clock = Clock.objects.get(kind="sla.first_contact")
    assert (clock.due_at, clock.owner) == (due, cast.emil), "the clock runs on; another one owes it"
    minute(clock.warn_at)
    assert Event.objects.get(name=WARNED).data["people"] == [cast.emil.pk]


def test_a_person_in_another_region_is_not_told(cast, by, late, minute):
    Registration.objects.filter(pk=late.pk).update(esm=cast.erin, region="EMEA")
    Clock.objects.filter(kind="sla.ops_review").update(team="esm")
    Person.objects.filter(pk=cast.erin.pk).update(is_active=False)
    minute(utc(2026, 9, 2, 9, 0))
    assert Event.objects.get(name=BREACHED).data["people"] == [cast.omar.pk], "somebody is told in any case"


def test_one_clock_that_cannot_be_looked_after_keeps_no_other(cast, by, late, minute):
    Clock.objects.filter(kind="sla.first_contact").update(kind="sla.gone", due_at=utc(2026, 9, 1, 15, 0))
    assert minute(utc(2026, 9, 2, 9, 0)) == [("breached", "sla.ops_review")]

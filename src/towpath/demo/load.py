"""Play the demo's past, step by step in order of time, by the product's own actions."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import F

from towpath.demo.channel import Channel, assemble
from towpath.demo.stories import Step, Story, stories
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals.actions import absences
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Partner
from towpath.kernel import in_force
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.log import DELIVER_TASK, Job, deliver, jobs_held_back
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.occasion import Occasion

type Turn = Callable[[int, Occasion], Absence]

SEED = 20250201
PAST = timedelta(days=300)  # how far back the demo goes
MAILS = timedelta(days=14)  # older events bring no mails: that would double the time of loading for what nobody opens


def load_if_empty() -> str:
    """Load the demo channel unless the database holds people or partners already; says in a sentence what was done."""
    if Partner.objects.exists() or Person.objects.exists():
        return "The database is not empty; it stays as it is."
    made = load(datetime.now(UTC))
    return (
        f"Loaded the demo channel: {made['partners']} partners, {made['people']} people, {made['accounts']} customer accounts, "
        f"{made['opportunities']} opportunities, {made['registrations']} registrations. All of it is made up."
    )


def load(now: datetime, *, seed: int = SEED) -> dict[str, int]:
    """Fill an empty database with the past that ends at `now`; returns how much of each there is."""
    start = (now - PAST).replace(hour=0, minute=0)
    channel = Channel(now=now, started_at=start, book=in_force.book(), chance=random.Random(seed))  # noqa: S311 - no secret
    with connection.cursor() as cursor:  # thousands of small transactions that are worth nothing one by one
        cursor.execute("SET synchronous_commit = off")
    try:
        with jobs_held_back() as jobs:
            assemble(channel)
            jobs.clear()  # nobody is told of what was there from the beginning
            _play(channel, jobs)
            _time_has_run(now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("ANALYZE")
    return _counted()


def _play(channel: Channel, jobs: list[Job]) -> None:
    """Every step of every story and every absence, in order of time."""
    plan: list[tuple[datetime, Callable[[datetime], None]]] = _absences(channel)
    for story in stories(channel):
        plan += [(at, partial(_step, channel, story, step)) for at, step in story.plan if at <= channel.now]
    for at, act in sorted(plan, key=lambda one: one[0]):
        act(at)
        if at > channel.now - MAILS:
            _delivered(jobs, at)
        jobs.clear()


def _step(channel: Channel, story: Story, step: Step, at: datetime) -> None:
    step(channel, story, at)


def _delivered(jobs: list[Job], at: datetime) -> None:
    """Give events to their listeners at their own time; what else they would have put in the queue is dropped."""
    while jobs:
        task, arguments = jobs.pop(0)
        if task == DELIVER_TASK:
            deliver(arguments["event_id"], at + timedelta(seconds=2))


def _absences(channel: Channel) -> list[tuple[datetime, Callable[[datetime], None]]]:
    """One approver is away now and her work is with a backup; one was away, one will be."""
    plan: list[tuple[datetime, Callable[[datetime], None]]] = []
    for role, region, who, starts, ends, note in (
        (Role.ESM, "EMEA", 1, -2, 6, "Annual leave"),
        (Role.ASM, "APJ", 1, -1, 3, "Parental leave of a few days"),
        (Role.ESM, "AMER", 2, -40, -30, "Training"),
        (Role.ASM, "EMEA", 1, 5, 12, "Annual leave"),
    ):
        away, backup = channel.inside[role, region][who], channel.inside[role, region][0]
        at = [channel.now + timedelta(days=days) for days in (starts - 4, starts, ends)]
        kept: list[Absence] = []
        plan.append(
            (min(at[0], channel.now - timedelta(days=3)), partial(_plan_absence, channel, kept, away, backup, at, note))
        )
        if starts < 0:
            plan.append((at[1], partial(_turn_absence, channel, kept, absences.begin)))
        if ends < 0:
            plan.append((at[2], partial(_turn_absence, channel, kept, absences.end)))
    return plan


def _turn_absence(channel: Channel, kept: list[Absence], turn: Turn, when: datetime) -> None:
    turn(kept[0].pk, channel.by(None, when))


def _plan_absence(
    channel: Channel, kept: list[Absence], away: Person, backup: Person, at: list[datetime], note: str, when: datetime
) -> None:
    kept.append(
        absences.plan(
            channel.by(away, when), person=away.pk, backup=backup.pk, starts_at=at[1], ends_at=at[2], note=note
        )
    )


def _time_has_run(now: datetime) -> None:
    """What the watch over clocks would have marked by now, and mails that have long arrived."""
    for clock in Clock.objects.all():
        _marked(clock, now)
    waiting = OutgoingMail.objects.filter(state__in=("waiting", "sending"))
    waiting.update(state="sent", sent_at=F("made_at"), tries=1, next_try_at=None)


def _marked(clock: Clock, now: datetime) -> None:
    end = clock.stopped_at or now
    warned = clock.warn_at is not None and clock.warn_at <= end
    breached = clock.due_at is not None and clock.due_at <= end
    if warned or breached:
        clock.warned_at = clock.warn_at if warned else None
        clock.breached_at = clock.due_at if breached else None
        clock.save(update_fields=["warned_at", "breached_at"])


def _counted() -> dict[str, int]:
    models = {
        "partners": Partner, "people": Person, "accounts": Account.objects.filter(partner=None), "opportunities": Opportunity,
        "registrations": Registration, "events": Event, "mails": OutgoingMail,
    }  # fmt: skip
    return {name: getattr(rows, "objects", rows).count() for name, rows in models.items()}

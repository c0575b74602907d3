"""Play the demo's past, step by step in order of time, by the product's own actions."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import F, Min, Q

from towpath.basics.garbage import rare_collection
from towpath.demo import sides, whole
from towpath.demo.channel import Channel, assemble
from towpath.demo.hours import Hours
from towpath.demo.joining import acts
from towpath.demo.pipeline import settle
from towpath.demo.pursued import pursued
from towpath.demo.stories import Step, Story, stories
from towpath.demo.training import computed
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals.actions import absences
from towpath.domain.deals.models import Registration
from towpath.domain.deals.owed import whom
from towpath.domain.partners.models import Partner
from towpath.kernel import in_force
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Clock
from towpath.kernel.clocks.sweep import sweep
from towpath.kernel.events.log import DELIVER_TASK, Job, deliver, jobs_held_back
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.occasion import Occasion

type Turn = Callable[[int, Occasion], Absence]
type Plan = list[tuple[datetime, str, Callable[[datetime], None]]]  # moment, region, what happens then

SEED = 20250201
PAST = timedelta(days=300)  # how far back the demo goes
TOLD = (
    20.0  # the last working hours with mails and warnings: more would double the time of loading for what nobody opens
)


def load_if_empty() -> str:
    """Load the demo channel unless the database holds people or partners already; says in a sentence what was done.

    What a load that was cut off has left is taken away first, and loaded anew.
    """
    with whole.alone():
        again = whole.take_away_half()
        if Partner.objects.exists() or Person.objects.exists():
            return "The database is not empty; it stays as it is."
        with whole.marked():
            made = load(datetime.now(UTC))
    before = "An earlier start was cut off while it loaded; what it had left was taken away. " if again else ""
    return (
        f"{before}Loaded the demo channel: {made['partners']} partners, {made['people']} people, {made['accounts']} customer accounts, "
        f"{made['opportunities']} opportunities, {made['registrations']} registrations. All of it is made up."
    )


def load(now: datetime, *, seed: int = SEED) -> dict[str, int]:
    """Fill an empty database with the past that ends at `now`; returns how much of each there is."""
    start = (now - PAST).replace(hour=0, minute=0)
    book, chance = in_force.book(), random.Random(seed)  # noqa: S311 - no secret
    told_since = Hours(book, now).before("EMEA", now, TOLD)
    channel = Channel(now=now, started_at=start, told_since=told_since, book=book, chance=chance)
    with jobs_held_back() as jobs, rare_collection():
        assemble(channel)
        jobs.clear()  # nobody is told of what was there from the beginning
        plan = _plan(channel)
        sides.both(partial(_play, channel, plan, jobs), [at for at, _, _ in plan], seed)
        settle(channel)
        computed(channel)
        _delivered(jobs, now)
        pursued(channel)
        jobs.clear()  # nor of what partners claimed meanwhile
        _time_has_run(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _counted()


def _plan(channel: Channel) -> Plan:
    """Every step of every story, every absence and every act about a partner, in order of time."""
    plan = [*_absences(channel), *acts(channel)]
    for story in stories(channel):
        plan += [
            (at, story.region, partial(_step, channel, story, step)) for at, step in story.plan if at <= channel.now
        ]
    return sorted(plan, key=lambda one: one[0])


def _play(
    channel: Channel, plan: Plan, jobs: list[Job], regions: tuple[str, ...], chance: random.Random,
    pace: Callable[[datetime], None],
) -> None:  # fmt: skip
    """What happens in some regions; in the last days also what clocks say by themselves, and mails."""
    channel.chance = chance
    ours, told_since = Q(region__in=regions), channel.told_since
    for at, region, act in plan:
        pace(at)
        if region not in regions:
            continue
        if at > told_since:
            _watched(channel, ours, at, jobs)
        act(at)
        if at > told_since:
            _delivered(jobs, at)
        jobs.clear()
    _watched(channel, ours, channel.now, jobs)


def _step(channel: Channel, story: Story, step: Step, at: datetime) -> None:
    step(channel, story, at)


def _watched(channel: Channel, ours: Q, until: datetime, jobs: list[Job]) -> None:
    """The watch over clocks, at each moment until then at which it had something to say.

    A clock that went on after a pause may have been late already when the watch was not played: it is marked without a word.
    """
    told_since = channel.told_since
    running = Clock.objects.filter(ours, state=Clock.State.RUNNING, breached_at=None)
    said = True
    while said:
        first = running.aggregate(due=Min("due_at"), near=Min("warn_at", filter=Q(warned_at=None))).values()
        at = min((one for one in first if one is not None and one <= until), default=None)
        if at is not None and at <= told_since:
            _marked_until(told_since, ours)
            continue
        said = at is not None and any(sweep(channel.by(None, at), whom, among=ours))
        if at is not None:
            _delivered(jobs, at)


def _delivered(jobs: list[Job], at: datetime) -> None:
    """Give events to their listeners at their own time; what else they would have put in the queue is dropped."""
    while jobs:
        task, arguments = jobs.pop(0)
        if task == DELIVER_TASK:
            deliver(arguments["event_id"], at + timedelta(seconds=2))


def _absences(channel: Channel) -> Plan:
    """One approver is away now and her work is with a backup; one was away, one will be."""
    plan: Plan = []
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
            (
                min(at[0], channel.now - timedelta(days=3)), region,
                partial(_plan_absence, channel, kept, away, backup, at, note),
            )
        )  # fmt: skip
        if starts < 0:
            plan.append((at[1], region, partial(_turn_absence, channel, kept, absences.begin)))
        if ends < 0:
            plan.append((at[2], region, partial(_turn_absence, channel, kept, absences.end)))
    return plan


def _turn_absence(channel: Channel, kept: list[Absence], turn: Turn, when: datetime) -> None:
    turn(kept[0].pk, channel.by(None, when))
    channel.turns += 1


def _plan_absence(
    channel: Channel, kept: list[Absence], away: Person, backup: Person, at: list[datetime], note: str, when: datetime
) -> None:
    kept.append(
        absences.plan(
            channel.by(away, when), person=away.pk, backup=backup.pk, starts_at=at[1], ends_at=at[2], note=note
        )
    )


def _time_has_run(now: datetime) -> None:
    """What the watch over clocks would have marked of those that ended, and mails that have long arrived."""
    _marked_until(now, Q())
    waiting = OutgoingMail.objects.filter(state__in=("waiting", "sending"))
    waiting.update(state="sent", sent_at=F("made_at"), tries=1, next_try_at=None)


def _marked_until(moment: datetime, which: Q) -> None:
    """Mark, without a word in the history, what was near its end or over it before the moment."""
    ended = Q(stopped_at=None) | Q(stopped_at__gte=F("warn_at"))
    clocks = Clock.objects.filter(which)
    clocks.filter(ended, warned_at=None, warn_at__lte=moment).update(warned_at=F("warn_at"))
    late = Q(stopped_at=None) | Q(stopped_at__gte=F("due_at"))
    clocks.filter(late, breached_at=None, due_at__lte=moment).update(breached_at=F("due_at"))


def _counted() -> dict[str, int]:
    models = {
        "partners": Partner, "people": Person, "accounts": Account.objects.filter(partner=None), "opportunities": Opportunity,
        "registrations": Registration, "events": Event, "mails": OutgoingMail,
    }  # fmt: skip
    return {name: getattr(rows, "objects", rows).count() for name, rows in models.items()}

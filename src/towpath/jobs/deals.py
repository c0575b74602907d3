"""What happens to registrations by the calendar: expiry, reminders, absences; and what follows an opportunity's end."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django import app

from towpath.domain.deals.actions import absences, registrations
from towpath.domain.deals.actions.registrations.intake import release_held
from towpath.domain.deals.facts import protection_facts
from towpath.domain.deals.lifecycles import APPROVED, UNDECIDED
from towpath.domain.deals.models import Registration
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.approvals.models import Absence
from towpath.kernel.events.log import enqueue, listen
from towpath.kernel.events.models import Event
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import MoveNotOpen, NotFound, NotReady, Taken
from towpath.program.decisions.deal_registration.protection import protection

log = logging.getLogger("towpath.jobs")

FOLLOW_TASK = "towpath.deals.follow_opportunity"
ASKED_AHEAD = timedelta(days=120)  # no reminder of a program lies further ahead of the end


@every("5-59/15 * * * *", "towpath.deals.by_the_day")
def by_the_day(now: datetime) -> None:
    """Expire what ends today in the program's zone (DRG-17), then remind of what ends soon."""
    occasion = job_occasion(now)
    release_held(occasion)  # an account placed by hand, by day
    expire_due(occasion)
    remind_due(occasion)


def expire_due(occasion: Occasion) -> int:
    """End every protection whose day has come; each in a transaction of its own. Returns how many."""
    due = Registration.objects.filter(state=APPROVED, expires_on__lte=occasion.day).order_by("expires_on", "id")
    return _each(due.values_list("reference", flat=True), lambda reference: registrations.expire(reference, occasion))


def remind_due(occasion: Occasion) -> int:
    """Say that a protection ends soon, on the days that the program names; once each. Returns how many.

    A worker that was away on such a day says it late, with the days that are really left; of several missed days
    only the last counts.
    """
    ahead = Registration.objects.filter(
        state=APPROVED, expires_on__gt=occasion.day, expires_on__lte=occasion.day + ASKED_AHEAD
    ).order_by("expires_on", "id")
    references = []
    for registration in ahead.iterator(chunk_size=500):
        days = (registration.expires_on - occasion.day).days
        term = protection(protection_facts(registration), occasion.book, on=registration.judged_on).outcome
        named = min((each for each in term.reminders_days_before if each >= days), default=None)
        if named is not None and not _said(registration, days, named):
            references.append((registration.reference, days))
    return _each(references, lambda one: registrations.remind_expiry(one[0], occasion, days=one[1]))


def _said(registration: Registration, days: int, named: int) -> bool:
    """Whether this end was spoken of since its named day came."""
    return Event.objects.filter(
        name="deals.registration.expiring",
        subject_type=Registration._meta.label_lower,
        subject_id=registration.pk,
        data__expires_on=registration.expires_on.isoformat(),
        data__days__gte=days,
        data__days__lte=named,
    ).exists()


@every("*/2 * * * *", "towpath.deals.absences")
def begin_and_end_absences(now: datetime) -> None:
    """Hand work over when somebody's absence begins, and back when it ends (DRG-19)."""
    occasion = job_occasion(now)
    planned, active = Absence.State.PLANNED, Absence.State.ACTIVE
    over = Absence.objects.filter(state__in=(planned, active), ends_at__lte=now).order_by("ends_at", "id")
    _each(over.values_list("pk", flat=True), lambda pk: absences.end(pk, occasion))
    begun = Absence.objects.filter(state=planned, starts_at__lte=now, ends_at__gt=now).order_by("starts_at", "id")
    _each(begun.values_list("pk", flat=True), lambda pk: absences.begin(pk, occasion))


@listen("accounts.opportunity.closed_won", "accounts.opportunity.closed_lost", "accounts.opportunity.merged")
def opportunity_closed(event: Event, now: datetime) -> None:
    """The registrations on a closed opportunity follow it, each by a job of its own (DRG-20); on a merged one they go over."""
    move = event.name.rsplit(".", 1)[1]
    standing = Registration.objects.filter(opportunity=event.subject_id, state__in=(*UNDECIDED, APPROVED))
    for reference in standing.order_by("id").values_list("reference", flat=True):
        enqueue(FOLLOW_TASK, reference=reference, move=move)


@app.task(name=FOLLOW_TASK, retry=BackOff())
def follow_opportunity(reference: str, move: str) -> None:
    follow(reference, move, job_occasion(present()))


def follow(reference: str, move: str, occasion: Occasion) -> bool:
    """Close a registration as its opportunity was, or take it over to the one it was merged into; False when there is
    nothing left to do.

    One that is not decided stays so when the opportunity is won: whether it was this partner's is still to be decided.
    """
    action = {
        "closed_won": registrations.close_won, "closed_lost": registrations.close_lost, "merged": registrations.follow_merge,
    }[move]  # fmt: skip
    try:
        action(reference, occasion)
    except (MoveNotOpen, NotReady):
        return False
    except Taken as refusal:
        log.warning("%s could not follow its merged opportunity: %s", reference, refusal)
        return False
    return True


def _each[T](things: Iterable[T], act: Callable[[T], Any]) -> int:
    """Each by itself: one that somebody else took first, or that fails, keeps no other from its turn."""
    done = 0
    for thing in list(things):
        try:
            if act(thing) is not None:
                done += 1
        except (MoveNotOpen, NotReady, NotFound):
            continue
        except Exception:
            log.exception("%s could not be looked after; the next round tries again.", thing)
    return done

"""What runs by itself around learning: files that are read in, Credly every night, and what runs out."""

import logging
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from towpath.adapters import credly as credly_api
from towpath.domain.enablement.actions import completions, counts, credly, imports, nfr
from towpath.domain.enablement.models import Completion, CredlyReading
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.events.models import Event
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion, program_zone

log = logging.getLogger("towpath.jobs")

NIGHT = range(1, 6)  # hours of the program's zone
REMIND_DAYS = (60, 14)  # before a completion runs out


@app.task(name=imports.READ_TASK, lock=imports.READ_TASK, retry=BackOff())
def read_import(reference: str) -> None:
    imports.read(reference, job_occasion(present()))


@app.task(name=credly.READ_TASK, lock=credly.READ_TASK, queueing_lock=credly.READ_TASK)
def read_credly() -> None:
    """A reading that fails says so on its page; the next night tries again."""
    read(job_occasion(present()))


def read(occasion: Occasion) -> CredlyReading:
    """Read all badges of Credly and make them true; a reading that fails changes nothing and is kept with its reason."""
    reading = credly.begin(occasion)
    try:
        found = credly_api.badges()
    except credly_api.CredlyFailed as error:
        log.warning("Credly was not read: %s", error)
        return credly.give_up(reading, occasion, str(error))
    return credly.take_over(reading, occasion, found)


@every("40 * * * *", "towpath.enablement.nightly")
def nightly(now: datetime) -> None:
    """In the small hours of the program's zone, once a night: Credly, where it is set up, then counts and reminders."""
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour not in NIGHT:
        return
    if credly_api.configured() and not CredlyReading.objects.filter(began_at__gt=now - timedelta(hours=12)).exists():
        read(occasion)
    follow_the_day(occasion)


def follow_the_day(occasion: Occasion) -> int:
    """What ran out counts no more (CRT-05), what runs out soon is said. Returns how many partners' counts changed."""
    changed = counts.follow_the_day(occasion)
    remind_due(occasion)
    nfr.follow_the_day(occasion)
    return changed


def remind_due(occasion: Occasion) -> int:
    """Say of each completion that runs out within 60 and within 14 days, each once; the later one where both are due.

    A completion that its learner has renewed already is passed over.
    """
    today, said = occasion.day, 0
    due = Completion.objects.filter(
        voided_at=None, expires_on__gt=today, expires_on__lte=today + timedelta(days=max(REMIND_DAYS)),
        learner__works_at__isnull=False,
    ).order_by("expires_on", "id")  # fmt: skip
    for pk, learner, badge, expires_on in due.values_list("pk", "learner", "badge", "expires_on").iterator():
        days = (expires_on - today).days
        named = min(each for each in REMIND_DAYS if each >= days)
        if _spoken_of(pk, days, named) or _renewed(learner, badge, expires_on):
            continue
        if completions.remind_expiry(occasion, pk, days=days) is not None:
            said += 1
    return said


def _spoken_of(pk: int, days: int, named: int) -> bool:
    """Whether this end was spoken of since its named day came."""
    return Event.objects.filter(
        name="enablement.completion.expiring", subject_type=Completion._meta.label_lower, subject_id=pk,
        data__days__gte=days, data__days__lte=named,
    ).exists()  # fmt: skip


def _renewed(learner: int, badge: str, expires_on: object) -> bool:
    later = Completion.objects.filter(learner=learner, badge=badge, voided_at=None)
    return later.filter(expires_on=None).exists() or later.filter(expires_on__gt=expires_on).exists()

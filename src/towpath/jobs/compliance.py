"""The night's work on compliance: tracks follow the day, every partner is computed; one that changed is computed at once."""

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from towpath.domain.enablement import events
from towpath.domain.enablement.actions import compliance
from towpath.domain.partners.actions import memberships
from towpath.domain.partners.events import (
    DESIGNATION_GRANTED,
    MEMBERSHIP_CORRECTED,
    MEMBERSHIP_ENDED,
    TRACK_ENTERED,
)
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.events.log import enqueue, listen
from towpath.kernel.events.models import Event
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion, program_zone

log = logging.getLogger("towpath.jobs")

COMPUTE_TASK = "towpath.enablement.compliance_of"
NIGHT = range(5)  # hours of the program's zone; every hour of them, for a worker that was away at midnight


@every("25 * * * *", "towpath.enablement.nightly_compliance")
def nightly_compliance(now: datetime) -> None:
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour in NIGHT:
        compute(occasion)


def compute(occasion: Occasion) -> compliance.Computed:
    """Bring tracks in step with the day, then compute all that was not computed on it yet."""
    moved = memberships.follow_the_day(occasion)
    done = compliance.recompute_all(occasion)
    if moved or done.partners:
        log.info(
            "Compliance: %d partners computed, %d results changed; %d changed track or designation.",
            done.partners, done.changed, moved,
        )  # fmt: skip
    return done


@listen(
    events.EVIDENCE_RECORDED, events.EVIDENCE_WITHDRAWN, TRACK_ENTERED, DESIGNATION_GRANTED, MEMBERSHIP_ENDED,
    MEMBERSHIP_CORRECTED,
)  # fmt: skip
def follow_a_change(event: Event, now: datetime) -> None:
    """What people recorded or changed shows at once."""
    enqueue(COMPUTE_TASK, partner=event.subject_id)


@app.task(name=COMPUTE_TASK, retry=BackOff())
def compute_one(partner: int) -> None:
    compliance.recompute(job_occasion(present()), [partner])

"""What the product does by itself for the rule book: what a draft would change; publications that were cut short."""

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from towpath.domain.rulebook.actions import comparisons, editions
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.in_force import job_occasion

log = logging.getLogger("towpath.jobs")


@app.task(name=comparisons.COMPUTE_TASK, lock=comparisons.COMPUTE_TASK, retry=BackOff())
def compare(reference: str) -> None:
    """One at a time: each reads the whole past."""
    comparisons.compute(reference, job_occasion(present()))


@every("* * * * *", "towpath.rulebook.settle")
def settle_what_was_cut_short(now: datetime) -> None:
    """A publication that a crash cut short is finished or undone."""
    if count := editions.settle(job_occasion(now)):
        log.warning("The program: %d changes that were cut short were finished or undone.", count)

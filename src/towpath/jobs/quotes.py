"""Quotes whose last day of validity is over lapse by themselves."""

import logging
from datetime import datetime

from towpath.domain.quotes.actions import quotes
from towpath.jobs.task import every
from towpath.kernel.in_force import job_occasion

log = logging.getLogger("towpath.jobs")


@every("35 * * * *", "towpath.quotes.lapse")
def lapse_due(now: datetime) -> None:
    """Every hour: the day is over where the program lives, whenever that is."""
    if lapsed := quotes.lapse_due(job_occasion(now)):
        log.info("Quotes: %d lapsed.", lapsed)

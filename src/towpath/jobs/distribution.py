"""The night's look at who needs billing records that nobody has asked for yet."""

import logging
from datetime import datetime

from towpath.domain.distribution.actions import billing_needs
from towpath.jobs.task import every
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import program_zone
from towpath.program.parts import has

log = logging.getLogger("towpath.jobs")
NIGHT = range(1, 6)  # hours of the program's zone; every hour of them, for a worker that was away


@every("55 * * * *", "towpath.distribution.billing_needs")
def nightly_billing_needs(now: datetime) -> None:
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour not in NIGHT or not has("distribution", occasion.book):
        return
    if found := billing_needs.follow_the_day(occasion):
        log.info("Billing: %d partners need records that nobody has asked for.", found)

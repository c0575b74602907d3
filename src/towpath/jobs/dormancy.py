"""The night's work on partners that nobody signs in for: warned first, put to sleep later."""

import logging
from datetime import datetime

from towpath.domain.partners.actions import dormancy
from towpath.jobs.task import every
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion, program_zone

log = logging.getLogger("towpath.jobs")
NIGHT = range(2, 7)  # hours of the program's zone; every hour of them, for a worker that was away


@every("50 * * * *", "towpath.partners.dormancy")
def nightly_dormancy(now: datetime) -> None:
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour in NIGHT:
        follow(occasion)


def follow(occasion: Occasion) -> tuple[int, int]:
    """Warn and put to sleep whom the program's page says; returns how many of each."""
    dormancy.begin_counting(occasion)
    done = [dormancy.follow_the_day(reference, occasion) for reference in list(dormancy.unseen(occasion))]
    warned, asleep = done.count("warned"), done.count("asleep")
    if warned or asleep:
        log.info("Dormancy: %d partners warned, %d put to sleep.", warned, asleep)
    return warned, asleep

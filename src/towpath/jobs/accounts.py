"""The night's work on customer accounts: territory and owner for each that waits (DRG-05), permissions that run out."""

import logging
from datetime import datetime

from towpath.domain.accounts.actions import accounts, one_off
from towpath.domain.deals.actions.registrations.intake import release_held
from towpath.jobs.task import every
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion, program_zone

log = logging.getLogger("towpath.jobs")

NIGHT = range(2, 6)  # hours of the program's zone; every hour of them, for a worker that was away at two


@every("0 * * * *", "towpath.accounts.nightly_assignment")
def nightly_assignment(now: datetime) -> None:
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour in NIGHT:
        assign_territories(occasion)
        one_off.expire_due(occasion)


def assign_territories(occasion: Occasion) -> tuple[int, list[tuple[str, str]]]:
    """Place every waiting account now and let go on what was held for it: how many were placed, and (reference, reason) of those that could not be."""
    placed, left = accounts.place_waiting(occasion)
    release_held(occasion)
    if placed or left:
        log.log(logging.WARNING if left else logging.INFO, "Territories: %d placed, %d left.", placed, len(left))
    for reference, why in left:
        log.warning("%s was not placed: %s", reference, why)
    return placed, left

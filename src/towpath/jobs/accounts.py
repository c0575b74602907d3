"""The night's work on customer accounts: territory and owner for each that waits (DRG-05), permissions that run out, opportunities that stand still."""

import logging
from datetime import datetime

from towpath.domain.accounts.actions import accounts, one_off, opportunities
from towpath.domain.accounts.queries import idle_opportunities
from towpath.domain.deals.actions.registrations.intake import release_held
from towpath.jobs.task import every
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import Occasion, program_zone
from towpath.kernel.refusals import MoveNotOpen, NotFound, NotReady

log = logging.getLogger("towpath.jobs")

NIGHT = range(2, 6)  # hours of the program's zone; every hour of them, for a worker that was away at two


@every("0 * * * *", "towpath.accounts.nightly_assignment")
def nightly_assignment(now: datetime) -> None:
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour in NIGHT:
        assign_territories(occasion)
        one_off.expire_due(occasion)
        close_idle(occasion)


def close_idle(occasion: Occasion) -> tuple[int, int]:
    """Warn of opportunities that do not move, and close those that were warned of long enough; returns how many of each.

    Each in a transaction of its own: one that somebody moves meanwhile, or that fails, keeps no other from its turn.
    """
    done = {"warned": 0, "closed": 0, "": 0}
    for reference in list(idle_opportunities(occasion)):
        try:
            done[opportunities.follow_the_day(reference, occasion)] += 1
        except (MoveNotOpen, NotFound, NotReady):
            continue
        except Exception:
            log.exception("%s could not be looked after; the next night tries again.", reference)
    if done["warned"] or done["closed"]:
        log.info("Opportunities: %d warned of, %d closed without progress.", done["warned"], done["closed"])
    return done["warned"], done["closed"]


def assign_territories(occasion: Occasion) -> tuple[int, list[tuple[str, str]]]:
    """Place every waiting account now and let go on what was held for it: how many were placed, and (reference, reason) of those that could not be."""
    placed, left = accounts.place_waiting(occasion)
    release_held(occasion)
    if placed or left:
        log.log(logging.WARNING if left else logging.INFO, "Territories: %d placed, %d left.", placed, len(left))
    for reference, why in left:
        log.warning("%s was not placed: %s", reference, why)
    return placed, left

"""Looks after the clocks: every minute warnings and breaches; new moments when a calendar changes."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from towpath.domain.deals import owed as deals
from towpath.domain.deals.models import Registration
from towpath.domain.enablement import owed as enablement
from towpath.domain.enablement.models import LicenceRequest
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.clocks.models import Clock
from towpath.kernel.clocks.sweep import RECOMPUTE_TASK, recompute_changed, sweep
from towpath.kernel.identity.models import Person
from towpath.kernel.in_force import job_occasion
from towpath.program.decisions.sla import SlaPage

WHOM = {Registration._meta.label_lower: deals.whom, LicenceRequest._meta.label_lower: enablement.whom}


def whom(clock: Clock, page: SlaPage, subject: Any, at: datetime, escalate: bool) -> list[Person]:
    """Each room says who owes what the clocks of its things promise."""
    return WHOM[clock.subject_type](clock, page, subject, at, escalate)


@every("* * * * *", "towpath.clocks.sweep")
def warn_and_breach(now: datetime) -> None:
    """SLA-02: near-breach warns, breach escalates, each once."""
    sweep(job_occasion(now), whom)


@every("*/10 * * * *", "towpath.clocks.recompute_changed")
def follow_the_program(now: datetime) -> None:
    """A new wording of the calendars on disk moves live clocks too."""
    recompute_changed(job_occasion(now), reason="the program changed it")


@app.task(name=RECOMPUTE_TASK, lock=RECOMPUTE_TASK, retry=BackOff())
def follow_a_closure(reason: str) -> None:
    """A day was closed or opened: live clocks of that calendar are due at other moments."""
    recompute_changed(job_occasion(present()), reason=reason)

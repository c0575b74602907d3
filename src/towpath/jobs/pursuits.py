"""What follows a won opportunity (its sale, and so the incumbency), and what incumbents owe, opened by night."""

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from towpath.domain.accounts.models import Opportunity
from towpath.domain.pursuits.actions import duties, sales
from towpath.domain.quotes.standing import partner_percent
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.events.log import enqueue, listen
from towpath.kernel.events.models import Event
from towpath.kernel.in_force import job_occasion
from towpath.kernel.occasion import program_zone
from towpath.kernel.refusals import NotReady
from towpath.program.parts import has

log = logging.getLogger("towpath.jobs")
SALE_TASK = "towpath.pursuits.record_sale"
NIGHT = range(2, 6)  # hours of the program's zone; every hour of them, for a worker that was away at two


@listen("accounts.opportunity.closed_won")
def opportunity_won(event: Event, now: datetime) -> None:
    """A won opportunity is a sale: recorded by a job of its own, once."""
    reference = Opportunity.objects.values_list("reference", flat=True).get(pk=event.subject_id)
    enqueue(SALE_TASK, reference=reference)


@app.task(name=SALE_TASK, retry=BackOff())
def record_sale(reference: str) -> None:
    try:
        sales.record_won(reference, job_occasion(present()), percent_off=partner_percent(reference))
    except NotReady as refusal:
        log.warning("No sale was recorded: %s", refusal)


@every("15 * * * *", "towpath.pursuits.nightly")
def nightly(now: datetime) -> None:
    """Open what incumbents owe, note what they missed, drop what nobody owes any more (INC-04)."""
    occasion = job_occasion(now)
    if now.astimezone(program_zone(occasion.book)).hour in NIGHT:
        touched = duties.follow_all(occasion) if has("quotes", occasion.book) else 0
        if touched:
            log.info("Duties of incumbents: %d touched.", touched)

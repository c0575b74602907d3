"""Quotes whose last day of validity is over lapse by themselves, and people are told before; those that ran end with their opportunity."""

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from towpath.domain.quotes.actions import closing, lapsing, quotes
from towpath.domain.quotes.models import Quote
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.events.log import enqueue, listen
from towpath.kernel.events.models import Event
from towpath.kernel.in_force import job_occasion
from towpath.kernel.refusals import MoveNotOpen, NotReady

log = logging.getLogger("towpath.jobs")
END_TASK = "towpath.quotes.end"


@every("35 * * * *", "towpath.quotes.lapse")
def lapse_due(now: datetime) -> None:
    """Every hour: the day is over where the program lives, whenever that is."""
    occasion = job_occasion(now)
    if lapsed := quotes.lapse_due(occasion):
        log.info("Quotes: %d lapsed.", lapsed)
    if told := lapsing.tell_lapsing(occasion):
        log.info("Quotes: %d lapse soon; people are told.", told)


@listen("accounts.opportunity.closed_won", "accounts.opportunity.closed_lost", "accounts.opportunity.merged")
def opportunity_closed(event: Event, now: datetime) -> None:
    """The quotes that still run on a closed opportunity end, each by a job of its own."""
    for reference in closing.left_over(event.subject_id):
        enqueue(END_TASK, reference=reference, why=event.name.rsplit(".", 1)[1])


@listen("quotes.quote.accepted")
def quote_ordered(event: Event, now: datetime) -> None:
    """An order that came after its opportunity was won ends the quotes that waited beside it."""
    for reference in closing.left_over(Quote.objects.values_list("opportunity_id", flat=True).get(pk=event.subject_id)):
        enqueue(END_TASK, reference=reference, why="closed_won")


@app.task(name=END_TASK, retry=BackOff())
def end_quote(reference: str, why: str) -> None:
    try:
        closing.end(reference, job_occasion(present()), why=why)
    except (MoveNotOpen, NotReady):  # somebody ended, or revised, it in this moment
        log.info("Quote %s ended otherwise.", reference)

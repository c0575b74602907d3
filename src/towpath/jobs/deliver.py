"""Gives each event to its listeners, after its transaction, until all have had it."""

from procrastinate.contrib.django import app

from towpath.jobs.task import BackOff, present
from towpath.kernel.events import log


@app.task(name=log.DELIVER_TASK, retry=BackOff())
def deliver(event_id: int) -> None:
    log.deliver(event_id, present())

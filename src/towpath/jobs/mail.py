"""Sends what waits in the outbox, and gathers the daily digests."""

from datetime import datetime

from procrastinate.contrib.django import app

from towpath.adapters import mail
from towpath.jobs.task import BackOff, covering, every, present
from towpath.kernel.events.log import enqueue
from towpath.kernel.mail.outbox import SEND_TASK
from towpath.notices import digest


@app.task(name=SEND_TASK, queue="mail", lock="towpath.mail", retry=BackOff())
def send(mail_id: int | None = None) -> None:
    """Send all that is due, oldest first. One at a time over all workers, so that order is kept.

    `mail_id` names the message for which the job was made; whichever job comes first takes all, and the jobs of the
    others with them: of jobs that wait for one another a worker begins one at each look at the queue alone.
    """
    with covering(SEND_TASK):
        mail.send_waiting(present)


@every("* * * * *", "towpath.mail.sweep")
def sweep(now: datetime) -> None:
    """Whatever is due and has no job any more gets one: a lost job loses no message."""
    if mail.configured() and mail.due(now).exists():
        enqueue(SEND_TASK, queue="mail")


@every("*/15 * * * *", "towpath.mail.digests")
def gather_digests(now: datetime) -> None:
    digest.gather(now)

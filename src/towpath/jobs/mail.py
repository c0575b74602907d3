"""Sends what waits in the outbox, and gathers the daily digests."""

from datetime import datetime

from procrastinate.contrib.django import app

from towpath.adapters import mail
from towpath.jobs.task import BackOff, every, present
from towpath.kernel.events.log import enqueue
from towpath.kernel.mail.outbox import SEND_TASK
from towpath.notices import digest


@app.task(name=SEND_TASK, queue="mail", retry=BackOff())
def send(mail_id: int | None = None) -> None:
    """Send all that is due, oldest first. `mail_id` names the message for which the job was made.

    Whichever job comes first takes all; the others find nothing to do and end at once. The adapter keeps the order. A
    lock of the queue would keep it too, but a worker begins only one such job at each look at the queue, so that a
    burst of mail would leave thousands behind.
    """
    mail.send_waiting(present)


@every("* * * * *", "towpath.mail.sweep")
def sweep(now: datetime) -> None:
    """Whatever is due and has no job any more gets one: a lost job loses no message."""
    if mail.configured() and mail.due(now).exists():
        enqueue(SEND_TASK, queue="mail")


@every("*/15 * * * *", "towpath.mail.digests")
def gather_digests(now: datetime) -> None:
    digest.gather(now)

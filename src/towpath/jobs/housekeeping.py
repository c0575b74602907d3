"""Keeps the queue and what has served its time in order: stalled jobs run again, old leftovers go."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from towpath.jobs.task import every

log = logging.getLogger("towpath.jobs")

RESCUE_TASK = "towpath.jobs.rescue_stalled"
MOST_ATTEMPTS = 100  # a job that has stalled or failed so often ends its workers rather than its work
KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
KEEP_UNCONFIRMED = timedelta(days=1)
KEEP_ANSWERS = timedelta(days=2)  # of the API, for requests that are sent again under their key


# No lock: if this very job stalled, nobody could free it.
@app.periodic(cron="* * * * * */10")
@app.task(name=RESCUE_TASK, queueing_lock=RESCUE_TASK, pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Every ten seconds: jobs of workers that no longer answer go back into the queue."""
    timeout = settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"]
    await rescue(context.app.job_manager, timeout)


async def rescue(manager: JobManager, timeout: float) -> tuple[int, int]:
    """Put stalled jobs back into the queue, give those up that stalled too often; returns how many of each."""
    again = ended = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=timeout):
        if job.attempts >= MOST_ATTEMPTS:
            log.error("Job %s (%s) stalled once more after %d attempts; it ends.", job.id, job.task_name, job.attempts)
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            ended += 1
            continue
        try:
            await manager.retry_job(job)
            again += 1
        except exceptions.ConnectorException as error:
            # A periodic job of which the next run waits in the queue already: that one does its work, nothing failed.
            if not isinstance(error, exceptions.UniqueViolation):
                raise
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)
            ended += 1
    if again:
        log.warning("%d stalled jobs run again.", again)
    return again, ended


@every("20 3 * * *", "towpath.jobs.housekeeping")
def tidy(now: datetime) -> None:
    """Once a night, delete what has served its time. Events, deliveries and mails stay."""
    with connection.cursor() as cursor:
        for statuses, before in (
            (["succeeded", "cancelled"], now - KEEP_DONE),
            (["failed", "aborted"], now - KEEP_FAILED),
        ):
            cursor.execute(
                "DELETE FROM procrastinate_jobs j WHERE j.status::text = ANY(%s) AND "
                "(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) < %s",
                [statuses, before],
            )
        cursor.execute(
            "DELETE FROM procrastinate_periodic_defers WHERE job_id IS NULL AND to_timestamp(defer_timestamp) < %s",
            [now - KEEP_DONE],
        )
    Session.objects.filter(expire_date__lt=now).delete()
    _answers().filter(made_at__lt=now - KEEP_ANSWERS).delete()
    _sweep_files(now)


def _sweep_files(now: datetime) -> None:
    """Files that were checked for an import but never confirmed, and uploads that broke off."""
    folder = Path(settings.FILES)
    for left in (*folder.glob("imports/*"), *folder.glob("incoming-*")):
        if datetime.fromtimestamp(left.stat().st_mtime, UTC) < now - KEEP_UNCONFIRMED:
            left.unlink(missing_ok=True)


def _answers() -> Any:
    """The API's kept answers, by name: doors do not import each other."""
    return apps.get_model("api", "KeptAnswer").objects

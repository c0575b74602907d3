"""How a function becomes a job. A job is a door: it alone reads the clock and hands the moment on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

Work = Callable[[datetime], Any]
PERIODIC: dict[str, tuple[str, Work]] = {}  # name -> (cron in UTC, the work): what runs by itself, and when


def present() -> datetime:
    return datetime.now(UTC)


@contextmanager
def covering(task: str) -> Iterator[None]:
    """What is done within is also the work of the jobs of `task` that wait now; afterwards these are gone.

    Only for a task whose every run does all there is to do. A job that is seen waiting was committed with what it is
    about, so a run that begins after that look does it too; a job that comes later stays. Fails the run, all stay.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [task])
        waiting = [row[0] for row in cursor.fetchall()]
    yield
    if waiting:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'todo'", [waiting])


class BackOff(BaseRetryStrategy):
    """Again after 1, 2, 4 … seconds, at most an hour apart, for about three days."""

    MOST = 84
    LONGEST = 3600

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= self.MOST:
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 12), self.LONGEST)})


def every(cron: str, name: str) -> Callable[[Work], Work]:
    """Run a function by itself; `cron` is in UTC. One run at a time over all workers, and never two in the queue.

    A run that fails is not repeated: the next one does its work.
    """

    def register(work: Work) -> Work:
        @app.periodic(cron=cron)
        @app.task(name=name, lock=name, queueing_lock=name)
        def run(timestamp: int) -> None:
            work(present())

        PERIODIC[name] = (cron, work)
        return work

    return register

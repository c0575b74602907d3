"""How a function becomes a job. A job is a door: it alone reads the clock and hands the moment on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

Work = Callable[[datetime], Any]
PERIODIC: dict[str, tuple[str, Work]] = {}  # name -> (cron in UTC, the work): what runs by itself, and when


def present() -> datetime:
    return datetime.now(UTC)


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

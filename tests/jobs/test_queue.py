"""The queue: jobs stand or fall with their act, stalled ones run again but not for ever, old ones go."""

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from towpath.api.models import KeptAnswer
from towpath.jobs import housekeeping
from towpath.jobs.task import BackOff
from towpath.kernel.clocks.sweep import RECOMPUTE_TASK
from towpath.kernel.events.log import DELIVER_TASK, enqueue

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


class Changed(Exception):
    pass


def fail_after_enqueueing() -> None:
    with transaction.atomic():
        enqueue(DELIVER_TASK, event_id=1)
        raise Changed


def test_a_job_exists_exactly_if_its_act_does():
    with pytest.raises(Changed):
        fail_after_enqueueing()
    assert ProcrastinateJob.objects.count() == 0
    enqueue(DELIVER_TASK, event_id=1)
    assert ProcrastinateJob.objects.count() == 1


def test_it_does_so_inside_a_worker_too():
    """There the queue's own app holds connections of its own, outside of any transaction of ours."""
    with app.replace_connector(app.connector.get_worker_connector()):
        with pytest.raises(Changed):
            fail_after_enqueueing()
        enqueue(DELIVER_TASK, event_id=2)
    assert list(ProcrastinateJob.objects.values_list("args", flat=True)) == [{"event_id": 2}]


def test_jobs_keep_the_lock_of_their_task():
    enqueue(RECOMPUTE_TASK, reason="a test")
    assert ProcrastinateJob.objects.get().lock == RECOMPUTE_TASK


def test_mail_jobs_wait_for_no_other():
    """Of jobs that share a lock a worker begins one at each look at the queue: a burst would leave thousands behind."""
    enqueue("towpath.mail.send", queue="mail", mail_id=1)
    assert ProcrastinateJob.objects.get().lock is None


def stalled(**more) -> int:
    """A job whose worker has died."""
    with connection.cursor() as cursor:
        columns = {
            "task_name": DELIVER_TASK,
            "queue_name": "default",
            "status": "doing",
            "attempts": 1,
            "args": "{}",
        } | more
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        cursor.execute(
            f"INSERT INTO procrastinate_jobs ({names}) VALUES ({marks}) RETURNING id", list(columns.values())
        )
        return cursor.fetchone()[0]


def rescue() -> tuple[int, int]:
    return async_to_sync(housekeeping.rescue)(JobManager(DjangoConnector()), 20)


def status(pk: int) -> str:
    return ProcrastinateJob.objects.get(pk=pk).status


def test_a_stalled_job_runs_again():
    pk = stalled()
    assert rescue() == (1, 0)
    assert status(pk) == "todo"
    assert rescue() == (0, 0)


def test_a_job_that_stalls_for_ever_ends():
    pk = stalled(attempts=housekeeping.MOST_ATTEMPTS)
    assert rescue() == (0, 1)
    assert status(pk) == "failed"


@pytest.mark.django_db(transaction=True)
def test_a_stalled_run_whose_next_waits_already_is_left_to_that_one():
    pk = stalled(queueing_lock="nightly")
    following = stalled(queueing_lock="nightly", status="todo")
    assert rescue() == (0, 1)
    assert (status(pk), status(following)) == ("aborted", "todo")


def test_a_failure_is_tried_again_ever_more_slowly_for_days():
    waits, job = [], Job(id=1, lock=None, queueing_lock=None, task_name="x", queue="default")
    for attempts in range(BackOff.MOST + 1):
        decision = BackOff().get_retry_decision(exception=ValueError(), job=job.evolve(attempts=attempts))
        waits.append(decision and round((decision.retry_at - datetime.now(UTC)).total_seconds()))
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert max(filter(None, waits)) == 3600
    assert timedelta(days=3) <= timedelta(seconds=sum(filter(None, waits))) < timedelta(days=4)
    assert waits[-1] is None


def test_the_night_clears_away_what_has_served_its_time(cast):
    old, fresh = NOW - timedelta(days=8), NOW - timedelta(days=1)
    for moment in (old, fresh):
        for status_ in ("succeeded", "failed", "todo"):
            pk = stalled(status="todo")
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status_, pk])
                cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [moment, pk])
        Session.objects.create(session_key=str(moment), session_data="", expire_date=moment + timedelta(days=2))
        KeptAnswer.objects.create(person=cast.nadia, key=str(moment), request="x", made_at=moment)
    housekeeping.tidy(NOW)
    housekeeping.tidy(NOW)
    left = sorted(ProcrastinateJob.objects.values_list("status", flat=True))
    assert left == ["failed", "failed", "succeeded", "todo", "todo"]
    assert list(Session.objects.values_list("session_key", flat=True)) == [str(fresh)]
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == [str(fresh)]

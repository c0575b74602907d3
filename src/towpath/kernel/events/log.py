"""Write an event and the job that delivers it, in the caller's transaction; give it to its listeners later."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from psycopg.types.json import Jsonb

from towpath.kernel.books.shelf import keep
from towpath.kernel.events.models import Delivery, Event
from towpath.kernel.events.registry import HAPPENINGS
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.new_rows import insert
from towpath.kernel.occasion import Occasion

Listener = Callable[[Event, datetime], None]
_listeners: dict[str, dict[str, Listener]] = {}
DELIVER_TASK = "towpath.events.deliver"
type Job = tuple[str, dict[str, Any]]  # a task's name and its arguments
_held_back: ContextVar[list[Job] | None] = ContextVar("held_back", default=None)


def listen(*event_names: str) -> Callable[[Listener], Listener]:
    """Register a function for events. Used in notices, adapters and jobs only; it must be idempotent."""

    def register(function: Listener) -> Listener:
        for name in event_names:
            if name not in HAPPENINGS:
                raise ValueError(f"Nobody declares the event {name}.")
            _listeners.setdefault(name, {})[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return register


def record(
    name: str,
    occasion: Occasion,
    /,
    *,
    subject: models.Model,
    organisation: Organisation | int | None = None,
    on_behalf_of: Person | None = None,
    **data: Any,
) -> Event:
    """Keep one event. Must stand in the transaction that makes it true; its delivery is enqueued in the same.

    The book that the act went by is kept with it, so that whatever it decided can be asked again.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} must be recorded inside the transaction that makes it true.")
    if name not in HAPPENINGS:
        raise ValueError(f"Nobody declares the event {name}.")
    event = Event(
        name=name,
        at=occasion.at,
        actor=occasion.actor,
        on_behalf_of=on_behalf_of,
        door=occasion.door,
        organisation_id=organisation.pk if isinstance(organisation, Organisation) else organisation,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        data=data,
    )
    keep(occasion.book)
    insert([event])
    if name in _listeners:
        enqueue(DELIVER_TASK, event_id=event.pk)
    if occasion.kept is not None:
        occasion.kept(event)
    return event


def enqueue(task: str, *, queue: str = "default", **arguments: Any) -> None:
    """Put a job in the queue, in the caller's transaction: it exists exactly if the transaction commits."""
    held = _held_back.get()
    if held is not None:
        held.append((task, arguments))
        return
    with connection.cursor() as cursor:
        cursor.execute(DEFER, [*_kind_of(task, queue), Jsonb(arguments)])


# The queue's own function, called in our own transaction: inside a worker the queue's app holds connections of its own,
# and a job made there must still stand or fall with its act.
DEFER = "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, %s, %s, %s, NULL)::procrastinate_job_to_defer_v1])"


@lru_cache(maxsize=256)
def _kind_of(task: str, queue: str) -> tuple[str, str, int, str | None, str | None]:
    """What the queue is told of every job of a task: queue, name, priority, lock and queueing lock."""
    from procrastinate.contrib.django import app  # the queue's app exists only once Django is set up

    job = app.configure_task(task, queue=queue).job
    return job.queue, job.task_name, job.priority, job.lock, job.queueing_lock


@contextmanager
def jobs_held_back() -> Iterator[list[Job]]:
    """Jobs of this context go to the list that it yields instead of the queue.

    For loading a past that is over: its mails must not go out today. The caller answers for what it drops.
    """
    held: list[Job] = []
    token = _held_back.set(held)
    try:
        yield held
    finally:
        _held_back.reset(token)


def deliver(event_id: int, now: datetime) -> list[str]:
    """Give an event to every listener that has not had it; returns those that did their work now.

    Each listener runs in a transaction of its own with its Delivery row, so a crash repeats only what was not
    kept. The first error is raised after all others had their turn, for the queue to try again later.
    """
    event = Event.objects.select_related("actor", "organisation").get(pk=event_id)
    had = set(event.deliveries.values_list("listener", flat=True))
    done, failed = [], None
    for key, function in _listeners.get(event.name, {}).items():
        if key in had:
            continue
        try:
            with transaction.atomic():
                Delivery.objects.create(event=event, listener=key, done_at=now)
                function(event, now)
            done.append(key)
        except IntegrityError as error:
            if not Delivery.objects.filter(event=event, listener=key).exists():
                failed = failed or error
        except Exception as error:  # a listener's own fault must not keep the others from their turn
            failed = failed or error
    if failed is not None:
        raise failed
    return done

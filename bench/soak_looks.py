"""What the soak looks at in the database, before and after: imported once Django is set up."""

import os
import time
from collections import Counter
from datetime import UTC, datetime

from django.db import connection

from bench.pages import session_of
from towpath.domain.deals.models import Registration
from towpath.kernel.events.models import Event
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import Person

# Connections that may be open: one for each of the four threads of two web processes; for each of two workers the one that
# listens, the four of the queue's pool, and one for each thread that runs jobs (as many as Python's pool has); our own.
IDLE = 2 * 4 + 2 * (1 + 4 + min(32, (os.cpu_count() or 1) + 4)) + 1


def seller() -> tuple[str, str]:
    """(API key, session cookie) of a partner's seller."""
    person = Person.objects.get(email="nadia@alderbrook.demo.example")
    return tokens.make(person, "soak", datetime.now(UTC))[1], session_of(person)


def faults(kept: list[str], answered: Counter[str], *, patience: float) -> list[str]:
    """In a sentence each: what was lost, done twice or left over. Waits up to `patience` seconds for the queue to be empty."""
    found = [f"{count} times {what}" for what, count in answered.items() if what.split()[-1].startswith("5")]
    until = time.monotonic() + patience
    while (
        left := _one(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
        )
    ) and (time.monotonic() < until):
        time.sleep(1)
    counted = {
        "jobs are left in the queue": left,
        "jobs failed": _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"),
        "answered submissions are not there": len(set(kept)) - Registration.objects.filter(reference__in=kept).count(),
        "references were given twice": len(kept) - len(set(kept)),
        "mails were made twice": _one(
            "SELECT count(*) FROM (SELECT 1 FROM mail_outgoingmail GROUP BY event_id, kind, lower(\"to\") HAVING count(*) > 1) AS two"
        ),
        "answered submissions have not exactly one event": len(set(kept)) - _told_once(kept),
    }  # fmt: skip
    found += [f"{count} {what}" for what, count in counted.items() if count]
    if (open_now := _one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) > IDLE:
        found.append(f"{open_now} connections are open; {IDLE} would be expected at most: {_what_they_did()}")
    return found


def _what_they_did() -> str:
    """The last statement of each connection, counted, so that whose they are can be told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, left(regexp_replace(query, '\\s+', ' ', 'g'), 60), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1, 2 ORDER BY 3 DESC"
        )
        return "; ".join(f"{count} {state} after “{query}”" for state, query, count in cursor.fetchall())


def _told_once(kept: list[str]) -> int:
    """How many of these registrations have one event of their submission."""
    ids = Registration.objects.filter(reference__in=kept).values("pk")
    told = Event.objects.filter(
        subject_type="deals.registration", subject_id__in=ids, name="deals.registration.submitted"
    )
    return sum(count == 1 for count in Counter(told.values_list("subject_id", flat=True)).values())


def _one(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])

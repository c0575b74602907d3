"""Submitting through the API, beside the same SQL statements alone: what the product adds to its own database work."""

import http.client
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from bench.product import cpu_ms
from towpath.domain.deals.models import Registration
from towpath.kernel.events.models import Event
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import Person

AIM_RATIO, AIM_CPU_MS = 0.15, 10.0
PATH = "/api/v1/deals/registrations"
CLIENTS = 8


def body(number: int) -> dict[str, Any]:
    """A whole registration; every number is another customer."""
    return {
        "submit": True, "deal_type": "resale", "business": "net_new", "deal_name": "200 seats for the data platform",
        "customer_name": f"Benchwick {number} Robotics", "customer_website": f"benchwick{number}.example",
        "customer_country": "DE", "contact_name": "Carla", "contact_email": f"carla@benchwick{number}.example",
        "amount": "48000.00", "currency": "EUR", "product": "premium", "need": "One platform for forty teams.",
        "close_on": (datetime.now(UTC) + timedelta(days=90)).date().isoformat(), "how_sourced": "We ran the assessment.",
    }  # fmt: skip


def main(port: int, web_pid: int, database_pid: int, *, each: int = 60) -> dict[str, Any]:
    """Both rates, their ratio, and CPU milliseconds of one submission, application and database apart."""
    seller = Person.objects.get(email="nadia@alderbrook.demo.example")
    _, key = tokens.make(seller, "bench", datetime.now(UTC))
    first = Registration.objects.latest("id").pk * 10_000_000  # customers that no earlier run has named
    through_api(port, key, 10, first + 9_000_000)  # processes warm
    before = cpu_ms(web_pid), cpu_ms(database_pid)
    api = through_api(port, key, each, first + 1_000_000)
    after = cpu_ms(web_pid), cpu_ms(database_pid)
    count = CLIENTS * each
    application, database = (after[0] - before[0]) / count, (after[1] - before[1]) / count
    statements, known = recorded(key, first)
    replayed(statements, known, 10, "Y")
    alone = replayed(statements, known, each, "Z")
    return {
        "statements": len(statements), "clients": CLIENTS, "api_a_second": round(api, 1), "sql_a_second": round(alone, 1),
        "ratio": round(api / alone, 3), "aim_ratio": AIM_RATIO, "cpu_ms_application": round(application, 2),
        "cpu_ms_database": round(database, 2), "cpu_ms": round(application + database, 2), "aim_cpu_ms": AIM_CPU_MS,
        "reached": api / alone >= AIM_RATIO and application + database <= AIM_CPU_MS,
    }  # fmt: skip


def through_api(port: int, key: str, each: int, first: int) -> float:
    """Submissions a second from eight kept connections."""

    def work(client: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(each):
            link.request(
                "POST", PATH, json.dumps(body(first + client * 100_000 + number)),
                {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            )  # fmt: skip
            answer = link.getresponse()
            told = answer.read()
            if answer.status != 201:
                raise RuntimeError(f"{answer.status}: {told.decode()[:500]}")
        link.close()

    return CLIENTS * each / together(work)


def together(work: Any) -> float:
    """Seconds that eight threads take; the first error of any is raised."""
    failed: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - began


def recorded(key: str, first: int) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """The statements of one submission, and the values in them that a replay must make anew."""
    statements: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(headers={"Authorization": f"Bearer {key}"})
    client.post(PATH, body(first + 1), content_type="application/json")  # what is kept in memory is read here
    with connection.execute_wrapper(note):
        answer = client.post(PATH, body(first + 2), content_type="application/json")
    made = Registration.objects.get(reference=answer.json()["reference"])
    event = Event.objects.filter(subject_type="deals.registration", subject_id=made.pk).latest("id")
    return statements, {"reference": made.reference, "registration": made.pk, "event": event.pk}


def replayed(statements: list[tuple[str, Any]], known: dict[str, Any], each: int, mark: str) -> float:
    """Transactions a second of the bare statements, from as many connections.

    References carry the recorded registration's own number, so that a second run over the same database repeats none.
    """
    opening = {name: settings.DATABASES["default"].get(name) for name in ("NAME", "USER", "HOST")}

    def work(client: int) -> None:
        with psycopg.connect(
            dbname=opening["NAME"], user=opening["USER"], host=opening["HOST"], cursor_factory=psycopg.ClientCursor
        ) as link:
            for number in range(each):
                fresh = {known["reference"]: f"{mark}{known['registration']:x}{client}{number:x}"}
                with link.cursor() as cursor:
                    for sql, params in statements:
                        _replay(cursor, sql, params, fresh, known)
                link.commit()

    took = together(work)
    connections.close_all()
    return CLIENTS * each / took


def _replay(cursor: Any, sql: str, params: Any, fresh: dict[Any, Any], known: dict[str, Any]) -> None:
    cursor.execute(sql, _anew(params, fresh))
    if cursor.description is None:
        return
    row = cursor.fetchone()
    for table, name in (("deals_registration", "registration"), ("events_event", "event")):
        if sql.startswith(f'INSERT INTO "{table}"') and row:
            fresh[known[name]] = row[0]


def _anew(value: Any, fresh: dict[Any, Any]) -> Any:
    """The parameters with what a replay makes anew; bulk inserts carry lists of them."""
    if isinstance(value, list | tuple):
        return [_anew(one, fresh) for one in value]
    return fresh.get(value, value) if isinstance(value, str | int) and not isinstance(value, bool) else value

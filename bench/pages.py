"""Pages at two sizes of the same channel: wall time, CPU of application and database, and how many queries."""

import http.client
import time
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.product import cpu_ms
from towpath.domain.deals import queries
from towpath.kernel.identity.models import Person

MOST_QUERIES, MOST_TIMES = 12, 1.5
AIM_CPU_MS = {"portal list": 15.0, "registration, portal": 20.0, "registration, workspace": 20.0}


def addresses() -> dict[str, tuple[Person, list[str]]]:
    """Page -> who reads it and which addresses."""
    nadia = Person.objects.get(email="nadia@alderbrook.demo.example")
    omar = Person.objects.get(email="omar.ops@demo.example")
    hers, all_of_them = (_newest(person) for person in (nadia, omar))
    return {
        "portal list": (nadia, ["/portal/deals/registrations"]),
        "ops queue": (omar, ["/deals/registrations?view=queue"]),
        "registration, portal": (nadia, [f"/portal/deals/registrations/{ref}" for ref in hers]),
        "registration, workspace": (omar, [f"/deals/registrations/{ref}" for ref in all_of_them]),
    }


def _newest(person: Person) -> list[str]:
    """What this person may see; without drafts, which open as a form, and rows that bare statements made: these are not whole."""
    whole = queries.visible(person).filter(reference__startswith="REG").exclude(state="draft")
    return list(whole.order_by("-id").values_list("reference", flat=True)[:40])


def session_of(person: Person) -> str:
    """The cookie of somebody who is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main(port: int, web_pid: int, database_pid: int, *, times: int = 120) -> dict[str, dict[str, Any]]:
    """Each page, read so often from one connection."""
    found = {}
    for page, (person, paths) in addresses().items():
        cookie, link = session_of(person), http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for path in (paths * 20)[:20]:
            _read(link, path, cookie)
        before, walls = (cpu_ms(web_pid), cpu_ms(database_pid)), []
        for number in range(times):
            began = time.perf_counter()
            size = _read(link, paths[number % len(paths)], cookie)
            walls.append((time.perf_counter() - began) * 1000)
        application, database = (
            (now - then) / times for now, then in zip((cpu_ms(web_pid), cpu_ms(database_pid)), before, strict=True)
        )
        walls.sort()
        found[page] = {
            "median_ms": round(median(walls), 2), "p95_ms": round(walls[int(times * 0.95)], 2), "bytes": size,
            "cpu_ms_application": round(application, 2), "cpu_ms_database": round(database, 2),
            "cpu_ms": round(application + database, 2), "queries": queries_of(person, paths[0]),
        }  # fmt: skip
    return found


def queries_of(person: Person, path: str) -> int:
    """Queries of one reading, in this process."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def _read(link: http.client.HTTPConnection, path: str, cookie: str) -> int:
    link.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
    answer = link.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status} {answer.headers.get('Location', '')}")
    return len(content)


def compared(small: dict[str, dict[str, Any]], large: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each page's figures at both sizes, with the ratios that are aimed at."""
    rows = {}
    for page, now in large.items():
        then = small[page]
        median_ratio, p95_ratio = now["median_ms"] / then["median_ms"], now["p95_ms"] / then["p95_ms"]
        rows[page] = {
            "small": then, "large": now, "median_ratio": round(median_ratio, 2), "p95_ratio": round(p95_ratio, 2), "aim_cpu_ms": AIM_CPU_MS.get(page),
            "reached": max(median_ratio, p95_ratio) <= MOST_TIMES
            and now["queries"] <= MOST_QUERIES
            and now["cpu_ms"] <= AIM_CPU_MS.get(page, float("inf")),
        }  # fmt: skip
    return rows

"""The product under measurement: its own embedded server, real web processes, and the CPU time that both have used."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from towpath.config import box, processes
from towpath.config.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("TOWPATH_BENCH_HOME") or ROOT / ".towpath" / "bench")
TICK = os.sysconf("SC_CLK_TCK")


def prepare() -> EmbeddedServer:
    """Name home, key and database in the environment, before Django's settings are read. Starts nothing."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started here ends as well
    HOME.mkdir(parents=True, exist_ok=True, mode=0o711)
    box.make_secret_key(HOME / "secret_key")
    server = EmbeddedServer(HOME / "postgres")
    os.environ |= {
        "TOWPATH_HOME": str(HOME), "DATABASE_URL": server.url("bench"), "TOWPATH_EMBEDDED": "1",
        "DJANGO_SETTINGS_MODULE": "towpath.config.settings",
    }  # fmt: skip
    return server


@contextmanager
def database(server: EmbeddedServer) -> Iterator[None]:
    """The server running, with an empty migrated database; Django set up on it."""
    import psycopg

    with server.attach():
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")  # what a run that was cut off has left
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
            connection.execute("CREATE DATABASE bench")
        import django

        django.setup()
        from django.db import connections

        from towpath.cli.run import bring_up_to_date

        bring_up_to_date()
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def web(workers: int = 2) -> Iterator[tuple[int, int]]:
    """Web processes as `towpath serve` runs them: (port, process)."""
    port = processes.next_free_port("127.0.0.1", 8900)
    part = processes.web("127.0.0.1", port, workers)
    with open(HOME / "web.log", "ab") as log:
        process = subprocess.Popen(part.command, stdout=log, stderr=log, start_new_session=True)
    try:
        ends = time.monotonic() + 120
        while not processes.answers_http("127.0.0.1", port):
            if process.poll() is not None or time.monotonic() > ends:
                raise SystemExit(f"The web server does not answer; see {HOME / 'web.log'}.")
            time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def cpu_ms(root: int) -> float:
    """CPU milliseconds that a process, all its living descendants and its ended children have used."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        parents.setdefault(int(words[1]), []).append(int(entry.name))
        used[int(entry.name)] = sum(map(int, words[11:15])) * 1000 / TICK
    total, left = 0.0, [root]
    while left:
        one = left.pop()
        total += used.get(one, 0.0)
        left += parents.get(one, [])
    return total


def write_json(figures: dict[str, object]) -> Path:
    """Keep the figures of a run under bench/results."""
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    file = folder / time.strftime("%Y%m%d-%H%M%S.json", time.gmtime())
    file.write_text(json.dumps(figures, indent=2, default=str) + "\n", encoding="utf-8")
    return file

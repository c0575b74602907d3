"""Bad days, with real processes: the worker killed in the middle of a mail, PostgreSQL restarted under load."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.mailbox import Mailbox
from towpath.config.embedded import EmbeddedServer
from towpath.config.processes import Crew, worker

ROOT = Path(__file__).resolve().parents[2]


def until(holds: Callable[[], object], what: str, seconds: float = 90.0) -> None:
    """Wait for a condition, looking often; fail with what was waited for."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.05)


class House:
    """A database server, a mailbox and programs of our own, apart from those of the other tests."""

    def __init__(self, home: Path, port: int) -> None:
        self.server = EmbeddedServer(home / "postgres", durable=False)
        self.box = Mailbox(port)
        self.url = self.server.url()
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("TOWPATH_TEST")},
            "DATABASE_URL": self.url,
            "TOWPATH_HOME": str(home),
            "TOWPATH_MAIL_URL": self.box.url,
            "DJANGO_SETTINGS_MODULE": "towpath.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self.environment.pop("TOWPATH_EMBEDDED", None)

    def python(self, *arguments: str, **more) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, text=True, stdin=subprocess.DEVNULL, **more)

    def register(self, *names: str) -> None:
        done = self.python("-m", "tests.stories.bad_day", *names, stdout=subprocess.PIPE)
        out, _ = done.communicate(timeout=60)
        assert out.splitlines() == list(names)

    def rows(self, query: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def crew(self):
        """The worker as the product runs it: restarted when it dies, with a database that is looked after."""
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environment)
        crew = Crew([worker(3)], say=lambda text: None, pause=lambda deaths: 0.2)
        thread = threading.Thread(target=crew.run)
        thread.start()
        try:
            yield crew
        finally:
            crew.ask_to_stop()
            thread.join(timeout=30)
            os.environ.clear()
            os.environ.update(before)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    one = House(tmp_path_factory.mktemp("house"), port)
    with one.server.attach():
        one.server.create_database()
        made = one.python("-m", "django", "migrate", "--verbosity", "0", "--skip-checks")
        assert made.wait(timeout=120) == 0
        one.box.start()
        yield one
        one.box.stop()


@pytest.fixture(autouse=True)
def only_its_own(house):
    """Each test begins with an empty mailbox and nothing that waits."""
    house.box.accepted.clear()
    house.box.data_seen.clear()
    house.box.on_data = lambda message: None


def waiting(house: House) -> int:
    return house.rows("SELECT count(*) FROM mail_outgoingmail WHERE state <> 'sent'")[0][0]


@pytest.mark.rule("DRG-04")
def test_a_worker_killed_in_the_middle_of_a_mail_sends_it_once_after_all(house):
    killed, first = threading.Event(), []

    def stall(message) -> str | None:
        if first:
            return None
        first.append(message["Message-ID"])
        killed.wait(30)
        return "451 nobody there any more"

    house.box.on_data = stall
    house.register("Deal one")
    with house.crew() as crew:
        assert house.box.data_seen.wait(30), "the mail is on the wire and not answered"
        before = crew.pids()["worker"]
        os.kill(before, signal.SIGKILL)
        until(lambda: crew.pids().get("worker") not in (None, before), "a new worker")
        killed.set()
        assert house.rows("SELECT state, tries FROM mail_outgoingmail WHERE state = 'sending'") == [("sending", 1)]
        # Time passes: the dead worker's last sign of life and its claim on the mail grow old.
        house.rows("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id IN "
                   "(SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing')")  # fmt: skip
        house.rows("UPDATE mail_outgoingmail SET next_try_at = now() - interval '1 second' WHERE state = 'sending'")
        until(lambda: waiting(house) == 0, "every mail sent")
    assert first[0] in house.box.ids
    assert sorted(Counter(house.box.ids).values()) == [1, 1], "the partner's and Ecosystem Operations', each once"
    assert {m["To"] for m in house.box.accepted} == {"nadia@example.org", "omar@example.org"}
    assert house.rows(
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'towpath.mail.send'"
    ) == [(0,)]


@pytest.mark.rule("DRG-04")
def test_postgresql_restarted_under_load_loses_nothing_acknowledged_and_sends_nothing_twice(house):
    names = [f"Load {n}" for n in range(30)]
    with house.crew():
        client = house.python("-m", "tests.stories.bad_day", *names, stdout=subprocess.PIPE)
        acknowledged = []
        for line in client.stdout:
            acknowledged.append(line.strip())
            if len(acknowledged) in (8, 20):
                house.server.stop()
                house.server.tend()
        assert client.wait(timeout=60) == 0
        assert acknowledged == names
        until(
            lambda: house.rows("SELECT count(*) FROM mail_outgoingmail m JOIN events_event e ON e.id = m.event_id "
                               "JOIN deals_registration r ON r.id = e.subject_id WHERE r.deal_name LIKE 'Load %' "
                               "AND m.state = 'sent'") == [(60,)],
            "two mails for each deal",
        )  # fmt: skip
    kept = house.rows("SELECT deal_name, count(*) FROM deals_registration WHERE deal_name LIKE 'Load %' GROUP BY 1")
    assert dict(kept) == dict.fromkeys(names, 1), "each acknowledged deal is there, once"
    assert set(Counter(house.box.ids).values()) == {1}
    assert len(house.box.ids) == 60
    assert waiting(house) == 0


def test_two_workers_that_send_at_once_never_send_one_mail_twice(house):
    house.rows(
        'INSERT INTO mail_outgoingmail (kind, "to", subject, text, html, subject_type, state, digest, message_id, '
        "made_at, next_try_at, tries, last_error) SELECT 'test', 'p' || n || '@x.example', 'Mail ' || n, 'Words', '', '', "
        "'waiting', false, '<' || n || '@race>', now(), now(), 0, '' FROM generate_series(1, 60) n"
    )
    send = "import django; django.setup(); from towpath.jobs.mail import send; send()"
    both = [house.python("-c", send) for _ in range(2)]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    assert sorted(house.box.ids) == sorted(f"<{n}@race>" for n in range(1, 61))
    assert waiting(house) == 0

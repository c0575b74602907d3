"""The crew: starts all, restarts what dies, gives up loudly, leaves nothing behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from towpath.config.binaries import BoxError
from towpath.config.processes import (
    Crew,
    Part,
    answers_http,
    next_free_port,
    port_is_free,
    sweep_orphans,
)

STAY = [sys.executable, "-c", "import signal; signal.pause()"]
SRC = str(Path(__file__).resolve().parents[2] / "src")


class Running:
    """A crew in a thread, with what it said."""

    def __init__(self, *parts: Part, **options) -> None:
        self.said: list[str] = []
        self.heard, self.ready = threading.Event(), threading.Event()
        self.error: BaseException | None = None
        self.crew = Crew(parts, say=self.hear, pause=lambda deaths: 0.0, **options)
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def hear(self, text: str) -> None:
        self.said.append(text)
        self.heard.set()

    def run(self) -> None:
        try:
            self.crew.run(self.ready.set, patience=30)
        except BoxError as error:
            self.error = error

    def stop(self) -> None:
        self.crew.ask_to_stop()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()


def lives(pid: int) -> bool:
    """Zombies do not live."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_all_parts_start_and_stop_together():
    running = Running(Part("first", STAY), Part("second", STAY))
    assert running.ready.wait(30)
    pids = running.crew.pids()
    assert sorted(pids) == ["first", "second"]
    running.stop()
    assert not any(lives(pid) for pid in pids.values())
    assert running.error is None


def test_what_is_killed_starts_again_with_a_message():
    running = Running(Part("worker", STAY))
    assert running.ready.wait(30)
    before = running.crew.pids()["worker"]
    os.kill(before, signal.SIGKILL)
    assert running.heard.wait(30)
    assert "The worker ended (killed by SIGKILL); it starts again" in running.said[0]
    while running.crew.pids().get("worker") in (None, before):
        running.heard.wait(0.05)
    running.stop()


def test_what_dies_at_once_three_times_stops_everything(tmp_path):
    dying = [sys.executable, "-c", "print('no such setting'); raise SystemExit(3)"]
    running = Running(Part("web server", dying), Part("worker", STAY), logs=tmp_path)
    running.thread.join(timeout=60)
    assert "The web server ended 3 times right after its start (last: exit code 3)" in str(running.error)
    assert "no such setting" in str(running.error), "the end of its log belongs to the message"
    assert running.crew.pids() == {}


def test_a_part_that_never_answers_is_an_error():
    crew = Crew([Part("web server", STAY, answers=lambda: False)])
    with pytest.raises(BoxError, match="Not ready after"):
        crew.run(patience=0.2)
    assert crew.pids() == {}


def test_a_program_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(BoxError, match="The worker cannot be started"):
        Crew([Part("worker", [str(tmp_path / "missing")])]).run()


def test_the_group_of_a_killed_part_is_swept(tmp_path):
    family = (
        "import subprocess, sys, signal\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        "print(child.pid, flush=True)\nsignal.pause()"
    )
    log = tmp_path / "family.log"
    running = Running(
        Part("family", [sys.executable, "-c", family], answers=lambda: bool(log.read_text())), logs=tmp_path
    )
    assert running.ready.wait(30)
    watch = os.pidfd_open(int(log.read_text().split()[0]))
    os.kill(running.crew.pids()["family"], signal.SIGKILL)
    assert select.select([watch], [], [], 30)[0], "the grandchild ends with its parent"
    os.close(watch)
    running.stop()


def test_our_death_ends_the_parts():
    script = (
        f"import sys; sys.path.insert(0, {SRC!r})\n"
        "from towpath.config.processes import Crew, Part\n"
        f"crew = Crew([Part('worker', {STAY!r})])\n"
        "crew.run(lambda: print(crew.pids()['worker'], flush=True))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    worker = int(parent.stdout.readline())
    watch = os.pidfd_open(worker)
    parent.kill()
    parent.communicate()
    assert select.select([watch], [], [], 30)[0], "the kernel ends it"
    os.close(watch)


def test_orphans_of_a_killed_crew_are_swept(tmp_path):
    mark = f"TOWPATH_CREW={tmp_path}"
    orphan = subprocess.Popen(STAY, env={**os.environ, "TOWPATH_CREW": str(tmp_path)})
    stranger = subprocess.Popen(STAY)
    while mark.encode() not in Path(f"/proc/{orphan.pid}/environ").read_bytes():
        pass  # until exec has happened
    assert sweep_orphans(mark) == 1
    assert orphan.wait(30) == -signal.SIGKILL
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_taken_port_is_seen_and_the_next_free_one_offered():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
        assert next_free_port("127.0.0.1", port) > port


def test_an_unknown_host_is_an_error():
    with pytest.raises(BoxError, match="has no address"):
        port_is_free("no such host", 80)


def test_nobody_there_is_no_answer(free_port):
    assert not answers_http("127.0.0.1", free_port)

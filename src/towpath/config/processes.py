"""Runs web server and worker side by side: starts them, restarts what dies, stops all. Knows no database."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from towpath.config.binaries import BoxError

LOOK_EVERY = 0.1  # seconds between two looks at the children
AT_ONCE = 10.0  # a child that lives shorter than this many seconds died "at once"
TIMES = 3  # so many deaths at once in a row, and everything stops
GRACE = 10.0  # seconds a child may take to finish its work
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Part:
    """A program to keep running. `answers` tells whether it is ready; None: as soon as it runs."""

    name: str
    command: Sequence[str]
    answers: Callable[[], bool] | None = None


@dataclass
class _Child:
    part: Part
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    quick_deaths: int = 0
    again_at: float = field(default=0.0)  # monotonic seconds; when to start it (again)


class Crew:
    """Parts that live and end together."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        logs: Path | None = None,
        say: Callable[[str], None] = print,
        tend: Callable[[], object] = lambda: None,
        pause: Callable[[int], float] = lambda deaths: min(30.0, 2.0 ** (deaths - 1)),
    ) -> None:
        """With `logs` each part writes to its own file there, else to our own output. `pause` is the back-off in seconds.

        `tend` is called at every look, for what must be kept alive besides the parts (the database).
        """
        self._children = [_Child(part) for part in parts]
        self._logs, self._say, self._pause, self._tend_also = logs, say, pause, tend
        self._stop_asked = False
        self._hurry = False

    def ask_to_stop(self, *_: object) -> None:
        """End `run` soon; asked a second time, without waiting for work in hand. Fit for a signal handler."""
        self._hurry, self._stop_asked = self._stop_asked, True

    def stop_on_signals(self) -> None:
        """Ctrl-C, a closed terminal and a polite kill all end the crew."""
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self.ask_to_stop)

    def run(self, when_ready: Callable[[], None] = lambda: None, patience: float = 60.0) -> None:
        """Start all, call `when_ready` when each answers, and watch until asked to stop.

        Raises BoxError when a part dies at once three times running, or does not answer within `patience` seconds.
        """
        begun, ready = time.monotonic(), False
        try:
            while not self._stop_asked:
                self._tend_also()
                for child in self._children:
                    self._tend(child)
                if not ready and all(self._answers(child) for child in self._children):
                    ready = True
                    when_ready()
                if not ready and time.monotonic() - begun > patience:
                    raise BoxError(f"Not ready after {patience:.0f} s.{self._log_ends()}")
                time.sleep(LOOK_EVERY)
        finally:
            self._stop_all()

    def pids(self) -> dict[str, int]:
        """The running parts and their processes."""
        return {c.part.name: c.process.pid for c in self._children if c.process and c.process.poll() is None}

    def _tend(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            _sweep(child.process)
            child.process = None
            child.quick_deaths = child.quick_deaths + 1 if now - child.began < AT_ONCE else 1
            if child.quick_deaths >= TIMES:
                raise BoxError(
                    f"The {child.part.name} ended {TIMES} times right after its start (last: {_ending(code)}), so everything "
                    f"was stopped.{self._log_ends(child)}"
                )
            wait = self._pause(child.quick_deaths)
            self._say(
                f"The {child.part.name} ended ({_ending(code)}); it starts again in {wait:g} s.{self._log_place(child)}"
            )
            child.again_at = now + wait
        if now >= child.again_at:
            self._start(child)

    def _start(self, child: _Child) -> None:
        child.began = time.monotonic()
        log = self._open_log(child)
        try:
            child.process = subprocess.Popen(
                child.part.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if log else None,
                start_new_session=True,  # Ctrl-C reaches us alone, and the group can be swept as a whole
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )
        except OSError as error:
            raise BoxError(f"The {child.part.name} cannot be started: {error}.") from error
        finally:
            if log:
                log.close()

    def _answers(self, child: _Child) -> bool:
        if child.process is None or child.process.poll() is not None:
            return False
        return child.part.answers is None or child.part.answers()

    def _stop_all(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + GRACE
        while any(process.poll() is None for process in running) and time.monotonic() < end and not self._hurry:
            time.sleep(0.02)
        for process in running:
            _sweep(process)
            process.wait()

    def _open_log(self, child: _Child) -> IO[bytes] | None:
        if self._logs is None:
            return None
        self._logs.mkdir(parents=True, exist_ok=True)
        file = self._log_file(child)
        if file.exists() and file.stat().st_size > 5_000_000:
            file.replace(file.with_suffix(".log.1"))
        return open(file, "ab")

    def _log_file(self, child: _Child) -> Path:
        return (self._logs or Path()) / f"{child.part.name.replace(' ', '-')}.log"

    def _log_place(self, child: _Child) -> str:
        return f" Its log: {self._log_file(child)}" if self._logs else ""

    def _log_ends(self, only: _Child | None = None) -> str:
        if self._logs is None:
            return ""
        ends = []
        for child in [only] if only else self._children:
            if self._log_file(child).exists():
                text = self._log_file(child).read_bytes()[-1500:].decode(errors="replace").strip()
                ends.append(f"\nEnd of {self._log_file(child)}:\n{text}")
        return "".join(ends)


def _end_with_parent() -> None:
    """Runs in the child before exec: the kernel ends it when we are killed. Elsewhere than on Linux it would live on."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


_LIBC = ctypes.CDLL(None)  # loaded here, because nothing should be loaded between fork and exec


def _sweep(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the child's group, itself included."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nobody left (macOS says "not permitted" of a group of zombies)


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def sweep_orphans(mark: str) -> int:
    """End what an earlier crew left behind when it was killed outright; returns how many processes.

    `mark` is a line of the environment (`NAME=value`) that only this crew's children carry. To be called only while it is
    certain that no other crew with this mark runs. Works where /proc tells; elsewhere it finds nothing.
    """
    ended = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            if mark.encode() in environment and int(folder.name) != os.getpid():
                os.kill(int(folder.name), signal.SIGKILL)
                ended += 1
        except (OSError, ValueError):
            continue  # not ours to read, or gone meanwhile
    return ended


# -- the two programs --------------------------------------------------------------------------------------------------


def web(host: str, port: int, workers: int) -> Part:
    """The web server: granian with its own worker processes, four threads each (one database connection a thread)."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"]
    command += ["--workers-kill-timeout", "5", "towpath.config.wsgi:application"]
    return Part("web server", command, lambda: answers_http(host, port))


def worker(concurrency: int) -> Part:
    """The job worker. Work in hand gets eight seconds at the end; what is cut off then is retried."""
    command = [sys.executable, "-m", "towpath", "manage", "procrastinate", "worker", "--concurrency", str(concurrency)]
    command += ["--fetch-job-polling-interval", "1", "--shutdown-graceful-timeout", "8"]
    return Part("worker", command)


def answers_http(host: str, port: int) -> bool:
    """Whether the product answers there and its database behind it."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """The name under which this machine reaches a server bound to `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - read, not bound


def port_is_free(host: str, port: int) -> bool:
    """Whether a server may bind there now. Raises BoxError where the host is not one of this machine's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise BoxError(f"The host {host!r} has no address: {error.strerror}.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def next_free_port(host: str, port: int) -> int:
    """The first free port after `port`. Raises BoxError when none of the next hundred is."""
    for candidate in range(port + 1, min(port + 101, 65536)):
        if port_is_free(host, candidate):
            return candidate
    raise BoxError(f"No free port between {port} and {port + 100} on {host}.")

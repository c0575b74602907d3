"""The PostgreSQL server in the box: one data folder, any number of processes, nothing acknowledged ever lost.

The first who attaches makes the data folder and starts the server; the last who leaves stops it. Who is attached is known
by locks that the kernel drops when a process dies, so a process that is killed leaves nothing behind to be cleaned up.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg
from psycopg import sql

from towpath.config.binaries import Binaries, BoxError, Identity, find_binaries, identity

LONGEST_SOCKET_FOLDER = 85  # bytes; a socket's whole path may have 103 on macOS, 107 on Linux
PATIENCE = 0.02  # seconds between two looks at the server

EVERY_SERVER = """\
# Written by Towpath at each start. Your own settings go to local.conf beside the data folder; they win.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 80
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_parallel_workers_per_gather = 1
random_page_cost = 1.1
jit = off
checkpoint_timeout = 15min
max_wal_size = 2GB
wal_compression = on
idle_in_transaction_session_timeout = 10min
log_min_duration_statement = 1s
log_checkpoints = off
"""
THROWAWAY_SERVER = """\
# A server for tests: quick, and worth nothing after the machine stops.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""


class Lease:
    """One process's hold on the running server. Leaving stops the server when nobody else holds it."""

    def __init__(self, server: "EmbeddedServer", file: IO[str]) -> None:
        self._server, self._file = server, file

    def close(self) -> None:
        """Let go; harmless when done twice."""
        if not self._file.closed:
            self._server._leave(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class EmbeddedServer:
    """A PostgreSQL server of our own under one folder. `durable=False` is for tests alone."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.sockets = _socket_folder(self.home)
        self._durable = durable
        self._started: subprocess.Popen[bytes] | None = None
        self._log_from = 0  # where in the log the present start begins

    def url(self, database: str = "towpath") -> str:
        """The DATABASE_URL of one database; known before the server runs."""
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    # -- attaching and leaving -----------------------------------------------------------------------------------

    def attach(self, patience: float = 600.0) -> Lease:
        """Make the data folder and start the server where needed, wait until it answers, and hold it.

        `patience` is in seconds; recovery after a crash may take long, and is never cut short by a second start.
        """
        with self._only_one():
            users = open(self.home / "users.lock", "a")  # noqa: SIM115 - the lease owns it from here
            try:
                fcntl.flock(users, fcntl.LOCK_SH)
                self._ensure_running(patience)
            except BaseException:
                users.close()
                raise
        return Lease(self, users)

    def keep_running(self, keep: bool) -> None:
        """Whether the server outlives its last user."""
        if keep:
            (self.home / "keep").touch()
        else:
            (self.home / "keep").unlink(missing_ok=True)

    def stop(self) -> bool:
        """Stop the server whoever uses it. False when it was not running."""
        if not self.home.exists():
            return False
        with self._only_one():
            self.keep_running(False)
            return self._stop()

    def running_pid(self) -> int | None:
        """The server's process, or None. A stale pid file, a zombie and a stranger with the same number are None."""
        if self._started is not None:
            self._started.poll()  # takes away a dead child, which would look alive
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
            return None
        return pid if _works_in(pid, self.data) else None

    def tend(self) -> bool:
        """Start the server again if it died; for whoever holds a lease for long. True when it had to."""
        if self.running_pid() is not None:
            return False
        with self._only_one():
            self._ensure_running(600.0)
        return True

    def create_database(self, name: str = "towpath") -> bool:
        """Make a database unless it is there. True when it was made."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True

    def _leave(self, users: IO[str]) -> None:
        with self._only_one(), users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still works with it
            if not (self.home / "keep").exists():
                self._stop()

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.home / "start.lock", "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    # -- the server itself ---------------------------------------------------------------------------------------

    def _ensure_running(self, patience: float) -> None:
        if self._answers():
            return
        binaries, who = find_binaries(), identity()
        self._make_socket_folder()
        self._make_data(binaries, who)
        who.hand_over(self.home, self.sockets)
        begun, tried = time.monotonic(), False
        while not self._answers():
            if time.monotonic() - begun > patience:
                raise BoxError(
                    f"PostgreSQL did not answer within {patience:.0f} s. Its log: {self.log}\n{self._log_end()}"
                )
            # A live server that does not answer recovers from a crash: wait for it, never start a second one.
            if self.running_pid() is None and (self._started is None or self._started.poll() is not None):
                if tried:
                    self._judge_early_end()
                self._launch(binaries, who)
                tried = True
            time.sleep(PATIENCE)

    def _answers(self) -> bool:
        if self.running_pid() is None:
            return False
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _launch(self, binaries: Binaries, who: Identity) -> None:
        (self.data / "towpath.conf").write_text(EVERY_SERVER + ("" if self._durable else THROWAWAY_SERVER))
        who.hand_over(self.data)
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [binaries.path("postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        with open(self.log, "ab") as log:
            self._log_from = log.tell()
            self._started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **who.popen_options
            )

    def _judge_early_end(self) -> None:
        """After a kill -9 of the first process its children hold the memory for some milliseconds; all else is an error."""
        end = self._log_end()
        if "is still in use" not in end and "Is another postmaster" not in end:
            raise BoxError(f"PostgreSQL ended while it started. Its log: {self.log}\n{end}")

    def _log_end(self) -> str:
        if not self.log.exists():
            return ""
        return self.log.read_bytes()[self._log_from :].decode(errors="replace")[-2000:]

    def _make_socket_folder(self) -> None:
        self.sockets.mkdir(exist_ok=True, parents=True, mode=0o700)
        found = self.sockets.lstat()
        ours = found.st_uid in (os.getuid(), 65534) if os.getuid() == 0 else found.st_uid == os.getuid()
        if not self.sockets.is_dir() or self.sockets.is_symlink() or not ours or found.st_mode & 0o077:
            raise BoxError(
                f"The folder for the database's socket, {self.sockets}, can be reached by others. Remove it and start again."
            )

    def _make_data(self, binaries: Binaries, who: Identity) -> None:
        if (self.data / "PG_VERSION").exists():
            made_by = (self.data / "PG_VERSION").read_text().strip()
            if made_by != str(binaries.version):
                raise BoxError(
                    f"The data in {self.data} was made by PostgreSQL {made_by}, but {binaries.folder} is {binaries.version}. "
                    f"Set TOWPATH_PG_BINDIR to a PostgreSQL {made_by}, write a dump with its pg_dump, move the folder away, "
                    "start again and load the dump."
                )
            return
        fresh = self.home / "data.new"  # renamed when whole: an interrupted initdb never counts
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        who.hand_over(self.home, fresh)
        command = [binaries.path("initdb"), "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        command += [*binaries.locale_options(), *([] if self._durable else ["--no-sync"])]
        made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **who.popen_options)
        if made.returncode != 0:
            raise BoxError(
                f"initdb could not make the data folder:\n{made.stderr.strip()[-2000:]}{_hint_for_root(who)}"
            )
        with open(fresh / "postgresql.conf", "a") as file:
            file.write("\ninclude_if_exists = 'towpath.conf'\ninclude_if_exists = '../local.conf'\n")
        fresh.rename(self.data)

    def _stop(self, patience: float = 60.0) -> bool:
        pid = self.running_pid()
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)  # "fast": connections are cut, everything is written
        begun, hurried = time.monotonic(), False
        while self.running_pid() == pid:
            if time.monotonic() - begun > patience and not hurried:
                os.kill(pid, signal.SIGQUIT)  # "immediate": the next start recovers
                hurried = True
            time.sleep(PATIENCE)
        return True


def _socket_folder(home: Path) -> Path:
    inside = home / "run"
    if len(str(inside).encode()) <= LONGEST_SOCKET_FOLDER:
        return inside
    short = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"towpath-{os.getuid()}-{short}"


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the process lives and, where the system tells, has the folder as its own (a server always moves there)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            # Dead, and its parent has not noticed yet. While it is one of ours, a new server would take it for alive.
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            return False
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except FileNotFoundError:
        return False
    except PermissionError:
        return True


def _hint_for_root(who: Identity) -> str:
    if who.owner is None:
        return ""
    return (
        "\nThis system allows root no user namespaces, so PostgreSQL runs as the user nobody, who must be able to reach both its "
        "programs and the data folder. Run Towpath as an ordinary user, or set DATABASE_URL to the address of a running server."
    )

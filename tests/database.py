"""The database server of a test run: started once, shared by all xdist workers, with a migrated template to copy."""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from towpath.config.embedded import EmbeddedServer, Lease

ROOT = Path(__file__).resolve().parents[1]
NAME = "TOWPATH_TEST_DATABASE"  # set by the first process for the workers it starts


class TestDatabase:
    """`for_this_run` names the database in the environment, `prepare` makes the template, `close` lets the server go."""

    __test__ = False  # pytest: not a class of tests

    def __init__(self, home: Path, server: EmbeddedServer | None, lease: Lease | None) -> None:
        self.home, self.server, self.lease = home, server, lease

    @classmethod
    def for_this_run(cls, home: Path) -> "TestDatabase":
        """Start or attach to the server, unless DATABASE_URL names one or a parent process has done it."""
        home.mkdir(parents=True, exist_ok=True)
        os.environ["TOWPATH_HOME"] = str(home)  # keys and attachments of tests stay among themselves
        os.environ.setdefault("TOWPATH_SECRET_KEY", "only-for-tests-and-known-to-everybody-who-reads-this-line")
        if os.environ.get("DATABASE_URL"):
            return cls(home, None, None)
        server = EmbeddedServer(home / "postgres", durable=False)
        lease = server.attach()
        os.environ["DATABASE_URL"] = server.url(f"run{os.getpid()}")
        os.environ[NAME] = f"template_{migrations_fingerprint()}"
        return cls(home, server, lease)

    def prepare(self) -> None:
        """Have Django copy the template for its test databases; made here, once, where it is missing."""
        template = os.environ.get(NAME)
        if template is None:
            return  # a server of the operator's own: plain migrations, nothing left behind
        if self.server is not None:
            self._make_template(self.server, template)
        from django.conf import settings

        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template

    def close(self) -> None:
        """Leave the server; it stops when no other run uses it."""
        if self.lease is not None:
            self.lease.close()

    def _make_template(self, server: EmbeddedServer, template: str) -> None:
        with (
            _locked(self.home / "template.lock"),
            psycopg.connect(server.url("postgres"), autocommit=True) as connection,
        ):
            _drop_leftovers(connection, template)
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
                return
            half = f"{template}_half"
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            environment = {**os.environ, "DATABASE_URL": server.url(half), "PYTHONPATH": str(ROOT / "src")}
            command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
            made = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
            if made.returncode != 0:
                raise RuntimeError(f"The migrations fail on an empty database:\n{made.stderr[-4000:]}")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(template))
            connection.execute(rename)


def migrations_fingerprint() -> str:
    """Changes with every migration of ours and every locked version of others."""
    mark = hashlib.sha256((ROOT / "requirements" / "test.txt").read_bytes())
    for file in [*sorted((ROOT / "src").rglob("migrations/*.py")), *sorted((ROOT / "src").rglob("*.sql"))]:
        mark.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    mark.update((ROOT / "src/towpath/config/settings.py").read_bytes())  # which apps there are
    return mark.hexdigest()[:16]


def _drop_leftovers(connection: psycopg.Connection, template: str) -> None:
    """Remove the databases of runs that were killed, and templates that no longer fit."""
    names = connection.execute(
        "SELECT datname FROM pg_database WHERE datname ~ '^(test_run[0-9]+|template_.{16})'"
    ).fetchall()
    for (name,) in names:
        owner = name.removeprefix("test_run").partition("_")[0]
        stale = name.startswith("template_") and not name.startswith(template)
        if stale or (owner.isdigit() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists()):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _locked(file: Path):
    with open(file, "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

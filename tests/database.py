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
OURS = "TOWPATH_TEST_DATABASE"  # tells xdist's workers that DATABASE_URL was not set by a person


class TestDatabase:
    """`for_this_run` names the database in the environment, `prepare` starts the server, `close` lets it go."""

    __test__ = False  # pytest: not a class of tests

    def __init__(self, home: Path, server: EmbeddedServer | None) -> None:
        self.home, self.server = home, server
        self.lease: Lease | None = None

    @classmethod
    def for_this_run(cls, home: Path) -> "TestDatabase":
        """Name the server of the run, unless DATABASE_URL names one already. Starts nothing."""
        home.mkdir(parents=True, exist_ok=True)
        os.environ["TOWPATH_HOME"] = str(home)  # keys and attachments of tests stay among themselves
        os.environ.setdefault("TOWPATH_SECRET_KEY", "only-for-tests-and-known-to-everybody-who-reads-this-line")
        if os.environ.get("DATABASE_URL") and OURS not in os.environ:
            return cls(home, None)
        server = EmbeddedServer(home / "postgres", durable=False)
        os.environ[OURS] = "1"
        os.environ["DATABASE_URL"] = server.url(f"run{os.getpid()}")
        return cls(home, server)

    def prepare(self) -> None:
        """Start or join the server, and have Django copy its databases from a migrated template."""
        if self.server is None or self.lease is not None:
            return  # a server of the operator's own: plain migrations, nothing left behind
        self.lease = self.server.attach()
        template = f"template_{migrations_fingerprint()}"
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
            migrate = "import django; django.setup(); from towpath.cli.run import bring_up_to_date; bring_up_to_date()"
            command = [sys.executable, "-c", migrate]
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

"""Before Django's settings load: one database server for the whole run. After: the fixtures that every test may use.

The server lives under TOWPATH_TEST_HOME (default: .towpath/test), keeps nothing safe and is therefore quick. With
DATABASE_URL set, that server is used instead and nothing is started. Several runs at once are fine: each has databases of
its own on it, one per xdist worker, copied from a template that is migrated once.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [entry for entry in (str(ROOT / "src"), str(ROOT)) if entry not in sys.path]
os.environ["DJANGO_SETTINGS_MODULE"] = "towpath.config.settings"

from tests.database import TestDatabase  # noqa: E402 - the path must be set first

QUEUE = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
APPEND_ONLY = {
    "events_event": "event_no_truncate",
    "events_reliance": "reliance_no_truncate",
    "library_download": "download_no_truncate",
    "rulebook_publication": "publication_no_truncate",
}
# Files whose few tests take minutes: begun last, they would keep one process busy while the others have nothing left.
LONG = (
    "tests/browser/test_every_page", "tests/demo", "tests/bench", "tests/walls", "tests/api/test_fuzz",
    "tests/stories/test_bad_days", "tests/browser",
)  # fmt: skip
DATABASE = TestDatabase.for_this_run(Path(os.environ.get("TOWPATH_TEST_HOME") or ROOT / ".towpath" / "test"))


def pytest_configure(config: pytest.Config) -> None:
    import django
    from hypothesis import HealthCheck, settings

    # No test is timed, and none fails because a busy machine was slow to draw its examples.
    settings.register_profile("towpath", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("towpath")

    django.setup()
    from django.conf import settings as of_django

    of_django.PROGRAM_KEPT = None  # what somebody published in this checkout is not what is tested
    let_tests_empty_all()  # before test modules import models


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take long first, each still whole and in its own order."""
    items.sort(key=lambda item: next((at for at, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG)))


def let_tests_empty_all() -> None:
    """Tests that commit empty all tables after themselves: the queue too, whose tables Django does not manage.

    The triggers of tables that are append-only stand aside for that alone.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        if "events_event" not in tables:
            return flush(self, style, tables, **options)
        emptied = [table for table in tables if not table.startswith("books_")]  # each book is kept once a run
        statements = flush(self, style, [*emptied, *QUEUE], **options)
        aside = [f"ALTER TABLE {table} {{}} TRIGGER {trigger}" for table, trigger in APPEND_ONLY.items()]
        return [*(one.format("DISABLE") for one in aside), *statements, *(one.format("ENABLE") for one in aside)]

    DatabaseOperations.sql_flush = sql_flush


def pytest_unconfigure(config: pytest.Config) -> None:
    DATABASE.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Called by pytest-django before the first test that wants the database: only then is the server started."""
    DATABASE.prepare()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The reference program is on the shelf before the first test, as in a product that has run for a while."""
    from towpath.kernel.books.shelf import keep
    from towpath.program.book import Book

    with django_db_blocker.unblock():
        keep(Book(ROOT / "program" / "gitlab"))


# The fixtures import late: models can be imported only when Django is set up, which happens after this module is read.


@pytest.fixture(autouse=True)
def downloads_are_closed(monkeypatch):
    """A web server closes each file that it sends; the test client does so only where a test reads it to its end."""
    from django.http import FileResponse

    sent = []
    made = FileResponse.__init__

    def noted(self, *args, **options):
        made(self, *args, **options)
        sent.append(self)

    monkeypatch.setattr(FileResponse, "__init__", noted)
    yield
    for response in sent:
        for close in response._resource_closers:
            close()


@pytest.fixture
def cast(db):
    """The people, organisations and accounts that tests act with."""
    from tests.cast import assemble

    return assemble()


@pytest.fixture(scope="session")
def book():
    """The reference program."""
    from towpath.program.book import Book

    return Book(ROOT / "program" / "gitlab")


@pytest.fixture
def noon() -> datetime:
    """A Tuesday in working hours."""
    return datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def kept(settings, tmp_path):
    """Where the program will be kept as a repository of its own; nothing is there yet."""
    from towpath.kernel import in_force

    settings.PROGRAM_KEPT = tmp_path / "program"
    in_force.look_again()
    yield settings.PROGRAM_KEPT
    settings.PROGRAM_KEPT = None
    in_force.look_again()


@pytest.fixture
def by(book, noon) -> Callable:
    """by(cast.omar): the occasion on which Omar does something at noon; at= and door= say otherwise."""
    from towpath.kernel.occasion import Occasion

    def occasion(person, at: datetime | None = None, door: str = "workspace"):
        return Occasion(actor=person, at=at or noon, door=door, book=book)

    return occasion


@pytest.fixture
def shop(cast, by):
    """Everything that a quote is made from."""
    from tests.domain.quotes.shop import stocked

    return stocked(cast, by)


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

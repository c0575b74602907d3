"""The commands that run the product: demo, serve, work, migrate, manage, db. No business in here.

This module alone among the doors knows `towpath.config`: starting the product is wiring.
"""

import atexit
import fcntl
import importlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from towpath.basics.garbage import rare_collection
from towpath.cli import demo as demo_data
from towpath.config import box
from towpath.config.binaries import BoxError
from towpath.config.database_url import without_password
from towpath.config.processes import (
    Crew,
    Part,
    next_free_port,
    port_is_free,
    reachable,
    sweep_orphans,
    web,
    worker,
)

DEFAULT_PORT = 8000
_opened: list[object] = []  # what open_database() holds until the process ends


def set_up_django() -> None:
    """Make models importable. Connects to nothing."""
    box.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
    import django  # here, because most of `towpath --help` should not pay for it

    django.setup()


def open_database() -> None:
    """Have the database running until this process ends, and Django set up on it. Safe to call twice."""
    if not _opened:
        held = box.hold_database()
        held.__enter__()
        _opened.append(held)
        atexit.register(lambda: held.__exit__(None, None, None))
    set_up_django()


def bring_up_to_date() -> None:
    """Apply migrations that are not applied yet."""
    from django.core.management import call_command

    from towpath.config.quick_migrations import quick_states

    with rare_collection(), quick_states():
        call_command("migrate", interactive=False, verbosity=0)


def say_what_the_program_lacks() -> None:
    """Pages that this version asks for and the vendor's kept program has not: until they are there it is not sound."""
    if lacking := importlib.import_module("towpath.domain.rulebook.actions.editions").program_lacks():
        click.echo(
            f"The program lacks {', '.join(lacking)}. `towpath program update` brings what this version asks for."
        )


# -- everything at once ------------------------------------------------------------------------------------------------


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all networks.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"Port to listen on.  [default: {DEFAULT_PORT}, or the next free]"
)
def demo(host: str, port: int | None) -> None:
    """Start everything with made-up data, and print the addresses.

    Starts the database, loads a demo channel into it when it is empty, and runs web server and worker until Ctrl-C.
    What you do in it is kept for the next start; `make clean-demo` begins anew.
    """
    began = time.monotonic()
    os.environ["TOWPATH_DEMO"] = "1"
    folder = box.prepare()
    with _only_crew(folder):
        port = _choose_port(host, port)
        os.environ.setdefault("TOWPATH_URL", f"http://{reachable(host)}:{port}")  # what links in mails begin with
        with box.hold_database():
            set_up_django()
            bring_up_to_date()
            click.echo(demo_data.load_if_empty())
            _close_connections()

            def tell() -> None:
                click.echo(_welcome(host, port, folder, time.monotonic() - began))

            _run([web(host, port, workers=2), worker(concurrency=4)], logs=folder / "logs", when_ready=tell)
    click.echo("Stopped. Everything is kept for the next start.")


def _welcome(host: str, port: int, folder: Path, seconds: float) -> str:
    base = f"http://{reachable(host)}:{port}"
    lines = [
        f"Towpath is ready after {seconds:.1f} s.",
        "",
        f"  Pages      {base}/          (the sign-in page offers one click per role)",
        f"  REST API   {base}/api/v1/openapi.json",
        f"  Database   {without_password(os.environ['DATABASE_URL'])}",
        f"  Logs       {folder / 'logs'}",
        "",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


# -- one program each --------------------------------------------------------------------------------------------------


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all networks.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Port to listen on."
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer requests."
)
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server alone. Run `towpath migrate` before, and `towpath work` beside it."""
    box.prepare()
    _refuse_taken(host, port)
    with box.hold_database():
        _run(
            [web(host, port, workers)], when_ready=lambda: click.echo(f"Listening on http://{reachable(host)}:{port}/")
        )


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Jobs at the same time.")
def work(concurrency: int) -> None:
    """Run the job worker alone: mail, clocks, nightly jobs. As many as you like may run."""
    with box.hold_database():
        _run([worker(concurrency)])


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date. Safe to repeat; run it before each start of a new version."""
    open_database()
    bring_up_to_date()
    click.echo("The database is up to date.")
    say_what_the_program_lacks()


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
    options_metavar="",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: Sequence[str]) -> None:
    """Run a management command of Django, for example `towpath manage shell`."""
    box.prepare()
    if {"help", "--help", "--version"}.isdisjoint(arguments[:1]):
        open_database()
    set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["towpath manage", *arguments])


# -- the database in the box -------------------------------------------------------------------------------------------


@click.group()
def db() -> None:
    """Start, stop or address the database that Towpath runs itself."""


@db.command()
def url() -> None:
    """Print the database's address, for psql, pg_dump and other tools."""
    box.prepare()
    click.echo(os.environ["DATABASE_URL"])


@db.command()
def start() -> None:
    """Start the database and leave it running until `towpath db stop`."""
    _ours_only("start")
    with box.hold_database():
        box.server().keep_running(True)
    click.echo(f"The database runs: {os.environ['DATABASE_URL']}")


@db.command()
def stop() -> None:
    """Stop the database, also when something still uses it."""
    _ours_only("stop")
    click.echo("The database is stopped." if box.server().stop() else "The database was not running.")


COMMANDS = [demo, serve, work, migrate, manage, db]


# -- shared by them ----------------------------------------------------------------------------------------------------


def _ours_only(verb: str) -> None:
    box.prepare()
    if box.external_database():
        raise BoxError(
            f"DATABASE_URL names a server of yours; Towpath does not {verb} it. Unset DATABASE_URL for its own."
        )


def _run(parts: list[Part], logs: Path | None = None, when_ready: Callable[[], None] = lambda: None) -> None:
    tend = (lambda: None) if box.external_database() else box.server().tend
    crew = Crew(parts, logs=logs, say=lambda text: click.echo(text, err=True), tend=tend)
    crew.stop_on_signals()
    crew.run(when_ready)


@contextmanager
def _only_crew(folder: Path) -> Iterator[None]:
    """Refuse a second demo in the same folder, and clear away what a killed one left running."""
    with open(folder / "demo.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BoxError(
                f"A demo already runs in {folder}. Stop it with Ctrl-C, or set TOWPATH_HOME to another folder."
            ) from None
        sweep_orphans(f"TOWPATH_CREW={folder}")
        os.environ["TOWPATH_CREW"] = str(folder)
        yield


def _choose_port(host: str, port: int | None) -> int:
    """The port asked for, which must be free; or the default one or, where that is taken, the next."""
    if port is not None:
        _refuse_taken(host, port)
        return port
    if port_is_free(host, DEFAULT_PORT):
        return DEFAULT_PORT
    free = next_free_port(host, DEFAULT_PORT)
    click.echo(
        f"Port {DEFAULT_PORT} is taken by another program; using {free}. Choose one with --port (make demo PORT=...)."
    )
    return free


def _refuse_taken(host: str, port: int) -> None:
    if not port_is_free(host, port):
        raise BoxError(
            f"Port {port} on {host} is taken by another program, or not ours to use. Port {next_free_port(host, port)} is free: "
            f"choose it with --port {next_free_port(host, port)}."
        )


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()

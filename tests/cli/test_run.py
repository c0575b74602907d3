"""The command line from outside: what a newcomer reads, and what a wrong call answers."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SRC = str(Path(__file__).resolve().parents[2] / "src")


@pytest.fixture
def towpath(tmp_path):
    """Run the command in a home of its own, with no database named unless asked."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("TOWPATH_", "DATABASE_URL", "DJANGO_"))}
        environment = {**inherited, "PYTHONPATH": SRC, "TOWPATH_HOME": str(tmp_path / "home"), **environment}
        command = [sys.executable, "-m", "towpath", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120
        )

    return run


def test_help_names_every_command_in_words(towpath):
    answer = towpath("--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Usage: towpath")
    for command in ("demo", "serve", "work", "migrate", "manage", "db", "program"):
        assert f"\n  {command} " in answer.stdout
    assert "DATABASE_URL" in answer.stdout


@pytest.mark.parametrize("command", ["demo", "serve", "work", "migrate", "db"])
def test_every_command_explains_itself(towpath, command):
    answer = towpath(command, "--help")
    assert answer.returncode == 0
    assert f"Usage: towpath {command}" in answer.stdout


def test_help_starts_and_makes_nothing(towpath, tmp_path):
    towpath("demo", "--help")
    assert not (tmp_path / "home").exists()


def test_an_unknown_command_is_named(towpath):
    answer = towpath("launch")
    assert answer.returncode == 2
    assert "No such command 'launch'" in answer.stderr


def test_the_database_can_be_started_asked_for_and_stopped(towpath):
    started = towpath("db", "start")
    assert started.returncode == 0, started.stderr
    url = towpath("db", "url").stdout.strip()
    assert url in started.stdout
    assert towpath("db", "stop").stdout == "The database is stopped.\n"
    assert towpath("db", "stop").stdout == "The database was not running.\n"


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_a_server_of_the_operators_own_is_never_touched(towpath, verb):
    answer = towpath("db", verb, DATABASE_URL="postgresql://mia@db.example.org/towpath")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"Towpath does not {verb} it" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_refused_with_a_free_one(towpath, command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = towpath(command, "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in answer.stderr
    assert "choose it with --port" in answer.stderr

"""The server in the box: one start for many, no acknowledged row lost to kill -9, nothing left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from towpath.config.binaries import BoxError, find_binaries, identity
from towpath.config.embedded import EmbeddedServer

SRC = str(Path(__file__).resolve().parents[2] / "src")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "postgres"
    yield folder
    EmbeddedServer(folder).stop()


def child(home: Path, body: str, **pipes) -> subprocess.Popen:
    """A process of its own that has `server` at hand."""
    script = (
        f"import sys; sys.path.insert(0, {SRC!r})\n"
        "from pathlib import Path\nimport psycopg\nfrom towpath.config.embedded import EmbeddedServer\n"
        f"server = EmbeddedServer(Path({str(home)!r}))\n{body}"
    )
    return subprocess.Popen([sys.executable, "-c", script], text=True, **pipes)


def ask(server: EmbeddedServer, question: str):
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.execute(question).fetchone()[0]


def test_first_user_starts_it_last_user_stops_it(home):
    server = EmbeddedServer(home)
    first = server.attach()
    second = EmbeddedServer(home).attach()
    pid = server.running_pid()
    first.close()
    assert server.running_pid() == pid, "somebody still uses it"
    second.close()
    second.close()  # harmless
    assert server.running_pid() is None


def test_it_is_tuned_and_reached_through_its_socket_alone(home):
    server = EmbeddedServer(home)
    with server.attach():
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW timezone") == "UTC"
        assert ask(server, "SHOW fsync") == "on"
        assert ask(server, "SHOW shared_buffers") == "256MB"
        assert ask(server, "SELECT upper('straße àé')") in ("STRASSE ÀÉ", "STRAßE ÀÉ")
        assert server.sockets.stat().st_mode & 0o077 == 0
        assert server.home.stat().st_mode & 0o077 == 0


def test_own_settings_win(home):
    home.mkdir()
    (home / "local.conf").write_text("work_mem = 23MB\n")
    server = EmbeddedServer(home)
    with server.attach():
        assert ask(server, "SHOW work_mem") == "23MB"


def test_extensions_that_the_migrations_create_are_there(home):
    server = EmbeddedServer(home)
    with server.attach():
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            assert ask(server, f"SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'") == 1


def test_many_processes_at_once_make_one_server(home):
    body = "lease = server.attach(); print(server.running_pid(), flush=True); input(); lease.close()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    children = [child(home, body, **pipes) for _ in range(5)]
    pids = {one.stdout.readline().strip() for one in children}
    assert len(pids) == 1
    assert (home / "data" / "PG_VERSION").exists()
    assert not (home / "data.new").exists()
    for one in children:
        one.communicate("\n")
        assert one.returncode == 0
    assert EmbeddedServer(home).running_pid() is None


def test_a_database_is_made_once(home):
    server = EmbeddedServer(home)
    with server.attach():
        assert server.create_database("towpath") is True
        assert server.create_database("towpath") is False
        with psycopg.connect(server.url()) as connection:
            assert connection.info.dbname == "towpath"


@pytest.mark.parametrize("victim", ["postmaster", "a backend"])
def test_no_acknowledged_row_is_lost_to_kill_9(home, victim):
    server = EmbeddedServer(home)
    lease = server.attach()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int PRIMARY KEY)")
    writer = child(
        home,
        "connection = psycopg.connect(server.url('postgres'), autocommit=True)\n"
        "print(connection.info.backend_pid, flush=True)\n"
        "for number in range(10_000_000):\n"
        "    connection.execute('INSERT INTO kept VALUES (%s)', [number])\n"
        "    print(number, flush=True)\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    backend = int(writer.stdout.readline())
    while int(writer.stdout.readline()) < 200:
        pass
    os.kill(server.running_pid() if victim == "postmaster" else backend, signal.SIGKILL)
    acknowledged = max([200, *(int(line) for line in writer.communicate()[0].split())])

    again = EmbeddedServer(home)
    with again.attach():
        assert ask(again, f"SELECT count(*) FROM kept WHERE number <= {acknowledged}") == acknowledged + 1
    lease.close()


def test_the_same_object_starts_it_again_after_a_crash(home):
    server = EmbeddedServer(home)
    lease = server.attach()
    os.kill(server.running_pid(), signal.SIGKILL)
    with server.attach():
        assert ask(server, "SELECT 1") == 1
    lease.close()


def test_a_killed_user_does_not_keep_it_running(home):
    user = child(
        home, "lease = server.attach(); print('in', flush=True); input()", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    user.stdout.readline()
    server = EmbeddedServer(home)
    lease = server.attach()
    user.kill()
    user.communicate()
    lease.close()
    assert server.running_pid() is None


def test_kept_running_until_stopped(home):
    server = EmbeddedServer(home)
    with server.attach():
        server.keep_running(True)
    assert server.running_pid() is not None
    assert server.stop() is True
    assert server.running_pid() is None
    assert server.stop() is False


def test_an_interrupted_first_start_does_not_count(home):
    (home / "data.new" / "base").mkdir(parents=True)
    server = EmbeddedServer(home)
    with server.attach():
        assert ask(server, "SELECT 1") == 1


def test_a_stale_pid_file_with_a_strangers_number_is_seen_through(home):
    server = EmbeddedServer(home)
    server.attach().close()
    (home / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert server.running_pid() is None


def test_a_long_folder_gets_a_short_socket(tmp_path):
    server = EmbeddedServer(tmp_path / ("long" * 30))
    assert len(str(server.sockets)) < 86
    assert EmbeddedServer(tmp_path / ("long" * 30)).sockets == server.sockets


def test_a_socket_folder_open_to_others_is_refused(home):
    home.mkdir()
    (home / "run").mkdir()
    (home / "run").chmod(0o777)
    with pytest.raises(BoxError, match="can be reached by others"):
        EmbeddedServer(home).attach()


def test_data_of_another_version_is_left_alone_with_advice(home):
    server = EmbeddedServer(home)
    server.attach().close()
    (home / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(BoxError, match=r"made by PostgreSQL 14.*load the dump"):
        server.attach()


def test_a_start_that_fails_shows_the_log(home):
    home.mkdir()
    (home / "local.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(BoxError, match="plenty"):
        EmbeddedServer(home).attach()


def test_a_named_folder_without_programs_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("TOWPATH_PG_BINDIR", str(tmp_path))
    with pytest.raises(BoxError, match="TOWPATH_PG_BINDIR"):
        find_binaries()


def test_an_old_version_is_refused(monkeypatch, tmp_path):
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("TOWPATH_PG_BINDIR", str(tmp_path))
    with pytest.raises(BoxError, match="version 14"):
        find_binaries()


def test_an_ordinary_user_stays_who_she_is_and_root_becomes_nobody(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert identity().popen_options == {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "preexec_fn" in identity(lambda: True).popen_options
    assert identity(lambda: False).popen_options["user"] == 65534

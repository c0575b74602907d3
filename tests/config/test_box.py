"""The home folder, its key, and which database counts."""

import os
import stat

import pytest

from towpath.config import box


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment of the test's own; prepare() writes to it."""
    monkeypatch.setenv("TOWPATH_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "TOWPATH_EMBEDDED"):
        monkeypatch.setenv(name, "")  # so that monkeypatch takes back what prepare() sets
        monkeypatch.delenv(name)
    return tmp_path / "home"


def test_a_key_is_made_once_and_only_we_can_read_it(environment):
    box.prepare()
    file = environment / "secret_key"
    key = file.read_text()
    box.prepare()
    assert file.read_text() == key
    assert len(key) > 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in environment.iterdir()] == ["secret_key"]


def test_the_embedded_server_is_named_but_not_started(environment):
    box.prepare()
    assert os.environ["DATABASE_URL"] == f"postgresql://postgres@/towpath?host={box.server().sockets}"
    assert not box.external_database()
    assert not (environment / "postgres").exists()


def test_an_external_server_is_left_alone(environment, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://mia@db.example.org/towpath")
    with box.hold_database():
        assert os.environ["DATABASE_URL"] == "postgresql://mia@db.example.org/towpath"
    assert box.external_database()
    assert not (environment / "postgres").exists()


def test_holding_the_database_makes_it(environment):
    with box.hold_database():
        assert box.server().running_pid() is not None
        assert box.server().create_database() is False
    assert box.server().running_pid() is None

"""scripts/find-python: the right interpreter on machines of all kinds, or advice."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "find-python"


@pytest.fixture
def machine(tmp_path):
    """A machine with nothing on it but sh, head and what the test puts there."""
    path, home = tmp_path / "bin", tmp_path / "home"
    path.mkdir()
    home.mkdir()
    for tool in ("sh", "head"):
        (path / tool).symlink_to(f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}")

    class Machine:
        def put(self, name: str, fits: bool = True, folder: Path = path) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / name
            body = (
                f'case "$2" in *executable*) echo {file};; esac; exit 0' if fits else "echo 'not found' >&2; exit 127"
            )
            file.write_text(f"#!/bin/sh\n{body}\n")
            file.chmod(0o755)
            return file

        def find(self, **more: str) -> subprocess.CompletedProcess:
            environment = {"PATH": str(path), "HOME": str(home), **more}
            return subprocess.run(["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True)

    machine = Machine()
    machine.home = home
    return machine


def test_the_newest_on_path(machine):
    machine.put("python3.12")
    newest = machine.put("python3.14")
    assert machine.find().stdout.strip() == str(newest)


def test_a_stand_in_that_answers_not_found_is_passed_over(machine):
    machine.put("python3.13", fits=False)
    real = machine.put("python3.12")
    assert machine.find().stdout.strip() == str(real)


def test_one_that_is_installed_but_not_on_path(machine):
    machine.put("python3", fits=False)
    hidden = machine.put("python3", folder=machine.home / ".pyenv/versions/3.13.1/bin")
    assert machine.find().stdout.strip() == str(hidden)


def test_a_named_one_counts_alone(machine, tmp_path):
    machine.put("python3.12")
    named = machine.put("mine", folder=tmp_path / "own place")
    assert named.exists()
    wrong = machine.find(TOWPATH_PYTHON=os.devnull)
    assert wrong.returncode == 1
    assert "no Python 3.12 or newer" in wrong.stderr


def test_none_is_explained(machine):
    machine.put("python3", fits=False)
    answer = machine.find()
    if answer.returncode == 0:  # this machine itself has one in a fixed place: then that one is right
        assert Path(answer.stdout.strip()).is_absolute()
        return
    assert "none was found" in answer.stderr
    assert "apt install" in answer.stderr
    assert answer.stdout == ""

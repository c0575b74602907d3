"""Makes and refreshes the virtual environment from the locked, hashed requirements. Standard library only.

Tried in this order, because bare machines differ: Python's own `venv`; a `uv` that is on PATH; a `uv` fetched by the pip
that came with Python (Debian ships Python without `venv`'s pip). Packages are installed by uv, and by pip where uv fails.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = "requirements/tools.txt"
LOCKS = {"run": "requirements/run.txt", "test": "requirements/test.txt"}
# Compiled at once, as pip does: where Python writes no bytecode by itself, every start would compile all packages anew.
UV_OPTIONS = ("--quiet", "--compile-bytecode")
CONTAINS = {"run": ("run",), "test": ("test", "run")}  # which stamps an installation earns


class CannotInstall(Exception):
    """The message says what to do."""


def wanted(kind: str, root: Path = ROOT) -> str:
    """The fingerprint of what a complete environment of this kind is made from."""
    parts = [(root / name).read_bytes() for name in (TOOLS, LOCKS[kind])]
    parts += [Path(__file__).read_bytes(), str(root).encode()]  # a moved checkout needs new launchers
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_fresh(venv: Path, kind: str, root: Path = ROOT) -> bool:
    """Whether the environment already holds what the lock names."""
    stamp = venv / f".towpath-{kind}"
    return stamp.exists() and stamp.read_text() == wanted(kind, root)


def succeeds(command: Sequence[str | Path], quiet: bool = False, **options: object) -> bool:
    """Run a command without a terminal to ask on."""
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=ROOT, **options
        )
    except OSError:
        return False
    return done.returncode == 0


def make_venv(venv: Path) -> None:
    """Make an empty environment from the Python that runs this."""
    uv = shutil.which("uv")
    if succeeds([sys.executable, "-m", "venv", "--clear", venv], quiet=True) and has_pip(venv):
        return
    shutil.rmtree(venv, ignore_errors=True)
    if uv and succeeds([uv, "venv", "--quiet", "--python", sys.executable, venv]):
        return
    tools = ROOT / ".towpath" / "tools"
    fetch = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--target",
        tools,
        "--upgrade",
        "-r",
        TOOLS,
    ]
    if succeeds(fetch, quiet=True) and succeeds(
        [tools / "bin" / "uv", "venv", "--quiet", "--python", sys.executable, venv]
    ):
        return
    raise CannotInstall(
        f"{sys.executable} can make no virtual environment: it has neither venv nor pip, and there is no uv on PATH.\n"
        f"Install one of them, then repeat the command: on Debian and Ubuntu `sudo apt install python3-venv`, elsewhere the\n"
        "package of your system that holds pip for this Python, or uv."
    )


def has_pip(venv: Path) -> bool:
    return succeeds([venv / "bin" / "python", "-m", "pip", "--version"], quiet=True)


def find_uv(venv: Path) -> Path | None:
    """A uv to install with: the environment's own, fetched into it by its pip, or one that helped to make it."""
    own = venv / "bin" / "uv"
    if own.exists():
        return own
    python = venv / "bin" / "python"
    if has_pip(venv) and succeeds([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", TOOLS]):
        return own
    for other in (ROOT / ".towpath" / "tools" / "bin" / "uv", shutil.which("uv")):
        if other and Path(other).exists():
            return Path(other)
    return None


def install(venv: Path, kind: str) -> None:
    """Install the locked packages; every file is compared with its hash."""
    python, uv = venv / "bin" / "python", find_uv(venv)
    lock = LOCKS[kind]
    if uv:
        if succeeds(
            [uv, "pip", "install", *UV_OPTIONS, "--python", python, "--require-hashes", "--no-deps", "-r", lock]
        ):
            return
        print("uv could not install the packages (see above); trying pip, which knows other settings.", flush=True)
    if not has_pip(venv) or not succeeds(
        [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock]
    ):
        raise CannotInstall(
            f"The packages in {lock} could not be installed; the lines above say why. Nothing is half done: repeat the command "
            "when the package index can be reached."
        )


def install_towpath(venv: Path) -> None:
    """Make `import towpath` and the command `towpath` work from the checkout. Needs no build and no network."""
    python = venv / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    (Path(where.stdout.strip()) / "towpath.pth").write_text(f"{ROOT / 'src'}\n")
    launcher = venv / "bin" / "towpath"
    launcher.write_text(f"#!/bin/sh\nexec '{quoted(python)}' -m towpath \"$@\"\n")
    launcher.chmod(0o755)


def quoted(path: Path) -> str:
    """For use between single quotes in sh."""
    return str(path).replace("'", "'\\''")


def refresh(kind: str, venv: Path = ROOT / ".venv") -> None:
    """Bring the environment to what the lock of this kind names."""
    if is_fresh(venv, kind):
        return
    (ROOT / ".towpath").mkdir(exist_ok=True, mode=0o711)
    with open(ROOT / ".towpath" / "bootstrap.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds all done
        if is_fresh(venv, kind):
            return
        if not succeeds([venv / "bin" / "python", "-c", ""], quiet=True):
            print("Making the virtual environment .venv ...", flush=True)
            make_venv(venv)
        print(f"Installing the packages in {LOCKS[kind]} ...", flush=True)
        install(venv, kind)
        install_towpath(venv)
        for done in CONTAINS[kind]:
            (venv / f".towpath-{done}").write_text(wanted(done))


def main() -> int:
    if sys.argv[1:] not in (["run"], ["test"]):
        print("Usage: environment.py run|test", file=sys.stderr)
        return 2
    os.umask(0o022)
    try:
        refresh(sys.argv[1])
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

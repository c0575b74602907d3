"""Finds Chromium for the browser tests, and installs it where it is missing: `python -m scripts.browser`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def works(program: str | None) -> bool:
    """Whether it starts: some systems have a stand-in of that name that only says how to install it."""
    if not program:
        return False
    try:
        return (
            subprocess.run([program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def downloaded() -> str | None:
    """The Chromium that playwright keeps for itself, if it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """The path of a Chromium that starts: TOWPATH_CHROMIUM, one on PATH, or playwright's own."""
    named = os.environ.get("TOWPATH_CHROMIUM")
    if named:
        return named if works(named) else None
    for path in map(shutil.which, NAMES):
        if works(path):
            return path
    own = downloaded()
    return own if works(own) else None


def succeeds(*command: str) -> bool:
    print("  " + " ".join(command), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment).returncode == 0


def install() -> None:
    """By the system's packages as root on Debian and Ubuntu; else, or where those do not help, by playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # An old list asks for packages that are gone. The font gives pages the same letters everywhere.
        succeeds("apt-get", "update", "-qq")
        packages = ("chromium", "fonts-dejavu-core")
        if succeeds("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages) and find():
            return
    succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def main(arguments: Sequence[str] = ()) -> int:
    named = os.environ.get("TOWPATH_CHROMIUM")
    if named and not works(named):
        print(f"TOWPATH_CHROMIUM is {named}, but that does not start. Name a Chromium, or unset it.", file=sys.stderr)
        return 1
    if find():
        return 0
    print("The browser tests need Chromium; installing it ...", flush=True)
    install()
    if find():
        return 0
    print(
        "Chromium could not be installed. Install it (Debian: apt install chromium; others: the package of that name, or "
        "`.venv/bin/playwright install --with-deps chromium` as root), or name one with TOWPATH_CHROMIUM, then repeat the command.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())

"""The program in force: read once, and again when a page changes on disk."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from towpath.kernel import program_folder
from towpath.kernel.books.shelf import keep
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book

log = logging.getLogger("towpath.program")

_lock = threading.Lock()
_kept: tuple[float, tuple[tuple[str, int, int], ...], Book] | None = None
_last_good: Callable[[], Book | None] | None = None
LOOK_AGAIN_AFTER = 5.0  # seconds between looks at the folder


def book() -> Book:
    """The vendor's book. A page that was broken on disk keeps the last good book in force, also over a restart; `program check` says why."""
    global _kept
    now = time.monotonic()
    kept = _kept
    if kept is not None and now - kept[0] < LOOK_AGAIN_AFTER:
        return kept[2]
    with _lock:
        folder = program_folder.in_use()
        seen = program_folder.seen(folder)
        if _kept is not None and _kept[1] == seen:
            _kept = (now, seen, _kept[2])
            return _kept[2]
        try:
            seen, fresh = program_folder.sound(folder)
        except Exception:
            last = _kept[2] if _kept is not None else _last_good() if _last_good is not None else None
            if last is None:
                raise
            log.exception("The program on disk is not sound; the last good one stays in force.")
            fresh = last
        _kept = (now, seen, fresh)
        return fresh


def fall_back_on(last_good: Callable[[], Book | None]) -> None:
    """Say where the last good program is found by a process that starts while the one on disk is not sound."""
    global _last_good
    _last_good = last_good


def look_again() -> None:
    """Look at the folder at the next call, however short ago the last look was: something was published here."""
    global _kept
    with _lock:
        if _kept is not None:
            _kept = (float("-inf"), *_kept[1:])


def job_occasion(at: datetime) -> Occasion:
    """The product acting by itself."""
    return Occasion(actor=None, at=at, door="job", book=_on_the_shelf())


def occasion(actor: Person, at: datetime, door: str) -> Occasion:
    """A person acting through a door: "portal", "workspace", "api" or "cli"."""
    return Occasion(actor=actor, at=at, door=door, book=_on_the_shelf())


def _on_the_shelf() -> Book:
    """The book in force, kept for good before anybody acts under it."""
    found = book()
    keep(found)
    return found

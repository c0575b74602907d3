"""The folder of the program on disk: which one counts, and its pages as a reader may see them, never half of a change.

Who publishes changes several files. Before the first of them is touched, the pages as they were are put down in a file
in a folder `.publishing` beside them; as long as it lies there, every reader takes those pages for the ones it names. Taking
it away is the moment at which the new program is in force, for all readers at once.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from towpath.program.book import Book, texts_under
from towpath.program.check import check_texts
from towpath.program.problem import BadBook, Problem

MARKS = ".publishing"
type Seen = tuple[tuple[str, int, int], ...]


def in_use() -> Path:
    """The folder that counts: the one that was named, else the one that is kept, else the one that Towpath brings."""
    kept = settings.PROGRAM_KEPT
    return kept if kept is not None and (kept / ".git").exists() else settings.PROGRAM


def marks(folder: Path) -> list[Path]:
    """The changes that are being written, the oldest first; usually none."""
    place = folder / MARKS
    return sorted(place.glob("*.json")) if place.is_dir() else []


def read_mark(mark: Path) -> dict[str, Any] | None:
    """What a change that is being written says of itself; None when it was finished in the meantime."""
    try:
        return dict(json.loads(mark.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def seen(folder: Path) -> Seen:
    """What tells one state of the folder from another: each page, and each change that is being written."""
    return tuple(_stats([*sorted(folder.rglob("*.toml")), *marks(folder)]))


def _stats(paths: list[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield str(path), stat.st_mtime_ns, stat.st_size


def texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The pages as a reader may see them, name -> text, and what cannot be read as text."""
    found, problems = texts_under(folder)
    for mark in reversed(marks(folder)):
        for name, before in ((read_mark(mark) or {}).get("before") or {}).items():
            if before is None:
                found.pop(name, None)
            else:
                found[name] = before
    return found, problems


def sound(folder: Path) -> tuple[Seen, Book]:
    """The book of a folder and the state in which it was read; BadBook when it is not sound, or never holds still."""
    for _ in range(5):
        before = seen(folder)
        pages, problems = texts(folder)
        if seen(folder) != before:
            continue  # somebody wrote in the meantime
        if problems := problems or check_texts(pages, folder):
            raise BadBook(problems)
        return before, Book.of(pages, folder)
    raise BadBook([Problem(folder, 0, "The pages change again and again while they are read.", "Let them rest.")])

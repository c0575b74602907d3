"""`towpath program check --watch`: what is wrong with a folder as its pages change. Only what changed is read and proved again."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from towpath.program.book import Book, Page, page_name, page_of
from towpath.program.check import as_a_whole, contradictions, missing, strangers
from towpath.program.problem import Problem

type Stamp = tuple[int, int]  # nanoseconds of the last change, size in bytes


class Watcher:
    """A folder of pages and what was found in each; `look` reads the pages that have changed since the last look.

    Examples are asked anew of the whole book, since any page may move the answer of another; they take the least time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: list[Path] = []  # the files that the last look read anew
        self._stamps: dict[Path, Stamp] | None = None
        self._pages: dict[Path, tuple[Page | None, list[Problem]]] = {}

    def look(self) -> list[Problem] | None:
        """Everything that is wrong, in order of file and line; None when no page came, went or changed."""
        stamps = self._seen()
        if stamps == self._stamps:
            return None
        before, self._stamps = self._stamps or {}, stamps
        self.read = [path for path, stamp in stamps.items() if before.get(path) != stamp]
        self._pages = {path: found for path, found in self._pages.items() if path in stamps}
        for path in self.read:
            self._pages[path] = self._judged(path)
        pages = [page for page, _ in self._pages_in_order() if page is not None]
        problems = [problem for _, wrong in self._pages_in_order() for problem in wrong]
        if not problems:
            problems = list(missing(self.folder, pages))
        if not problems:
            problems = list(as_a_whole(Book.bound(pages, self.folder)))
        return sorted(problems)

    def _judged(self, path: Path) -> tuple[Page | None, list[Problem]]:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            return None, [Problem(path, 0, f"Not UTF-8 (byte {error.start}).", "Save the file as UTF-8.")]
        except OSError as error:  # it went between the look at the folder and the reading
            return None, [Problem(path, 0, f"Cannot be read: {error.strerror}.", "Save it again.")]
        page, problems = page_of(page_name(path, self.folder), text, path)
        return page, problems or [*strangers([page]), *contradictions([page])] if page else problems

    def _pages_in_order(self) -> Iterator[tuple[Page | None, list[Problem]]]:
        return (self._pages[path] for path in sorted(self._pages))

    def _seen(self) -> dict[Path, Stamp]:
        found: dict[Path, Stamp] = {}
        for path in sorted(self.folder.rglob("*.toml")):
            try:
                stat = path.stat()
            except OSError:
                continue
            found[path] = (stat.st_mtime_ns, stat.st_size)
        return found


def watched(folder: Path, ticks: Iterable[object]) -> Iterator[tuple[list[Problem], list[Path]]]:
    """At each tick a look; what was found and which files were read, whenever something had changed."""
    watcher = Watcher(folder)
    for _ in ticks:
        if (problems := watcher.look()) is not None:
            yield problems, watcher.read

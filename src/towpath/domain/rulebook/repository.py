"""The program as a git repository: its editions as commits, and changes of its pages that no reader ever sees half of.

What is here knows files and commits only; who may publish what is said in `actions`. A change of several pages is made so:
the commit is put together; the pages as they were are put down in a mark (see kernel/program_folder.py); the files are
written and the branch moves on; the mark is taken away. Whoever finds a mark that nobody works on any more takes it
forward or back.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from dulwich.diff_tree import tree_changes
from dulwich.errors import NotGitRepository
from dulwich.object_store import commit_tree_changes, iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from towpath.kernel.program_folder import MARKS, marks, read_mark
from towpath.kernel.refusals import NotReady, Stale
from towpath.program.book import page_name, page_path, texts_under

HEAD = Ref(b"HEAD")
FILE = 0o100644
BRANCH = Ref(b"refs/heads/main")
type Pages = Mapping[str, str | None]  # name -> text; None: there is no such page


@dataclass(frozen=True)
class Hand:
    """Whose name stands on a commit."""

    name: str
    email: str

    def written(self) -> bytes:
        clean = "".join(each for each in self.name if each not in "<>\n\r\0").strip() or "unknown"
        return f"{clean} <{''.join(each for each in self.email if each not in '<> \n\r\0')}>".encode()


TOWPATH = Hand("Towpath", "towpath@localhost")


@dataclass(frozen=True)
class Committed:
    """One commit as it is told to people."""

    commit: str
    author: str
    at: datetime
    note: str
    pages: tuple[str, ...]  # that it changes against the commit before it


class Repository:
    """One program in its folder. Its pages lie at the root of the working tree."""

    def __init__(self, folder: Path):
        self.folder = folder
        try:
            self._repo = Repo(str(folder))
        except NotGitRepository:
            raise NotReady(
                "The program lies in a folder that is no git repository of its own.",
                remedy="Make it one (git init, then commit the pages), or leave TOWPATH_PROGRAM out, so that Towpath keeps the program.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._repo.close()

    @property
    def head(self) -> str:
        """The commit that the working tree stands on."""
        try:
            return self._repo.head().decode()
        except KeyError:
            raise NotReady(
                "The repository of the program has no commit yet.", remedy="Commit the pages that are there first."
            ) from None

    def texts(self) -> dict[str, str]:
        """The pages as they lie in the working tree; NotReady where one cannot be read."""
        return pages_in(self.folder)

    def texts_at(self, commit: str) -> dict[str, str]:
        """The pages of a commit; NotReady where the repository has no such commit."""
        try:
            tree = self._commit(commit).tree
        except KeyError:
            raise NotReady(
                f"The repository of the program has no commit {commit[:10]}.",
                remedy="Bring the repository back from where it is kept beside this one.",
            ) from None
        found = {}
        for entry in iter_tree_contents(self._repo.object_store, tree):
            path = Path(os.fsdecode(entry.path or b""))
            if path.suffix == ".toml" and entry.sha:
                found[page_name(path, Path())] = _text(self._blob(entry.sha), path)
        return found

    def commits(self, after: str, until: str, *, at_most: int = 100) -> list[Committed]:
        """The commits that led to one (`until`) and not to another (`after`), the newest first; NotReady where one is missing."""
        try:
            walk = self._repo.get_walker(
                include=[self._commit(until).id], exclude=[self._commit(after).id], max_entries=at_most
            )
            return [self._told(entry.commit) for entry in walk]
        except KeyError as error:
            raise NotReady(
                f"The repository of the program has no commit {str(error.args[0])[:10]}.",
                remedy="Bring the repository back from where it is kept beside this one.",
            ) from None

    def by_hand(self) -> dict[str, str | None]:
        """Pages of the working tree that are not as they were committed."""
        return differing(self.texts_at(self.head), self.texts())

    def commit(
        self, parent: str, pages: Pages, message: str, author: Hand, at: datetime, committer: Hand | None = None
    ) -> str:
        """A commit of some pages upon another one. Nothing points to it yet, and no file changes."""
        store = self._repo.object_store
        changes: list[tuple[bytes, int | None, ObjectID | None]] = []
        for name, text in pages.items():
            blob = None if text is None else Blob.from_string(text.encode("utf-8"))
            if blob is not None:
                store.add_object(blob)
            changes.append((self._path(name), FILE if blob else None, blob.id if blob else None))
        commit = Commit()
        commit.tree = commit_tree_changes(store, self._commit(parent).tree, changes)
        commit.parents = [ObjectID(parent.encode())]
        _sign(commit, author, committer or author, at, message)
        store.add_object(commit)
        return commit.id.decode()

    def write(self, commit: str, head: str, pages: Pages, *, committed_too: Iterable[str] = ()) -> Path:
        """Put the pages of a commit in the working tree and move the branch to it; returns the mark that hides it all.

        head           the commit that the branch stands on; Stale where it does not any more. Whatever fails is undone.
        committed_too  pages that lie in the working tree already as the commit has them
        """
        now = self.texts()
        before: Pages = {name: now.get(name) for name in pages}
        told = {"commit": commit, "head": head, "before": before, "after": dict(pages)}
        mark = self._mark(commit, told)
        try:
            self._put(pages, instead_of=before)
            if not self._repo.refs.set_if_equals(HEAD, ObjectID(head.encode()), ObjectID(commit.encode())):
                raise Stale("Somebody committed to the program by hand just now.", remedy="Look at it, then try again.")
            self._stage([*pages, *committed_too])
        except Exception:
            self.take_back(mark)
            raise
        return mark

    def finish(self, mark: Path) -> None:
        """From here on readers see what was written."""
        mark.unlink(missing_ok=True)
        with suppress(OSError):
            mark.parent.rmdir()

    def take_forward(self, mark: Path) -> None:
        """Finish a change that was cut short."""
        told = read_mark(mark)
        if told is not None:
            self._put(told["after"], instead_of=told["before"])
            self._point(told["head"], told["commit"])
            self._stage(told["after"])
        self.finish(mark)

    def take_back(self, mark: Path) -> None:
        """Undo a change that was cut short."""
        told = read_mark(mark)
        if told is not None:
            self._put(told["before"], instead_of=told["after"])
            self._point(told["commit"], told["head"])
            self._stage(told["before"])
        self.finish(mark)

    def marks(self) -> list[Path]:
        return marks(self.folder)

    def _told(self, commit: Commit) -> Committed:
        before = self._commit(commit.parents[0].decode()).tree if commit.parents else None
        paths = {
            Path(os.fsdecode(side.path))
            for change in tree_changes(self._repo.object_store, before, commit.tree)
            for side in (change.old, change.new)
            if side is not None and side.path
        }
        return Committed(
            commit.id.decode(),
            commit.author.decode("utf-8", "replace").partition(" <")[0],
            datetime.fromtimestamp(commit.commit_time, UTC),
            commit.message.decode("utf-8", "replace").strip(),
            tuple(sorted(page_name(path, Path()) for path in paths if path.suffix == ".toml")),
        )

    def _commit(self, commit: str) -> Commit:
        found = self._repo[commit.encode()]
        if not isinstance(found, Commit):
            raise KeyError(commit)
        return found

    def _blob(self, sha: ObjectID) -> bytes:
        found = self._repo[sha]
        return found.data if isinstance(found, Blob) else b""

    def _path(self, name: str) -> bytes:
        return page_path(Path(), name).as_posix().encode()

    def _mark(self, commit: str, told: dict[str, Any]) -> Path:
        place = self.folder / MARKS
        place.mkdir(exist_ok=True)
        mark = place / f"{commit}.json"
        _replace(mark, json.dumps(told))
        return mark

    def _put(self, pages: Pages, *, instead_of: Pages) -> None:
        """Write pages, but for those that somebody wrote by hand in the meantime: these stay hers."""
        now = self.texts()
        for name, text in pages.items():
            path = page_path(self.folder, name)
            if now.get(name) != instead_of.get(name):
                continue
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                _replace(path, text)

    def _point(self, before: str, after: str) -> None:
        self._repo.refs.set_if_equals(HEAD, ObjectID(before.encode()), ObjectID(after.encode()))

    def _stage(self, pages: Iterable[str]) -> None:
        self._repo.get_worktree().stage([os.fsdecode(self._path(name)) for name in pages])


def pages_in(folder: Path) -> dict[str, str]:
    """The pages that lie in a folder, name -> text; NotReady where one cannot be read."""
    found, problems = texts_under(folder)
    if problems:
        raise NotReady("The program on disk cannot be read.", remedy=" ".join(map(str, problems)))
    return found


def found_new(folder: Path, pages: Mapping[str, str], message: str, at: datetime) -> Repository:
    """A repository made of pages, in a folder that is not there yet; it appears whole or not at all."""
    beside = folder.with_name(f"{folder.name}.being-made")
    shutil.rmtree(beside, ignore_errors=True)
    for name, text in pages.items():
        path = page_path(beside, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    repo = Repo.init(str(beside), default_branch=BRANCH.rsplit(b"/", 1)[-1])
    config = repo.get_config()  # who pushes from a clone changes the pages here, if nobody is just writing them by hand
    config.set((b"receive",), b"denyCurrentBranch", b"updateInstead")
    config.write_to_path()
    with (Path(repo.controldir()) / "info" / "exclude").open("a", encoding="utf-8") as exclude:
        exclude.write(f"{MARKS}/\n")
    repo.get_worktree().stage([page_path(Path(), name).as_posix() for name in pages])
    first = Commit()
    first.tree = repo.open_index().commit(repo.object_store)
    _sign(first, TOWPATH, TOWPATH, at, message)
    repo.object_store.add_object(first)
    repo.refs[BRANCH] = first.id
    repo.close()
    try:
        beside.rename(folder)
    except OSError as error:
        raise NotReady(
            "The folder in which the program would be kept holds something else.",
            remedy=f"Move {folder.name} in Towpath's home out of the way.",
        ) from error
    return Repository(folder)


def _text(raw: bytes, path: Path) -> str:
    """A page as a commit has it, read as it would be from disk."""
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise NotReady(
            f"{path.as_posix()} was committed and is not UTF-8 (byte {error.start}).",
            remedy="Save it as UTF-8 and commit it again.",
        ) from None


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str | None]:
    """The pages that differ, as the other has them; None where it has none."""
    return {name: other.get(name) for name in sorted({*one, *other}) if one.get(name) != other.get(name)}


def _sign(commit: Commit, author: Hand, committer: Hand, at: datetime, message: str) -> None:
    commit.author, commit.committer = author.written(), committer.written()
    commit.author_time = commit.commit_time = int(at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = message.rstrip().encode("utf-8") + b"\n"


def _replace(path: Path, text: str) -> None:
    """Write a file so that it is the old or the new one for whoever reads, and stays when the power fails."""
    beside = path.with_name(f".{path.name}.being-written")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)

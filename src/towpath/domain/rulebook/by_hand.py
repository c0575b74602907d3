"""What was changed in the program by hand since its newest edition: commits and files that are not committed, and whether they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from towpath.domain.rulebook.changes import begins_on, change_of, forbidden
from towpath.domain.rulebook.checking import Finding, check_whole
from towpath.domain.rulebook.models import Publication
from towpath.domain.rulebook.repository import Committed, Pages, Repository, differing
from towpath.kernel import program_folder
from towpath.program.book import Book, fingerprint_of


@dataclass(frozen=True)
class HandCommit:
    """One commit that somebody made by hand, and whether the program in force holds it."""

    told: Committed
    in_force: bool


@dataclass(frozen=True)
class ByHand:
    """Everything by hand since an edition. Empty commits, files and pages: nothing was changed."""

    edition: int
    commits: tuple[HandCommit, ...]  # the newest first
    uncommitted: tuple[str, ...]  # pages whose files are not as they were committed
    before: Mapping[str, str]  # the pages of the edition
    after: Pages  # the pages that read otherwise now; None: it is gone
    in_force: bool  # all of it
    findings: tuple[Finding, ...]  # why it is not in force
    unusual: tuple[Finding, ...]  # what publishing a draft would have refused, such as a wording that has begun
    set_back: bool  # the branch stands before the edition

    @property
    def anything(self) -> bool:
        return bool(self.commits or self.uncommitted or self.after or self.set_back)

    @property
    def begins_on(self) -> date | None:
        """The first day on which anything is judged otherwise, where the pages can be read."""
        return begins_on(
            [change_of(name, text, self.before.get(name, "")) for name, text in self.after.items() if text]
        )


def since_edition(newest: Publication, repository: Repository, book: Book, today: date) -> ByHand:
    """What was changed by hand since the newest edition. NotReady where the repository or a page in it cannot be read.

    book   in force: whether what was changed is in it
    today  tells days that have come from days to come
    """
    head, texts = _as_readers_see_it(repository)
    before, committed = repository.texts_at(newest.commit), repository.texts_at(head)
    commits = repository.commits(newest.commit, head)
    after = differing(before, texts)
    in_force = fingerprint_of(texts) == book.fingerprint
    findings = () if in_force or not after else tuple(check_whole(texts))
    return ByHand(
        newest.number,
        tuple(_with_standing(repository, commits, book, in_force=in_force)),
        tuple(differing(committed, texts)),
        before,
        after,
        in_force,
        findings,
        () if findings else tuple(_unusual(before, after, today)),
        head != newest.commit and not commits,
    )


def _as_readers_see_it(repository: Repository) -> tuple[str, dict[str, str]]:
    """The commit and the pages, without what is being published at this moment."""
    marks = [program_folder.read_mark(mark) for mark in repository.marks()]
    head = next((str(told["head"]) for told in marks if told), repository.head)
    texts = repository.texts() if not any(marks) else program_folder.texts(repository.folder)[0]
    return head, texts


def _with_standing(repository: Repository, commits: list[Committed], book: Book, *, in_force: bool) -> list[HandCommit]:
    """Each commit with whether the book in force holds it: those up to the last one that was taken up."""
    found: list[HandCommit] = []
    for each in commits:
        in_force = in_force or fingerprint_of(repository.texts_at(each.commit)) == book.fingerprint
        found.append(HandCommit(each, in_force))
    return found


def _unusual(before: Mapping[str, str], after: Pages, today: date) -> list[Finding]:
    return [
        each
        for name, text in after.items()
        if text is not None
        for each in forbidden(name, text, before.get(name, ""), today)
    ]

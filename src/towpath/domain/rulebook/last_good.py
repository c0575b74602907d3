"""The last program that proved, for a process that starts while the one on disk does not: no other is in its memory yet."""

import logging
from collections.abc import Iterator

from towpath.domain.rulebook.models import Publication
from towpath.domain.rulebook.repository import Repository
from towpath.kernel import program_folder
from towpath.program.book import Book
from towpath.program.check import check_texts

log = logging.getLogger("towpath.program")
AT_MOST = 10  # commits by hand that are looked through


def book() -> Book | None:
    """The newest commit that proves, back to the newest edition; None where there is none, or it cannot be read."""
    try:
        newest = Publication.objects.order_by("-number").first()
        if newest is None:
            return None
        folder = program_folder.in_use()
        with Repository(folder) as repository:
            for commit in _back_to(newest, repository):
                texts = repository.texts_at(commit)
                if not check_texts(texts, folder):
                    return Book.of(texts, folder)
    except Exception:
        log.exception("The last program that proved cannot be read.")
    return None


def _back_to(newest: Publication, repository: Repository) -> Iterator[str]:
    yield from (each.commit for each in repository.commits(newest.commit, repository.head, at_most=AT_MOST))
    yield newest.commit

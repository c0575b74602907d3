"""The shelf of books: a book is put on it in the transaction of its first decision, and is read from it ever after."""

import hashlib
from functools import lru_cache

from django.db import transaction

from towpath.kernel.books.models import KeptBook, KeptPage, PageText
from towpath.program.book import Book

_on_the_shelf: set[str] = set()  # fingerprints that this process knows to be kept for good


class BookNotKept(LookupError):
    """No book of this fingerprint was kept: it decided before books were, or in another database."""


class BookChanged(RuntimeError):
    """What the shelf gives is not the book that was put there."""


def keep(book: Book) -> None:
    """Put a book on the shelf, once; in the caller's transaction where there is one.

    For a book that is known to be there this costs nothing. Two processes may do it at once: the second waits for the
    first and finds it done.
    """
    if book.fingerprint in _on_the_shelf:
        return
    with transaction.atomic():
        if not KeptBook.objects.filter(pk=book.fingerprint).exists():
            _put(book)
        transaction.on_commit(lambda: _on_the_shelf.add(book.fingerprint))


def _put(book: Book) -> None:
    texts = {name: (digest_of(text), text) for name, text in sorted(book.texts.items())}
    # In order of digest, so that two who put books with common pages wait for each other in one direction only.
    pages = [PageText(digest=digest, text=text) for digest, text in sorted(set(texts.values()))]
    PageText.objects.bulk_create(pages, ignore_conflicts=True)
    KeptBook.objects.bulk_create([KeptBook(fingerprint=book.fingerprint)], ignore_conflicts=True)
    named = [KeptPage(book_id=book.fingerprint, name=name, text_id=digest) for name, (digest, _) in texts.items()]
    KeptPage.objects.bulk_create(named, ignore_conflicts=True)


def digest_of(text: str) -> str:
    """What a page's text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=8)
def kept(fingerprint: str) -> Book:
    """The very book that bore a fingerprint; BookNotKept where there is none.

    BadBook where the present code can no longer read its pages.
    """
    texts = dict(KeptPage.objects.filter(book=fingerprint).values_list("name", "text__text"))
    if not texts:
        raise BookNotKept(f"No book {fingerprint} was kept.")
    book = Book.of(texts)
    if book.fingerprint != fingerprint:
        raise BookChanged(f"The book kept as {fingerprint} reads as {book.fingerprint}.")
    return book

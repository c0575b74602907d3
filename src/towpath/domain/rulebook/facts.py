"""Drafts turned into programs: the pages, and the book, that a draft would bring. The only bridge from this room to the program."""

from towpath.domain.rulebook.models import Draft
from towpath.program.book import Book


def texts_of(draft: Draft, base: Book) -> dict[str, str]:
    """Every page as it would be written: those of the program in force (`base`), with the draft's own in their place."""
    return base.texts | pages_of(draft)


def pages_of(draft: Draft) -> dict[str, str]:
    """The pages that a draft would have otherwise: name -> text."""
    return {page.name: page.text for page in draft.pages.all()}


def book_of(draft: Draft, base: Book) -> Book:
    """The book that a draft would bring: to compare with, never to decide by. BadBook while a page is malformed."""
    return Book.of(texts_of(draft, base), base.folder)

"""How a draft stands: which of its pages somebody else changed too, and what keeps it from being published."""

from collections.abc import Iterator, Mapping
from datetime import date

from towpath.domain.rulebook.changes import Change, change_of, forbidden
from towpath.domain.rulebook.checking import Finding, check_whole
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.models import Draft, DraftPage
from towpath.program.book import Book


def conflicts(draft: Draft, book: Book) -> list[DraftPage]:
    """Pages of the draft that are not in force any more as they were when the draft took them up."""
    return conflicting(draft, book.texts)


def conflicting(draft: Draft, texts: Mapping[str, str]) -> list[DraftPage]:
    """The same against pages that lie in no book: name -> text."""
    pages = sorted(draft.pages.all(), key=lambda each: each.name)
    return [page for page in pages if texts.get(page.name, "").rstrip() != page.base.rstrip()]


def against_publishing(draft: Draft, texts: Mapping[str, str], today: date) -> list[Finding]:
    """Everything that keeps a draft from being published upon the pages in force (`texts`) on a day; empty when nothing does."""
    stuck = [
        Finding(each.name, "This page was changed in force too.", "Look at both, and decide which one stays.")
        for each in conflicting(draft, texts)
    ]
    pages = pages_of(draft)
    found = check_whole({**texts, **pages})
    if not found:
        found = [each for name, text in pages.items() for each in forbidden(name, text, texts.get(name, ""), today)]
    return [*stuck, *found]


def changes_of(draft: Draft, texts: Mapping[str, str]) -> Iterator[Change]:
    """What each page of the draft changes; pages that cannot be read are left out."""
    for page in sorted(draft.pages.all(), key=lambda each: each.name):
        try:
            yield change_of(page.name, page.text, texts.get(page.name, ""))
        except (ValueError, KeyError, AttributeError):
            continue

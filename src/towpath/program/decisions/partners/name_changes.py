"""What Legal needs on file before a partner bears another name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

NAME_CHANGES = "partners.name_changes"


@dataclass(frozen=True)
class NameChangeFacts:
    """The kind of change, how the control changed ("" where it did not), and the documents on file."""

    kind: str
    category: str
    filed: tuple[str, ...]


@dataclass(frozen=True)
class NameChangeKind:
    """`documents` must be on file; one of `categories` must be named where there are any."""

    key: str
    label: str
    documents: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class NameChangeTerms:
    """The kinds of change, and every document that can be filed by its key."""

    kinds: tuple[NameChangeKind, ...]
    documents: dict[str, str]

    def kind(self, key: str) -> NameChangeKind | None:
        return next((each for each in self.kinds if each.key == key), None)


@kept
def name_change_terms(book: Book, on: date) -> NameChangeTerms:
    _, wording = book[NAME_CHANGES].in_force(on)
    return NameChangeTerms(
        tuple(
            NameChangeKind(each["key"], each["label"], tuple(each["documents"]), tuple(each.get("categories", ())))
            for each in wording["kind"]
        ),
        {each["key"]: each["label"] for each in wording["document"]},
    )


def name_change(facts: NameChangeFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the new name can be entered; every missing thing is named (BRD-07)."""
    page = book[NAME_CHANGES]
    failed = tuple(_against(facts, book, on))
    passed = page.reason(on, "All that Legal needs is on file.", "BRD-07")
    return judged(NAME_CHANGES, not failed, failed or (passed,), facts, book, on)


def _against(facts: NameChangeFacts, book: Book, on: date) -> Iterator[Reason]:
    page, terms = book[NAME_CHANGES], name_change_terms(book, on)
    kind = terms.kind(facts.kind)
    if kind is None:
        known = ", ".join(each.key for each in terms.kinds)
        yield page.reason(on, f"“{facts.kind}” is no kind of change.", "BRD-07", mend=f"Choose one of {known}.")
        return
    if kind.categories and facts.category not in kind.categories:
        mend = f"Say which: {', '.join(kind.categories).replace('_', ' ')}."
        yield page.reason(on, "How the control changed was not said.", "BRD-07", mend=mend)
    for key in kind.documents:
        if key not in facts.filed:
            label = terms.documents.get(key, key)
            yield page.reason(on, f"{label}: not on file.", "BRD-07", mend="File it.")


def name_change_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """A kind asks only for documents that the page names."""
    known = [each["key"] for each in wording["document"]]
    for index, kind in enumerate(wording["kind"]):
        for key in kind["documents"]:
            if key not in known:
                where = (*place, "kind", index, "documents")
                yield Misfit(where, f'No document is called "{key}".', did_you_mean(key, known))

"""One case of a comparison put to both books again, with the reasons of each, for reading side by side."""

from dataclasses import dataclass
from typing import Any

from towpath.basics.periods import Period
from towpath.domain.rulebook import comparison
from towpath.domain.rulebook.models import Comparison, DifferingCase
from towpath.kernel.books.shelf import BookChanged, BookNotKept, kept
from towpath.program.book import Book
from towpath.program.decision import Decision, Reason, plain
from towpath.program.problem import BadBook
from towpath.program.questions import ask


@dataclass(frozen=True)
class Answer:
    """What one book says: the outcome in plain values, and its reasons; `refused` says why it says nothing any more."""

    outcome: Any
    because: tuple[Reason, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Beside:
    before: Answer
    after: Answer
    in_force: bool = True  # whether the program that it was compared with is still in force


def beside(found: Comparison, case: DifferingCase, in_force: Book) -> Beside:
    """Both answers, of the very program that it was compared with: the draft may be in force by now.

    What was kept stands where that program cannot be read any more, or no longer takes the draft's pages.
    """
    base = _compared_with(found, in_force)
    try:
        one = comparison.unproved(
            base, found.texts, Period(found.starts_on, found.ends_on), as_if_then=found.as_if_then
        )
    except BadBook as error:
        why = str(error.problems[0])
        return Beside(Answer(case.before, refused=why), Answer(case.after, refused=why))
    return Beside(_answer(case, one.base), _answer(case, one.other), base.fingerprint == in_force.fingerprint)


def _compared_with(found: Comparison, in_force: Book) -> Book:
    """The program of the comparison; the one in force where it was not kept or cannot be read by this version."""
    if found.base_fingerprint == in_force.fingerprint:
        return in_force
    try:
        return kept(found.base_fingerprint)
    except (BookNotKept, BookChanged, BadBook):
        return in_force


def _answer(case: DifferingCase, book: Book) -> Answer:
    given = ask(case.question, case.facts, book, case.judged_on)
    if isinstance(given, Decision):
        return Answer(plain(given.outcome), given.because)
    return Answer(plain(given))

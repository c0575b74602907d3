"""One case of a comparison put to both books again, with the reasons of each, for reading side by side."""

from dataclasses import dataclass
from typing import Any

from towpath.basics.periods import Period
from towpath.domain.rulebook import comparison
from towpath.domain.rulebook.models import Comparison, DifferingCase
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


def beside(found: Comparison, case: DifferingCase, base: Book) -> Beside:
    """Both answers. What was kept stands where the program in force no longer takes the draft's pages."""
    try:
        one = comparison.unproved(
            base, found.texts, Period(found.starts_on, found.ends_on), as_if_then=found.as_if_then
        )
    except BadBook as error:
        why = str(error.problems[0])
        return Beside(Answer(case.before, refused=why), Answer(case.after, refused=why))
    return Beside(_answer(case, one.base), _answer(case, one.other))


def _answer(case: DifferingCase, book: Book) -> Answer:
    given = ask(case.question, case.facts, book, case.judged_on)
    if isinstance(given, Decision):
        return Answer(plain(given.outcome), given.because)
    return Answer(plain(given))

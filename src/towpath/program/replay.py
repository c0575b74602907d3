"""A kept decision asked again: the same question with the same facts on the same day, of the book that made it or of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book, NoSuchPage, NoWordingInForce
from towpath.program.decision import plain
from towpath.program.questions import ask

type Standing = Literal["same", "changed", "rewritten", "gone", "unknown"]


@dataclass(frozen=True)
class Replay:
    """What a book answers. `outcome` is plain, None where it could not be asked; `why` says then why not."""

    verdict: Literal["same", "other", "unasked"]
    outcome: Any = None
    why: str = ""


class Unasked(ValueError):
    """The question cannot be put to this book: a page that is gone, or facts that are read otherwise now; says why."""


def outcome_under(question: str, facts: Mapping[str, Any], book: Book, on: date) -> Any:
    """What a book answers to a kept question, in plain values; Unasked where it cannot be asked."""
    try:
        answer = ask(question, facts, book, on)
    except (LookupError, ValueError, ArithmeticError) as error:
        raise Unasked(str(error.args[0] if error.args else error)) from error
    return plain(getattr(answer, "outcome", answer))


def replayed(decision: Mapping[str, Any], book: Book) -> Replay:
    """A kept decision put to a book with the facts and the day that it keeps."""
    if not decision["question"] or not decision["on"]:
        return Replay("unasked", why="It keeps no question.")
    try:
        outcome = outcome_under(decision["question"], decision["facts"], book, date.fromisoformat(decision["on"]))
    except Unasked as error:
        return Replay("unasked", why=str(error))
    return Replay("same" if outcome == decision["outcome"] else "other", outcome)


@dataclass(frozen=True)
class Wording:
    """What became of the wording that a reason rests on.

    standing  "same": it still holds; "changed": another holds since `since`; "rewritten": the present book tells another
              text for the same day; "gone": the page is no more; "unknown": the book that decided is not kept
    """

    standing: Standing
    since: date | None = None


def wording_now(page: str, since: date, then: Book | None, book: Book, today: date) -> Wording:
    """Whether the wording of a page that began on a day, in the book of then, is the one in force today."""
    if page not in book:
        return Wording("gone")
    try:
        start, _ = book[page].in_force(max(today, since))
    except NoWordingInForce:
        return Wording("gone")
    if start != since:
        return Wording("changed", start)
    try:
        before = then[page].since.get(since) if then is not None else None
    except NoSuchPage:
        before = None
    if before is None:
        return Wording("unknown")
    return Wording("same" if before == book[page].since[since] else "rewritten", start)

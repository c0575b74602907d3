"""How a decision is put together: outcome and reasons, with the facts, the day and the book that it rests on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason, plain


def judged[Outcome](
    question: str, outcome: Outcome, because: Iterable[Reason], facts: Any, book: Book, on: date
) -> Decision[Outcome]:
    """A decision that can be kept, and asked again from its own record."""
    kept: Mapping[str, Any] = plain(facts)
    return Decision(outcome, tuple(because), kept, question, on, book.fingerprint)

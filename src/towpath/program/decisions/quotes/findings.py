"""What a check of a paper finds: the field, what is wrong and what would be right, each with the rule that says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the page asks. `rule` is an identifier of the catalogue."""

    field: str
    wrong: str
    right: str
    rule: str


def found(
    question: str, findings: Iterable[Finding], fine: str, facts: Any, book: Book, on: date
) -> Decision[tuple[Finding, ...]]:
    """The decision on a paper: all findings, each with its reason; `fine` is the sentence where there is none."""
    page, outcome = book[question], tuple(findings)
    reasons = [page.reason(on, each.wrong, each.rule, mend=each.right) for each in outcome]
    return judged(question, outcome, reasons or [page.reason(on, fine)], facts, book, on)

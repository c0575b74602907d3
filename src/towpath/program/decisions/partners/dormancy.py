"""When a partner that nobody signs in for is warned, and when its access ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from towpath.basics.days import day_in_words, months_later
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept

DORMANCY = "partners.dormancy"
type Wakefulness = Literal["awake", "warned", "asleep"]


@dataclass(frozen=True)
class DormancyFacts:
    """The last day on which anybody of the organisation signed in or used a token."""

    last_seen_on: date


@dataclass(frozen=True)
class DormancyTerms:
    """`months` without anybody end the access; `days_before` say when it is warned of, the longest first."""

    months: int
    days_before: tuple[int, ...]

    def sleeps_on(self, last_seen_on: date) -> date:
        """The first day without access."""
        return months_later(last_seen_on, self.months)

    def warning(self, last_seen_on: date, on: date) -> int | None:
        """Which warning is due on a day, as its days before the end; None before the first."""
        left = (self.sleeps_on(last_seen_on) - on).days
        return min((days for days in self.days_before if days >= left), default=None)


@kept
def dormancy_terms(book: Book, on: date) -> DormancyTerms:
    _, wording = book[DORMANCY].in_force(on)
    return DormancyTerms(wording["months"], tuple(sorted(wording["warnings"]["days_before"], reverse=True)))


def dormancy(facts: DormancyFacts, book: Book, *, on: date) -> Decision[Wakefulness]:
    """Whether the organisation keeps its access, is warned, or has lost it."""
    terms, page = dormancy_terms(book, on), book[DORMANCY]
    ends = terms.sleeps_on(facts.last_seen_on)
    outcome: Wakefulness = "awake"
    if on >= ends:
        outcome = "asleep"
    elif terms.warning(facts.last_seen_on, on) is not None:
        outcome = "warned"
    says = f"Nobody signed in since {day_in_words(facts.last_seen_on)}; the access ends on {day_in_words(ends)}."
    if outcome == "asleep":
        says = f"Nobody signed in since {day_in_words(facts.last_seen_on)}; the access ended on {day_in_words(ends)}."
    mend = "" if outcome == "awake" else "Sign in." if outcome == "warned" else "Ask Partner Support to open it again."
    return judged(DORMANCY, outcome, [page.reason(on, says, "ROL-01", mend=mend)], facts, book, on)


def longest_warning(terms: DormancyTerms) -> timedelta:
    return timedelta(days=max(terms.days_before))

"""Until when a merger can be taken back, who carries one out, and what is done where both hold the same."""

from dataclasses import dataclass
from datetime import date, timedelta

from towpath.basics.days import day_in_words
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept

MERGERS = "partners.mergers"


@dataclass(frozen=True)
class UndoFacts:
    """The day on which the merger was carried out."""

    done_on: date


@dataclass(frozen=True)
class MergerTerms:
    """Who carries mergers out, as names of roles, for how many days they can be undone, and what is proposed.

    administrators  "kept": those of the partner that goes become sellers; "both": they administer the kept one too
    designations    "carry": running ones go on at the kept partner; "end": they end with the partner that goes
    """

    done_by: tuple[str, ...]
    undo_days: int
    administrators: str
    designations: str

    def final_from(self, done_on: date) -> date:
        """The first day on which it stays as it is."""
        return done_on + timedelta(days=self.undo_days)


@kept
def merger_terms(book: Book, on: date) -> MergerTerms:
    _, wording = book[MERGERS].in_force(on)
    return MergerTerms(
        tuple(wording["done_by"]), wording["undo_days"], wording["administrators"], wording["designations"]
    )


def may_undo(facts: UndoFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether a merger can still be undone, by the wording of the day on which it was done."""
    page, terms = book[MERGERS], merger_terms(book, facts.done_on)
    last, open_still = terms.final_from(facts.done_on), on < terms.final_from(facts.done_on)
    says = f"It was done on {day_in_words(facts.done_on)} and can be undone before {day_in_words(last)}."
    mend = "" if open_still else "Move what is wrong by hand, record by record."
    return judged(MERGERS, open_still, [page.reason(facts.done_on, says, "BRD-07", mend=mend)], facts, book, on)

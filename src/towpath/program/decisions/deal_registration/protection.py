"""How long an approved registration protects its holder (DRG-17, DRG-18)."""

from dataclasses import dataclass
from datetime import date, timedelta

from towpath.basics.days import day_in_words
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged

PROTECTION = "deal_registration.protection"


@dataclass(frozen=True)
class ProtectionFacts:
    """The approval and what was added since.

    `extended_until` is the last date that Ops set by a case, if any; `extensions` counts the standard extensions
    given since then, or all of them when Ops set no date.
    """

    approved_on: date
    extensions: int = 0
    extended_until: date | None = None


@dataclass(frozen=True)
class ProtectionTerm:
    """Protection holds in [approved_on, expires_on): on `expires_on` itself the registration has expired."""

    expires_on: date
    extension_days: int
    reminders_days_before: tuple[int, ...]


def protection(facts: ProtectionFacts, book: Book, *, on: date) -> Decision[ProtectionTerm]:
    """The day on which protection ends. `on` is the day by whose wording the registration is judged."""
    if facts.extensions < 0:
        raise ValueError(f"{facts.extensions} extensions: the number cannot be below 0.")
    if facts.extended_until is not None and facts.extended_until <= facts.approved_on:
        raise ValueError(
            f"Extended until {day_in_words(facts.extended_until)}, which is not after the approval on {day_in_words(facts.approved_on)}."
        )
    page = book[PROTECTION]
    _, wording = page.in_force(on)
    term_days, extension_days = wording["term_days"], wording["standard_extension_days"]
    base = facts.extended_until or facts.approved_on + timedelta(days=term_days)
    expires_on = base + timedelta(days=extension_days * facts.extensions)
    term = ProtectionTerm(expires_on, extension_days, tuple(wording["reminders"]["days_before"]))
    return judged(PROTECTION, term, [page.reason(on, _says(facts, term, term_days))], facts, book, on)


def _says(facts: ProtectionFacts, term: ProtectionTerm, term_days: int) -> str:
    if facts.extended_until:
        says = f"Protected until {day_in_words(facts.extended_until)}, a date set by Ecosystem Operations"
    else:
        says = f"Protected for {term_days} days from the approval on {day_in_words(facts.approved_on)}"
    if facts.extensions:
        plural = "s" if facts.extensions > 1 else ""
        says += f", with {facts.extensions} extension{plural} of {term.extension_days} days"
    return f"{says}; it expires on {day_in_words(term.expires_on)}."

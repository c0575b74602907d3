"""When a partner's discount may be negotiated below the program's: only with every consent to that very amount (INC-10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged

CONCESSION = "pricing.concession"
WHO = {"partner": "the partner", "sales": "sales", "esm": "the Ecosystem Sales Manager", "program": "the program"}


@dataclass(frozen=True)
class ConcessionFacts:
    """The program's percent off list price, the one that is negotiated, and who recorded agreement to that very amount."""

    program_percent: Decimal
    agreed_percent: Decimal
    consents: tuple[Literal["partner", "sales", "esm"], ...] = ()
    program_approved: bool = False


@dataclass(frozen=True)
class Concession:
    """The percent that counts. `holds`: the negotiated one does; otherwise `missing` names whose agreement lacks."""

    percent: Decimal
    holds: bool
    missing: tuple[str, ...] = ()


def concession(facts: ConcessionFacts, book: Book, *, on: date) -> Decision[Concession]:
    """Which percent counts: the negotiated one once all agreed, the program's until then."""
    page = book[CONCESSION]
    _, wording = page.in_force(on)
    program, agreed = facts.program_percent, facts.agreed_percent
    if not 0 <= agreed <= 100:
        raise ValueError(f"A discount of {agreed} percent cannot be: write a percent from 0 to 100.")
    if agreed == program:
        reason = page.reason(on, f"{program} percent is what the program gives; nobody need agree.")
        return judged(CONCESSION, Concession(program, True), [reason], facts, book, on)
    if agreed > program:
        says = (
            f"{agreed} percent is more than the program's {program}; a program discount may be lowered, never raised."
        )
        reason = page.reason(on, says, mend="A deeper price is a discount to the customer, with its own approvals.")
        return judged(CONCESSION, Concession(program, False), [reason], facts, book, on)
    lacking = [each for each in wording["consents"] if each not in facts.consents]
    if wording["program_approval"] and not facts.program_approved:
        lacking.append("program")
    reasons: list[Reason] = [
        page.reason(
            on, f"Agreement to {agreed} percent by {WHO[each]} is not recorded.", mend="Record it, with the amount."
        )
        for each in lacking
    ]
    if not lacking:
        reasons = [page.reason(on, f"All have agreed to {agreed} percent instead of the program's {program}.")]
    outcome = Concession(program if lacking else agreed, not lacking, tuple(lacking))
    return judged(CONCESSION, outcome, reasons, facts, book, on)

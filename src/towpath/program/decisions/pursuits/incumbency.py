"""Who is the incumbent of a customer (INC-02, INC-03), and whether it meets what incumbency asks (INC-04)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from towpath.basics.days import day_in_words, months_later
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.decisions.quotes.findings import Finding
from towpath.program.locate import Place
from towpath.program.spec import Misfit
from towpath.program.tables import proved

INCUMBENCY = "pursuits.incumbency"
RULE = "INC-04"


@dataclass(frozen=True)
class IncumbencyFacts:
    """A partner beside a customer, as things stand on the day that is asked about.

    last_sale  who transacted the most recent sale to the customer: this partner, another, the vendor itself, or nobody
    notice     whom the customer's accepted written notice since then names: a partner, or none any more (direct)
    sold_on    the day of that sale; an update is owed so many months after it at the latest
    """

    last_sale: Literal["this", "another", "vendor", "never"]
    notice: Literal["none", "this", "another", "direct"] = "none"
    good_credit: bool = False
    sold_on: date | None = None
    last_update_on: date | None = None
    renewal_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class Incumbency:
    """`standing` is what the discount asks: this, this_lapsed, another, none. `findings`: what this partner owes."""

    standing: str
    findings: tuple[Finding, ...] = ()


def incumbency(facts: IncumbencyFacts, book: Book, *, on: date) -> Decision[Incumbency]:
    """Who is the incumbent on a day, and what this partner owes where it is."""
    page = book[INCUMBENCY]
    _, wording = page.in_force(on)
    owed = tuple(_owed(facts, wording, on))
    row = page.table(on).row_for({"last_sale": facts.last_sale, "notice": facts.notice, "complies": not owed})
    findings = owed if row["standing"] in ("this", "this_lapsed") else ()
    reasons = [page.reason(on, row["says"], *row["rules"])]
    reasons += [page.reason(on, each.wrong, each.rule, mend=each.right) for each in findings]
    return judged(INCUMBENCY, Incumbency(row["standing"], findings), reasons, facts, book, on)


def _owed(facts: IncumbencyFacts, wording: Mapping[str, Any], on: date) -> Iterator[Finding]:
    if wording["good_credit"] and not facts.good_credit:
        yield Finding("credit", "The partner is not in good credit standing.", "Settle what is overdue.", RULE)
    if months := wording.get("update_every_months"):
        since = max(filter(None, (facts.last_update_on, facts.sold_on)), default=None)
        if since is None or on > months_later(since, months):
            last = (
                f"The last update on the customer is of {day_in_words(since)}."
                if since
                else "No update on the customer is recorded."
            )
            yield Finding("update", last, f"Give one every {months} months.", RULE)
    within = wording.get("review_within_days")
    if within and facts.renewal_on is not None:
        opens = facts.renewal_on - timedelta(days=within)
        due = facts.renewal_on - timedelta(days=wording.get("review_due_days_before", 0))
        held = facts.review_on is not None and facts.review_on >= opens
        if on >= due and not held:
            wrong = f"The renewal of {day_in_words(facts.renewal_on)} was not reviewed."
            yield Finding("review", wrong, f"Review it from {day_in_words(opens)} on.", RULE)


def incumbency_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: of every history it is said once who the incumbent is."""
    wanted = {
        "last_sale": ("this", "another", "vendor", "never"),
        "notice": ("none", "this", "another", "direct"),
        "complies": (True, False),
    }
    yield from proved(wording, wanted, place)

"""Whether a partner needs billing records, and how its billing contact is named (BIL-01, BIL-02)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.shapes_distribution import BUYS, WAYS
from towpath.program.spec import Misfit
from towpath.program.tables import proved

BILLING = "distribution.billing"
NEEDED, NOT_NEEDED, NOT_YET = "needed", "not_needed", "not_yet"
type Answer = Literal["needed", "not_needed", "not_yet"]


@dataclass(frozen=True)
class BillingFacts:
    """How the partner must or may buy, how it does, and whether it has agreed to a contract."""

    way: Literal["distributor", "direct", "either", "contract"]
    buys: Literal["direct", "distributor", "both", "unsaid"]
    agreed: bool


def billing(facts: BillingFacts, book: Book, *, on: date) -> Decision[Answer]:
    """Whether the vendor needs a billing account and a billing contact of this partner."""
    page = book[BILLING]
    case = {"way": facts.way, "buys": facts.buys, "agreed": facts.agreed}
    row = page.table(on).row_for(case)
    reason = page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))
    return judged(BILLING, row["answer"], [reason], facts, book, on)


def contact_name(partner: str, book: Book, on: date) -> str:
    """What the billing contact of a partner is called."""
    return str(book[BILLING].in_force(on)[1]["contact_name"]).replace("PARTNER NAME", partner)


def billing_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: every way of buying has exactly one answer."""
    yield from proved(wording, {"way": WAYS, "buys": BUYS, "agreed": (True, False)}, place)

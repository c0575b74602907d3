"""Who of the vendor's people makes a quote (QUO-03, QUO-07), and whether the vendor must quote at all (QUO-01, QUO-06)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.decisions.vendor import vendor
from towpath.program.locate import Place
from towpath.program.shapes_quotes import KINDS
from towpath.program.spec import Misfit
from towpath.program.tables import proved

QUOTING, NEEDED = "quotes.quoting", "quotes.needed"


@dataclass(frozen=True)
class QuoterFacts:
    """The kind of quote, the region of the opportunity's owner, and at whose door the reseller asked for it."""

    kind: Literal["direct", "one_tier", "two_tier", "msp", "marketplace", "private_offer", "oem"]
    region: str
    renewal: bool = False
    asked_by: Literal["vendor", "distributor"] = "vendor"


@dataclass(frozen=True)
class Quoter:
    """Who quotes, within how many working hours where that is promised, and the address that forwards the request."""

    by: str  # a member of QUOTERS
    within_hours: int | None = None
    through: str = ""


@dataclass(frozen=True)
class NeededFacts:
    """The kind of quote, and whether the discount is the program's own."""

    kind: Literal["direct", "one_tier", "two_tier", "msp", "marketplace", "private_offer", "oem"]
    discount: Literal["program", "other"]


def quoter(facts: QuoterFacts, book: Book, *, on: date) -> Decision[Quoter]:
    """Who makes the quote, and which way a request goes that a reseller brought to its distributor."""
    page = book[QUOTING]
    row = page.table(on).row_for({"kind": facts.kind, "region": facts.region, "renewal": facts.renewal})
    reasons, through = [page.reason(on, row["says"], *row["rules"])], ""
    forwarded = page.in_force(on)[1]["distributor_requests"]["through_support"]
    if facts.asked_by == "distributor" and facts.region in forwarded:
        through = vendor(book, on).support_address
        says = f"A reseller asked its distributor, which asks {through}; from there the request goes to who quotes."
        reasons.append(page.reason(on, says, "QUO-07"))
    return judged(QUOTING, Quoter(row["by"], row.get("within_hours"), through), reasons, facts, book, on)


def needed(facts: NeededFacts, book: Book, *, on: date) -> Decision[str]:
    """The least that the vendor must make: "nothing", "draft_proposal" or "quote"."""
    page = book[NEEDED]
    row = page.table(on).row_for({"kind": facts.kind, "discount": facts.discount})
    reasons = [page.reason(on, row["says"], *row["rules"])]
    if row["at_least"] != "nothing":
        reasons.append(page.reason(on, "Discounted figures go out by the product alone, never by mail.", "QUO-02"))
    return judged(NEEDED, row["at_least"], reasons, facts, book, on)


def quoting_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table of who quotes; that its regions are the book's own is asked of the book as a whole."""
    regions = wording["inputs"]["region"]
    yield from proved(wording, {"kind": KINDS, "region": regions, "renewal": (True, False)}, place)


def needed_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table of what must be quoted."""
    yield from proved(wording, {"kind": KINDS, "discount": ("program", "other")}, place)

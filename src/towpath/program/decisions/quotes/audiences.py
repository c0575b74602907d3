"""Who may see the prices and papers of a quote (QUO-02, QUO-05, DST-05). Whoever sends or shows one asks here first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.shapes_quotes import KINDS, READERS, SHOWN
from towpath.program.spec import Misfit
from towpath.program.tables import proved

AUDIENCES = "quotes.audiences"


@dataclass(frozen=True)
class AudienceFacts:
    """Something of a quote, and a reader by its part in this very quote; a partner that it does not name is another."""

    kind: Literal["direct", "one_tier", "two_tier", "msp", "marketplace", "private_offer", "oem"]
    what: Literal["prices", "document", "draft_proposal"]
    reader: Literal[
        "vendor", "customer", "reseller", "distributor", "msp", "provider", "other_distributor", "other_partner"
    ]


def may_see(facts: AudienceFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether this reader may see it; TableGap for a kind, thing or reader that the page does not know, never yes."""
    page = book[AUDIENCES]
    row = page.table(on).row_for({"kind": facts.kind, "what": facts.what, "reader": facts.reader})
    return judged(AUDIENCES, row["may"], [page.reason(on, row["says"], *row["rules"])], facts, book, on)


@kept
def audience(kind: str, what: str, book: Book, on: date) -> frozenset[str]:
    """All readers who may see such a thing of such a quote."""
    table = book[AUDIENCES].table(on)
    return frozenset(each for each in READERS if table.row_for({"kind": kind, "what": what, "reader": each})["may"])


def audience_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: of everybody it is said once whether she may see it."""
    yield from proved(wording, {"kind": KINDS, "what": SHOWN, "reader": READERS}, place)

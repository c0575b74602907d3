"""Which discount of the program a sale earns: co-sell, with labelled exceptions (INC, COS-01, PSC-07). How high: `pricing.rates`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.shapes_pricing import SALES
from towpath.program.spec import Misfit
from towpath.program.tables import proved

DISCOUNT = "quotes.discount"
type Sale = Literal["new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use"]
_INPUTS: Mapping[str, tuple[Any, ...]] = {
    "sale": SALES,
    "registration": ("approved", "another", "none"),
    "incumbent": ("this", "this_lapsed", "another", "none"),
    "tender": (True, False),
    "market": ("commercial", "us_public_sector"),
    "preferred": ("this", "another", "none"),
    "channel": ("program", "contract", "direct"),
    "eligible": (True, False),
}


@dataclass(frozen=True)
class BasisFacts:
    """A sale as this partner would quote it.

    registration  the partner-sourced one of the opportunity: approved for this partner, for another, or for nobody
    incumbent     who transacted the most recent sale; this_lapsed: this partner, and it owes what incumbency asks
    preferred     whose claim to preferred co-sell is approved for the opportunity
    channel       program: resellers and MSPs, private offers among them; contract: marketplaces and OEM; direct: no partner
    eligible      whether the partner may have the program's discounts (eligibility.discount)
    own_services  the partner sells services of its own with it
    """

    sale: Literal["new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use"]
    registration: Literal["approved", "another", "none"] = "none"
    incumbent: Literal["this", "this_lapsed", "another", "none"] = "none"
    tender: bool = False
    market: Literal["commercial", "us_public_sector"] = "commercial"
    preferred: Literal["this", "another", "none"] = "none"
    channel: Literal["program", "contract", "direct"] = "program"
    eligible: bool = True
    own_services: bool = False


@dataclass(frozen=True)
class Basis:
    """What a discount rests on. `label` names the row of the page, `exception_to` the row from which it departs."""

    basis: str  # a member of BASES
    label: str
    exception_to: str = ""
    service_attach: bool = False  # own services may earn service-attach incentives besides (INC-09)


type Answer = tuple[Basis, tuple[Reason, ...]]


def basis(facts: BasisFacts, book: Book, *, on: date) -> Decision[Basis]:
    """Which discount of the program the sale earns this partner on a day, and why."""
    outcome, because = basis_answer(facts, book, on)
    return judged(DISCOUNT, outcome, because, facts, book, on)


def basis_answer(facts: BasisFacts, book: Book, on: date) -> Answer:
    """The answer of `basis` without the record, for decisions that go on from it."""
    page = book[DISCOUNT]
    number = page.table(on).number_for(
        {
            "sale": facts.sale,
            "registration": facts.registration,
            "incumbent": facts.incumbent,
            "tender": facts.tender,
            "market": facts.market,
            "preferred": facts.preferred,
            "channel": facts.channel,
            "eligible": facts.eligible,
        }
    )
    alone, with_services = _answers(book, page.in_force(on)[0])[number]
    served = facts.own_services and facts.eligible and facts.channel == "program"
    return with_services if served else alone


@kept
def _answers(book: Book, since: date) -> tuple[tuple[Answer, Answer], ...]:
    """For each row of a wording its answer, alone and for a partner that sells services of its own."""
    page = book[DISCOUNT]
    wording, found = page.since[since], []
    attach = page.reason(
        since, "Services of its own may earn the partner service-attach incentives on top of any discount.", "INC-09"
    )
    for row in wording["row"]:
        because = (page.reason(since, row["says"], *row["rules"], mend=row.get("mend", "")),)
        alone = Basis(row["basis"], row["label"], row.get("exception_to", ""))
        both = (replace(alone, service_attach=True), (*because, attach)) if wording["service_attach"] else None
        found.append(((alone, because), both or (alone, because)))
    return tuple(found)


def bases(book: Book, since: date) -> dict[str, int]:
    """Every basis that a wording answers with, and the first row that does; LookupError where none begins on the day."""
    rows = book[DISCOUNT].since[since]["row"]
    return {row["basis"]: index for index, row in reversed(list(enumerate(rows)))}


def basis_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table, and that each exception names a row of the same wording."""
    labels = [row["label"] for row in wording["row"]]
    for index, row in enumerate(wording["row"]):
        wanted = row.get("exception_to", row["label"])
        if wanted not in labels:
            what = f'"{row["label"]}" is an exception to "{wanted}", which is no row.'
            yield Misfit((*place, "row", index, "exception_to"), what, did_you_mean(wanted, labels))
    yield from proved(wording, _INPUTS, place)

"""To whom a sale is quoted, as which kind of quote, to which kind of address; and when it may not be (QUO-04, QUO-05, INC-05).

Through whom a partner buys is `distribution.route`; who of the vendor's people makes the quote is `quoting`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.distribution.coverage import Cover, distributors, mailboxes
from towpath.program.decisions.distribution.route import DIRECT, DISTRIBUTOR, EITHER, RouteFacts, route
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.shapes_quotes import PATHS
from towpath.program.spec import Misfit
from towpath.program.tables import proved

QUOTE_ROUTE = "quotes.route"
REFUSED = ""
RENEWALS = ("renewal_flat", "renewal_upgrade")  # what licences added at a renewal are not
_INPUTS: Mapping[str, tuple[Any, ...]] = {
    "path": PATHS,
    "buys": ("distributor", "direct", "unsaid", "contract"),
    "standing": ("authorized", "one_off", "none"),
    "renewal_of": ("none", "this", "another", "another_tender", "released"),
    "partner_only": (True, False),
}


@dataclass(frozen=True)
class QuoteRouteFacts:
    """A sale that is to be quoted.

    path       how it runs: dsor is a distributor as the seller of record, private_offer a reseller's offer on a marketplace
    country    of the customer, ISO 3166-1, two letters
    standing   of the partner; one_off: it may sell this one opportunity without being authorized
    incumbent  the partner of the most recent sale: the one to be quoted, another, or none
    notice     the customer's accepted written notice that it no longer wants the incumbent is on file
    buys       how the partner buys this time, where it has the choice
    inactive   codes of distributors that take no orders at present
    """

    path: Literal["direct", "resale", "msp", "marketplace", "private_offer", "dsor", "oem"]
    country: str
    sale: Literal["new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use"] = (
        "new"
    )
    standing: Literal["authorized", "one_off", "none"] = "authorized"
    incumbent: Literal["this", "another", "none"] = "none"
    notice: bool = False
    tender: bool = False
    track: str = "open"
    segment: Literal["commercial", "public_sector"] = "commercial"
    designations: tuple[str, ...] = ()
    buys: Literal["direct", "distributor", "unsaid"] = "unsaid"
    inactive: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuoteRoute:
    """Where a quote goes; all empty where it is refused.

    kind          a member of KINDS: how the quote is made and who may see it
    form          whose fields it has: the kind, or a variant of it (dsor)
    recipient     who is quoted: customer, reseller, distributor, msp, provider
    address       the kind of address it goes to, such as distributor_orders
    distributors  those to choose from, each with its mailbox for orders; one of them is quoted
    """

    allowed: bool
    kind: str = ""
    form: str = ""
    recipient: str = ""
    address: str = ""
    distributors: tuple[Cover, ...] = ()


def quote_route(facts: QuoteRouteFacts, book: Book, *, on: date) -> Decision[QuoteRoute]:
    """To whom the sale is quoted on a day, or why not and what the way out is."""
    page = book[QUOTE_ROUTE]
    _, wording = page.in_force(on)
    buys, offered, bought = _buying(facts, book, on)
    row = page.table(on).row_for(
        {
            "path": facts.path,
            "buys": buys,
            "standing": facts.standing,
            "renewal_of": renewal_of(facts),
            "partner_only": facts.country in wording["partner_only"]["countries"],
        }
    )
    reasons: list[Reason] = [page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))]
    if facts.path == "resale" and "DST-01" in row["rules"]:
        reasons += bought
    if "quote" not in row:
        return judged(QUOTE_ROUTE, QuoteRoute(False), reasons, facts, book, on)
    kind = next(each for each in wording["kind"] if each["key"] == row["quote"])
    form = row.get("form", kind["key"])
    if form == "dsor":
        offered = _seller_of_record(wording["record_distributor"], facts.country, book, on)
    through = offered if kind["recipient"] == "distributor" else ()
    outcome = QuoteRoute(True, kind["key"], form, kind["recipient"], kind["address"], through)
    return judged(QUOTE_ROUTE, outcome, reasons, facts, book, on)


def renewal_of(facts: QuoteRouteFacts) -> str:
    """Whose renewal this is, as the table asks: none, this, another, another_tender, released (by the customer's notice)."""
    if facts.sale not in RENEWALS or facts.incumbent == "none":
        return "none"
    if facts.notice:
        return "released"
    if facts.incumbent == "another" and facts.tender:
        return "another_tender"
    return facts.incumbent


def _buying(facts: QuoteRouteFacts, book: Book, on: date) -> tuple[str, tuple[Cover, ...], tuple[Reason, ...]]:
    """How a reseller buys, the distributors it buys through, and why; other paths don't ask."""
    if facts.path != "resale":
        return "contract", (), ()
    decision = route(
        RouteFacts(facts.track, facts.country, facts.segment, facts.designations, facts.inactive), book, on=on
    )
    way = decision.outcome.way
    buys = facts.buys if way == EITHER else {DISTRIBUTOR: "distributor", DIRECT: "direct"}.get(way, "contract")
    return buys, decision.outcome.distributors, decision.because


def _seller_of_record(code: str, country: str, book: Book, on: date) -> tuple[Cover, ...]:
    """The distributor that sells of record, at its mailbox for the country, or at its first one."""
    return tuple(
        Cover(code, distributors(book, on)[code], mailbox) for mailbox in mailboxes(code, country, book, on)[:1]
    )


def quote_route_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: every sale is quoted in one way, or refused with the way out."""
    yield from proved(wording, _INPUTS, place)

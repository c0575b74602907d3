"""How high a discount is, by what it rests on, track and product, and the whole answer: `discount` (INC-10, DRG-15, QUO-05)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.decisions.quotes.discount import BasisFacts, basis_answer
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.shapes_pricing import BASES, PRODUCTS
from towpath.program.spec import Misfit
from towpath.program.tables import DecisionTable, proved

RATES = "pricing.rates"
ZERO = Decimal(0)
RENEWALS = ("renewal_incumbent",)
BASIS_WORDS = {
    "partner_sourced": "Partner sourced",
    "co_sell": "Co-sell",
    "partner_base": "Base",
    "preferred_co_sell": "Preferred co-sell",
    "renewal_incumbent": "Renewal by the incumbent",
    "renewal_last_year": "Last year's discount",
    "services_resale": "Services resale",
    "internal_use": "Internal use",
    "msrp": "List price",
    "contract": "Contract",
    "direct": "Direct sale",
}
PRODUCT_WORDS = {
    "subscription": "subscriptions", "add_on": "add-ons", "storage": "storage",
    "services": "services", "training": "training",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DiscountFacts(BasisFacts):
    """A sale of one kind of product as a partner would quote it.

    tier       of the product, in small letters ("premium"); "" where it has none
    last_year  percent off list price at the sale before this renewal, where it is known
    contract   percent of the alliance's or OEM partner's own contract, where it is known
    """

    track: str  # a key of the page partners.tracks
    product: Literal["subscription", "add_on", "storage", "services", "training"]
    tier: str = ""
    through_distributor: bool = False
    last_year: Decimal | None = None
    contract: Decimal | None = None


@dataclass(frozen=True)
class Discount:
    """A discount off list price. `percent` is the partner's; `total` is what the vendor gives, the distributor's part included.

    percent and total are None while `needs` names what must be entered first: "last_year" or "contract".
    """

    basis: str
    label: str
    percent: Decimal | None
    distributor_percent: Decimal
    total: Decimal | None
    service_attach: bool = False
    needs: str = ""


class _Rate(NamedTuple):
    percent: Decimal | None  # None: taken from elsewhere
    taken: str
    reason: Reason


def discount(facts: DiscountFacts, book: Book, *, on: date) -> Decision[Discount]:
    """Which discount the sale earns and how high it is, with the reason of each."""
    found, because = basis_answer(facts, book, on)
    page = book[RATES]
    since, wording = page.in_force(on)
    rate = _rates(book, since)[found.basis, facts.track, facts.product]
    percent, reason, needs = rate.percent, rate.reason, ""
    if found.basis in RENEWALS and facts.tier in wording["no_renewal_discount"]["tiers"]:
        percent, reason = ZERO, _no_renewal(book, since)
    elif percent is None:
        percent = facts.last_year if rate.taken == "last_year" else facts.contract
        needs = "" if percent is not None else rate.taken
        reason = reason if needs else replace(reason, mend="")
    margin, reasons = ZERO, (*because, reason)
    if facts.through_distributor and facts.channel == "program":
        margin = wording["distributor_percent"][facts.product]
        reasons = (*reasons, _margin(book, since, facts.product))
    total = None if percent is None else percent + margin
    outcome = Discount(found.basis, found.label, percent, Decimal(margin), total, found.service_attach, needs)
    return judged(RATES, outcome, reasons, facts, book, on)


def rates_of(track: str, product: str, book: Book, on: date) -> dict[str, Decimal | str]:
    """Every percent of a track for a product by its basis, or whence it is taken; "distributor" is the margin on top."""
    since, wording = book[RATES].in_force(on)
    found = {key[0]: rate for key, rate in _rates(book, since).items() if key[1:] == (track, product)}
    if not found:
        raise LookupError(f"{RATES} has no percent for the track {track} and the product {product}.")
    rated: dict[str, Decimal | str] = {
        key: rate.taken if rate.percent is None else rate.percent for key, rate in found.items()
    }
    return rated | {"distributor": Decimal(wording["distributor_percent"][product])}


@kept
def _rates(book: Book, since: date) -> dict[tuple[str, str, str], _Rate]:
    """Every case of a wording, answered once."""
    page = book[RATES]
    table = page.table(since)
    return {(case["basis"], case["track"], case["product"]): _rate(book, since, case, table) for case in table.cases()}


def _rate(book: Book, since: date, case: Mapping[str, str], table: DecisionTable) -> _Rate:
    page, row = book[RATES], table.row_for(dict(case))
    what = f"{BASIS_WORDS[case['basis']]}, {case['track'].capitalize()}, {PRODUCT_WORDS[case['product']]}"
    if taken := row.get("taken"):
        says = {
            "last_year": "The percent is that of last year's sale, off list price.",
            "contract": "The percent stands in the partner's own contract.",
        }[taken]
        mend = {"last_year": "Enter last year's discount.", "contract": "Enter the discount of the contract."}[taken]
        return _Rate(None, taken, page.reason(since, says, "INC-10", mend=mend))
    if case["basis"] in ("msrp", "direct") and not row["percent"]:
        return _Rate(ZERO, "", page.reason(since, "List price: no discount of the program.", "INC-10"))
    unknown = " No public source gives the figure: it is invented." if row.get("invented") else ""
    says = f"{what}: {row['percent']} percent off list price.{unknown}"
    return _Rate(Decimal(row["percent"]), "", page.reason(since, says, "INC-10", "DRG-15"))


@kept
def _no_renewal(book: Book, since: date) -> Reason:
    return book[RATES].reason(since, "This tier earns no discount at a renewal.", "INC-02", "INC-10")


@kept
def _margin(book: Book, since: date, product: str) -> Reason:
    percent = book[RATES].since[since]["distributor_percent"][product]
    says = f"The distributor's own margin of {percent} percent comes on top; it is between vendor and distributor only."
    return book[RATES].reason(since, says, "QUO-05")


def rate_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: every basis of the wording, track and product has exactly one rate."""
    rated = wording["inputs"]["basis"]
    for index, each in enumerate(rated):
        if each not in BASES:
            yield Misfit((*place, "inputs", "basis", index), f'"{each}" is no basis.', did_you_mean(each, BASES))
    yield from proved(wording, {"basis": rated, "track": wording["inputs"]["track"], "product": PRODUCTS}, place)

"""Which approvals a quote needs: the levels, each with what asks for it, and which changes make them be reckoned anew."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged

APPROVALS = "quotes.approvals"
LARGE = ("cro", "cfo")  # whoever of them must approve wants a large deal laid out


@dataclass(frozen=True)
class ApprovalFacts:
    """A quote as it would be submitted.

    discount_percent      the customer's, off list price, beyond the program's own
    program_rate_lowered  the partner's program discount was negotiated down
    contract_link         the agreement that grants the customer the discount, where one does
    booked_arr            net annual recurring revenue with its basis, in the vendor's currency
    """

    discount_percent: Decimal
    term_months: int = 12
    net_days: int = 30
    elements: tuple[
        Literal["deferred_payments", "price_lock", "contingent_on_release", "second_instance", "non_standard_ramp"], ...
    ] = ()
    special_terms: bool = False
    flagged: bool = False
    program_rate_lowered: bool = False
    contract_link: str = ""
    waived_true_up_seats: int = 0
    booked_arr: Decimal = Decimal(0)
    kind: Literal["quote", "draft_proposal"] = "quote"


@dataclass(frozen=True)
class Level:
    """A level that must approve, and every cause for it in words."""

    key: str
    label: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Approvals:
    """The levels in order. `by_itself`: nobody need approve. `template`: what a large deal must be laid out in, or ""."""

    levels: tuple[Level, ...]
    by_itself: bool
    template: str = ""


def approvals(facts: ApprovalFacts, book: Book, *, on: date) -> Decision[Approvals]:
    """The levels that must approve the quote as it stands, lowest first."""
    page = book[APPROVALS]
    _, wording = page.in_force(on)
    if not 0 <= facts.discount_percent <= 100:
        raise ValueError(f"A discount of {facts.discount_percent} percent cannot be: write a percent from 0 to 100.")
    if facts.kind == "draft_proposal":
        reason = page.reason(on, "A draft proposal needs no approval; it is no order form.", "QUO-01")
        return judged(APPROVALS, Approvals((), True), [reason], facts, book, on)
    asked = list(_asked(facts, wording))
    wanted = {level for _, levels, _ in asked for level in levels}
    template = ""
    if facts.booked_arr >= wording["large_deal"]["booked_arr_from"] and wanted & set(LARGE):
        template = wording["large_deal"]["template"]
        says = (
            f"The deal books {facts.booked_arr:,} a year and goes to sales and finance: lay it out in the {template}."
        )
        asked.append((says, [], "APR-01"))
    levels = tuple(
        Level(each["key"], each["label"], tuple(why for why, named, _ in asked if each["key"] in named))
        for each in wording["level"]
        if each["key"] in wanted
    )
    reasons: list[Reason] = [page.reason(on, why, rule) for why, _, rule in asked]
    none = page.reason(on, "Nothing in the quote needs an approval; it is approved by itself.")
    return judged(APPROVALS, Approvals(levels, not levels, template), reasons or [none], facts, book, on)


type _Asked = tuple[str, list[str], str]  # why, which levels, by which rule


def _asked(facts: ApprovalFacts, wording: Mapping[str, Any]) -> Iterator[_Asked]:
    also = wording["also"]
    if facts.discount_percent > 0 and facts.contract_link:
        says = f"A contract grants the discount of {facts.discount_percent} percent: {facts.contract_link}"
        yield says, also["contractual"], "APR-01"
    elif facts.discount_percent > 0:
        yield from _by_percent(facts, wording)
    for each in wording["longer"]:
        if facts.term_months > each["over_months"]:
            yield f"The term is over {each['over_months']} months.", [each["level"]], "APR-01"
    for each in wording["element"]:
        if each["key"] in facts.elements:
            yield f"{each['label']}: an element that is not standard.", each["levels"], "APR-01"
    if facts.special_terms:
        yield "The quote has special terms.", also["special_terms"], "APR-01"
    if facts.flagged:
        yield "Deal Desk flagged the quote for a review.", also["flagged"], "APR-01"
    if facts.net_days > wording["standard_net_days"]:
        says = f"Payment is due after {facts.net_days} days; {wording['standard_net_days']} are standard."
        yield says, also["longer_payment"], "APR-01"
    if facts.program_rate_lowered:
        yield "The partner's program discount is lowered.", also["program_rate_lowered"], "INC-10"
    if facts.waived_true_up_seats >= wording["waived_true_ups"]["seats_from"]:
        says = f"The true-up of {facts.waived_true_up_seats} seats is waived."
        yield says, also["waived_true_ups"], "APR-01"


def _by_percent(facts: ApprovalFacts, wording: Mapping[str, Any]) -> Iterator[_Asked]:
    for each in wording["band"]:
        if facts.discount_percent > each["above_percent"]:
            yield (
                f"The discount of {facts.discount_percent} percent is above {each['above_percent']}.",
                [each["level"]],
                "APR-01",
            )


def levels(book: Book, on: date) -> Mapping[str, str]:
    """The levels that can be asked, lowest first: key -> what it is called."""
    return {each["key"]: each["label"] for each in book[APPROVALS].in_force(on)[1]["level"]}


def elements(book: Book, on: date) -> Mapping[str, str]:
    """The elements that are not standard: key -> what it is called."""
    return {each["key"]: each["label"] for each in book[APPROVALS].in_force(on)[1]["element"]}


def recalculates(changed: Iterable[str], book: Book, on: date) -> tuple[str, ...]:
    """Of the things that changed, those after which approvals are reckoned anew; a quote in approval then starts over."""
    listed = book[APPROVALS].in_force(on)[1]["recalculated_on"]
    return tuple(each for each in changed if each in listed)

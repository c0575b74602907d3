"""Which of the order types an opportunity has (TAG-04, FLD-10): type, net ARR, category, and what the family bought before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit
from towpath.program.tables import proved

ORDER_TYPE = "opportunities.order_type"
TYPES = ("new_business", "add_on", "renewal")
BOTH = (True, False)
NOT_YET, INHERITED = "unknown", "inherited"


@dataclass(frozen=True)
class OrderTypeFacts:
    """The deal, and what its customer's family bought before it.

    net_arr           None where nobody has entered it
    family_bought     another account of the family, or this one, has bought new business that still counts
    account_bought    this very account has
    still_subscribed  another subscription of the family runs
    inherited         the order type of the opportunity that a decommission takes back; "" where there is none
    """

    type: Literal["new_business", "add_on", "renewal"]
    category: str = "Standard"
    record_type: str = "Standard"
    net_arr: Decimal | None = None
    new_logo_eligible: bool = True
    family_bought: bool = False
    account_bought: bool = False
    lost: bool = False
    still_subscribed: bool = False
    inherited: str = ""


def order_type(facts: OrderTypeFacts, book: Book, *, on: date) -> Decision[str]:
    """The order type; "" where it is not known yet. ValueError for a category that the page does not name."""
    page = book[ORDER_TYPE]
    _, wording = page.in_force(on)
    row = page.table(on).row_for(_case(facts, wording))
    found = {NOT_YET: "", INHERITED: facts.inherited}.get(row["then"], row["then"])
    reason = page.reason(on, row["says"], *row["rules"])
    return judged(ORDER_TYPE, found, [reason], facts, book, on)


def values(book: Book, on: date) -> tuple[str, ...]:
    """The order types of the program."""
    return tuple(book[ORDER_TYPE].in_force(on)[1]["values"])


def categories(book: Book, on: date) -> tuple[str, ...]:
    """The categories of opportunities, the ordinary ones first."""
    wording = book[ORDER_TYPE].in_force(on)[1]
    return (*wording["contracting"], *wording["decommissioning"], *wording["other_categories"])


def record_types(book: Book, on: date) -> tuple[str, str]:
    """The ordinary record type, and that of services alone."""
    return "Standard", str(book[ORDER_TYPE].in_force(on)[1]["services_record_type"])


def returns_within_days(book: Book, on: date) -> int:
    """So many days after its term a customer that returns still renews; later it is new business."""
    return int(book[ORDER_TYPE].in_force(on)[1]["returns_within_days"])


def builds_on(kind: str, book: Book, on: date) -> tuple[str, ...]:
    """The types of opportunity that an add-on or a renewal may build on; empty for new business."""
    return tuple(book[ORDER_TYPE].in_force(on)[1]["builds_on"].get(kind, ()))


def decommissions(category: str, book: Book, on: date) -> bool:
    """Whether a category takes an earlier opportunity back."""
    return category in book[ORDER_TYPE].in_force(on)[1]["decommissioning"]


def _case(facts: OrderTypeFacts, wording: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "services_only": facts.record_type == wording["services_record_type"],
        "category": _category(facts.category, wording),
        "type": facts.type,
        "net_arr": _sign(facts.net_arr),
        "logo": _logo(facts),
        "lost": facts.lost,
        "still_subscribed": facts.still_subscribed,
    }


def _category(category: str, wording: Mapping[str, Any]) -> str:
    if category in wording["contracting"]:
        return "contracting"
    if category in wording["decommissioning"]:
        return "decommission"
    if category in wording["other_categories"]:
        return "other"
    known = [*wording["contracting"], *wording["decommissioning"], *wording["other_categories"]]
    raise ValueError(f'"{category}" is not a category of opportunities. {did_you_mean(category, known)}')


def _sign(net_arr: Decimal | None) -> str:
    if net_arr is None:
        return "unknown"
    return "zero" if net_arr == 0 else "positive" if net_arr > 0 else "negative"


def _logo(facts: OrderTypeFacts) -> str:
    if not facts.new_logo_eligible:
        return "not_eligible"
    if facts.account_bought:
        return "later"
    return "connected" if facts.family_bought else "first"


def order_type_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table, and that it gives only the values of the page."""
    inputs: dict[str, tuple[Any, ...]] = {
        "services_only": BOTH, "category": ("contracting", "decommission", "other"), "type": TYPES,
        "net_arr": ("positive", "zero", "negative", "unknown"), "logo": ("first", "connected", "later", "not_eligible"),
        "lost": BOTH, "still_subscribed": BOTH,
    }  # fmt: skip
    yield from proved(wording, inputs, place)
    known = (*wording["values"], NOT_YET, INHERITED)
    for index, row in enumerate(wording["row"]):
        if row["then"] not in known:
            yield Misfit(
                (*place, "row", index, "then"), f'"{row["then"]}" is no order type.', did_you_mean(row["then"], known)
            )

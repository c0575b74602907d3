"""The program's decisions that stand on a quote or its order, opened for one reader. Amounts are among what they judge.

Those of events are not here: they name no amount. Prices leave through `audiences.face`, and so do their decisions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from towpath.domain.quotes import checks
from towpath.domain.quotes.audiences import OutsideAudience, face
from towpath.domain.quotes.lifecycles import DRAFT
from towpath.domain.quotes.models import Line, PurchaseOrder, Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

APPROVALS, CONCESSION, FIELDS, CHECK = "approvals", "concession", "fields", "check"


@dataclass(frozen=True)
class Judged:
    """One decision on a quote.

    key     names it within its quote: "line-2", "approvals"
    record  the decision as `Decision.as_record` gives it
    at      when it was made; None where it is asked as the draft stands now
    of      what of the quote it judges, in words; "" for all of it
    """

    key: str
    record: Mapping[str, Any]
    at: datetime | None
    of: str = ""


def line_key(position: int) -> str:
    """The key of the decision on a line's discount."""
    return f"line-{position}"


def of_quote(quote: Quote, reader: Person | None, occasion: Occasion) -> Iterator[Judged]:
    """The discount of each line, for a reader of the quote's audience; approvals and reduction for the vendor's people.

    Nothing for whoever may not see its prices. `reader` is None where the product itself asks.
    """
    lines = list(quote.lines.select_related("product"))
    try:
        shown = face(quote, reader, occasion.book, lines)
    except OutsideAudience:
        return
    told = {line.position: line for line in reversed(shown.lines) if line.explained}
    for position, line in sorted(told.items()):
        yield Judged(line_key(position), line.explained, quote.priced_at, f"{line.name}, {line.sku}")
    if reader is None or reader.is_internal:
        yield from _of_the_whole(quote, lines, occasion)


def keys_on(quote: Quote, *, reduced: bool) -> tuple[str, ...]:
    """The keys of the decisions on the whole of a quote; `reduced`: a discount was negotiated down."""
    if quote.state != DRAFT:
        return tuple(quote.judgements)
    return (APPROVALS, CONCESSION, FIELDS) if reduced else (APPROVALS, FIELDS)


def _of_the_whole(quote: Quote, lines: Sequence[Line], occasion: Occasion) -> Iterator[Judged]:
    """As it was submitted; of a draft as it stands now."""
    if quote.state != DRAFT:
        for key in (APPROVALS, CONCESSION):
            if key in quote.judgements:
                yield Judged(key, quote.judgements[key], quote.submitted_at)
        return
    yield Judged(APPROVALS, checks.required_approvals(quote, lines, occasion).as_record(), None)
    agreed = checks.consent_to(quote, lines, occasion)
    if agreed is not None:
        yield Judged(CONCESSION, agreed.as_record(), None)
    yield Judged(FIELDS, checks.findings(quote, lines, occasion).as_record(), None)


def of_order(order: PurchaseOrder, reader: Person | None, occasion: Occasion) -> Iterator[Judged]:
    """The check of an order beside its quote, for who may see the quote's prices."""
    try:
        face(order.quote, reader, occasion.book, ())
    except OutsideAudience:
        return
    if order.decision:
        yield Judged(CHECK, order.decision, order.checked_at)

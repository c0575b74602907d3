"""How an opportunity is named: a suggestion, with what is not known yet in square brackets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

NAMES = "opportunities.names"
KINDS = ("new_business", "add_on", "upgrade", "renewal", "renewal_with_add_on", "services", "refund", "msp", "oem")
PIECES = ("company", "quantity", "added", "product", "month", "deployment", "order", "partner")
_PIECE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class NameFacts:
    """What the name is made of. `company` is the customer, for MSP deals the one that uses it."""

    kind: Literal[
        "new_business", "add_on", "upgrade", "renewal", "renewal_with_add_on", "services", "refund", "msp", "oem"
    ]
    company: str
    quantity: int | None = None
    added: int | None = None
    product: str = ""
    deployment: str = ""
    order: str = ""
    partner: str = ""
    starts_on: date | None = None


def suggested_name(facts: NameFacts, book: Book, *, on: date) -> Decision[str]:
    """The name by the program's convention."""
    page = book[NAMES]
    _, wording = page.in_force(on)
    pieces = {
        "company": facts.company, "product": facts.product, "deployment": facts.deployment, "order": facts.order,
        "partner": facts.partner, "quantity": str(facts.quantity or ""), "added": str(facts.added or ""),
        "month": f"{facts.starts_on:%m/%y}" if facts.starts_on else "",
    }  # fmt: skip
    name = _PIECE.sub(lambda found: pieces[found[1]] or f"[{found[1]}]", wording["form"][facts.kind])
    return judged(NAMES, name, [page.reason(on, "Named by the convention for its kind.")], facts, book, on)


def name_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """Every kind has its form, and each form is made of known pieces."""
    for kind in KINDS:
        if kind not in wording["form"]:
            yield Misfit((*place, "form"), f'No form for "{kind}".', f'Write {kind} = "...".')
    for kind, form in wording["form"].items():
        for piece in _PIECE.findall(str(form)):
            if piece not in PIECES:
                yield Misfit((*place, "form", kind), f'"{piece}" is no piece of a name.', did_you_mean(piece, PIECES))

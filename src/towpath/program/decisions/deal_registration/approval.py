"""Who signs a registration and in which order (DRG-08, DRG-09), and what its status is called meanwhile (FLD-03)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.shapes import TYPES
from towpath.program.spec import Misfit

CHAIN = "deal_registration.approval_chain"
STATUS = "deal_registration.status"


@dataclass(frozen=True)
class ApprovalChainFacts:
    """What a chain may depend on."""

    type: str  # "resale", "msp", "referral"
    amount: Decimal | None = None  # in the currency of the registration; None where not said
    region: str = ""  # its key; "" where no account is linked yet
    public_sector: bool = False


@dataclass(frozen=True)
class ChainStep:
    """One signature: the role that gives it, what the status reads meanwhile, the SLA page that times it ("" = none)."""

    role: str
    status_label: str
    sla: str


def approval_chain(facts: ApprovalChainFacts, book: Book, *, on: date) -> Decision[tuple[ChainStep, ...]]:
    """Which roles must approve, in order."""
    page = book[CHAIN]
    _, wording = page.in_force(on)
    exception = next((each for each in wording.get("exception", ()) if _applies(each, facts)), None)
    steps = tuple(
        ChainStep(
            step["role"],
            status_label("in_review", step["role"], book, on=on),
            f"sla.{step['sla']}" if "sla" in step else "",
        )
        for step in (exception or wording)["step"]
    )
    order = ", then ".join(step.role.upper() for step in steps)
    says = f"Approval is given by {order}." + (f" Exception: {exception['label']}." if exception else "")
    return judged(CHAIN, steps, [page.reason(on, says)], facts, book, on)


def status_label(state: str, step_role: str | None, book: Book, *, on: date) -> str:
    """What DR - Status reads (FLD-03). While someone must sign, `step_role` says who; otherwise it is None."""
    _, wording = book[STATUS].in_force(on)
    labels, wanted = (wording["label"], state) if step_role is None else (wording["waiting_for"], step_role)
    if wanted not in labels:
        raise LookupError(f'{STATUS} has no label for "{wanted}". {did_you_mean(wanted, labels)}')
    return str(labels[wanted])


def opportunity_status_label(state: str, book: Book, *, on: date) -> str:
    """What DR - Status reads on the opportunity: pending, approved, denied, or nothing (FLD-03)."""
    _, wording = book[STATUS].in_force(on)
    labels = wording["on_opportunity"]
    if state not in labels:
        raise LookupError(f'{STATUS} has no label on the opportunity for "{state}". {did_you_mean(state, labels)}')
    return str(labels[state])


def chain_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the exceptions: no registration falls under two of them, and each has some. The first case is reported.

    Regions that no exception names are all alike: one stands for them.
    """
    exceptions = wording.get("exception", [])
    cuts = sorted({each["amount_below"] for each in exceptions if "amount_below" in each})
    amounts = [None, *(Decimal(cut) - Decimal("0.01") for cut in cuts if cut), *(Decimal(cut) for cut in cuts)]
    named = list(dict.fromkeys(region for each in exceptions for region in each.get("regions", ())))
    reached: set[int] = set()
    for case in product(TYPES, amounts, [*named, ""], (False, True)):
        facts = ApprovalChainFacts(*case)
        hits = [index for index, each in enumerate(exceptions) if _applies(each, facts)]
        if len(hits) > 1:
            labels = " and ".join(f'"{exceptions[index]["label"]}"' for index in hits)
            where = facts.region or ("any other region" if named else "any region")
            what = f"Two exceptions hold for {facts.type}, amount {facts.amount}, {where}, "
            what += f"{'public' if facts.public_sector else 'private'} sector: {labels}."
            yield Misfit((*place, "exception", hits[1]), what, "Narrow one of them.")
            return
        reached.update(hits)
    for index in sorted(set(range(len(exceptions))) - reached):
        what = f'The exception "{exceptions[index]["label"]}" holds for no registration.'
        yield Misfit((*place, "exception", index), what, "Widen it, or take it out.")


def _applies(exception: Mapping[str, Any], facts: ApprovalChainFacts) -> bool:
    return (
        facts.type in exception.get("types", (facts.type,))
        and facts.region in exception.get("regions", (facts.region,))
        and facts.public_sector == exception.get("public_sector", facts.public_sector)
        and ("amount_below" not in exception or (facts.amount is not None and facts.amount < exception["amount_below"]))
    )

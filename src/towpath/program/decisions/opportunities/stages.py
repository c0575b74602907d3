"""The stages of an opportunity, who may move it where, and what a loss must say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit
from towpath.program.tables import proved

STAGES = "opportunities.stages"
KINDS = ("pending", "open", "won", "lost", "unqualified", "duplicate")
WAYS = ("pending", "earlier", "same", "later", "won", "lost", "unqualified", "duplicate")
BOTH = (True, False)


@dataclass(frozen=True)
class StageFacts:
    """A wish to move an opportunity: from where, to where, by whom.

    mover        "sales": who sells it; "operations": who may also move it back
    other_named  the opportunity that a duplicate stands beside is named
    """

    stage: str
    to: str
    mover: Literal["sales", "operations"] = "sales"
    other_named: bool = False
    lost_reason: str = ""
    details: bool = False
    net_arr: Decimal | None = None


@dataclass(frozen=True)
class Stages:
    """The stages in order, each with its kind, and the words that a closing takes."""

    kinds: dict[str, str]
    begins_at: str
    lost_reasons: tuple[str, ...]
    other_reason: str
    merged_reason: str
    details_from: int

    def named(self, kind: str) -> str:
        """The one stage of a kind that has one: won, lost, unqualified, duplicate, pending."""
        return next(name for name, each in self.kinds.items() if each == kind)

    @property
    def running(self) -> tuple[str, ...]:
        """The stages in which an opportunity is open, in order."""
        return tuple(name for name, kind in self.kinds.items() if kind in ("pending", "open"))


@kept
def stages(book: Book, on: date) -> Stages:
    """The stages as the page has them on a day."""
    _, wording = book[STAGES].in_force(on)
    return Stages(
        kinds={each["name"]: each["kind"] for each in wording["stage"]},
        begins_at=wording["begins_at"],
        lost_reasons=tuple(each["name"] for each in wording["lost_reason"]),
        other_reason=wording["other_reason"],
        merged_reason=wording["merged_reason"],
        details_from=wording["details_from"],
    )


def may_move(facts: StageFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the opportunity may be moved there, with the ground. ValueError for a stage that there is not.

    One that stands at a stage of an earlier day counts as open, before every other.
    """
    page, known = book[STAGES], stages(book, on)
    if facts.to not in known.kinds:
        raise ValueError(f'"{facts.to}" is not a stage of opportunities. {did_you_mean(facts.to, known.kinds)}')
    row = page.table(on).row_for(_case(facts, known))
    reason = page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))
    return judged(STAGES, row["then"], [reason], facts, book, on)


def details_needed(lost_reason: str, net_arr: Decimal | None, known: Stages) -> bool:
    """Whether a loss must be told in words: for another reason than those listed, or of some size."""
    listed = lost_reason in known.lost_reasons and lost_reason != known.other_reason
    return not listed or (net_arr is not None and net_arr >= known.details_from)


def _case(facts: StageFacts, known: Stages) -> dict[str, Any]:
    now, to = known.kinds.get(facts.stage, "open"), known.kinds[facts.to]
    order = [facts.stage, *known.kinds] if facts.stage not in known.kinds else list(known.kinds)
    way = to
    if facts.stage == facts.to:
        way = "same"
    elif to == "open":
        way = "later" if order.index(facts.to) > order.index(facts.stage) else "earlier"
    enough = facts.details or not details_needed(facts.lost_reason, facts.net_arr, known)
    return {
        "now": now if now in ("pending", "open") else "closed",
        "to": way,
        "mover": facts.mover,
        "other_named": facts.other_named,
        "details": "enough" if enough else "missing",
    }


def stage_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table; every kind that closes has one stage, and the words of the page are its own."""
    inputs: dict[str, tuple[Any, ...]] = {
        "now": ("pending", "open", "closed"), "to": WAYS, "mover": ("sales", "operations"), "other_named": BOTH,
        "details": ("enough", "missing"),
    }  # fmt: skip
    yield from proved(wording, inputs, place)
    kinds = [each["kind"] for each in wording["stage"]]
    for kind in KINDS:
        if (kinds.count(kind) != 1) if kind != "open" else not kinds.count(kind):
            yield Misfit(
                (*place, "stage"), f'{kinds.count(kind)} stages are of the kind "{kind}".', "Keep one of them."
            )
    running = [each["name"] for each in wording["stage"] if each["kind"] in ("pending", "open")]
    if wording["begins_at"] not in running:
        remedy = did_you_mean(wording["begins_at"], running)
        yield Misfit((*place, "begins_at"), f'"{wording["begins_at"]}" is no open stage.', remedy)
    reasons = [each["name"] for each in wording["lost_reason"]]
    if wording["other_reason"] not in reasons:
        what = f'"{wording["other_reason"]}" is not among the reasons for a loss.'
        yield Misfit((*place, "other_reason"), what, did_you_mean(wording["other_reason"], reasons))

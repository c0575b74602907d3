"""Moving an opportunity through its stages, to its end: won, lost, unqualified; and what the night warns of and closes."""

from django.db import transaction

from towpath.domain.accounts.actions.opportunities.moves import MOVES, active, insist, judge_order_type, mover_of
from towpath.domain.accounts.facts import inactivity_facts, stage_facts
from towpath.domain.accounts.models import Opportunity
from towpath.kernel.lifecycle import Move
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.opportunities.inactivity import inactivity
from towpath.program.decisions.opportunities.stages import details_needed, may_move, stages

LONGEST_REASON = 200
MOVES_OF = {"won": "close_won", "lost": "close_lost", "unqualified": "disqualify", "duplicate": "merge"}


@transaction.atomic(durable=True)
def move_stage(
    reference: str, occasion: Occasion, *, stage: str, why: str = "", version: int | None = None
) -> Opportunity:
    """Move to another open stage: forward for who sells it, back for Ecosystem Operations alone, with a reason.

    Invalid for a stage that there is not, or one that closes: closing has moves of its own.
    """
    opportunity, move = MOVES.take("move_stage", reference, occasion, version=version)
    known = stages(occasion.book, occasion.day)
    if stage not in known.running:
        closes = MOVES_OF.get(known.kinds.get(stage, ""), "")
        remedy = f"That is the move “{MOVES.lifecycle.moves[closes].label}”." if closes else ""
        raise Invalid({"stage": [f"Choose one of: {', '.join(known.running)}. {remedy}".strip()]})
    decision = may_move(stage_facts(opportunity, stage, mover=mover_of(occasion.actor)), occasion.book, on=occasion.day)
    insist(decision)
    before, text = opportunity.stage, " ".join(why.split())
    if _order(known.running, stage) < _order(known.running, before) and not text:
        raise Invalid({"why": ["Say why it goes back: it stands in the history."]})
    if len(text) > LONGEST_REASON:
        raise Invalid({"why": [f"At most {LONGEST_REASON} characters fit; this has {len(text)}."]})
    opportunity.stage = stage
    active(opportunity, occasion)
    return MOVES.keep(
        opportunity, move, occasion, stage=stage, before_stage=before, why=f": {text}" if text else "",
        decisions=[decision.as_record()],
    )  # fmt: skip


def _order(running: tuple[str, ...], stage: str) -> int:
    return running.index(stage) if stage in running else -1


@transaction.atomic(durable=True)
def close_won(reference: str, occasion: Occasion, *, version: int | None = None) -> Opportunity:
    """Close as won; its registration follows through the event."""
    opportunity, move = MOVES.take("close_won", reference, occasion, version=version)
    return _end(opportunity, move, occasion, "won")


@transaction.atomic(durable=True)
def close_lost(
    reference: str, occasion: Occasion, *, reason: str, lost_reason: str = "", version: int | None = None
) -> Opportunity:
    """Close as lost; its registration follows through the event.

    lost_reason  one of the program's; without it "Other"
    reason       in one's own words; may be empty for a listed reason and a small deal
    """
    text = _reason(reason)
    known = stages(occasion.book, occasion.day)
    category = lost_reason.strip() or known.other_reason
    if category not in known.lost_reasons:
        raise Invalid({"lost_reason": [f"Choose one of: {', '.join(known.lost_reasons)}."]})
    opportunity, move = MOVES.take("close_lost", reference, occasion, version=version)
    if not text and details_needed(category, opportunity.net_arr, known):
        raise Invalid({"reason": ["Say why it was lost: it stands in the history."]})
    return _lost(opportunity, move, occasion, "lost", category, text)


@transaction.atomic(durable=True)
def disqualify(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Opportunity:
    """Close as unqualified what was never accepted; its registrations follow as for any loss."""
    text = _reason(reason)
    if not text:
        raise Invalid({"reason": ["Say why it does not qualify: it stands in the history."]})
    opportunity, move = MOVES.take("disqualify", reference, occasion, version=version)
    return _lost(opportunity, move, occasion, "unqualified", "", text)


def _reason(reason: str) -> str:
    text = reason.strip()
    if len(text) > LONGEST_REASON or "\0" in text:
        raise Invalid({"reason": [f"At most {LONGEST_REASON} characters fit; this has {len(text)}."]})
    return text


def _lost(opportunity: Opportunity, move: Move, occasion: Occasion, kind: str, category: str, text: str) -> Opportunity:
    opportunity.lost_reason, opportunity.closed_reason = category, text or category
    return _end(
        opportunity, move, occasion, kind, lost_reason=category, details=bool(text), reason=opportunity.closed_reason
    )


def _end(
    opportunity: Opportunity,
    move: Move,
    occasion: Occasion,
    kind: str,
    *,
    lost_reason: str = "",
    details: bool = False,
    **data: str,
) -> Opportunity:
    """Close at the one stage of a kind, by the program's leave; the order type follows."""
    stage = stages(occasion.book, occasion.day).named(kind)
    facts = stage_facts(opportunity, stage, mover=mover_of(occasion.actor), lost_reason=lost_reason, details=details)
    decision = may_move(facts, occasion.book, on=occasion.day)
    insist(decision)
    opportunity.stage, opportunity.closed_at, opportunity.warned_at = stage, occasion.at, None
    decisions = [decision.as_record(), *judge_order_type(opportunity, occasion, lost=kind != "won")]
    return MOVES.keep(opportunity, move, occasion, decisions=decisions, **data)


@transaction.atomic(durable=True)
def follow_the_day(reference: str, occasion: Occasion) -> str:
    """Warn of, or close, one opportunity that does not move, as the program says of the day: "warned", "closed" or "".

    Judged under the row's lock: whoever moves it at the same moment keeps it open.
    """
    opportunity, move = MOVES.take("warn_idle", reference, occasion)
    decision = inactivity(inactivity_facts(opportunity, occasion), occasion.book, on=occasion.day)
    due, told = decision.outcome, [decision.as_record()]
    if due.step == "warn":
        opportunity.warned_at = max(occasion.at, opportunity.last_activity_at)
        since = inactivity_facts(opportunity, occasion).last_activity_on.isoformat()
        MOVES.keep(
            opportunity, move, occasion, since_on=since, close_on=due.close_on.isoformat() if due.close_on else "",
            decisions=told,
        )  # fmt: skip
        return "warned"
    if due.step == "close":
        move = MOVES.open("close_idle", opportunity, occasion.actor)
        _lost(opportunity, move, occasion, "lost", due.reason, due.reason)
        return "closed"
    return ""

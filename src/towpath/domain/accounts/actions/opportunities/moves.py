"""What every act on an opportunity shares: the moves, what counts as activity, and the order type that follows."""

from collections.abc import Mapping
from typing import Any

from towpath.domain.accounts.access import ACCESS
from towpath.domain.accounts.facts import order_type_facts
from towpath.domain.accounts.lifecycles import OPPORTUNITY
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import in_words
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotReady
from towpath.program.decision import Decision
from towpath.program.decisions.opportunities.order_type import order_type

MOVES = Moves(Opportunity, OPPORTUNITY, ACCESS, organisation=lambda opportunity: None)


def mover_of(actor: Person | None) -> Any:
    """As whom somebody moves a stage: Ecosystem Operations and the product itself may also move it back."""
    return "operations" if actor is None or actor.has(Role.OPS) else "sales"


def active(opportunity: Opportunity, occasion: Occasion) -> None:
    """This counts as activity: its idle days begin anew, and what it was warned of is over."""
    opportunity.last_activity_at, opportunity.warned_at = max(opportunity.last_activity_at, occasion.at), None


def judge_order_type(opportunity: Opportunity, occasion: Occasion, *, lost: bool | None = None) -> list[dict[str, Any]]:
    """Set the order type by the program, unless Ecosystem Operations set it by hand; the decision when it changed."""
    if opportunity.order_type_why:
        return []
    decision = order_type(order_type_facts(opportunity, occasion, lost=lost), occasion.book, on=occasion.day)
    record = decision.as_record()
    if opportunity.order_type == decision.outcome and opportunity.order_type_decision is not None:
        return []
    opportunity.order_type, opportunity.order_type_decision = decision.outcome, record
    return [record]


def changes(opportunity: Opportunity, wanted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Set the values that differ and say what was and what is, for the event."""
    changed: dict[str, dict[str, str]] = {}
    for name, value in wanted.items():
        before = getattr(opportunity, name)
        if before != value:
            changed[name] = {"before": in_words(before), "after": in_words(value)}
            setattr(opportunity, name, value)
    return changed


def insist(decision: Decision[bool]) -> None:
    """NotReady with the program's own words where it says no."""
    if not decision.outcome:
        reason = decision.because[0]
        raise NotReady(reason.says, remedy=reason.mend, because=[reason.as_record()])

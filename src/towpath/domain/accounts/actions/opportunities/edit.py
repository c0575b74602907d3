"""Fields that sales keeps by hand, the next step, what the tagging case offers, and the order type set by hand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from towpath.basics.money import minor_units
from towpath.domain.accounts.actions.opportunities.moves import MOVES, active, changes, judge_order_type
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import read
from towpath.domain.accounts.tagging import offers
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotReady
from towpath.program.decisions.opportunities.order_type import builds_on, decommissions, values

LONGEST_STEP, LONGEST_WHY = 500, 300


@transaction.atomic(durable=True)
def edit(reference: str, occasion: Occasion, given: Mapping[str, Any], *, version: int | None = None) -> Opportunity:
    """Change fields; what is not given stays. Invalid names every field that cannot be taken, the locked ones too.

    given  field -> what was typed; see `opportunity_fields`
    """
    opportunity, move = MOVES.take("edit", reference, occasion, version=version)
    values_read, errors = read(given, occasion, opportunity)
    changed = changes(opportunity, values_read)
    errors = {**together(opportunity, occasion), **errors}
    if errors:
        raise Invalid(errors)
    if not changed:
        raise NotReady(f"Nothing of {reference} would change.")
    opportunity.name_norm = opportunity.name.lower()
    decisions = judge_order_type(opportunity, occasion)
    fields = ", ".join(name.replace("_", " ") for name in changed)
    return MOVES.keep(opportunity, move, occasion, fields=fields, changed=changed, decisions=decisions)


def together(opportunity: Opportunity, occasion: Occasion) -> dict[str, list[str]]:
    """What the fields must fulfil together: the term runs forwards, an add-on adds to something of the same customer."""
    errors: dict[str, list[str]] = {}
    book, on, base = occasion.book, occasion.day, opportunity.base
    if opportunity.starts_on and opportunity.ends_on and opportunity.starts_on >= opportunity.ends_on:
        errors["ends_on"] = ["The term ends before it starts. Choose a later day."]
    places = minor_units(opportunity.currency)
    for name in ("amount", "net_arr", "arr_basis", "partner_services_amount"):
        value = getattr(opportunity, name)
        if value is not None and value != round(value, places):
            errors[name] = [f"{opportunity.currency} has {places} decimals. Write the amount with no more."]
    if base is not None:
        allowed = builds_on(opportunity.type, book, on)
        customers = {opportunity.account_id, opportunity.end_user_id} - {None}
        if base.pk == opportunity.pk:
            errors["base"] = ["An opportunity does not build on itself."]
        elif not customers & {base.account_id, base.end_user_id}:
            errors["base"] = [f"{base.reference} is another customer’s. Choose one of the same account."]
        elif allowed and base.type not in allowed:
            words = " or ".join(each.replace("_", " ") for each in allowed)
            errors["base"] = [f"{base.reference} is an {base.type.replace('_', '-')}. Choose one that is {words}."]
    elif decommissions(opportunity.category, book, on):
        errors["base"] = ["Name the opportunity that is taken back: its order type is taken over."]
    return errors


@transaction.atomic(durable=True)
def log_next_step(reference: str, occasion: Occasion, *, next_step: str, version: int | None = None) -> Opportunity:
    """Note what comes next: it counts as activity, so the opportunity does not close by itself."""
    opportunity, move = MOVES.take("log_next_step", reference, occasion, version=version)
    text = " ".join(next_step.split())
    if not text or len(text) > LONGEST_STEP or "\0" in text:
        raise Invalid({"next_step": [f"Say in up to {LONGEST_STEP} characters what comes next."]})
    opportunity.next_step = text
    active(opportunity, occasion)
    return MOVES.keep(opportunity, move, occasion, next_step=text)


@transaction.atomic(durable=True)
def apply_tags(
    reference: str, occasion: Occasion, *, fields: list[str] | None = None, version: int | None = None
) -> Opportunity:
    """Take over the values that the opportunity's tagging cases offer: all that may be taken over, or those named.

    Nothing that sales fixed by hand is touched (TAG-09), nor what a registration or a quote stamps (FLD-08).
    """
    opportunity, move = MOVES.take("apply_tags", reference, occasion, version=version)
    found = offers(opportunity, occasion)
    wanted = {offer.field: offer for offer in found.offers if fields is None or offer.field in fields}
    if fields is not None and (unknown := set(fields) - wanted.keys()):
        raise Invalid({"fields": [f"The case offers nothing for {', '.join(sorted(unknown))}."]})
    if blocked := [offer for offer in wanted.values() if fields is not None and offer.lock]:
        raise Invalid({"fields": [f"{offer.field}: {offer.lock}" for offer in blocked]})
    changed = changes(opportunity, {n: offer.value for n, offer in wanted.items() if not offer.lock and not offer.fits})
    if not changed:
        raise NotReady(f"{reference} is tagged like this already.")
    decisions = [decision.as_record() for decision in found.decisions] + judge_order_type(opportunity, occasion)
    words = ", ".join(f"{name.replace('_', ' ')} {change['after'] or 'blank'}" for name, change in changed.items())
    return MOVES.keep(opportunity, move, occasion, case=found.title, fields=words, changed=changed, decisions=decisions)


@transaction.atomic(durable=True)
def set_order_type(
    reference: str, occasion: Occasion, *, order_type: str, why: str, version: int | None = None
) -> Opportunity:
    """Set another order type than the computed one, with a reason; it stays until it is computed again."""
    opportunity, move = MOVES.take("set_order_type", reference, occasion, version=version)
    known = values(occasion.book, occasion.day)
    errors: dict[str, list[str]] = {}
    if order_type not in known:
        errors["order_type"] = [f"Choose one of: {', '.join(known)}."]
    if not why.strip() or len(why.strip()) > LONGEST_WHY:
        errors["why"] = [f"Say why in up to {LONGEST_WHY} characters: it stands in the history."]
    if errors:
        raise Invalid(errors)
    changed = changes(opportunity, {"order_type": order_type})
    if not changed:
        raise NotReady(f"The order type of {reference} is {order_type} already.")
    opportunity.order_type_why, opportunity.order_type_decision = why.strip(), None
    return MOVES.keep(opportunity, move, occasion, order_type=order_type, why=why.strip(), changed=changed)


@transaction.atomic(durable=True)
def compute_order_type(reference: str, occasion: Occasion, *, version: int | None = None) -> Opportunity:
    """Let the program say the order type again."""
    opportunity, move = MOVES.take("compute_order_type", reference, occasion, version=version)
    if not opportunity.order_type_why:
        raise NotReady(f"The order type of {reference} is computed already.")
    before, opportunity.order_type_why = opportunity.order_type, ""
    decisions = judge_order_type(opportunity, occasion)
    changed = {"order_type": {"before": before, "after": opportunity.order_type}}
    return MOVES.keep(
        opportunity, move, occasion, order_type=opportunity.order_type or "not known yet",
        changed=changed if before != opportunity.order_type else {}, decisions=decisions,
    )  # fmt: skip

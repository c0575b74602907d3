"""What registrations write on their opportunity (FLD-01 to FLD-05, TAG), and take off again."""

from typing import Any, Literal

from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.facts import tag_facts
from towpath.domain.deals.lifecycles import DENIED, HELD, UNDECIDED
from towpath.domain.deals.models import Registration
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.approval import opportunity_status_label
from towpath.program.decisions.tagging import TagChanges, source_tags

ONE_APPROVED = "registration_one_approved"  # the unique index that holds DRG-03

Moment = Literal["submitted", "approved", "unregistered"]


def locked(*ids: int) -> dict[int, Opportunity]:
    """Opportunities by id, locked in one order, so that two acts on the same ones never wait for each other."""
    rows = Opportunity.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def tags_for(
    registration: Registration, opportunity: Opportunity | None, moment: Moment, occasion: Occasion
) -> Decision[TagChanges]:
    """The program's answer to how the opportunity is tagged at a moment of its registration."""
    facts = tag_facts(registration, opportunity, moment)
    return source_tags(facts, occasion.book, on=registration.judged_on or occasion.day)


def stamp(
    opportunity: Opportunity, registration: Registration, occasion: Occasion, *, tags: Decision[TagChanges]
) -> None:
    """Have a locked opportunity show the registration that stands on it, in the caller's transaction.

    Called when `registration`, already kept in its new state, has come to the opportunity, moved on it, or left it.
    """
    shown = standing(opportunity)
    if shown is not None and shown.state in HELD and shown.pk != registration.pk:
        return  # another one holds it: a claim beside it changes nothing
    fields = _identity(shown, occasion)
    outcome = tags.outcome
    if fields["dr_partner"] is not None:
        fields["dr_deal_type"] = outcome.deal_type or opportunity.dr_deal_type
    if outcome.initial_source is not None:
        fields["initial_source"] = outcome.initial_source
    if outcome.sales_qualified_source is not None:
        fields["sales_qualified_source"] = outcome.sales_qualified_source
    opportunities.stamped(
        opportunity, fields, occasion, registration=registration.reference, decisions=[tags.as_record()]
    )


def standing(opportunity: Opportunity) -> Registration | None:
    """The registration whose status an opportunity reads (FLD-03): who holds it, else the oldest that is still
    undecided, else the last that was denied."""
    claims = Registration.objects.filter(opportunity=opportunity)
    return (
        claims.filter(state__in=HELD).first()
        or claims.filter(state__in=UNDECIDED).order_by("id").first()
        or claims.filter(state=DENIED).order_by("-decided_at", "-id").first()
    )


def _identity(shown: Registration | None, occasion: Occasion) -> dict[str, Any]:
    """Partner, type, distributor only from an approved registration; status and id also from one that is not."""
    status = ""
    if shown is not None:
        status = opportunity_status_label(shown.state, occasion.book, on=shown.judged_on or occasion.day)
    held = shown if shown is not None and shown.state in HELD else None
    return {
        "dr_partner": held.partner if held else None,
        "dr_deal_type": "",
        "dr_distributor": held.distributor if held else "",
        "dr_status": status,
        "dr_deal_id": shown.reference if shown is not None and status else "",
    }


def left(registration: Registration, occasion: Occasion) -> None:
    """The registration, already kept, stands on its opportunity no more: the opportunity shows what is left (TAG-10)."""
    if registration.opportunity_id is None:
        return
    opportunity = locked(registration.opportunity_id)[registration.opportunity_id]
    tags = tags_for(registration, opportunity, "unregistered", occasion)
    stamp(opportunity, registration, occasion, tags=tags)
    registration.opportunity = opportunity

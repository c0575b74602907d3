"""Merging the second record of one deal into the first: what stands on it moves along, in one act."""

from django.db import transaction

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.opportunities.moves import MOVES, active, insist, mover_of
from towpath.domain.accounts.facts import stage_facts
from towpath.domain.accounts.lifecycles import APPROVED, OPEN, RECORDED
from towpath.domain.accounts.models import OneOffPermission, Opportunity
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.program.decisions.opportunities.stages import may_move, stages

LONGEST_WHY = 200
HELD = "approved"  # what the opportunity of a registration reads while it is protected (FLD-03)


@transaction.atomic(durable=True)
def merge(reference: str, occasion: Occasion, *, into: str, why: str = "", version: int | None = None) -> Opportunity:
    """Close a duplicate and let all that stands on it go over to the opportunity that stays; returns the closed one.

    Registrations follow through the event, in the room above; permissions and what builds on it move here. Refused
    where both hold an approved registration: of those only one can stand (DRG-03).
    """
    text = " ".join(why.split())
    if len(text) > LONGEST_WHY or "\0" in text:
        raise Invalid({"why": [f"At most {LONGEST_WHY} characters fit; this has {len(text)}."]})
    stays, opportunity = _both(reference, into, occasion)
    move = MOVES.lifecycle.moves["merge"]
    _fit_together(opportunity, stays)
    known = stages(occasion.book, occasion.day)
    facts = stage_facts(opportunity, known.named("duplicate"), mover=mover_of(occasion.actor), other_named=True)
    decision = may_move(facts, occasion.book, on=occasion.day)
    insist(decision)
    _hand_over(opportunity, stays)
    opportunity.duplicate_of, opportunity.stage = stays, known.named("duplicate")
    opportunity.lost_reason, opportunity.closed_reason = known.merged_reason, text or known.merged_reason
    opportunity.closed_at, opportunity.warned_at = occasion.at, None
    MOVES.keep(
        opportunity, move, occasion, into=str(stays), into_reference=stays.reference,
        why=text or "two records of one deal", decisions=[decision.as_record()],
    )  # fmt: skip
    active(stays, occasion)
    stays.version += 1
    MOVES.write(stays)
    MOVES.note(
        stays, "accounts.opportunity.took_over", occasion, merged=str(opportunity), reference=opportunity.reference
    )
    return opportunity


def _both(reference: str, into: str, occasion: Occasion) -> tuple[Opportunity, Opportunity]:
    """The one that stays and the duplicate, locked in the order of their ids, so that two merges never wait for each other."""
    mine = ACCESS.rows(occasion.actor, Permission.MERGE_OPPORTUNITY, Opportunity.objects.filter(reference=reference))
    if not mine.exists():
        raise NotFound(f"There is no opportunity {reference} for you.")
    if reference == into.strip().upper():
        raise Invalid({"into": ["An opportunity is not its own duplicate. Name the other one."]})
    seen = ACCESS.rows(occasion.actor, Permission.VIEW_OPPORTUNITY, Opportunity.objects.all())
    wanted = seen.filter(reference=into.strip().upper()).values_list("pk", flat=True).first()
    if wanted is None:
        raise Invalid({"into": [f"There is no opportunity {into[:20]} for you."]})
    ids = list(Opportunity.objects.filter(reference=reference).values_list("pk", flat=True))
    list(Opportunity.objects.select_for_update().filter(pk__in=[*ids, wanted]).order_by("pk").values_list("pk"))
    opportunity, _ = MOVES.take("merge", reference, occasion)
    stays = Opportunity.objects.filter(pk=wanted).first()
    if stays is None:
        raise NotFound(f"There is no opportunity {into} for you.")
    return stays, opportunity


def _fit_together(opportunity: Opportunity, stays: Opportunity) -> None:
    customers = {opportunity.account_id, opportunity.end_user_id} - {None}
    if not customers & {stays.account_id, stays.end_user_id}:
        raise NotReady(
            f"{stays.reference} is another customer’s: {stays.account}.",
            remedy="Merge duplicate accounts first, or name an opportunity of the same customer.",
        )
    if stays.state != OPEN:
        raise NotReady(
            f"{stays.reference} is {stays.state.replace('_', ' ')}; only an open opportunity takes another over.",
            remedy="Merge the other way round, or close this one.",
        )
    if opportunity.dr_status == HELD and stays.dr_status == HELD:
        raise NotReady(
            f"Both hold an approved registration: {opportunity.dr_deal_id} and {stays.dr_deal_id}.",
            remedy="Ecosystem Operations settles first which of them stands.",
        )
    if opportunity.stamped_quote:
        raise NotReady(
            f"Quote {opportunity.stamped_quote} has stamped {opportunity.reference}.",
            remedy="Merge the other way round, or have the stamp taken off.",
        )


def _hand_over(opportunity: Opportunity, stays: Opportunity) -> None:
    """What builds on it, its own duplicates, and permissions for partners."""
    Opportunity.objects.filter(base=opportunity).exclude(pk=stays.pk).update(base=stays)
    Opportunity.objects.filter(base=opportunity, pk=stays.pk).update(base=None)
    Opportunity.objects.filter(duplicate_of=opportunity).update(duplicate_of=stays)
    if opportunity.base_id == stays.pk:
        opportunity.base = None
    live = [RECORDED, APPROVED]
    there = OneOffPermission.objects.filter(opportunity=stays, state__in=live).values_list("partner_id", flat=True)
    moving = OneOffPermission.objects.filter(opportunity=opportunity, state__in=live)
    moving.exclude(partner_id__in=list(there)).update(opportunity=stays, region=stays.region)

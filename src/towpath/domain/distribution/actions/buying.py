"""How a partner buys, with dates: directly, or through distributors that cover its country (DST-01)."""

from datetime import date

from django.db import IntegrityError, transaction

from towpath.domain.distribution import events
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions.moves import locked
from towpath.domain.distribution.facts import route_facts
from towpath.domain.distribution.models import Buying, Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Ineligible, Invalid, NotFound, Taken
from towpath.program.decision import Decision
from towpath.program.decisions.distribution.route import Route, route

DIRECT = "direct"


@transaction.atomic(durable=True)
def begin(reference: str, occasion: Occasion, *, how: str, starts_on: date | None = None) -> Buying:
    """Record that a partner buys this way from a day on, where the program lets it.

    how  "direct", or the code of a distributor
    """
    partner = locked(reference, Permission.CHANGE_RESELLER, occasion)
    day = starts_on or occasion.day
    if abs((day - occasion.day).days) > 366:
        raise Invalid({"starts_on": ["Choose a day within a year of today."]})
    distributor = None if how == DIRECT else Distributor.objects.filter(code=how, active=True).first()
    if how != DIRECT and distributor is None:
        raise Invalid({"how": ["Choose a way of buying that is open to this partner."]})
    decision = _allowed(partner, how, occasion)
    row = Buying(
        partner=partner, organisation_id=partner.organisation_id, distributor=distributor, starts_on=day,
        chosen_by=occasion.actor,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "buying_once" not in str(error):
            raise
        raise Taken(f"{partner.name} buys {_how(row)} already.", remedy="End that first, or leave it.") from error
    record(
        events.BUYING_BEGAN, occasion, subject=partner, organisation=partner.organisation_id, how=_how(row),
        starts_on=str(day), decision=decision.as_record(),
    )  # fmt: skip
    return row


def _allowed(partner: Partner, how: str, occasion: Occasion) -> Decision[Route]:
    """The decision that lets the partner buy this way in its country, in either segment; Ineligible with its reasons."""
    asked = [
        route(route_facts(partner, segment=segment), occasion.book, on=occasion.day)
        for segment in ("commercial", "public_sector")
    ]
    for decision in asked:
        if decision.outcome.direct if how == DIRECT else how in decision.outcome.codes:
            return decision
    raise Ineligible(
        f"{partner.name} cannot buy this way.", because=[reason.as_record() for reason in asked[0].because]
    )


@transaction.atomic(durable=True)
def end(reference: str, buying: int, occasion: Occasion, *, ends_on: date | None = None) -> Buying:
    """Record that a partner no longer buys this way from a day on."""
    partner = locked(reference, Permission.CHANGE_RESELLER, occasion)
    row = Buying.objects.select_for_update(of=("self",)).select_related("distributor").filter(
        partner=partner, pk=buying, ends_on=None
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such way of buying that runs.")
    day = ends_on or occasion.day
    if day <= row.starts_on:
        day = row.starts_on.fromordinal(row.starts_on.toordinal() + 1)
    row.ends_on = day
    row.save(update_fields=["ends_on"])
    record(
        events.BUYING_ENDED, occasion, subject=partner, organisation=partner.organisation_id, how=_how(row),
        ends_on=str(day),
    )  # fmt: skip
    return row


def _how(row: Buying) -> str:
    return f"through {row.distributor.name}" if row.distributor is not None else "directly"


__all__ = ["ACCESS", "DIRECT", "begin", "end"]

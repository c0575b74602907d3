"""What registrations and approved quotes write on an opportunity and lock there (FLD-01 to FLD-06, QUO-08)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from towpath.domain.accounts.actions.opportunities.moves import MOVES, active, changes
from towpath.domain.accounts.lifecycles import OPPORTUNITY
from towpath.domain.accounts.models import Opportunity
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotReady

# What a registration may write: its own fields, the two sources, and for MSP the accounts. Stage, amount, dates,
# order type and all else that sales forecasts are not among them (TAG-09).
STAMPED = frozenset(
    {
        "dr_partner", "dr_deal_type", "dr_status", "dr_distributor", "dr_deal_id",
        "initial_source", "sales_qualified_source", "account", "end_user",
    }
)  # fmt: skip
LONGEST_WHY = 300


def stamped(
    opportunity: Opportunity, fields: Mapping[str, Any], occasion: Occasion, *, registration: str, **data: Any
) -> Opportunity:
    """Set the registration's fields on a locked opportunity, in the caller's transaction (FLD-01 to FLD-05).

    Only fields that actually change are kept in the event; where none does, nothing is. ValueError for a field that
    sales forecasts (TAG-09) or that is no field of a registration. A step of the registration counts as activity.
    """
    if foreign := sorted(set(fields) - STAMPED):
        raise ValueError(f"A registration never writes {', '.join(foreign)} on an opportunity.")
    changed = {name: value for name, value in fields.items() if getattr(opportunity, name) != value}
    if not changed:
        return opportunity
    before = {name: str(getattr(opportunity, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(opportunity, name, value)
    active(opportunity, occasion)
    return MOVES.keep(
        opportunity,
        OPPORTUNITY.moves["stamp"],
        occasion,
        registration=registration,
        changed={name: {"before": before[name], "after": str(value or "")} for name, value in changed.items()},
        **data,
    )


def stamp_quote(
    opportunity: Opportunity,
    *,
    quote: str,
    resale_partner: Partner | None,
    distributor: Distributor | None,
    track: str,
    occasion: Occasion,
    **data: Any,
) -> Opportunity:
    """Stamp and lock what the approved primary quote says, on a locked opportunity, in the caller's transaction (QUO-08).

    A later primary quote takes the place of an earlier one. A direct quote stamps all three empty. ValueError for a
    track without a partner. Does nothing where this very quote stamped the same already.
    """
    if not quote or (resale_partner is None and (track or distributor is not None)):
        raise ValueError("A quote stamps its reference, and a track or a distributor only beside a resale partner.")
    wanted = {"resale_partner": resale_partner, "distributor": distributor, "resale_partner_track": track}
    changed = changes(opportunity, wanted)
    if not changed and opportunity.stamped_quote == quote:
        return opportunity
    opportunity.stamped_quote, opportunity.stamped_at = quote, occasion.at
    move = OPPORTUNITY.moves["stamp_quote"]
    return MOVES.keep(opportunity, move, occasion, quote=quote, changed=changed, **data)


@transaction.atomic(durable=True)
def unlock_partner_fields(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> Opportunity:
    """Take a quote's stamp off: the three fields are empty until the next primary quote is approved."""
    opportunity, move = MOVES.take("unlock_partner_fields", reference, occasion, version=version)
    if not why.strip() or len(why.strip()) > LONGEST_WHY:
        raise Invalid({"why": [f"Say why in up to {LONGEST_WHY} characters: it stands in the history."]})
    if not opportunity.stamped_quote:
        raise NotReady(f"No quote has stamped {reference}.")
    quote = opportunity.stamped_quote
    changed = changes(opportunity, {"resale_partner": None, "distributor": None, "resale_partner_track": ""})
    opportunity.stamped_quote, opportunity.stamped_at = "", None
    return MOVES.keep(opportunity, move, occasion, quote=quote, why=why.strip(), changed=changed)

"""Everything that can be done to an opportunity. One function: one transaction, one event."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from towpath.basics.money import CURRENCIES
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.lifecycles import OPEN, OPPORTUNITY
from towpath.domain.accounts.models import Account, Opportunity
from towpath.kernel.identity.models import Person
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady
from towpath.program.decisions.tagging import sales_qualified_sources

# What a registration may write: its own fields, the two sources, and for MSP the accounts. Stage, amount, dates,
# order type and all else that sales forecasts are not among them (TAG-09).
STAMPED = frozenset(
    {
        "dr_partner", "dr_deal_type", "dr_status", "dr_distributor", "dr_deal_id",
        "initial_source", "sales_qualified_source", "account", "end_user",
    }
)  # fmt: skip

LONGEST_REASON, LONGEST_NAME, LONGEST_SOURCE = 200, 255, 40
MOST = Decimal("1e12")

MOVES = Moves(Opportunity, OPPORTUNITY, ACCESS, organisation=lambda opportunity: None)


def begun(
    occasion: Occasion,
    *,
    account: Account,
    name: str,
    owner: Person,
    amount: Decimal | None = None,
    currency: str = "USD",
    close_on: date | None = None,
    initial_source: str = "",
) -> Opportunity:
    """A new opportunity of record type Standard, kept in the caller's transaction."""
    if not name.strip():
        raise Invalid({"name": ["An opportunity needs a name, such as “Acme: 200 seats”."]})
    opportunity = Opportunity(
        reference=next_reference("OPP"),
        name=name.strip(),
        name_norm=name.strip().lower(),
        account=account,
        owner=owner,
        region=account.region,
        state=OPEN,
        amount=amount,
        currency=currency,
        close_on=close_on,
        initial_source=initial_source,
        created_at=occasion.at,
        created_by=occasion.actor,
    )
    return MOVES.begin(opportunity, OPPORTUNITY.moves["create"], occasion, name=opportunity.name)


@transaction.atomic(durable=True)
def create(
    occasion: Occasion,
    *,
    account: Account,
    name: str,
    owner: Person | None = None,
    amount: Decimal | None = None,
    currency: str = "USD",
    close_on: date | None = None,
) -> Opportunity:
    """Create an opportunity by hand, on an account of the actor's region (ROL-20) that has its territory.

    owner  a colleague who works in that region; without one the Sales Rep who owns the account
    """
    if not ACCESS.may(occasion.actor, Permission.CREATE_OPPORTUNITY):
        raise NotAllowed("Opportunities are created by sales and Ecosystem Operations.")
    rows = ACCESS.rows(occasion.actor, Permission.CREATE_OPPORTUNITY, Account.objects.all())
    rows = ACCESS.rows(occasion.actor, Permission.VIEW_ACCOUNT, rows).select_related("owner")
    customer = rows.filter(pk=account.pk).first()
    if customer is None:
        raise NotFound(f"There is no account {account.reference} for you.")
    if not customer.region or customer.owner is None:
        raise NotReady(
            f"{customer.name} has no territory and owner yet.", remedy="The night assigns them; create it tomorrow."
        )
    named = owner or customer.owner
    errors = _against(name=name, owner=named, region=customer.region if owner else "", amount=amount, currency=currency)
    if errors:
        raise Invalid(errors)
    return begun(
        occasion, account=customer, name=name, owner=named, amount=amount, currency=currency, close_on=close_on
    )


def _against(*, name: str, owner: Person, region: str, amount: Decimal | None, currency: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if len(name.strip()) > LONGEST_NAME:
        errors["name"] = [f"At most {LONGEST_NAME} characters fit; this has {len(name.strip())}."]
    if not owner.is_active or not owner.is_internal or (region and owner.region not in ("", region)):
        errors["owner"] = ["Choose an active colleague who works in the account’s region or in all regions."]
    if amount is not None and not 0 <= amount < MOST:
        errors["amount"] = ["Write an amount from 0 on, such as 48000."]
    if currency not in CURRENCIES:
        errors["currency"] = ["Write the currency as its three letters of ISO 4217, such as USD or EUR."]
    return errors


def stamped(
    opportunity: Opportunity, fields: Mapping[str, Any], occasion: Occasion, *, registration: str, **data: Any
) -> Opportunity:
    """Set the registration's fields on a locked opportunity, in the caller's transaction (FLD-01 to FLD-05).

    Only fields that actually change are kept in the event; where none does, nothing is. ValueError for a field that
    sales forecasts (TAG-09) or that is no field of a registration.
    """
    if foreign := sorted(set(fields) - STAMPED):
        raise ValueError(f"A registration never writes {', '.join(foreign)} on an opportunity.")
    changed = {name: value for name, value in fields.items() if getattr(opportunity, name) != value}
    if not changed:
        return opportunity
    before = {name: str(getattr(opportunity, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(opportunity, name, value)
    return MOVES.keep(
        opportunity,
        OPPORTUNITY.moves["stamp"],
        occasion,
        registration=registration,
        changed={name: {"before": before[name], "after": str(value or "")} for name, value in changed.items()},
        **data,
    )


@transaction.atomic(durable=True)
def fix_sources(
    reference: str,
    occasion: Occasion,
    *,
    why: str,
    initial_source: str | None = None,
    sales_qualified_source: str | None = None,
    version: int | None = None,
) -> Opportunity:
    """Sales sets the sources by hand; from then on no registration changes them (TAG-09). None leaves one as it is."""
    opportunity, move = MOVES.take("fix_sources", reference, occasion, version=version)
    given = {"initial_source": initial_source, "sales_qualified_source": sales_qualified_source}
    wanted = {name: value.strip() for name, value in given.items() if value is not None}
    errors = _sources_against(wanted, why, occasion)
    if errors:
        raise Invalid(errors)
    changed = {
        name: {"before": getattr(opportunity, name), "after": value}
        for name, value in wanted.items()
        if getattr(opportunity, name) != value
    }
    if opportunity.forecast_locked and not changed:
        raise NotReady(f"The sources of {reference} are fixed like this already.")
    for name, value in wanted.items():
        setattr(opportunity, name, value)
    opportunity.forecast_locked = True
    return MOVES.keep(opportunity, move, occasion, why=why.strip(), changed=changed)


def _sources_against(wanted: Mapping[str, str], why: str, occasion: Occasion) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    known = sales_qualified_sources(occasion.book, occasion.day)
    if wanted.get("sales_qualified_source", "") not in ("", *known):
        errors["sales_qualified_source"] = [f"Choose one of: {', '.join(known)}."]
    if len(wanted.get("initial_source", "")) > LONGEST_SOURCE:
        errors["initial_source"] = [f"At most {LONGEST_SOURCE} characters fit."]
    if not why.strip():
        errors["why"] = ["Say why: it stands in the history."]
    return errors


@transaction.atomic(durable=True)
def free_sources(reference: str, occasion: Occasion, *, version: int | None = None) -> Opportunity:
    """Registrations may set the sources again; what stands there now stays until one does."""
    opportunity, move = MOVES.take("free_sources", reference, occasion, version=version)
    if not opportunity.forecast_locked:
        raise NotReady(f"The sources of {reference} are not fixed.")
    opportunity.forecast_locked = False
    return MOVES.keep(opportunity, move, occasion)


@transaction.atomic(durable=True)
def close_won(reference: str, occasion: Occasion) -> Opportunity:
    """Close as won; its registration follows through the event."""
    opportunity, move = MOVES.take("close_won", reference, occasion)
    opportunity.stage, opportunity.closed_at = "Closed Won", occasion.at
    return MOVES.keep(opportunity, move, occasion)


@transaction.atomic(durable=True)
def close_lost(reference: str, occasion: Occasion, *, reason: str) -> Opportunity:
    """Close as lost, with the reason; its registration follows through the event."""
    if not reason.strip():
        raise Invalid({"reason": ["Say why it was lost: it stands in the history."]})
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid({"reason": [f"At most {LONGEST_REASON} characters fit; this has {len(reason.strip())}."]})
    opportunity, move = MOVES.take("close_lost", reference, occasion)
    opportunity.stage, opportunity.closed_at, opportunity.closed_reason = "8-Closed Lost", occasion.at, reason.strip()
    return MOVES.keep(opportunity, move, occasion, reason=reason.strip())

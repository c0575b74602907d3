"""An opportunity begins, by hand or from a registration; its sources are fixed by hand and let go again (TAG-09)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from towpath.basics.money import CURRENCIES
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.opportunities.edit import together
from towpath.domain.accounts.actions.opportunities.moves import MOVES, judge_order_type
from towpath.domain.accounts.facts import default_facts, segment_of
from towpath.domain.accounts.lifecycles import CLOSED_WON, OPEN, OPPORTUNITY
from towpath.domain.accounts.models import Account, Kind, Opportunity
from towpath.domain.accounts.opportunity_fields import read
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady
from towpath.program.decisions.opportunities.stages import stages
from towpath.program.decisions.tagging import SOURCE_TAGS, sales_qualified_sources
from towpath.program.decisions.tagging.cases import default_source

LONGEST_NAME, LONGEST_SOURCE = 255, 40
MOST = Decimal("1e12")


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
    more: Mapping[str, Any] | None = None,
    move: str = "create",
    **data: Any,
) -> Opportunity:
    """A new opportunity of record type Standard, kept in the caller's transaction.

    more  further fields as values, read by `opportunity_fields.read`; `data` goes into the event
    """
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
        stage=stages(occasion.book, occasion.day).begins_at,
        public_sector=account.public_sector,
        last_activity_at=occasion.at,
        created_at=occasion.at,
        created_by=occasion.actor,
    )
    for field, value in (more or {}).items():
        setattr(opportunity, field, value)
    opportunity.segment = segment_of(opportunity, occasion)
    decisions = judge_order_type(opportunity, occasion)
    return MOVES.begin(
        opportunity, OPPORTUNITY.moves[move], occasion, name=opportunity.name, decisions=decisions, **data
    )


def tag_as_begun(opportunity: Opportunity, occasion: Occasion) -> dict[str, str]:
    """The sources that an opportunity made by hand begins with, as values: the program's default logic (TAG-03).

    A renewal takes the source of the account's first won business, where the program of the day says so.
    """
    qualified_lead = occasion.book[SOURCE_TAGS].in_force(occasion.day)[1]["partner_qualified_lead"]
    found = {}
    facts = default_facts(opportunity, qualified_lead)
    default = default_source(facts, occasion.book, on=occasion.day).outcome
    if opportunity.type == Kind.RENEWAL and default.renewals_take_first_source and not opportunity.initial_source:
        won = Opportunity.objects.filter(account=opportunity.account, state=CLOSED_WON, type=Kind.NEW_BUSINESS)
        first = won.order_by("closed_at", "id").values_list("initial_source", flat=True).first()
        if first:
            found["initial_source"] = first
            facts = replace(facts, partner=facts.partner or first == qualified_lead)
            default = default_source(facts, occasion.book, on=occasion.day).outcome
    if default.source and not opportunity.sales_qualified_source:
        found["sales_qualified_source"] = default.source
    return found


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
    more: Mapping[str, Any] | None = None,
) -> Opportunity:
    """Create an opportunity by hand, on an account of the actor's region (ROL-20) that has its territory.

    owner  a colleague who works in that region; without one the Sales Rep who owns the account
    more   further fields as they were typed; see `opportunity_fields`
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
    plain = {"name": name.strip(), "owner": named, "amount": amount, "currency": currency, "close_on": close_on}
    values, unread = read({"currency": currency, **(more or {})}, occasion)
    given = plain | values
    draft = Opportunity(account=customer, region=customer.region, **given)
    errors |= unread
    if errors or (errors := together(draft, occasion)):
        raise Invalid(errors)
    return begun(
        occasion,
        account=customer,
        name=name,
        owner=named,
        amount=amount,
        currency=currency,
        close_on=close_on,
        more=values | tag_as_begun(draft, occasion),
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

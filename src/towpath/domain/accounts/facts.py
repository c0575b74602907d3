"""Rows turned into plain facts: the only bridge from this room to the program."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Q

from towpath.domain.accounts.lifecycles import APPROVED, CLOSED_LOST, CLOSED_WON
from towpath.domain.accounts.models import Account, Kind, OneOffPermission, Opportunity
from towpath.domain.partners import facts as partners
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion, program_zone
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.eligibility import TransactFacts
from towpath.program.decisions.opportunities.inactivity import InactivityFacts
from towpath.program.decisions.opportunities.order_type import OrderTypeFacts, returns_within_days
from towpath.program.decisions.opportunities.stages import StageFacts
from towpath.program.decisions.tagging.cases import ArrangementFacts, DefaultFacts, MarketplaceFacts, UseCaseFacts
from towpath.program.decisions.territories import TerritoryFacts, segment_for

ALLIANCE = "alliance"  # the kind of partner that a cloud provider is


def territory_facts(account: Account) -> TerritoryFacts:
    return TerritoryFacts(
        country=account.country,
        employees=account.employees,
        public_sector=account.public_sector,
        industry=account.industry,
    )


def one_off_permission(partner: Partner, opportunity: Opportunity, on: date) -> bool:
    """Whether a permission holds for this partner on this very opportunity on a day (ONB-08)."""
    return OneOffPermission.objects.filter(
        partner=partner, opportunity=opportunity, state=APPROVED, expires_on__gt=on
    ).exists()


def transact_facts(partner: Partner, opportunity: Opportunity, book: Book, on: date) -> TransactFacts:
    """What the program asks when a partner is to transact one opportunity: its standing and the exception for it."""
    return replace(
        partners.transact_facts(partner, book, on), one_off_permission=one_off_permission(partner, opportunity, on)
    )


def customer_of(opportunity: Opportunity) -> Account:
    """Who uses what is bought: the end user of an MSP deal, else the account itself."""
    return opportunity.end_user or opportunity.account


def bought_by_family(opportunity: Opportunity) -> Any:
    """What the customer's family has won, this opportunity left out: accounts of one web domain are one family."""
    customer = customer_of(opportunity)
    family = Q(account=customer) | Q(end_user=customer)
    if customer.domain and customer.partner_id is None:
        family |= Q(account__domain=customer.domain) | Q(end_user__domain=customer.domain)
    return Opportunity.objects.filter(family, state=CLOSED_WON).exclude(pk=opportunity.pk)


def order_type_facts(opportunity: Opportunity, occasion: Occasion, *, lost: bool | None = None) -> OrderTypeFacts:
    """What the order type is judged by. New business counts until so many days after the end of its term.

    lost  whether it is being lost; None: as its state says
    """
    customer, on = customer_of(opportunity), occasion.day
    lasting = Q(ends_on=None) | Q(ends_on__gte=on - timedelta(days=returns_within_days(occasion.book, on)))
    won = bought_by_family(opportunity)
    bought = set(won.filter(lasting, type=Kind.NEW_BUSINESS).values_list("account_id", "end_user_id"))
    here = any(customer.pk == (end_user or account) for account, end_user in bought)
    ended = {opportunity.base_id} if opportunity.type == Kind.RENEWAL else set()
    return OrderTypeFacts(
        type=opportunity.type,
        category=opportunity.category,
        record_type=opportunity.record_type,
        net_arr=opportunity.net_arr,
        new_logo_eligible=opportunity.new_logo_eligible,
        family_bought=bool(bought),
        account_bought=here,
        lost=opportunity.state == CLOSED_LOST if lost is None else lost,
        still_subscribed=won.filter(Q(ends_on=None) | Q(ends_on__gt=on)).exclude(pk__in=ended - {None}).exists(),
        inherited=opportunity.base.order_type if opportunity.base else "",
    )


def use_case_facts(opportunity: Opportunity) -> UseCaseFacts:
    registration: Any = opportunity.dr_deal_type.lower() if opportunity.dr_partner_id else ""
    return UseCaseFacts(
        transacts=opportunity.transacts or "unknown",
        registration=registration or "none",
        initial_source=opportunity.initial_source,
        existed_before=not opportunity.came_with_order,
        influenced=opportunity.influence_partner_id is not None,
    )


def marketplace_facts(opportunity: Opportunity) -> MarketplaceFacts:
    return MarketplaceFacts(
        cloud=opportunity.cloud or "none",
        sourced=opportunity.dr_partner is not None and ALLIANCE in opportunity.dr_partner.kinds,
        on_marketplace=opportunity.on_marketplace,
        influenced=opportunity.influence_partner_id is not None,
    )


def arrangement_facts(opportunity: Opportunity) -> ArrangementFacts:
    return ArrangementFacts(opportunity.arrangement or "none", opportunity.cloud or "none")


def default_facts(opportunity: Opportunity, qualified_lead: str) -> DefaultFacts:
    """`qualified_lead` is the program's word for a lead that a partner qualified."""
    return DefaultFacts(
        fixed=opportunity.forecast_locked,
        partner=opportunity.dr_partner_id is not None or opportunity.initial_source == qualified_lead,
        sdr=opportunity.sdr_id is not None,
        web_direct=opportunity.transacts == "web_direct",
    )


def stage_facts(
    opportunity: Opportunity,
    to: str,
    *,
    mover: Literal["sales", "operations"],
    other_named: bool = False,
    lost_reason: str = "",
    details: bool = False,
) -> StageFacts:
    return StageFacts(opportunity.stage, to, mover, other_named, lost_reason, details, opportunity.net_arr)


def inactivity_facts(opportunity: Opportunity, occasion: Occasion) -> InactivityFacts:
    """Days are counted in the program's own zone."""
    zone = program_zone(occasion.book)
    warned = opportunity.warned_at
    return InactivityFacts(
        type=opportunity.type,
        stage=opportunity.stage,
        segment=segment_of(opportunity, occasion),
        last_activity_on=opportunity.last_activity_at.astimezone(zone).date(),
        warned_on=warned.astimezone(zone).date() if warned else None,
    )


def segment_of(opportunity: Opportunity, occasion: Occasion) -> str:
    """The segment kept on it, else that of its customer's size today."""
    if opportunity.segment:
        return opportunity.segment
    customer = customer_of(opportunity)
    return customer.segment or segment_for(territory_facts(customer), occasion.book, on=occasion.day)

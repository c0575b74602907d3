"""Rows turned into plain facts: the only bridge from this room to the program."""

from dataclasses import replace
from datetime import date

from towpath.domain.accounts.lifecycles import APPROVED
from towpath.domain.accounts.models import Account, OneOffPermission, Opportunity
from towpath.domain.partners import facts as partners
from towpath.domain.partners.models import Partner
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.eligibility import TransactFacts
from towpath.program.decisions.territories import TerritoryFacts


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

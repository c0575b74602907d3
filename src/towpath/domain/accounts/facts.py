"""Rows turned into plain facts: the only bridge from this room to the program."""

from towpath.domain.accounts.models import Account
from towpath.program.decisions.territories import TerritoryFacts


def territory_facts(account: Account) -> TerritoryFacts:
    return TerritoryFacts(
        country=account.country,
        employees=account.employees,
        public_sector=account.public_sector,
        industry=account.industry,
    )

"""Rows of the accounts room."""

from towpath.domain.accounts.models.account import Account, AccountImport, Contact, Territory
from towpath.domain.accounts.models.one_off import OneOffPermission
from towpath.domain.accounts.models.opportunity import (
    Arrangement,
    Cloud,
    Kind,
    OpenState,
    Opportunity,
    OpportunityImport,
    OpportunityImportLine,
    Transacts,
)

__all__ = [
    "Account",
    "AccountImport",
    "Arrangement",
    "Cloud",
    "Contact",
    "Kind",
    "OneOffPermission",
    "OpenState",
    "Opportunity",
    "OpportunityImport",
    "OpportunityImportLine",
    "Territory",
    "Transacts",
]

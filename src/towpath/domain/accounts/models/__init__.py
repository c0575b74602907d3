"""Rows of the accounts room."""

from towpath.domain.accounts.models.account import Account, AccountImport, Contact, Territory
from towpath.domain.accounts.models.one_off import OneOffPermission
from towpath.domain.accounts.models.opportunity import OpenState, Opportunity

__all__ = ["Account", "AccountImport", "Contact", "OneOffPermission", "OpenState", "Opportunity", "Territory"]

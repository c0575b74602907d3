"""Rows of the distribution room."""

from towpath.domain.distribution.models.billing import BankDetails, BillingContact, BillingNeed, BillingRecord
from towpath.domain.distribution.models.distributor import Buying, Distributor
from towpath.domain.distribution.models.marketplace import MarketplacePage

__all__ = ["BankDetails", "BillingContact", "BillingNeed", "BillingRecord", "Buying", "Distributor", "MarketplacePage"]

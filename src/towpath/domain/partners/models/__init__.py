"""Rows of the partners room."""

from towpath.domain.partners.models.membership import Membership
from towpath.domain.partners.models.partner import Partner

__all__ = ["Membership", "Partner"]

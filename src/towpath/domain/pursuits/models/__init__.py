"""Rows of the pursuits room."""

from towpath.domain.pursuits.models.incumbency import CustomerNotice, CustomerUpdate, Duty
from towpath.domain.pursuits.models.preferred import PreferredCoSell
from towpath.domain.pursuits.models.sale import Sale
from towpath.domain.pursuits.models.tender import Bid, Tender

__all__ = ["Bid", "CustomerNotice", "CustomerUpdate", "Duty", "PreferredCoSell", "Sale", "Tender"]

"""The room's rows."""

from towpath.domain.quotes.models.approval import Approval, Approver, ApproverChange
from towpath.domain.quotes.models.purchase_order import PurchaseOrder
from towpath.domain.quotes.models.quote import ON_A_MARKETPLACE, Consent, Dispatch, Line, Quote

__all__ = [
    "ON_A_MARKETPLACE",
    "Approval",
    "Approver",
    "ApproverChange",
    "Consent",
    "Dispatch",
    "Line",
    "PurchaseOrder",
    "Quote",
]

"""The room's rows."""

from towpath.domain.quotes.models.approval import Approval, Approver, ApproverChange
from towpath.domain.quotes.models.quote import Consent, Dispatch, Line, Quote

__all__ = ["Approval", "Approver", "ApproverChange", "Consent", "Dispatch", "Line", "Quote"]

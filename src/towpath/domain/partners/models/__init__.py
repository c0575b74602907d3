"""Rows of the partners room."""

from towpath.domain.partners.models.agreement import AgreementAcceptance, AgreementText, LegalRequest
from towpath.domain.partners.models.membership import Membership
from towpath.domain.partners.models.merger import FiledDocument, Merger, MovedRow, NameChange
from towpath.domain.partners.models.partner import Partner
from towpath.domain.partners.models.sign_up import AccessRequest, SignUp

__all__ = [
    "AccessRequest",
    "AgreementAcceptance",
    "AgreementText",
    "FiledDocument",
    "LegalRequest",
    "Membership",
    "Merger",
    "MovedRow",
    "NameChange",
    "Partner",
    "SignUp",
]

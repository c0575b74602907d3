"""Rows of the enablement room."""

from towpath.domain.enablement.models.compliance import Attestation, ComplianceResult
from towpath.domain.enablement.models.credly import CredlyReading, CredlyTemplate
from towpath.domain.enablement.models.imports import CompletionImport, ImportLine, SavedMapping
from towpath.domain.enablement.models.learning import Alias, Completion, Employment, Learner
from towpath.domain.enablement.models.nfr import Licence, LicenceRequest
from towpath.domain.enablement.models.vouchers import Voucher

__all__ = [
    "Alias",
    "Attestation",
    "Completion",
    "CompletionImport",
    "ComplianceResult",
    "CredlyReading",
    "CredlyTemplate",
    "Employment",
    "ImportLine",
    "Learner",
    "Licence",
    "LicenceRequest",
    "SavedMapping",
    "Voucher",
]

"""What the program says about deal registrations: who may, who signs, what is asked for, and for how long it protects."""

from towpath.program.decisions.deal_registration.approval import (
    ApprovalChainFacts,
    ChainStep,
    approval_chain,
    opportunity_status_label,
    status_label,
)
from towpath.program.decisions.deal_registration.eligibility import (
    EligibilityFacts,
    IncentiveFacts,
    TransactFacts,
    eligibility,
    incentives_apply,
    may_transact,
)
from towpath.program.decisions.deal_registration.form import (
    ConflictWarning,
    DenialReason,
    FieldSpec,
    RegistrationType,
    SourcingFinding,
    conflict_warning,
    denial_reason,
    denial_reasons,
    form_fields,
    registration_type,
    registration_types,
    sourcing_finding,
    sourcing_findings,
)
from towpath.program.decisions.deal_registration.protection import ProtectionFacts, ProtectionTerm, protection

__all__ = [
    "ApprovalChainFacts",
    "ChainStep",
    "ConflictWarning",
    "DenialReason",
    "EligibilityFacts",
    "FieldSpec",
    "IncentiveFacts",
    "ProtectionFacts",
    "ProtectionTerm",
    "RegistrationType",
    "SourcingFinding",
    "TransactFacts",
    "approval_chain",
    "conflict_warning",
    "denial_reason",
    "denial_reasons",
    "eligibility",
    "form_fields",
    "incentives_apply",
    "may_transact",
    "opportunity_status_label",
    "protection",
    "registration_type",
    "registration_types",
    "sourcing_finding",
    "sourcing_findings",
    "status_label",
]

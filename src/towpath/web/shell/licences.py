"""What the portal and the workspace both show of licences that are not for resale: states in words, the policy, reasons."""

from typing import Any

from django.utils.translation import gettext_lazy as lazy

from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.program.decisions.nfr import Policy

STATES = {
    "to_fulfil": (lazy("To be sent"), "waiting"), "with_director": (lazy("With a director"), "waiting"),
    "refused": (lazy("Outside the policy"), "stop"), "referred": (lazy("To be bought"), "neutral"),
    "declined": (lazy("Declined"), "stop"), "fulfilled": (lazy("Sent"), "good"), "withdrawn": (lazy("Withdrawn"), "neutral"),
}  # fmt: skip
LICENCE_STATES = {
    "active": (lazy("Runs"), "good"), "renewed": (lazy("Renewed"), "neutral"), "ended": (lazy("Ended"), "neutral"),
    "revoked": (lazy("Taken back"), "stop"),
}  # fmt: skip
OUTSIDE = {"with_director": lazy("Being decided")}  # a partner reads no roles of the vendor's people


def state_of(row: LicenceRequest | Licence, *, inside: bool = True) -> dict[str, Any]:
    label, meaning = (STATES if isinstance(row, LicenceRequest) else LICENCE_STATES)[row.state]
    if not inside:
        label = OUTSIDE.get(row.state, label)
    return {"state": row.state, "label": str(label), "meaning": meaning}


def of_what(row: LicenceRequest | Licence, terms: Policy) -> str:
    """What it is for, with its amount: "10 users of Self-Managed"."""
    product = terms.product(row.product)
    return f"{row.amount} {product.unit}, {product.label}" if product else f"{row.amount}, {row.product}"


def reasons(row: LicenceRequest) -> list[dict[str, str]]:
    """Each missing requirement with what would mend it, as it was said on the day."""
    return [{"says": one["says"], "mend": one.get("mend", "")} for one in row.missing]

"""Who owes a licence that is to be sent, and whom a warning and a breach of its clock are told (SLA-02)."""

from datetime import datetime

from towpath.domain.enablement.models import LicenceRequest
from towpath.kernel.approvals.cover import stand_in
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.program.decisions.sla import SlaPage


def team(*roles: Role) -> list[Person]:
    """Everybody of the vendor's with one of these roles."""
    found = Person.objects.filter(is_active=True, organisation=None, roles__overlap=[role.value for role in roles])
    return list(found.order_by("id"))


def whom(clock: Clock, page: SlaPage, request: LicenceRequest, at: datetime, escalate: bool) -> list[Person]:
    """Licence Support shares one queue; a breach also reaches who stands in for those away, and Programs, who lead."""
    owners = team(Role.LICENCE_SUPPORT)
    people = list(owners)
    if escalate and "backup" in page.escalate_to:
        people += [backup for owner in owners if (backup := stand_in(owner, at)) is not None]
    if (escalate and "lead" in page.escalate_to) or not people:
        people += team(Role.PROGRAMS)
    return list({one.pk: one for one in people}.values())

"""Who owes what a clock promises, who stands in, and who leads: whom a warning and a breach are told (SLA-02)."""

from datetime import datetime

from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.models import Registration
from towpath.kernel.approvals.cover import stand_in
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.program.decisions.sla import SlaPage


def whom(clock: Clock, page: SlaPage, registration: Registration, at: datetime, escalate: bool) -> list[Person]:
    """A warning goes to whoever owes it; a breach also to those whom the SLA's page names. As things stand now.

    backup  who stands in for an owner who is away
    lead    the Area Sales Manager for the sales manager, Ecosystem Operations for the Area Sales Manager
    """
    owners = owing(clock, registration)
    people = list(owners)
    if escalate and "backup" in page.escalate_to:
        people += [backup for owner in owners if (backup := stand_in(owner, at)) is not None]
    if escalate and "lead" in page.escalate_to:
        people += _leading(clock, registration)
    return _who_see(people, registration) or _who_see(ecosystem_operations(), registration)


def owing(clock: Clock, registration: Registration) -> list[Person]:
    """The people of the clock's team on this registration; a backup who holds it owes it in the other's place."""
    if clock.team == Role.OPS:
        return ecosystem_operations()
    if registration.step == clock.team and registration.holder is not None:
        return [registration.holder]
    person = registration.asm if clock.team == Role.ASM else registration.esm
    return [person] if person is not None else []


def _leading(clock: Clock, registration: Registration) -> list[Person]:
    if clock.team == Role.ESM:
        territory = registration.account.territory if registration.account else None
        lead = registration.asm or (territory.asm if territory else None)
        return [lead] if lead is not None else ecosystem_operations()
    return ecosystem_operations()


def ecosystem_operations() -> list[Person]:
    """Everybody of Ecosystem Operations: they share one mailbox and one queue."""
    team = Person.objects.filter(is_active=True, organisation=None, roles__contains=[Role.OPS.value])
    return list(team.order_by("id"))


def _who_see(people: list[Person], registration: Registration) -> list[Person]:
    once = {p.pk: p for p in people if p.is_active}
    return [p for p in once.values() if ACCESS.held(p, [Permission.VIEW], registration)]

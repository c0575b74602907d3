"""Whose turn it is on the approval sheet, and who stands in for her."""

from towpath.domain.deals.models import Place, Registration
from towpath.kernel.approvals.cover import hold, stand_in
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotReady


def people_on(registration: Registration) -> None:
    """The ASM of the account's territory, and the territory's ESM where the partner has no manager."""
    territory = registration.account.territory if registration.account else None
    settle_region(registration)
    if territory is not None:
        registration.asm = territory.asm
        registration.esm = registration.esm or territory.esm


def settle_region(registration: Registration) -> None:
    """The region of the account, which the night may have placed since it was linked; not saved."""
    if registration.account is not None and registration.account.region:
        registration.region = registration.account.region


def named_for(registration: Registration, role: str) -> Person:
    """Who is named on the registration for a role of the chain."""
    person = {Role.ESM: registration.esm, Role.ASM: registration.asm}.get(Role(role))
    if person is None:
        raise NotReady(
            f"Nobody is named for the place “{role}” of the approval chain.",
            remedy="Name the person on the territory or on the registration first.",
        )
    return person


def opened(registration: Registration, place: Place, occasion: Occasion) -> None:
    """Open a place on the sheet: the registration is with its person, or with her backup while she is away.

    Neither row is saved here.
    """
    if place.role == Role.ASM and registration.asm is not None and not registration.asm.is_active:
        people_on(registration)  # she left meanwhile; her territory may have somebody else by now
    named = named_for(registration, place.role)
    if not named.is_active:
        raise NotReady(
            f"{named.name} has no access any more, so nobody could decide.",
            remedy="Name somebody else first: reassign the sales manager, or change the people of the territory.",
        )
    hold(named)
    backup = stand_in(named, occasion.at)
    place.assigned_to = backup or named
    place.opened_at = place.opened_at or occasion.at
    registration.step = place.role
    registration.holder = backup or named
    registration.holder_for = named if backup else None


def open_place(registration: Registration) -> Place:
    """The place that waits for a decision, locked."""
    return registration.places.select_for_update().get(decided_at=None, opened_at__isnull=False)


def closed(registration: Registration) -> None:
    """Nobody's turn any more; not saved."""
    registration.step, registration.holder, registration.holder_for = "", None, None

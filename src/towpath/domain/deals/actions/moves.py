"""How registrations are taken and kept: the binding of model, lifecycle, grants and clocks."""

from towpath.domain.deals.access import ACCESS
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.follow import mirror
from towpath.kernel.identity.roles import Role
from towpath.kernel.moves import Moves


def _owes(registration: Registration, team: str) -> int | None:
    """Whose clock it is, by id: nobody's own in Ecosystem Operations' queue, the holder's where it is her turn."""
    if team == registration.step:
        return registration.holder_id
    if team == Role.ESM:
        return registration.esm_id
    return registration.asm_id if team == Role.ASM else None


MOVES = Moves(
    Registration,
    REGISTRATION,
    ACCESS,
    organisation=lambda registration: registration.organisation_id,
    region=lambda registration: registration.region,
    owner=_owes,
    clocked=mirror,
    promised=lambda registration: not registration.demonstration,
)

"""How registrations are taken and kept: the binding of model, lifecycle, grants and clocks."""

from typing import Any

from towpath.domain.deals.access import ACCESS
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.follow import first_due
from towpath.kernel.moves import Moves


def _mirror(registration: Registration, running: list[Any]) -> None:
    registration.due_at, registration.clock_kind = first_due(running)


MOVES = Moves(
    Registration,
    REGISTRATION,
    ACCESS,
    organisation=lambda registration: registration.organisation_id,
    region=lambda registration: registration.region,
    owner=lambda registration: registration.holder or registration.esm,
    clocked=_mirror,
    related=("partner", "account", "opportunity", "esm", "asm", "holder", "holder_for"),
)

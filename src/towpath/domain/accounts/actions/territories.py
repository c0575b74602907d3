"""Who looks after a territory of the program. One function: one transaction, one event."""

from django.db import transaction

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.models import Account, Territory
from towpath.domain.accounts.queries import fit_for
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import WORDS, Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound
from towpath.program.decisions.territories import region_by_territory

SEATS = {"owner": Role.SALES_REP, "esm": Role.ESM, "asm": Role.ASM}


@transaction.atomic(durable=True)
def set_people(
    code: str, occasion: Occasion, *, owner: int | None, esm: int | None, asm: int | None, move_accounts: bool = False
) -> Territory:
    """Name the Sales Rep, the ESM and the ASM of a territory by their ids (DRG-06).

    Accounts placed from now on go to the new owner. Those placed before keep theirs, unless `move_accounts`: then all
    that belonged to the former owner in this territory move along. Registrations keep the people named on them.
    Refused: a person without the seat's role, inactive, or of another region; a code that the program does not know.
    """
    if not ACCESS.may(occasion.actor, Permission.REASSIGN_TERRITORY):
        raise NotAllowed("Territories are handed out by Ecosystem Operations.")
    known = region_by_territory(occasion.book, occasion.day)
    if code not in known:
        raise NotFound(f"The program knows no territory {code}.")
    named = _named({"owner": owner, "esm": esm, "asm": asm}, known[code])
    found = Territory.objects.select_for_update().filter(code=code).first()
    before = {seat: getattr(found, seat).name if found else "" for seat in SEATS}
    former = found.owner_id if found else None
    territory = found or Territory(code=code)
    territory.region = known[code]
    for seat, person in named.items():
        setattr(territory, seat, person)
    territory.save()
    moved = 0
    if move_accounts and former is not None and former != territory.owner_id:
        moved = Account.objects.filter(territory=territory, owner=former).update(owner=territory.owner)
    changed = {
        seat: {"before": before[seat], "after": person.name} for seat, person in named.items() if before[seat] != person.name
    }  # fmt: skip
    record(
        "accounts.territory.reassigned", occasion, subject=territory, code=code, owner=territory.owner.name,
        esm=territory.esm.name, asm=territory.asm.name, moved="1 account" if moved == 1 else f"{moved} accounts",
        changed=changed,
    )  # fmt: skip
    return territory


def _named(asked: dict[str, int | None], region: str) -> dict[str, Person]:
    """The people asked for, each fit for her seat; Invalid names every seat that is not filled rightly."""
    fit = fit_for(region)
    named: dict[str, Person] = {}
    errors: dict[str, list[str]] = {}
    for seat, role in SEATS.items():
        person = next((one for one in fit[role] if one.pk == asked[seat]), None)
        if person is None:
            errors[seat] = [f"Choose an active {WORDS[role]} who works in {region} or in all regions."]
        else:
            named[seat] = person
    if errors:
        raise Invalid(errors)
    return named

"""Out of office: who is away when, and who stands in (DRG-19)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from towpath.api.deals.shown import PersonRef
from towpath.api.door import answer, inside, occasion_of
from towpath.api.fields import Given, Id, Line, MomentIn, Shown
from towpath.api.once import once
from towpath.domain.deals import absences as readers
from towpath.domain.deals.actions import absences
from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound

router = Router(tags=["absences"])
READERS = (Role.OPS, Role.ESM, Role.ASM)
MOST = 200


class AbsenceIn(Given):
    person: Id
    backup: Id
    starts_at: MomentIn
    ends_at: MomentIn
    note: Line = ""


class AbsenceShown(Shown):
    id: int
    person: PersonRef
    backup: PersonRef
    starts_at: datetime
    ends_at: datetime
    state: str
    note: str


class Absences(Shown):
    items: list[AbsenceShown]


def _shown(one: Absence) -> AbsenceShown:
    return AbsenceShown(
        id=one.pk,
        person=PersonRef(id=one.person_id, name=one.person.name),
        backup=PersonRef(id=one.backup_id, name=one.backup.name),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=one.state,
        note=one.note,
    )


def _reader(request: HttpRequest) -> None:
    """Nothing is here for who approves nothing."""
    if not inside(request).has(*READERS):
        readers.listed(occasion_of(request), limit=1)


@router.get("", response=Absences, operation_id="list_absences")
def listed(request: HttpRequest) -> HttpResponse:
    """Planned, running and past absences, the latest first: one's own and those one stands in for; everybody's for Ops."""
    _reader(request)
    found = readers.listed(occasion_of(request), limit=MOST)
    return answer(Absences(items=[_shown(one) for one in found]))


@router.post("", response={201: AbsenceShown}, operation_id="plan_absence")
def plan(request: HttpRequest, body: AbsenceIn) -> HttpResponse:
    """Plan one's own absence, or as Ecosystem Operations anybody's: from its start up to, not including, its end."""
    _reader(request)

    def act(occasion: Occasion) -> HttpResponse:
        made = absences.plan(occasion, **body.model_dump())
        return answer(_shown(made), 201, Location="/api/v1/absences")

    return once(request, act)


@router.post("/{int:absence}/cancel", response=AbsenceShown, operation_id="cancel_absence")
def cancel(request: HttpRequest, absence: int) -> HttpResponse:
    """The person is there after all; what was handed over comes back."""
    _reader(request)
    if absence >= 2**63:
        raise NotFound("There is no such absence for you.")
    return once(request, lambda occasion: answer(_shown(absences.cancel(absence, occasion))))

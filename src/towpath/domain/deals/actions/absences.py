"""Out of office: name a backup for a stretch, hand the pending work of all rooms over at its start and back at its end (DRG-19, APR-03)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from towpath.domain.deals.actions.chain import named_for
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.lifecycles import IN_REVIEW, REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.kernel.approvals import work
from towpath.kernel.approvals.cover import hold
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.follow import LIVE, clocks_of
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Taken

APPROVERS = (Role.ESM, Role.ASM)


@transaction.atomic(durable=True)
def plan(
    occasion: Occasion, *, person: int, backup: int, starts_at: datetime, ends_at: datetime, note: str = ""
) -> Absence:
    """Plan an absence [starts_at, ends_at). One plans one's own; Ops plans anybody's.

    Refused: a backup who is herself away in the stretch, who is inactive, or who may not do all the work that can wait
    for the absent person: who holds none of her roles for registrations, or works in another region, and so on.
    """
    away = Person.objects.filter(work.approvers(occasion), pk=person, is_active=True).first()
    if away is None:
        raise NotFound("There is no such approver for you.")
    if occasion.actor is None or not (occasion.actor.pk == away.pk or occasion.actor.has(Role.OPS)):
        raise NotAllowed("An absence is planned by the person herself or by Ecosystem Operations.")
    instead = Person.objects.filter(pk=backup).first()
    errors = _against(away, instead, starts_at, ends_at, occasion)
    if errors or instead is None:
        raise Invalid(errors)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                person=away, backup=instead, starts_at=starts_at, ends_at=ends_at, note=note.strip(),
                made_by=occasion.actor, made_at=occasion.at,
            )  # fmt: skip
    except IntegrityError as error:
        if "absence_once_at_a_time" not in str(error):
            raise
        raise Taken(
            f"{away.name} has an absence in this stretch already.", remedy="Change or cancel that one first."
        ) from error
    record(
        "deals.absence.planned", occasion, subject=absence, person=away.name, backup=instead.name,
        starts=starts_at.isoformat(), ends=ends_at.isoformat(),
    )  # fmt: skip
    return absence


def _against(
    away: Person, backup: Person | None, starts_at: datetime, ends_at: datetime, occasion: Occasion
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if ends_at <= starts_at:
        errors["ends_at"] = ["The end must be after the start."]
    elif ends_at <= occasion.at:
        errors["ends_at"] = ["This stretch has passed already."]
    if refused := _no_backup(away, backup) or (work.unfit(away, backup, occasion) if backup is not None else ""):
        errors["backup"] = [refused]
    elif backup is not None and not errors and _away_too(backup, starts_at, ends_at):
        errors["backup"] = [f"{backup.name} is away too in this stretch; choose somebody who is there."]
    elif not errors and _covers_someone(away, starts_at, ends_at):
        errors["starts_at"] = [
            f"{away.name} stands in for a colleague in this stretch; name another backup there first."
        ]
    return errors


def _no_backup(away: Person, backup: Person | None) -> str:
    """Why somebody can stand in for nobody, or not for this one; "" when she can."""
    if backup is None or not backup.is_active:
        return "Choose an active colleague."
    return "One cannot stand in for oneself." if backup.pk == away.pk else ""


def _unfit(away: Person, backup: Person) -> str:
    """Why somebody may not decide registrations for an approver; "" when she may."""
    if not ({r.value for r in APPROVERS} & set(away.roles) <= set(backup.roles)):
        return f"{backup.name} may not approve as {away.role_words}; choose somebody with that role."
    if backup.region and backup.region != away.region:
        return f"{backup.name} works in {backup.region}; choose somebody of {away.region or 'all regions'}."
    return ""


def _away_too(person: Person, starts_at: datetime, ends_at: datetime) -> bool:
    live = Absence.objects.exclude(state__in=(Absence.State.CANCELLED, Absence.State.ENDED))
    return live.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exists()


def _covers_someone(person: Person, starts_at: datetime, ends_at: datetime) -> bool:
    live = Absence.objects.exclude(state__in=(Absence.State.CANCELLED, Absence.State.ENDED))
    return live.filter(backup=person, starts_at__lt=ends_at, ends_at__gt=starts_at).exists()


@transaction.atomic(durable=True)
def begin(absence_id: int, occasion: Occasion) -> Absence:
    """At the start: what waits for the absent person moves to the backup, with both names kept."""
    absence = _locked(absence_id, Absence.State.PLANNED)
    if occasion.at < absence.starts_at:
        raise NotReady(f"{absence.person.name} is there until {absence.starts_at:%d %B %Y %H:%M} UTC.")
    hold(absence.person)
    absence.state = Absence.State.ACTIVE
    absence.save(update_fields=["state"])
    # Where she left since it was planned, nobody else could take it from her.
    moved = _handed_over(absence, occasion) if absence.backup.is_active else "nothing"
    _note(absence, "deals.absence.begun", occasion, moved)
    return absence


@transaction.atomic(durable=True)
def end(absence_id: int, occasion: Occasion) -> Absence:
    """At the end: what still waits goes back to the person. One that was never begun in its time ends as well."""
    absence = _locked(absence_id, Absence.State.ACTIVE, Absence.State.PLANNED)
    if occasion.at < absence.ends_at:
        raise NotReady(
            f"{absence.person.name} is away until {absence.ends_at:%d %B %Y %H:%M} UTC.",
            remedy="Cancel the absence if the person is back before.",
        )
    hold(absence.person)  # work handed to the backup this very moment comes back too
    absence.state = Absence.State.ENDED
    absence.save(update_fields=["state"])
    _note(absence, "deals.absence.ended", occasion, _handed_back(absence, occasion))
    return absence


@transaction.atomic(durable=True)
def cancel(absence_id: int, occasion: Occasion) -> Absence:
    """The person is there after all; what was handed over comes back."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    actor = occasion.actor
    if absence is None or actor is None or not (actor.pk == absence.person_id or actor.has(Role.OPS)):
        raise NotFound("There is no such absence for you.")
    if absence.state not in (Absence.State.PLANNED, Absence.State.ACTIVE):
        raise MoveNotOpen("This absence is over already.")
    hold(absence.person)
    was_active, absence.state = absence.state == Absence.State.ACTIVE, Absence.State.CANCELLED
    absence.save(update_fields=["state"])
    _note(absence, "deals.absence.cancelled", occasion, _handed_back(absence, occasion) if was_active else "nothing")
    return absence


@transaction.atomic(durable=True)
def hand_over(reference: str, occasion: Occasion, *, to: int, why: str, version: int | None = None) -> Registration:
    """Ask a backup to decide in the name of whoever has the open place: by Ops, or by the ESM who finds the ASM away.

    The request stands in the history (DRG-19). Refused are the same backups as for a planned absence.
    """
    registration, _ = MOVES.take("hand_over", reference, occasion, version=version)
    named, backup = named_for(registration, registration.step), Person.objects.filter(pk=to).first()
    errors: dict[str, list[str]] = {}
    if refused := _no_backup(named, backup) or (_unfit(named, backup) if backup is not None else ""):
        errors["to"] = [refused]
    elif backup is not None and _away_too(backup, occasion.at, occasion.at + timedelta(microseconds=1)):
        errors["to"] = [f"{backup.name} is away too; choose somebody who is there."]
    elif backup is not None and registration.holder_id == backup.pk:
        errors["to"] = [f"It is with {backup.name} already."]
    if not why.strip():
        errors["why"] = ["Say why: it stands in the history."]
    if errors or backup is None:
        raise Invalid(errors)
    _give(registration, backup, named, occasion, why.strip())
    return registration


def _locked(absence_id: int, *states: str) -> Absence:
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotFound("There is no such absence.")
    if absence.state not in states:
        raise MoveNotOpen(f"This absence is {absence.state} already.")
    return absence


def _handed_over(absence: Absence, occasion: Occasion) -> str:
    return work.moved(lambda kind: kind.hand_over, absence, occasion)


def _handed_back(absence: Absence, occasion: Occasion) -> str:
    return work.moved(lambda kind: kind.hand_back, absence, occasion)


def _hand_over(absence: Absence, occasion: Occasion) -> int:
    held = Registration.objects.filter(holder=absence.person, holder_for=None, state=IN_REVIEW)
    return _hand(held, absence.backup, absence.person, occasion, f"{absence.person.name} is away")


def _hand_back(absence: Absence, occasion: Occasion) -> int:
    held = Registration.objects.filter(holder=absence.backup, holder_for=absence.person, state=IN_REVIEW)
    return _hand(held, absence.person, None, occasion, f"{absence.person.name} is back")


def _hand(held: QuerySet[Registration], to: Person, instead_of: Person | None, occasion: Occasion, why: str) -> int:
    moved = 0
    for registration in held.select_related("holder", "esm", "asm", "partner").select_for_update(of=("self",)):
        _give(registration, to, instead_of, occasion, why)
        moved += 1
    return moved


def _give(registration: Registration, to: Person, instead_of: Person | None, occasion: Occasion, why: str) -> None:
    before = registration.holder
    named = named_for(registration, registration.step)
    registration.holder = to
    registration.holder_for = named if named.pk != to.pk else None
    registration.places.filter(decided_at=None, opened_at__isnull=False).update(assigned_to=to)
    clocks_of(registration).filter(state__in=LIVE, owner=before).update(owner=to)
    MOVES.keep(
        registration, REGISTRATION.moves["hand_over"], occasion,
        before_holder=before.name, holder=to.name, why=why, on_behalf_of=instead_of,
    )  # fmt: skip


def _note(absence: Absence, event: str, occasion: Occasion, moved: str) -> None:
    record(event, occasion, subject=absence, person=absence.person.name, backup=absence.backup.name, moved=moved)


def _fits(away: Person, occasion: Occasion) -> Q:
    """Active, with her roles for registrations, of her region or global (DRG-19)."""
    needed = [role.value for role in APPROVERS if role in away.roles]
    return Q(is_active=True, roles__contains=needed, region__in=("", away.region))


work.register(
    work.Work(
        noun=("registration", "registrations"),
        approvers=lambda occasion: Q(roles__overlap=[role.value for role in APPROVERS]),
        fits=_fits,
        unfit=_unfit,
        hand_over=_hand_over,
        hand_back=_hand_back,
    )
)

"""Change who approves quotes: asked for, then applied or declined. Nobody else writes the matrix (APR-01, APR-02)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.lifecycles import CHANGE
from towpath.domain.quotes.models import Approver, ApproverChange
from towpath.kernel.identity.models import Person
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, Taken
from towpath.kernel.regions import misfit
from towpath.program.decisions.quotes.approvals import levels

LONGEST = 300
EVERYWHERE = "every region"
CHANGES = Moves(ApproverChange, CHANGE, ACCESS, organisation=lambda change: None)


@transaction.atomic(durable=True)
def request(
    occasion: Occasion, *, level: str, region: str, person: int, starts_on: date, why: str
) -> ApproverChange:  # fmt: skip
    """Ask that somebody approves at a level from a day on, instead of who does so then (APR-02).

    level   a key of the page quotes.approvals
    region  of the owners of the opportunities; "": every region without an approver of its own
    person  id of one of the vendor's people
    """
    if not ACCESS.may(occasion.actor, Permission.ASK_CHANGE):
        raise NotAllowed("Changes of approvers are asked for by directors, Deal Desk and Ecosystem Operations.")
    after = Person.objects.filter(pk=person).first()
    errors = _against(level, region, after, occasion)
    if starts_on < occasion.day:
        errors["starts_on"] = [f"This day has passed; choose {occasion.day} or a later one."]
    text = " ".join(why.split())
    if not text or len(text) > LONGEST or "\0" in text:
        errors["why"] = [f"Say why, in at most {LONGEST} characters: it stands in the history."]
    before = None if errors else _on(level, region, starts_on)
    if after is not None and before is not None and before.person_id == after.pk:
        errors["person"] = [f"{after.name} approves there on {starts_on} already."]
    if errors or after is None:
        raise Invalid(errors)
    change = ApproverChange(
        reference=next_reference("APC"), level=level, region=region, before=before.person if before else None,
        after=after, starts_on=starts_on, why=text, requested_by=occasion.person, requested_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return CHANGES.begin(change, CHANGE.moves["request"], occasion, **_said(change, occasion), why=text)
    except IntegrityError as error:
        if "approver_change_open_once" not in str(error):
            raise
        raise Taken(
            "Another change of this approver waits already.", remedy="Have that one applied or declined first."
        ) from error


@transaction.atomic(durable=True)
def apply(
    reference: str, occasion: Occasion, *, starts_on: date | None = None, version: int | None = None
) -> ApproverChange:
    """Put the new approver into the matrix; who approved until then ends on the day on which the new one begins (APR-02).

    starts_on  another day than was asked for, such as today where that one has passed
    """
    change, move = CHANGES.take("apply", reference, occasion, version=version)
    change.starts_on = starts_on or change.starts_on
    errors = _against(change.level, change.region, change.after, occasion)
    if change.starts_on < occasion.day:
        errors["starts_on"] = [f"{change.starts_on} has passed; choose {occasion.day} or a later day."]
    if errors:
        raise Invalid(errors)
    change.before = _replaced(change)
    change.answered_by, change.answered_at = occasion.person, occasion.at
    return CHANGES.keep(change, move, occasion, **_said(change, occasion))


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> ApproverChange:
    """Leave the matrix as it is, with the reason."""
    change, move = CHANGES.take("decline", reference, occasion, version=version)
    text = " ".join(why.split())
    if not text or len(text) > LONGEST or "\0" in text:
        raise Invalid({"why": [f"Say why, in at most {LONGEST} characters: who asked for it reads it."]})
    change.answered_by, change.answered_at = occasion.person, occasion.at
    return CHANGES.keep(change, move, occasion, why=text)


def _against(level: str, region: str, person: Person | None, occasion: Occasion) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    known = levels(occasion.book, occasion.day)
    if level not in known:
        errors["level"] = [f"Choose one of: {', '.join(known)}."]
    if said := misfit(region, occasion):
        errors["region"] = [f"{said} None is every region."]
    if person is None or not person.is_active or not person.is_internal:
        errors["person"] = ["Choose somebody of the vendor who has access today."]
    return errors


def _rows(level: str, region: str) -> QuerySet[Approver]:
    return Approver.objects.filter(level=level, region=region).select_related("person")


def _on(level: str, region: str, day: date) -> Approver | None:
    """Who stands in the matrix for a level and just this region on a day."""
    return _rows(level, region).filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day).first()


def _replaced(change: ApproverChange) -> Person | None:
    """Write the new approver in, and tell whom she replaces. What was planned for later days stays.

    Only one change of an approver waits at a time, so no other act writes these rows; the database refuses overlaps.
    """
    list(_rows(change.level, change.region).select_for_update(of=("self",)))
    old, day = _on(change.level, change.region, change.starts_on), change.starts_on
    following = _rows(change.level, change.region).filter(starts_on__gt=day).order_by("starts_on").first()
    before, until = (old.person, old.ends_on) if old is not None else (None, None)
    if following is not None and until is None:
        until = following.starts_on
    if old is not None and old.starts_on == day:
        old.person = change.after  # she begins on this very day: there is nothing left of the other's time
        old.save(update_fields=["person"])
        return before
    if old is not None:
        old.ends_on = day
        old.save(update_fields=["ends_on"])
    Approver.objects.create(
        level=change.level, region=change.region, person=change.after, starts_on=day, ends_on=until
    )  # fmt: skip
    return before


def _said(change: ApproverChange, occasion: Occasion) -> dict[str, str]:
    """The change in the words of its sentence."""
    return {
        "name": change.after.name, "instead_of": change.before.name if change.before else "nobody",
        "level": levels(occasion.book, occasion.day).get(change.level, change.level),
        "region": change.region or EVERYWHERE, "starts_on": change.starts_on.isoformat(),
    }  # fmt: skip

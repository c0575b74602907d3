"""Completions by hand: recorded with evidence, corrected and taken back with a reason. Files and Credly have their own."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from towpath.domain.enablement import events
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import counts, learners
from towpath.domain.enablement.models import Completion, Learner
from towpath.domain.partners.models import Partner
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.events.log import record as keep_event
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, Stale
from towpath.program.decisions.enablement.badges import badge_name, badges, runs_out_on

LONGEST_REASON = 500


@transaction.atomic(durable=True)
def record(
    occasion: Occasion,
    *,
    email: str,
    name: str,
    badge: str,
    completed_on: date | None,
    evidence: store.Upload | None,
    expires_on: date | None = None,
    note: str = "",
    country: str = "",
    partner: str = "",
) -> Completion:
    """Record what somebody has completed, with the file that proves it.

    partner     a reference; left out, the partner is found by the address's domain
    expires_on  left out, the program's term counts
    Invalid names each field that cannot be taken, and a completion that is here already.
    """
    if not ACCESS.may(occasion.actor, Permission.RECORD):
        raise NotAllowed("Completions are recorded by Ecosystem Operations and Programs.")
    address = email.strip().lower()
    employer = Partner.objects.filter(reference=partner.strip().upper()).first() if partner.strip() else None
    errors = _against(occasion, badge, completed_on, expires_on)
    try:
        validate_email(address)
    except ValidationError:
        errors["email"] = ["This is no e-mail address; write it like name@company.com."]
    if partner.strip() and employer is None:
        errors["partner"] = ["There is no such partner; give its reference, such as PAR00001."]
    if evidence is None:
        errors["evidence"] = ["Attach the certificate, or what else proves it."]
    if not name.strip() and "email" not in errors and learners.by_address(address) is None:
        errors["name"] = ["Write the learner's name: nobody learns under this address yet."]
    if errors or completed_on is None or evidence is None:
        raise Invalid(errors)
    learner = learners.met(
        occasion, email=address, name=name[:120], country=country, since=completed_on, partner=employer
    )
    if learner.completions.filter(badge=badge, completed_on=completed_on, voided_at=None).exists():
        raise Invalid({"badge": [f"{learner} has this badge of that day already."]})
    made = Completion.objects.create(
        learner=learner, badge=badge, completed_on=completed_on, note=note.strip()[:LONGEST_REASON],
        expires_on=expires_on or runs_out_on(badge, completed_on, occasion.book),
        source=Completion.Source.MANUAL, source_id=secrets.token_hex(16),
    )  # fmt: skip
    organisation = learner.works_at.organisation_id if learner.works_at else None
    store.accept(
        evidence, subject=made, organisation=organisation, audience=Document.Audience.INTERNAL, occasion=occasion
    )
    _say(events.RECORDED, made, occasion, note=made.note or "with evidence")
    counts.follow_learners(occasion, [learner.pk])
    return made


@transaction.atomic(durable=True)
def correct(
    occasion: Occasion,
    pk: int,
    *,
    badge: str,
    completed_on: date | None,
    expires_on: date | None,
    reason: str,
    version: int | None = None,
) -> Completion:
    """Set right what was recorded wrongly, whatever its source; a file that is read in again then differs and says so."""
    completion = _locked(occasion, Permission.CORRECT, pk, version)
    errors = _against(occasion, badge, completed_on, expires_on) | _reason(reason)
    if errors:
        raise Invalid(errors)
    given = {"badge": badge, "completed_on": completed_on, "expires_on": expires_on}
    changed = {
        field: {"before": str(getattr(completion, field) or ""), "after": str(value or "")}
        for field, value in given.items()
        if getattr(completion, field) != value
    }
    if not changed:
        return completion
    for field, value in given.items():
        setattr(completion, field, value)
    completion.note, completion.version = reason.strip(), completion.version + 1
    completion.save()
    _say(events.CORRECTED, completion, occasion, reason=reason.strip(), changed=changed)
    counts.follow_learners(occasion, [completion.learner_id])
    return completion


@transaction.atomic(durable=True)
def take_back(occasion: Occasion, pk: int, *, reason: str, version: int | None = None) -> Completion:
    """What was recorded in error counts no more, and did never; the row stays, with the reason."""
    completion = _locked(occasion, Permission.TAKE_BACK, pk, version)
    if errors := _reason(reason):
        raise Invalid(errors)
    completion.voided_at, completion.voided_as = occasion.at, Completion.Voided.TAKEN_BACK
    completion.note, completion.version = reason.strip(), completion.version + 1
    completion.save()
    _say(events.TAKEN_BACK, completion, occasion, reason=reason.strip())
    counts.follow_learners(occasion, [completion.learner_id])
    return completion


@transaction.atomic(durable=True)
def put_back(occasion: Occasion, pk: int, *, reason: str, version: int | None = None) -> Completion:
    """A badge that its issuer gives no more counts again, on Operations' word: readings leave it alone from now on."""
    mine = ACCESS.rows(occasion.actor, Permission.TAKE_BACK, Completion.objects.all())
    completion = mine.select_for_update(of=("self",)).filter(pk=pk).first()
    if completion is None:
        raise NotFound("There is no such completion for you.")
    if completion.voided_as != Completion.Voided.GONE:
        raise MoveNotOpen("Only a badge that its issuer gives no more can be put back.")
    if version is not None and completion.version != version:
        raise Stale("Somebody changed this completion since you opened it.", remedy="Reload it, then try again.")
    if errors := _reason(reason):
        raise Invalid(errors)
    completion.source, completion.source_id = Completion.Source.MANUAL, f"credly:{completion.source_id}"[:120]
    completion.voided_at, completion.voided_as = None, ""
    completion.note, completion.version = reason.strip(), completion.version + 1
    completion.save()
    _say(events.PUT_BACK, completion, occasion, reason=reason.strip())
    counts.follow_learners(occasion, [completion.learner_id])
    return completion


@transaction.atomic(durable=True)
def remind_expiry(occasion: Occasion, pk: int, *, days: int) -> Completion | None:
    """Say that a completion runs out in so many days; the notices tell whom it concerns."""
    completion = Completion.objects.select_for_update(of=("self",)).filter(pk=pk, voided_at=None).first()
    if completion is None or completion.expires_on is None or completion.expires_on <= occasion.day:
        return None
    _say(events.EXPIRING, completion, occasion, expires_on=completion.expires_on.isoformat(), days=days)
    return completion


def _locked(occasion: Occasion, permission: str, pk: int, version: int | None) -> Completion:
    mine = ACCESS.rows(occasion.actor, permission, Completion.objects.all())
    completion = mine.select_for_update(of=("self",)).filter(pk=pk).first()
    if completion is None:
        raise NotFound("There is no such completion for you.")
    if completion.voided_at is not None:
        raise MoveNotOpen("This completion was taken back already.", remedy="Record it anew if it holds after all.")
    if version is not None and completion.version != version:
        raise Stale("Somebody changed this completion since you opened it.", remedy="Reload it, then try again.")
    return completion


def _against(
    occasion: Occasion, badge: str, completed_on: date | None, expires_on: date | None
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    known = {each.code for each in badges(occasion.book, occasion.day)}
    if badge not in known:
        errors["badge"] = ["Choose a badge of the program."]
    if completed_on is None:
        errors["completed_on"] = ["Give the day, as 2025-03-01."]
    elif completed_on > occasion.day:
        errors["completed_on"] = ["This day lies in the future."]
    if completed_on and expires_on and expires_on <= completed_on:
        errors["expires_on"] = ["It ends before it begins."]
    return errors


def _reason(reason: str) -> dict[str, list[str]]:
    if not reason.strip():
        return {"reason": ["Say why; the history keeps it."]}
    return {"reason": [f"At most {LONGEST_REASON} characters fit."]} if len(reason.strip()) > LONGEST_REASON else {}


def _say(event: str, completion: Completion, occasion: Occasion, **data: Any) -> None:
    learner = Learner.objects.select_related("works_at").get(pk=completion.learner_id)
    named: Mapping[str, Any] = {
        "learner": learner.name,
        "badge": badge_name(completion.badge, occasion.book, occasion.day),
    }
    organisation = learner.works_at.organisation_id if learner.works_at else None
    keep_event(event, occasion, subject=completion, organisation=organisation, **named, **data)

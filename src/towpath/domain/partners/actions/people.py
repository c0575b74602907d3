"""A partner's people: invite, accept, remove, change what a colleague may do, hand the administration over (ROL-01)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac

from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import PARTNER_ROLES, Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Taken, TooMany

GOOD_FOR = timedelta(days=14)
MOST_OPEN = 50  # invitations of one partner that wait at the same time
LONGEST_NAME = 120


@transaction.atomic(durable=True)
def invite(occasion: Occasion, *, email: str, role: str, name: str = "") -> Invitation:
    """Ask a colleague in. The mail goes to that address alone; the invitation is good once, for fourteen days.

    Whether the address already belongs to somebody elsewhere is not told here: only its owner learns it, on accepting.
    """
    partner = _ours(occasion, Permission.INVITE)
    return ask_in(partner.organisation_id, occasion, email=email, role=role, name=name, roles=PARTNER_ROLES)


def ask_in(
    organisation: int, occasion: Occasion, *, email: str, role: str, name: str, roles: Collection[Role]
) -> Invitation:
    """Make an invitation and note it, inside the caller's transaction: who may is her affair, as is the lock that makes
    invitations to one organisation wait for each other.

    roles  of which `role` must be one
    """
    address, called, errors = email.strip().lower(), " ".join(name.replace("\0", "").split()), {}
    if problem := _address_problem(address):
        errors["email"] = [problem]
    if role not in {r.value for r in roles}:
        errors["role"] = ["Choose what your colleague may do; no other role can be given here."]
    if len(called) > LONGEST_NAME:
        errors["name"] = [f"At most {LONGEST_NAME} characters fit."]
    if not errors:
        errors = _against_inviting(organisation, address, occasion)
    if errors:
        raise Invalid(errors)
    invitation = Invitation.objects.create(
        organisation_id=organisation, email=address, name=called, role=role, digest=token_hex(32),
        invited_by=occasion.actor, made_at=occasion.at, expires_at=occasion.at + GOOD_FOR,
    )  # fmt: skip
    invitation.digest = _digest(key_of(invitation))
    invitation.save(update_fields=["digest"])
    _note(events.INVITED, occasion, invitation, by=occasion.person.name, email=address, role=role)
    return invitation


def key_of(invitation: Invitation) -> str:
    """The key that the invitation's mail carries. Nothing stores it: it follows from the row and the secret key."""
    return salted_hmac("towpath.invitation", f"{invitation.pk}:{invitation.email}", algorithm="sha256").hexdigest()


def invitation_digest(invitation: Invitation) -> str:
    """The digest under which an invitation is found by its key."""
    return _digest(key_of(invitation))


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _address_problem(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return "This is no e-mail address; write it like name@company.com."
    return ""


def _against_inviting(organisation: int, address: str, occasion: Occasion) -> dict[str, list[str]]:
    ours = Person.objects.filter(organisation=organisation, email__iexact=address, is_active=True)
    if ours.exists():
        return {"email": [f"{address} belongs to a colleague who has access already."]}
    waiting = Invitation.objects.select_for_update().filter(
        organisation=organisation, accepted_at=None, revoked_at=None
    )
    if waiting.count() >= MOST_OPEN:
        raise TooMany(
            f"{MOST_OPEN} invitations wait for an answer.",
            remedy="Take back those that are not needed, then invite again.",
        )
    waiting.filter(email__iexact=address, expires_at__lte=occasion.at).update(revoked_at=occasion.at)
    if waiting.filter(email__iexact=address).exists():
        return {"email": [f"{address} was invited already. Take that invitation back first to send a new one."]}
    return {}


@transaction.atomic(durable=True)
def revoke(occasion: Occasion, *, invitation: int) -> Invitation:
    """Take an invitation back; its link is worth nothing from then on."""
    return take_back(_ours(occasion, Permission.INVITE).organisation_id, occasion, invitation=invitation)


def take_back(organisation: int, occasion: Occasion, *, invitation: int) -> Invitation:
    """Make an organisation's invitation worthless, inside the caller's transaction, who knows that the actor may."""
    found = Invitation.objects.select_for_update().filter(pk=invitation, organisation=organisation).first()
    if found is None:
        raise NotFound("There is no such invitation for you.")
    if found.revoked_at is not None:
        return found
    if found.accepted_at is not None:
        raise MoveNotOpen(f"{found.email} has accepted already.", remedy="Remove the colleague instead.")
    found.revoked_at = occasion.at
    found.save(update_fields=["revoked_at"])
    _note(events.INVITATION_REVOKED, occasion, found, email=found.email)
    return found


def look_up(key: str, at: datetime) -> Invitation:
    """The invitation that a link leads to, if it can be accepted now; a refusal that says what to do otherwise."""
    return _acceptable(Invitation.objects.select_related("organisation", "invited_by").filter(digest=_digest(key)), at)


@transaction.atomic(durable=True)
def accept(key: str, occasion: Occasion, *, name: str, password: str, zone: str = "UTC") -> Person:
    """Come in by an invitation: the person is made for the address it went to, with the role it named.

    The occasion has no actor yet. Somebody who left and is asked back keeps her history.
    """
    invitation = _acceptable(
        Invitation.objects.select_for_update(of=("self",)).filter(digest=_digest(key)), occasion.at
    )
    person = _person_for(invitation, occasion.at)
    person.name, person.zone = name.strip(), zone
    _check(person, password)
    person.set_password(password)
    person.save()
    invitation.accepted_at, invitation.accepted_by = occasion.at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _note(events.JOINED, replace(occasion, actor=person), person, name=person.name, role=invitation.role)
    return person


def _acceptable(rows, at: datetime) -> Invitation:
    found = rows.first()
    if found is None:
        raise NotFound("There is no such invitation.")
    asks = found.invited_by.name
    if found.accepted_at is not None:
        raise MoveNotOpen("This invitation was used already.", remedy="Sign in with your address and your password.")
    if found.revoked_at is not None:
        raise MoveNotOpen("This invitation was taken back.", remedy=f"Ask {asks} to invite you again.")
    if found.expires_at <= at:
        raise MoveNotOpen("This invitation has expired.", remedy=f"Ask {asks} to invite you again.")
    return found


def _person_for(invitation: Invitation, at: datetime) -> Person:
    person = Person.objects.select_for_update(of=("self",)).filter(email__iexact=invitation.email).first()
    if person is None:
        return Person(
            email=invitation.email, organisation_id=invitation.organisation_id, roles=[invitation.role], joined_at=at
        )
    if person.organisation_id != invitation.organisation_id:
        raise Taken(
            f"{invitation.email} signs in for another organisation already.",
            remedy=f"Ask {invitation.invited_by.name} to invite you under another address.",
        )
    if person.is_active:
        raise MoveNotOpen("You have access already.", remedy="Sign in with your address and your password.")
    person.is_active, person.roles = True, [invitation.role]
    return person


def _check(person: Person, password: str) -> None:
    errors = {}
    if not person.name:
        errors["name"] = ["Write your name, as colleagues know you."]
    elif len(person.name) > LONGEST_NAME:
        errors["name"] = [f"At most {LONGEST_NAME} characters fit."]
    try:
        validate_password(password, user=person)
    except ValidationError as problem:
        errors["password"] = list(problem.messages)
    if errors:
        raise Invalid(errors)


@transaction.atomic(durable=True)
def remove(occasion: Occasion, *, person: int) -> Person:
    """End a colleague's access at once: sessions and API tokens end with it, the history keeps the name."""
    partner = _ours(occasion, Permission.REMOVE)
    found = _colleague(partner, person)
    if found.has(Role.PARTNER_ADMIN):
        _another_administers(partner, found)
    return end_access(found, occasion)


def end_access(found: Person, occasion: Occasion) -> Person:
    """End the access of a person whom the caller has locked, inside the caller's transaction."""
    found.is_active = False
    found.save(update_fields=["is_active"])
    found.tokens.filter(revoked_at=None).update(revoked_at=occasion.at)
    _note(events.LEFT, occasion, found, name=found.name)
    return found


@transaction.atomic(durable=True)
def hand_over(occasion: Occasion, *, person: int) -> Person:
    """Make a colleague administrator in one's own place; the one who hands over goes on as a seller."""
    partner = _ours(occasion, Permission.HAND_OVER)
    found = _colleague(partner, person)
    giver = Person.objects.select_for_update(of=("self",)).get(pk=occasion.person.pk)
    if found.pk == giver.pk:
        raise Invalid({"person": ["Choose a colleague; you hold the administration now."]})
    found.roles = sorted({*found.roles, Role.PARTNER_ADMIN.value})
    found.save(update_fields=["roles"])
    giver.roles = sorted(({*giver.roles} - {Role.PARTNER_ADMIN.value}) | {Role.PARTNER_SELLER.value})
    giver.save(update_fields=["roles"])
    _note(events.HANDED_OVER, occasion, found, by=giver.name, name=found.name)
    return found


@transaction.atomic(durable=True)
def change_role(occasion: Occasion, *, person: int, roles: Sequence[str]) -> Person:
    """Set what a colleague may do: one or more roles of a partner, never another's. The last administrator stays one."""
    partner = _ours(occasion, Permission.CHANGE_ROLE)
    found = _colleague(partner, person)
    wanted = sorted(set(roles))
    if not wanted or not set(wanted) <= {each.value for each in PARTNER_ROLES}:
        raise Invalid({"roles": ["Choose at least one; no other role can be given here."]})
    if wanted == sorted(found.roles):
        return found
    if found.has(Role.PARTNER_ADMIN) and Role.PARTNER_ADMIN not in wanted:
        _another_administers(partner, found)
    before, found.roles = found.role_words, wanted
    found.save(update_fields=["roles"])
    data = {"changed": {"may": {"before": before, "after": found.role_words}}}
    _note(events.ROLES_CHANGED, occasion, found, by=occasion.person.name, name=found.name, roles=wanted, **data)
    return found


def _another_administers(partner: Partner, found: Person) -> None:
    """NotReady where nobody would be left to administer the partner without this person."""
    if not _administrators(partner).exclude(pk=found.pk).exists():
        raise NotReady(
            f"{found.name} is the last administrator of {partner.name}.",
            remedy="Hand the administration over to a colleague first.",
        )


def _ours(occasion: Occasion, permission: Permission) -> Partner:
    """The actor's partner, locked: changes to its people wait for each other, so the last administrator stays."""
    actor = occasion.actor
    if actor is None:
        raise NotFound("There are no people for the product itself to look after.")
    mine = ACCESS.rows(actor, permission, Partner.objects.all())
    found = mine.select_for_update().first()
    # Read again under the lock: she may have handed the administration over a moment ago.
    if found is None or not _administrators(found).filter(pk=actor.pk).exists():
        raise NotFound("There are no people for you to look after.")
    return found


def _colleague(partner: Partner, person: int) -> Person:
    people = Person.objects.select_for_update(of=("self",))
    found = people.filter(pk=person, organisation=partner.organisation_id, is_active=True).first()
    if found is None:
        raise NotFound("There is no such colleague for you.")
    return found


def _administrators(partner: Partner):
    return Person.objects.filter(
        organisation=partner.organisation_id, is_active=True, roles__contains=[Role.PARTNER_ADMIN.value]
    )


def _note(name: str, occasion: Occasion, subject: Invitation | Person, /, **data: Any) -> None:
    record(name, occasion, subject=subject, organisation=subject.organisation_id, **data)

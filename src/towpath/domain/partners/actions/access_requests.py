"""What the administrators of a partner, or Operations, answer to somebody who asks for access (ONB-06)."""

from secrets import token_hex

from django.db import transaction

from towpath.domain.partners import events
from towpath.domain.partners.actions.moves import ACCESS_REQUESTS, said
from towpath.domain.partners.actions.people import GOOD_FOR, invitation_digest
from towpath.domain.partners.models import AccessRequest
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import PARTNER_ROLES
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, Taken


@transaction.atomic(durable=True)
def grant(reference: str, occasion: Occasion, *, role: str, version: int | None = None) -> AccessRequest:
    """Give access: an invitation goes to the address that was confirmed, with the role chosen here."""
    if role not in {each.value for each in PARTNER_ROLES}:
        raise Invalid({"role": ["Choose what your colleague may do."]})
    request, move = ACCESS_REQUESTS.take("grant", reference, occasion, version=version)
    taken = Person.objects.filter(email__iexact=request.email).exclude(organisation=request.organisation_id)
    if taken.exists() or Person.objects.filter(email__iexact=request.email, is_active=True).exists():
        raise Taken(f"{request.email} signs in here already.", remedy="Decline the request and say so.")
    request.invitation = _invitation(request, role, occasion)
    request.decided_at, request.decided_by = occasion.at, occasion.person
    return ACCESS_REQUESTS.keep(request, move, occasion, by=occasion.person.name, name=request.name, role=role)


def _invitation(request: AccessRequest, role: str, occasion: Occasion) -> Invitation:
    """A fresh invitation for the one who asked; one that waits for the same address is taken back."""
    waiting = Invitation.objects.filter(
        organisation=request.organisation_id, email__iexact=request.email, accepted_at=None, revoked_at=None
    )
    waiting.update(revoked_at=occasion.at)
    invitation = Invitation.objects.create(
        organisation_id=request.organisation_id, email=request.email, name=request.name, role=role,
        digest=token_hex(32), invited_by=occasion.person, made_at=occasion.at, expires_at=occasion.at + GOOD_FOR,
    )  # fmt: skip
    invitation.digest = invitation_digest(invitation)
    invitation.save(update_fields=["digest"])
    record(
        events.INVITED, occasion, subject=invitation, organisation=request.organisation_id, by=occasion.person.name,
        email=request.email, role=role,
    )  # fmt: skip
    return invitation


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> AccessRequest:
    """Decline; the one who asked is told the reason."""
    why = said(reason, why="Say why: the one who asked reads it.")
    request, move = ACCESS_REQUESTS.take("decline", reference, occasion, version=version)
    request.decided_at, request.decided_by, request.reason = occasion.at, occasion.person, why
    return ACCESS_REQUESTS.keep(
        request, move, occasion, by=occasion.person.name, name=request.name, reason=why.rstrip(".")
    )

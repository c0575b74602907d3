"""A distributor's people: asked in and removed by the vendor, who alone says who works for a distributor here (DST-05).

The invitation is the one that partners' people get: its mail, its key and coming in by it are the partners room's.
"""

from django.db import transaction

from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.actions import people
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound


@transaction.atomic(durable=True)
def invite(code: str, occasion: Occasion, *, email: str, name: str = "") -> Invitation:
    """Ask somebody in as one of the distributor's people. The mail goes to that address alone; good once, for fourteen days.

    Invalid where the address signs in here already: the vendor may know, and nobody waits for a mail in vain.
    """
    found = _locked(code, Permission.INVITE, occasion)
    invitation = people.ask_in(
        found.organisation_id, occasion, email=email, role=Role.DISTRIBUTOR_USER, name=name,
        roles=(Role.DISTRIBUTOR_USER,),
    )  # fmt: skip
    elsewhere = Person.objects.filter(email__iexact=invitation.email).exclude(organisation=found.organisation_id)
    if elsewhere.exists():
        raise Invalid(
            {"email": [f"{invitation.email} is known here for another organisation. Invite another address."]}
        )
    return invitation


@transaction.atomic(durable=True)
def revoke(code: str, occasion: Occasion, *, invitation: int) -> Invitation:
    """Take an invitation back; its link is worth nothing from then on."""
    found = _locked(code, Permission.INVITE, occasion)
    return people.take_back(found.organisation_id, occasion, invitation=invitation)


@transaction.atomic(durable=True)
def remove(code: str, occasion: Occasion, *, person: int) -> Person:
    """End the access of one of the distributor's people at once, sessions and API tokens included."""
    found = _locked(code, Permission.REMOVE, occasion)
    one = Person.objects.select_for_update(of=("self",)).filter(
        pk=person, organisation=found.organisation_id, is_active=True
    ).first()  # fmt: skip
    if one is None:
        raise NotFound(f"There is no such person of {found.name}.")
    return people.end_access(one, occasion)


def _locked(code: str, permission: Permission, occasion: Occasion) -> Distributor:
    """The distributor, locked: invitations to it wait for each other."""
    rows = ACCESS.rows(occasion.actor, permission, Distributor.objects.all())
    found = rows.select_for_update(of=("self",)).filter(code=code.strip().lower()).first()
    if found is None:
        raise NotFound(f"There is no distributor {code} for you.")
    return found

"""The operator's hand on who has access: the vendor's own people come in here, and anybody's access ends here.

Partners' people come in by invitation (people.py). Who runs the server acts: the occasion's actor is None.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from towpath.domain.partners import events
from towpath.domain.partners.actions import demonstration
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import OUTSIDE_ROLES, Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound
from towpath.kernel.regions import misfit

LONGEST_NAME = 120


@transaction.atomic(durable=True)
def add(
    occasion: Occasion, *, email: str, name: str, roles: Sequence[str], region: str = "", zone: str = "UTC"
) -> Person:
    """Give one of the vendor's own people access. She has no password until she sets one by a link.

    region  "" works in all regions
    zone    an IANA name such as Europe/Berlin, in which she reads moments
    """
    address = email.strip().lower()
    if errors := _against(occasion, address, name, roles, region, zone):
        raise Invalid(errors)
    person = Person(
        email=address, name=name.strip(), roles=sorted(set(roles)), region=region, zone=zone, joined_at=occasion.at
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    record(events.JOINED, occasion, subject=person, name=person.name, roles=person.roles)
    return person


def _against(
    occasion: Occasion, address: str, name: str, roles: Sequence[str], region: str, zone: str
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    try:
        validate_email(address)
    except ValidationError:
        errors["email"] = ["This is no e-mail address; write it like name@company.com."]
    if "email" not in errors and Person.objects.filter(email__iexact=address).exists():
        errors["email"] = [f"{address} signs in here already."]
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        errors["name"] = [f"Write a name of at most {LONGEST_NAME} characters."]
    inside = sorted({role.value for role in Role} - {role.value for role in OUTSIDE_ROLES})
    if not roles or not set(roles) <= set(inside):
        errors["roles"] = [f"Choose one or more of: {', '.join(inside)}."]
    if said := misfit(region, occasion):
        errors["region"] = [f"{said} Without one she works in all regions."]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        errors["zone"] = [f"“{zone}” is no time zone; write it like Europe/Berlin."]
    return errors


@transaction.atomic(durable=True)
def deactivate(occasion: Occasion, *, email: str) -> Person:
    """End anybody's access at once: sessions and API tokens end with it, the history keeps the name."""
    person = Person.objects.select_for_update(of=("self",)).filter(email__iexact=email.strip()).first()
    if person is None:
        raise NotFound(f"Nobody signs in as {email}.")
    if not person.is_active:
        raise MoveNotOpen(f"{person.name} has no access any more.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.tokens.filter(revoked_at=None).update(revoked_at=occasion.at)
    demonstration.end(person)
    record(events.LEFT, occasion, subject=person, organisation=person.organisation_id, name=person.name)
    return person

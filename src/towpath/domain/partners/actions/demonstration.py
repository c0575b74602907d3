"""The vendor's people show the portal as people of its own pseudo-partner (ONB-07). Nothing of it is counted."""

from django.db import transaction

from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.moves import enter_track, one_at_a_time
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import NotAllowed
from towpath.program.decisions.regions import default_region, home_country
from towpath.program.decisions.vendor import vendor

ROLES = sorted([Role.DEMONSTRATION.value, Role.PARTNER_ADMIN.value, Role.PARTNER_SELLER.value])


@transaction.atomic(durable=True)
def step_in(occasion: Occasion) -> Person:
    """The demonstration person of the one who acts; made on first use, and the pseudo-partner with the first of all.

    Each of the vendor's people has one of her own, so that the history knows who showed what.
    """
    actor = occasion.person
    if not ACCESS.may(actor, Permission.DEMONSTRATE):
        raise NotAllowed("Demonstrations are given by the vendor's people.")
    one_at_a_time()
    partner = Partner.objects.select_related("organisation").filter(demonstration=True).first() or _made(occasion)
    person = Person.objects.filter(email=address(actor)).first()
    if person is None:
        person = Person(email=address(actor), organisation=partner.organisation, roles=ROLES, joined_at=occasion.at)
        person.set_unusable_password()
    person.name, person.zone, person.theme, person.is_active = actor.name, actor.zone, actor.theme, True
    person.save()
    record(events.STEPPED_IN, occasion, subject=partner, organisation=partner.organisation_id, name=actor.name)
    return person


def address(person: Person) -> str:
    """The address that stands for somebody's demonstration person; no mail can ever reach it (RFC 2606)."""
    return f"demonstration-{person.pk}@towpath.invalid"


def end(person: Person) -> None:
    """With a colleague's access her demonstration ends too, in the caller's transaction."""
    Person.objects.filter(email=address(person)).update(is_active=False)


def _made(occasion: Occasion) -> Partner:
    """A partner that may do whatever an authorized reseller may."""
    name = vendor(occasion.book, occasion.day).pseudo_partner
    organisation = Organisation.objects.create(name=name, kind=Organisation.Kind.DEMONSTRATION)
    country, region = home_country(occasion.book, occasion.day), default_region(occasion.book, occasion.day)
    made = Partner.objects.create(
        organisation=organisation, reference=next_reference("PAR"), name=name, country=country, region=region,
        status=Partner.Status.AUTHORIZED, kinds=["reseller"], signed_contract_on=occasion.day, contract_on_file=True,
        sales_certified=1, foundations_completed=1, demonstration=True,
    )  # fmt: skip
    enter_track(made, occasion.day)
    record(events.DEMONSTRATION_MADE, occasion, subject=made, organisation=organisation)
    return made

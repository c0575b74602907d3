"""The only readers of partners for lists and pages. Each takes the actor and shows what is hers."""

from django.db.models import QuerySet

from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound


def visible(actor: Person) -> QuerySet[Partner]:
    """Every partner that the actor may see, with its manager."""
    return ACCESS.rows(actor, Permission.VIEW, Partner.objects.select_related("manager", "organisation"))


def one(actor: Person, reference: str) -> Partner:
    """One partner; NotFound when it is not hers."""
    try:
        return visible(actor).get(reference=reference.strip().upper())
    except Partner.DoesNotExist:
        raise NotFound(f"There is no partner {reference} for you.") from None


def own(actor: Person) -> Partner:
    """The partner whose person the actor is."""
    found = Partner.objects.select_related("manager").filter(organisation=actor.organisation_id).first()
    if found is None:
        raise NotFound("You belong to no partner.")
    return found

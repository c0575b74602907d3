"""Who works in the same house: the people of one's own organisation, a partner's or a distributor's."""

from django.db.models import QuerySet

from towpath.kernel.identity.models import Person


def housemates(actor: Person) -> QuerySet[Person]:
    """The people of the actor's own organisation who can sign in, by name; nobody for the vendor's own people."""
    if actor.organisation_id is None:
        return Person.objects.none()
    return Person.objects.filter(organisation=actor.organisation_id, is_active=True).order_by("name", "id")

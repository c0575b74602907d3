"""Two distributors of the program and their people, for whoever tests what they see."""

from tests.cast import person
from towpath.domain.distribution.actions import distributors
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role


def with_distributors(cast, by):
    """The cast with Amazic (Dirk's house), Climb (Fiona's) and somebody of Billing Operations."""
    cast.amazic = distributors.add(by(cast.omar), code="amazic", organisation=cast.dirk.organisation_id)
    freighter = Organisation.objects.create(name="Freighter", kind=Organisation.Kind.DISTRIBUTOR)
    cast.climb = distributors.add(by(cast.omar), code="climb", organisation=freighter.pk)
    cast.fiona = person("Fiona", Role.DISTRIBUTOR_USER, organisation=freighter)
    cast.bela = person("Bela", Role.BILLING_OPS)
    return cast

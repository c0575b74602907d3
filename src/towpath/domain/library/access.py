"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, NONE, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import OUTSIDE_ROLES, PARTNER_ROLES, Role

INSIDE_ROLES = tuple(role for role in Role if role not in OUTSIDE_ROLES)
IN_PROGRAM, APPLYING = ("authorized", "active"), "prospect"


class Permission(StrEnum):
    VIEW = "library.asset.view"
    VIEW_ALL = "library.asset.view_all"  # withdrawn ones, those of other days, old versions
    PUBLISH = "library.asset.publish"
    REPLACE = "library.asset.replace"
    CHANGE = "library.asset.change"
    WITHDRAW = "library.asset.withdraw"
    RESTORE = "library.asset.restore"
    VIEW_DOWNLOADS = "library.download.view"


def every(actor: Person) -> Q:
    return EVERY


def for_my_company(actor: Person) -> Q:
    """Assets whose audience the actor's partner belongs to, and she in it."""
    partner = getattr(actor.organisation, "partner", None)
    if partner is None or partner.status not in (*IN_PROGRAM, APPLYING):
        return NONE
    kind = Q(tracks=[], designations=[]) | Q(tracks__contains=[partner.track])
    if partner.kinds:
        kind |= Q(designations__overlap=list(partner.kinds))
    place = Q(regions=[]) | Q(regions__contains=[partner.region])
    role = Q(partner_roles=[]) | Q(partner_roles__overlap=list(actor.roles))
    found = Q(for_partners=True) & kind & place & role
    return found & Q(for_prospects=True) if partner.status == APPLYING else found


def for_distributors(actor: Person) -> Q:
    return Q(for_distributors=True)


def for_my_roles(actor: Person) -> Q:
    """Assets for the vendor's people as a whole, and those for one of the actor's roles."""
    return Q(for_inside=True) & (Q(inside_roles=[]) | Q(inside_roles__overlap=list(actor.roles)))


# fmt: off
ACCESS = Access(
    Permission,
    #       permission                  role                   on which rows
    *(Grant(Permission.VIEW,            role,                  for_my_company) for role in sorted(PARTNER_ROLES)),
    Grant(Permission.VIEW,              Role.DISTRIBUTOR_USER, for_distributors),
    *(Grant(Permission.VIEW,            role,                  for_my_roles) for role in INSIDE_ROLES),
    *(Grant(permission,                 role,                  every)
      for permission in Permission for role in (Role.PROGRAMS, Role.OPS)),
)
# fmt: on

"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW = "partners.partner.view"
    INVITE = "partners.people.invite"
    REMOVE = "partners.people.remove"
    HAND_OVER = "partners.people.hand_over"


def every(actor: Person) -> Q:
    return EVERY


def my_region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region)


def own(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id)


# fmt: off
ACCESS = Access(
    Permission,
    #     permission         role                 on which rows
    Grant(Permission.VIEW,   Role.PARTNER_ADMIN,  own),
    Grant(Permission.VIEW,   Role.PARTNER_SELLER, own),
    Grant(Permission.VIEW,   Role.OPS,            every),
    Grant(Permission.VIEW,   Role.ESM,            my_region),
    Grant(Permission.VIEW,   Role.ASM,            my_region),
    Grant(Permission.VIEW,   Role.SALES_REP,      my_region),
    Grant(Permission.VIEW,   Role.PROGRAMS,       every),
    Grant(Permission.VIEW,   Role.LEGAL,          every),
    Grant(Permission.VIEW,   Role.FINANCE,        every),
    Grant(Permission.INVITE, Role.PARTNER_ADMIN,  own),
    Grant(Permission.REMOVE, Role.PARTNER_ADMIN,  own),
    Grant(Permission.HAND_OVER, Role.PARTNER_ADMIN, own),
)
# fmt: on

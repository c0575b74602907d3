"""Who may do what in this room, to which rows. The only place that says so.

A partner sees the list book; the partners' book only where it buys directly. A distributor's people see the list book, the
distribution book and what is for their house alone. Nobody else outside sees any of them (QUO-05).
"""

from enum import StrEnum

from django.db.models import Q

from towpath.domain.distribution.models import Buying
from towpath.domain.pricing.lifecycles import OPEN
from towpath.domain.pricing.models import PriceBook
from towpath.kernel.access.grants import EVERY, NONE, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

IN_PROGRAM = ("authorized", "active")
LIST, PARTNERS, DISTRIBUTION, PUBLIC_SECTOR = PriceBook.Kind.values


class Permission(StrEnum):
    VIEW_PRODUCT = "pricing.product.view"  # every product, with its prices in all books that she sees
    MANAGE_PRODUCT = "pricing.product.manage"
    VIEW_BOOK = "pricing.book.view"  # as it stands today
    VIEW_HISTORY = "pricing.book.history"  # on other days too, and closed ones
    MANAGE_BOOK = "pricing.book.manage"
    SET_PRICE = "pricing.price.set"  # on books; imports too


def every(actor: Person) -> Q:
    return EVERY


def for_partners(actor: Person) -> Q:
    """The list book; and the partners' own where the actor's partner buys directly: that one is for direct resellers."""
    partner = getattr(actor.organisation, "partner", None)
    if partner is None or partner.status not in IN_PROGRAM:
        return NONE
    direct = Buying.objects.filter(organisation=actor.organisation_id, distributor=None, ends_on=None).exists()
    return Q(state=OPEN, kind__in=[LIST, PARTNERS] if direct else [LIST])


def for_distributors(actor: Person) -> Q:
    """The list book, the distribution book that is for all, and the books of the actor's own house."""
    house = getattr(actor.organisation, "distributor", None)
    if house is None:
        return NONE
    own = Q(distributor=house.pk, kind__in=[DISTRIBUTION, PUBLIC_SECTOR])
    return Q(state=OPEN) & (Q(kind=LIST) | Q(kind=DISTRIBUTION, distributor=None) | own)


READERS = (
    Role.OPS, Role.PROGRAMS, Role.FINANCE, Role.SALES_REP, Role.ESM, Role.ASM, Role.DEAL_DESK, Role.CHANNEL_DIRECTOR,
    Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP, Role.BILLING_OPS,
)  # fmt: skip
WRITERS = (Role.PROGRAMS, Role.FINANCE)

# fmt: off
ACCESS = Access(
    Permission,
    #       permission                 role                   on which rows
    *(Grant(Permission.VIEW_BOOK,      role,                  for_partners) for role in (
        Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER,
    )),
    Grant(Permission.VIEW_BOOK,        Role.DISTRIBUTOR_USER, for_distributors),
    *(Grant(permission,                role,                  every) for role in READERS for permission in (
        Permission.VIEW_PRODUCT, Permission.VIEW_BOOK, Permission.VIEW_HISTORY,
    )),
    *(Grant(permission,                role,                  every) for role in WRITERS for permission in (
        Permission.MANAGE_PRODUCT, Permission.MANAGE_BOOK, Permission.SET_PRICE,
    )),
)
# fmt: on

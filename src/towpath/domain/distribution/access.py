"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW_DISTRIBUTOR = "distribution.distributor.view"
    MANAGE_DISTRIBUTOR = "distribution.distributor.manage"
    INVITE = "distribution.people.invite"  # on distributors
    REMOVE = "distribution.people.remove"  # on distributors
    VIEW_RESELLER = "distribution.reseller.view"
    CHANGE_RESELLER = "distribution.reseller.change"  # on partners
    VIEW_BILLING = "distribution.billing.view"
    REQUEST_BILLING = "distribution.billing.request"  # on partners
    AMEND_BILLING = "distribution.billing.amend"
    WORK_BILLING = "distribution.billing.work"
    CHANGE_ADDRESS = "distribution.address.change"  # on partners
    LOOK_UP_INVOICE = "distribution.invoice.look_up"  # on partners
    VIEW_BANK = "distribution.bank.view"  # masked
    KEEP_BANK = "distribution.bank.keep"  # on partners
    REVEAL_BANK = "distribution.bank.reveal"
    VIEW_PAGE = "distribution.marketplace.view"
    REQUEST_PAGE = "distribution.marketplace.request"  # on partners
    DRAFT_PAGE = "distribution.marketplace.draft"
    REVIEW_PAGE = "distribution.marketplace.review"
    SWITCH_PAGE = "distribution.marketplace.switch"
    END_PAGE = "distribution.marketplace.end"


def every(actor: Person) -> Q:
    return EVERY


def region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region)


def region_of_partner(actor: Person) -> Q:
    return EVERY if not actor.region else Q(partner__region=actor.region)


def own(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id)


def its_own(actor: Person) -> Q:
    """What a distributor's people see: rows that name their house as the distributor (DST-05)."""
    return Q(distributor__organisation=actor.organisation_id)


# fmt: off
ACCESS = Access(
    Permission,
    #     permission                     role                     on which rows
    Grant(Permission.VIEW_DISTRIBUTOR,   Role.DISTRIBUTOR_USER,   own),
    *(Grant(Permission.VIEW_DISTRIBUTOR, role, every) for role in (
        Role.OPS, Role.PROGRAMS, Role.ESM, Role.ASM, Role.SALES_REP, Role.FINANCE, Role.LEGAL, Role.BILLING_OPS,
        Role.PARTNER_SUPPORT, Role.CHANNEL_DIRECTOR, Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP,
    )),
    Grant(Permission.MANAGE_DISTRIBUTOR, Role.OPS,                every),
    Grant(Permission.MANAGE_DISTRIBUTOR, Role.PROGRAMS,           every),
    *(Grant(permission, role, every) for role in (Role.OPS, Role.PROGRAMS) for permission in (
        Permission.INVITE, Permission.REMOVE,
    )),
    Grant(Permission.VIEW_RESELLER,      Role.DISTRIBUTOR_USER,   its_own),
    *(Grant(Permission.VIEW_RESELLER,    role, own) for role in (
        Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER, Role.PARTNER_MARKETING,
    )),
    *(Grant(Permission.VIEW_RESELLER,    role, every) for role in (
        Role.OPS, Role.PROGRAMS, Role.FINANCE, Role.BILLING_OPS, Role.PARTNER_SUPPORT, Role.PROGRAMS_DIRECTOR,
        Role.CHANNELS_VP,
    )),
    *(Grant(Permission.VIEW_RESELLER,    role, region_of_partner) for role in (
        Role.ESM, Role.ASM, Role.SALES_REP, Role.CHANNEL_DIRECTOR,
    )),
    Grant(Permission.CHANGE_RESELLER,    Role.PARTNER_ADMIN,      own),
    Grant(Permission.CHANGE_RESELLER,    Role.OPS,                every),
    Grant(Permission.CHANGE_RESELLER,    Role.PROGRAMS,           every),
    Grant(Permission.CHANGE_RESELLER,    Role.ESM,                region),
    Grant(Permission.VIEW_BILLING,       Role.PARTNER_ADMIN,      own),
    Grant(Permission.VIEW_BILLING,       Role.BILLING_OPS,        every),
    Grant(Permission.VIEW_BILLING,       Role.FINANCE,            every),
    Grant(Permission.VIEW_BILLING,       Role.OPS,                every),
    Grant(Permission.VIEW_BILLING,       Role.ESM,                region_of_partner),
    Grant(Permission.REQUEST_BILLING,    Role.ESM,                region),
    Grant(Permission.REQUEST_BILLING,    Role.OPS,                every),
    Grant(Permission.AMEND_BILLING,      Role.PARTNER_ADMIN,      own),
    Grant(Permission.AMEND_BILLING,      Role.ESM,                region_of_partner),
    Grant(Permission.AMEND_BILLING,      Role.OPS,                every),
    Grant(Permission.AMEND_BILLING,      Role.BILLING_OPS,        every),
    Grant(Permission.WORK_BILLING,       Role.BILLING_OPS,        every),
    Grant(Permission.CHANGE_ADDRESS,     Role.PARTNER_ADMIN,      own),
    Grant(Permission.CHANGE_ADDRESS,     Role.OPS,                every),
    Grant(Permission.CHANGE_ADDRESS,     Role.ESM,                region),
    Grant(Permission.CHANGE_ADDRESS,     Role.BILLING_OPS,        every),
    Grant(Permission.LOOK_UP_INVOICE,    Role.SALES_REP,          region),
    Grant(Permission.LOOK_UP_INVOICE,    Role.ESM,                region),
    Grant(Permission.LOOK_UP_INVOICE,    Role.OPS,                every),
    Grant(Permission.LOOK_UP_INVOICE,    Role.BILLING_OPS,        every),
    Grant(Permission.LOOK_UP_INVOICE,    Role.FINANCE,            every),
    Grant(Permission.VIEW_BANK,          Role.PARTNER_ADMIN,      own),
    Grant(Permission.VIEW_BANK,          Role.BILLING_OPS,        every),
    Grant(Permission.VIEW_BANK,          Role.FINANCE,            every),
    Grant(Permission.KEEP_BANK,          Role.PARTNER_ADMIN,      own),
    Grant(Permission.KEEP_BANK,          Role.BILLING_OPS,        every),
    Grant(Permission.KEEP_BANK,          Role.FINANCE,            every),
    Grant(Permission.REVEAL_BANK,        Role.BILLING_OPS,        every),
    Grant(Permission.REVEAL_BANK,        Role.FINANCE,            every),
    *(Grant(Permission.VIEW_PAGE,        role, own) for role in (
        Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER, Role.PARTNER_MARKETING,
    )),
    Grant(Permission.VIEW_PAGE,          Role.DISTRIBUTOR_USER,   its_own),
    Grant(Permission.VIEW_PAGE,          Role.OPS,                every),
    Grant(Permission.VIEW_PAGE,          Role.PROGRAMS,           every),
    Grant(Permission.VIEW_PAGE,          Role.ESM,                region_of_partner),
    Grant(Permission.REQUEST_PAGE,       Role.PARTNER_ADMIN,      own),
    Grant(Permission.REQUEST_PAGE,       Role.PARTNER_MARKETING,  own),
    Grant(Permission.DRAFT_PAGE,         Role.PARTNER_ADMIN,      own),
    Grant(Permission.DRAFT_PAGE,         Role.PARTNER_MARKETING,  own),
    Grant(Permission.DRAFT_PAGE,         Role.DISTRIBUTOR_USER,   its_own),
    Grant(Permission.REVIEW_PAGE,        Role.OPS,                every),
    Grant(Permission.REVIEW_PAGE,        Role.PROGRAMS,           every),
    Grant(Permission.SWITCH_PAGE,        Role.DISTRIBUTOR_USER,   its_own),
    Grant(Permission.SWITCH_PAGE,        Role.OPS,                every),
    Grant(Permission.END_PAGE,           Role.PARTNER_ADMIN,      own),
    Grant(Permission.END_PAGE,           Role.OPS,                every),
    Grant(Permission.END_PAGE,           Role.PROGRAMS,           every),
)
# fmt: on

"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import INSIDE_ROLES, Role


class Permission(StrEnum):
    VIEW = "partners.partner.view"
    INVITE = "partners.people.invite"
    REMOVE = "partners.people.remove"
    HAND_OVER = "partners.people.hand_over"
    CHANGE_ROLE = "partners.people.change_role"
    MEMBERSHIP = "partners.membership.change"
    INVITE_TRACK = "partners.membership.invite"
    SIGN_UP = "partners.partner.sign_up"  # the product itself, for a sign-up whose address was confirmed
    CREATE = "partners.partner.create"
    ACCEPT = "partners.partner.accept"  # the agreement, by click
    AUTHORIZE = "partners.partner.authorize"
    DENY = "partners.partner.deny"
    END = "partners.partner.end"
    REINSTATE = "partners.partner.reinstate"
    SUSPEND = "partners.partner.suspend"
    REVIVE = "partners.partner.revive"
    VIEW_SIGN_INS = "partners.sign_in.view"
    DEMONSTRATE = "partners.demonstration.step_in"
    FOLLOW = "partners.partner.follow"  # the product itself, at night; nobody's by hand
    ASK_ACCESS = "partners.access_request.ask"  # the product itself, for a person who confirmed her address
    VIEW_ACCESS = "partners.access_request.view"
    DECIDE_ACCESS = "partners.access_request.decide"
    ASK_LEGAL = "partners.legal_request.ask"
    VIEW_LEGAL = "partners.legal_request.view"
    WORK_LEGAL = "partners.legal_request.work"
    ANSWER_LEGAL = "partners.legal_request.answer"
    VIEW_MERGER = "partners.merger.view"
    PLAN_MERGER = "partners.merger.plan"
    CARRY_OUT_MERGER = "partners.merger.carry_out"
    UNDO_MERGER = "partners.merger.undo"
    VIEW_NAME_CHANGE = "partners.name_change.view"
    REQUEST_NAME_CHANGE = "partners.name_change.request"
    FILE_NAME_CHANGE = "partners.name_change.file"
    WORK_NAME_CHANGE = "partners.name_change.work"


def every(actor: Person) -> Q:
    return EVERY


def my_region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region)


def own(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id)


def of_my_region(actor: Person) -> Q:
    """Mergers of which either partner is of the actor's region."""
    return EVERY if not actor.region else Q(kept__region=actor.region) | Q(gone__region=actor.region)


def partner_of_my_region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(partner__region=actor.region)


# fmt: off
ACCESS = Access(
    Permission,
    #     permission         role                 on which rows
    Grant(Permission.VIEW,   Role.PARTNER_ADMIN,  own),
    Grant(Permission.VIEW,   Role.PARTNER_SELLER, own),
    Grant(Permission.VIEW,   Role.PARTNER_VIEWER, own),
    Grant(Permission.VIEW,   Role.PARTNER_MARKETING, own),
    Grant(Permission.VIEW,   Role.OPS,            every),
    Grant(Permission.VIEW,   Role.ESM,            my_region),
    Grant(Permission.VIEW,   Role.ASM,            my_region),
    Grant(Permission.VIEW,   Role.SALES_REP,      my_region),
    Grant(Permission.VIEW,   Role.PROGRAMS,       every),
    Grant(Permission.VIEW,   Role.LEGAL,          every),
    Grant(Permission.VIEW,   Role.FINANCE,        every),
    Grant(Permission.VIEW,   Role.DEAL_DESK,      every),  # which quotes them all
    Grant(Permission.INVITE, Role.PARTNER_ADMIN,  own),
    Grant(Permission.REMOVE, Role.PARTNER_ADMIN,  own),
    Grant(Permission.HAND_OVER, Role.PARTNER_ADMIN, own),
    Grant(Permission.CHANGE_ROLE, Role.PARTNER_ADMIN, own),
    Grant(Permission.VIEW,      Role.CHANNEL_DIRECTOR,  my_region),
    Grant(Permission.VIEW,      Role.PROGRAMS_DIRECTOR, every),
    Grant(Permission.VIEW,      Role.CHANNELS_VP,       every),
    Grant(Permission.CREATE,    Role.OPS,           every),
    Grant(Permission.ACCEPT,    Role.PARTNER_ADMIN, own),
    Grant(Permission.AUTHORIZE, Role.OPS,           every),
    Grant(Permission.AUTHORIZE, Role.PROGRAMS,      every),
    Grant(Permission.DENY,      Role.OPS,           every),
    Grant(Permission.DENY,      Role.PROGRAMS,      every),
    Grant(Permission.END,       Role.OPS,           every),
    Grant(Permission.END,       Role.PROGRAMS,      every),
    Grant(Permission.REINSTATE, Role.OPS,           every),
    Grant(Permission.REINSTATE, Role.PROGRAMS,      every),
    Grant(Permission.SUSPEND,   Role.OPS,           every),
    Grant(Permission.SUSPEND,   Role.PROGRAMS,      every),
    Grant(Permission.REVIVE,    Role.OPS,             every),
    Grant(Permission.REVIVE,    Role.PARTNER_SUPPORT, every),
    Grant(Permission.VIEW,      Role.PARTNER_SUPPORT, every),
    Grant(Permission.VIEW_ACCESS,   Role.PARTNER_ADMIN, own),
    Grant(Permission.VIEW_ACCESS,   Role.OPS,           every),
    Grant(Permission.DECIDE_ACCESS, Role.PARTNER_ADMIN, own),
    Grant(Permission.DECIDE_ACCESS, Role.OPS,           every),
    Grant(Permission.ASK_LEGAL,     Role.PARTNER_ADMIN, own),
    Grant(Permission.ASK_LEGAL,     Role.OPS,           every),
    Grant(Permission.VIEW_LEGAL,    Role.PARTNER_ADMIN, own),
    Grant(Permission.VIEW_LEGAL,    Role.LEGAL,         every),
    Grant(Permission.VIEW_LEGAL,    Role.OPS,           every),
    Grant(Permission.WORK_LEGAL,    Role.LEGAL,         every),
    Grant(Permission.ANSWER_LEGAL,  Role.PARTNER_ADMIN, own),
    Grant(Permission.VIEW_SIGN_INS, Role.OPERATOR, every),
    *(Grant(Permission.DEMONSTRATE, role, every) for role in sorted(INSIDE_ROLES)),
    # Merging reaches into every room: who carries it out must be of the page partners/mergers too.
    *(Grant(permission, Role.OPS, every) for permission in (
        Permission.PLAN_MERGER, Permission.CARRY_OUT_MERGER, Permission.UNDO_MERGER)),
    *(Grant(Permission.VIEW_MERGER, role, every) for role in (
        Role.OPS, Role.PROGRAMS, Role.LEGAL, Role.FINANCE, Role.PARTNER_SUPPORT)),
    Grant(Permission.VIEW_MERGER, Role.ESM, of_my_region),
    *(Grant(Permission.VIEW_NAME_CHANGE, role, every) for role in (
        Role.OPS, Role.PROGRAMS, Role.LEGAL, Role.FINANCE, Role.PARTNER_SUPPORT)),
    Grant(Permission.VIEW_NAME_CHANGE, Role.ESM, partner_of_my_region),
    Grant(Permission.VIEW_NAME_CHANGE, Role.PARTNER_ADMIN, own),
    Grant(Permission.REQUEST_NAME_CHANGE, Role.PARTNER_ADMIN, own),
    Grant(Permission.REQUEST_NAME_CHANGE, Role.OPS, every),
    Grant(Permission.FILE_NAME_CHANGE, Role.PARTNER_ADMIN, own),
    Grant(Permission.FILE_NAME_CHANGE, Role.OPS, every),
    Grant(Permission.FILE_NAME_CHANGE, Role.LEGAL, every),
    Grant(Permission.WORK_NAME_CHANGE, Role.LEGAL, every),
    Grant(Permission.MEMBERSHIP, Role.OPS,       every),
    Grant(Permission.MEMBERSHIP, Role.PROGRAMS,  every),
    Grant(Permission.INVITE_TRACK, Role.PROGRAMS, every),
)
# fmt: on

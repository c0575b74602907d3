"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW_ACCOUNT = "accounts.account.view"
    CREATE_ACCOUNT = "accounts.account.create"
    IMPORT_ACCOUNTS = "accounts.account.import"
    ASSIGN_TERRITORY = "accounts.account.assign_territory"
    ADD_CONTACT = "accounts.contact.add"
    REASSIGN_TERRITORY = "accounts.territory.reassign"
    VIEW_OPPORTUNITY = "accounts.opportunity.view"
    CREATE_OPPORTUNITY = "accounts.opportunity.create"
    EDIT_OPPORTUNITY = "accounts.opportunity.edit"
    CLOSE_OPPORTUNITY = "accounts.opportunity.close"
    STAMP_OPPORTUNITY = (
        "accounts.opportunity.stamp"  # the product itself, for a registration; nobody's by hand (FLD-08)
    )
    OVERRIDE_OPPORTUNITY = "accounts.opportunity.override"  # what is computed or stamped
    MERGE_OPPORTUNITY = "accounts.opportunity.merge"
    IMPORT_OPPORTUNITIES = "accounts.opportunity.import"
    FOLLOW_OPPORTUNITY = "accounts.opportunity.follow"  # the product itself, at night
    VIEW_ONE_OFF = "accounts.one_off.view"
    RECORD_ONE_OFF = "accounts.one_off.record"
    APPROVE_ONE_OFF = "accounts.one_off.approve"
    USE_ONE_OFF = "accounts.one_off.use"  # the product itself, when the partner transacts
    EXPIRE_ONE_OFF = "accounts.one_off.expire"  # the product itself, at night


def every(actor: Person) -> Q:
    return EVERY


def my_region(actor: Person) -> Q:
    """ROL-20: the rows of the actor's region; all for a global role."""
    return EVERY if not actor.region else Q(region=actor.region)


def my_region_or_unplaced(actor: Person) -> Q:
    """Accounts of the region, and those the night has not placed yet."""
    return EVERY if not actor.region else Q(region=actor.region) | Q(region="")


def owned(actor: Person) -> Q:
    return Q(owner=actor)


# fmt: off
ACCESS = Access(
    Permission,
    #     permission                      role             on which rows
    Grant(Permission.VIEW_ACCOUNT,        Role.OPS,        every),
    Grant(Permission.VIEW_ACCOUNT,        Role.ESM,        my_region_or_unplaced),
    Grant(Permission.VIEW_ACCOUNT,        Role.ASM,        my_region_or_unplaced),
    Grant(Permission.VIEW_ACCOUNT,        Role.SALES_REP,  my_region),
    Grant(Permission.VIEW_ACCOUNT,        Role.PROGRAMS,   every),
    Grant(Permission.VIEW_ACCOUNT,        Role.FINANCE,    every),
    Grant(Permission.VIEW_ACCOUNT,        Role.DEAL_DESK,  every),  # which quotes for everybody
    Grant(Permission.CREATE_ACCOUNT,      Role.OPS,        every),
    Grant(Permission.IMPORT_ACCOUNTS,     Role.OPS,        every),
    Grant(Permission.ASSIGN_TERRITORY,    Role.OPS,        every),
    Grant(Permission.ADD_CONTACT,         Role.OPS,        every),
    Grant(Permission.ADD_CONTACT,         Role.ESM,        my_region_or_unplaced),
    Grant(Permission.ADD_CONTACT,         Role.SALES_REP,  my_region),
    Grant(Permission.REASSIGN_TERRITORY,  Role.OPS,        every),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.OPS,        every),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.ESM,        my_region),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.ASM,        my_region),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.SALES_REP,  my_region),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.PROGRAMS,   every),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.FINANCE,    every),
    Grant(Permission.VIEW_OPPORTUNITY,    Role.DEAL_DESK,  every),
    Grant(Permission.CREATE_OPPORTUNITY,  Role.OPS,        every),
    Grant(Permission.CREATE_OPPORTUNITY,  Role.ESM,        my_region),
    Grant(Permission.CREATE_OPPORTUNITY,  Role.SALES_REP,  my_region),
    Grant(Permission.EDIT_OPPORTUNITY,    Role.OPS,        every),
    Grant(Permission.EDIT_OPPORTUNITY,    Role.ESM,        my_region),
    Grant(Permission.EDIT_OPPORTUNITY,    Role.SALES_REP,  owned),
    Grant(Permission.CLOSE_OPPORTUNITY,   Role.OPS,        every),
    Grant(Permission.CLOSE_OPPORTUNITY,   Role.SALES_REP,  owned),
    Grant(Permission.OVERRIDE_OPPORTUNITY, Role.OPS,       every),
    Grant(Permission.MERGE_OPPORTUNITY,   Role.OPS,        every),
    Grant(Permission.MERGE_OPPORTUNITY,   Role.SALES_REP,  owned),
    Grant(Permission.IMPORT_OPPORTUNITIES, Role.OPS,       every),
    Grant(Permission.VIEW_ONE_OFF,        Role.PROGRAMS,   every),
    Grant(Permission.VIEW_ONE_OFF,        Role.OPS,        every),
    Grant(Permission.VIEW_ONE_OFF,        Role.CHANNEL_DIRECTOR,  my_region),
    Grant(Permission.VIEW_ONE_OFF,        Role.PROGRAMS_DIRECTOR, every),
    Grant(Permission.VIEW_ONE_OFF,        Role.CHANNELS_VP,       every),
    Grant(Permission.RECORD_ONE_OFF,      Role.PROGRAMS,   every),
    Grant(Permission.APPROVE_ONE_OFF,     Role.CHANNEL_DIRECTOR,  my_region),
    Grant(Permission.APPROVE_ONE_OFF,     Role.PROGRAMS_DIRECTOR, every),
    Grant(Permission.APPROVE_ONE_OFF,     Role.CHANNELS_VP,       every),
)
# fmt: on

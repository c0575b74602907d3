"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW_SALE = "pursuits.sale.view"
    RECORD_SALE = "pursuits.sale.record"  # from a file, and taking one back
    VIEW_NOTICE = "pursuits.notice.view"
    RECORD_NOTICE = "pursuits.notice.record"  # on accounts
    DECIDE_NOTICE = "pursuits.notice.decide"
    VIEW_DUTY = "pursuits.duty.view"
    GIVE_DUTY = "pursuits.duty.give"
    VIEW_UPDATE = "pursuits.update.view"
    FOLLOW_DUTY = "pursuits.duty.follow"  # the product itself, at night
    VIEW_TENDER = "pursuits.tender.view"
    KEEP_TENDER = "pursuits.tender.keep"
    VIEW_BID = "pursuits.bid.view"
    ENTER_BID = "pursuits.bid.enter"  # on tenders
    CHANGE_BID = "pursuits.bid.change"
    SETTLE_BID = "pursuits.bid.settle"  # the product itself, as the tender ends
    VIEW_PREFERRED = "pursuits.preferred.view"
    SUBMIT_PREFERRED = "pursuits.preferred.submit"  # on partners
    AMEND_PREFERRED = "pursuits.preferred.amend"
    LINK_PREFERRED = "pursuits.preferred.link"
    DECIDE_PREFERRED = "pursuits.preferred.decide"


def every(actor: Person) -> Q:
    return EVERY


def own(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id)


def region(actor: Person) -> Q:
    """ROL-20: the rows of the actor's region; all for a global role."""
    return EVERY if not actor.region else Q(region=actor.region)


def region_of_account(actor: Person) -> Q:
    return EVERY if not actor.region else Q(account__region=actor.region)


def region_of_tender(actor: Person) -> Q:
    return EVERY if not actor.region else Q(tender__region=actor.region)


def named_or_owner(actor: Person) -> Q:
    """PSC-03: the account executive whom the claim names, or who owns its opportunity."""
    return Q(sae=actor) | Q(opportunity__owner=actor)


def public_sector(actor: Person) -> Q:
    """Claims of partners of the actor's region, which is one of the public sector where there are any, and of her own partners."""
    return EVERY if not actor.region else Q(partner__region=actor.region) | Q(partner__manager=actor)


P = Permission
PARTNERS = (Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER)
SELLERS = (Role.PARTNER_ADMIN, Role.PARTNER_SELLER)
GLOBAL = (
    Role.OPS, Role.PROGRAMS, Role.DEAL_DESK, Role.FINANCE, Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP,
)  # fmt: skip
REGIONAL = (Role.SALES_REP, Role.ESM, Role.ASM, Role.CHANNEL_DIRECTOR)
# fmt: off
ACCESS = Access(
    Permission,
    #     permission            role                    on which rows
    *(Grant(P.VIEW_SALE,        role,                   every) for role in GLOBAL),
    *(Grant(P.VIEW_SALE,        role,                   region_of_account) for role in REGIONAL),
    *(Grant(P.VIEW_SALE,        role,                   own) for role in PARTNERS),
    Grant(P.RECORD_SALE,        Role.OPS,               every),
    *(Grant(P.VIEW_NOTICE,      role,                   every) for role in (*GLOBAL, Role.LEGAL)),
    *(Grant(P.VIEW_NOTICE,      role,                   region) for role in REGIONAL),
    Grant(P.RECORD_NOTICE,      Role.SALES_REP,         region),
    Grant(P.RECORD_NOTICE,      Role.ESM,               region),
    Grant(P.RECORD_NOTICE,      Role.OPS,               every),
    Grant(P.DECIDE_NOTICE,      Role.ESM,               region),
    Grant(P.DECIDE_NOTICE,      Role.OPS,               every),
    *(Grant(P.VIEW_DUTY,        role,                   every) for role in GLOBAL),
    *(Grant(P.VIEW_DUTY,        role,                   region) for role in REGIONAL),
    *(Grant(P.VIEW_DUTY,        role,                   own) for role in PARTNERS),
    *(Grant(P.GIVE_DUTY,        role,                   own) for role in SELLERS),
    *(Grant(P.VIEW_UPDATE,      role,                   every) for role in GLOBAL),
    *(Grant(P.VIEW_UPDATE,      role,                   region_of_account) for role in REGIONAL),
    *(Grant(P.VIEW_UPDATE,      role,                   own) for role in PARTNERS),
    *(Grant(P.VIEW_TENDER,      role,                   every) for role in (*GLOBAL, Role.LEGAL)),
    *(Grant(P.VIEW_TENDER,      role,                   region) for role in REGIONAL),
    Grant(P.KEEP_TENDER,        Role.SALES_REP,         region),
    Grant(P.KEEP_TENDER,        Role.ESM,               region),
    Grant(P.KEEP_TENDER,        Role.OPS,               every),
    Grant(P.KEEP_TENDER,        Role.DEAL_DESK,         every),
    *(Grant(P.VIEW_BID,         role,                   every) for role in (*GLOBAL, Role.LEGAL)),
    *(Grant(P.VIEW_BID,         role,                   region_of_tender) for role in REGIONAL),
    *(Grant(P.VIEW_BID,         role,                   own) for role in PARTNERS),
    Grant(P.ENTER_BID,          Role.SALES_REP,         region),
    Grant(P.ENTER_BID,          Role.ESM,               region),
    Grant(P.ENTER_BID,          Role.OPS,               every),
    Grant(P.ENTER_BID,          Role.DEAL_DESK,         every),
    *(Grant(P.CHANGE_BID,       role,                   own) for role in SELLERS),
    Grant(P.CHANGE_BID,         Role.SALES_REP,         region_of_tender),
    Grant(P.CHANGE_BID,         Role.ESM,               region_of_tender),
    Grant(P.CHANGE_BID,         Role.OPS,               every),
    *(Grant(P.VIEW_PREFERRED,   role,                   every) for role in (*GLOBAL, Role.LEGAL)),
    *(Grant(P.VIEW_PREFERRED,   role,                   own) for role in PARTNERS),
    Grant(P.VIEW_PREFERRED,     Role.SALES_REP,         named_or_owner),
    Grant(P.VIEW_PREFERRED,     Role.ESM,               public_sector),
    Grant(P.VIEW_PREFERRED,     Role.ASM,               public_sector),
    *(Grant(P.SUBMIT_PREFERRED, role,                   own) for role in SELLERS),
    *(Grant(P.AMEND_PREFERRED,  role,                   own) for role in SELLERS),
    Grant(P.LINK_PREFERRED,     Role.SALES_REP,         named_or_owner),
    Grant(P.LINK_PREFERRED,     Role.ESM,               public_sector),
    Grant(P.LINK_PREFERRED,     Role.OPS,               every),
    Grant(P.DECIDE_PREFERRED,   Role.SALES_REP,         named_or_owner),
)
# fmt: on

"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.domain.deals.lifecycles import DRAFT, SUBMITTED
from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW = "deals.registration.view"
    DRAFT = "deals.registration.draft"
    DRAFT_FOR = "deals.registration.draft_for"  # on behalf of an alliance, OEM or GSI partner (DRG-21)
    AMEND = "deals.registration.amend"
    SUBMIT = "deals.registration.submit"
    WITHDRAW = "deals.registration.withdraw"
    LINK_ACCOUNT = "deals.registration.link_account"
    REASSIGN_ESM = "deals.registration.reassign_esm"
    PUT_FORWARD = "deals.registration.put_forward"
    CONTACT = "deals.registration.contact"
    REVIEW = "deals.registration.review"
    APPROVE = "deals.registration.approve"
    DENY = "deals.registration.deny"
    SEND_BACK = "deals.registration.send_back"
    HAND_OVER = "deals.registration.hand_over"
    SWITCH_ACCOUNT = "deals.registration.switch_account"
    RELINK = "deals.registration.relink_opportunity"
    ASK_EXTENSION = "deals.registration.ask_extension"
    EXTEND = "deals.registration.extend"
    EXTEND_TO = "deals.registration.extend_to"
    FOLLOW = "deals.registration.follow"  # the product itself: expiry, closing; nobody's by hand
    COMMENT = "deals.registration.comment"
    CONFER = "deals.registration.confer"  # comments the partner does not see
    ATTAINMENT = "deals.clocks.attainment"
    CALENDARS = "deals.clocks.calendars"


def own(actor: Person) -> Q:
    """The rows of the actor's own organisation; never those the vendor is still preparing for it (DRG-21)."""
    return Q(organisation=actor.organisation_id) & (Q(on_behalf=False) | ~Q(state=DRAFT))


def own_self_made(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id, on_behalf=False)


def sent(actor: Person) -> Q:
    """Whatever partners have sent, and what the vendor prepares on their behalf; not partners' own drafts.

    Demonstrations are seen by those who give them, in the portal, and by nobody else (ONB-07).
    """
    return (~Q(state=DRAFT) | Q(on_behalf=True)) & Q(demonstration=False)


def sent_in_my_region(actor: Person) -> Q:
    """ROL-20: of the region, unless the role is global; and always what one is asked to decide."""
    if not actor.region:
        return sent(actor)
    return sent(actor) & (Q(region=actor.region) | Q(esm=actor) | Q(asm=actor) | Q(holder=actor))


def before_the_chain(actor: Person) -> Q:
    """What Ecosystem Operations still review themselves: from then on it is returned by who decides (DRG-08, DRG-09)."""
    return Q(state=SUBMITTED, demonstration=False)


def mine_before_the_asm(actor: Person) -> Q:
    """DRG-19: an ESM who finds the ASM away asks the backup instead."""
    return Q(esm=actor, step=Role.ASM.value)


def in_my_hands(actor: Person) -> Q:
    """What waits for this person now, as herself or as a backup (DRG-19)."""
    return Q(holder=actor)


def mine_as_esm(actor: Person) -> Q:
    return Q(esm=actor) | Q(holder=actor)


def prepared_on_behalf(actor: Person) -> Q:
    return Q(on_behalf=True)


def prepared_by_me(actor: Person) -> Q:
    return Q(on_behalf=True, started_by=actor)


def the_room(actor: Person) -> Q:
    """Permissions that concern no single row."""
    return EVERY


P = Permission
# fmt: off
ACCESS = Access(
    Permission,
    #     permission         role                   on which rows
    Grant(P.VIEW,            Role.PARTNER_ADMIN,    own),
    Grant(P.VIEW,            Role.PARTNER_SELLER,   own),
    Grant(P.VIEW,            Role.PARTNER_VIEWER,   own),
    Grant(P.VIEW,            Role.OPS,              sent),
    Grant(P.VIEW,            Role.ESM,              sent_in_my_region),
    Grant(P.VIEW,            Role.ASM,              sent_in_my_region),
    Grant(P.VIEW,            Role.SALES_REP,        sent_in_my_region),
    Grant(P.VIEW,            Role.PROGRAMS,         sent),
    Grant(P.VIEW,            Role.FINANCE,          sent),

    Grant(P.DRAFT,           Role.PARTNER_ADMIN,    own_self_made),
    Grant(P.DRAFT,           Role.PARTNER_SELLER,   own_self_made),
    Grant(P.DRAFT_FOR,       Role.ESM,              prepared_by_me),
    Grant(P.DRAFT_FOR,       Role.OPS,              prepared_on_behalf),
    Grant(P.AMEND,           Role.PARTNER_ADMIN,    own_self_made),
    Grant(P.AMEND,           Role.PARTNER_SELLER,   own_self_made),
    Grant(P.AMEND,           Role.ESM,              prepared_by_me),
    Grant(P.AMEND,           Role.OPS,              prepared_on_behalf),
    Grant(P.SUBMIT,          Role.PARTNER_ADMIN,    own_self_made),
    Grant(P.SUBMIT,          Role.PARTNER_SELLER,   own_self_made),
    Grant(P.SUBMIT,          Role.OPS,              prepared_on_behalf),
    Grant(P.WITHDRAW,        Role.PARTNER_ADMIN,    own),
    Grant(P.WITHDRAW,        Role.PARTNER_SELLER,   own),
    Grant(P.WITHDRAW,        Role.OPS,              prepared_on_behalf),
    Grant(P.WITHDRAW,        Role.ESM,              prepared_by_me),

    Grant(P.LINK_ACCOUNT,    Role.OPS,              sent),
    Grant(P.REASSIGN_ESM,    Role.OPS,              sent),
    Grant(P.PUT_FORWARD,     Role.OPS,              sent),
    Grant(P.CONTACT,         Role.OPS,              sent),
    Grant(P.CONTACT,         Role.ESM,              mine_as_esm),
    Grant(P.CONTACT,         Role.ASM,              in_my_hands),
    Grant(P.CONTACT,         Role.SALES_REP,        sent_in_my_region),

    Grant(P.REVIEW,          Role.ESM,              in_my_hands),
    Grant(P.REVIEW,          Role.ASM,              in_my_hands),
    Grant(P.APPROVE,         Role.ESM,              in_my_hands),
    Grant(P.APPROVE,         Role.ASM,              in_my_hands),
    Grant(P.DENY,            Role.ESM,              in_my_hands),
    Grant(P.DENY,            Role.ASM,              in_my_hands),
    Grant(P.SEND_BACK,       Role.OPS,              before_the_chain),
    Grant(P.SEND_BACK,       Role.ESM,              in_my_hands),
    Grant(P.SEND_BACK,       Role.ASM,              in_my_hands),
    Grant(P.HAND_OVER,       Role.OPS,              sent),
    Grant(P.HAND_OVER,       Role.ESM,              mine_before_the_asm),

    Grant(P.SWITCH_ACCOUNT,  Role.ESM,              mine_as_esm),
    Grant(P.SWITCH_ACCOUNT,  Role.OPS,              sent),
    Grant(P.RELINK,          Role.OPS,              sent),
    Grant(P.ASK_EXTENSION,   Role.PARTNER_ADMIN,    own),
    Grant(P.ASK_EXTENSION,   Role.PARTNER_SELLER,   own),
    Grant(P.EXTEND,          Role.OPS,              sent),
    Grant(P.EXTEND,          Role.ESM,              sent_in_my_region),
    Grant(P.EXTEND,          Role.ASM,              sent_in_my_region),
    Grant(P.EXTEND,          Role.SALES_REP,        sent_in_my_region),
    Grant(P.EXTEND_TO,       Role.OPS,              sent),

    Grant(P.COMMENT,         Role.PARTNER_ADMIN,    own),
    Grant(P.COMMENT,         Role.PARTNER_SELLER,   own),
    Grant(P.COMMENT,         Role.OPS,              sent),
    Grant(P.COMMENT,         Role.ESM,              sent_in_my_region),
    Grant(P.COMMENT,         Role.ASM,              sent_in_my_region),
    Grant(P.COMMENT,         Role.SALES_REP,        sent_in_my_region),
    Grant(P.CONFER,          Role.OPS,              sent),
    Grant(P.CONFER,          Role.ESM,              sent_in_my_region),
    Grant(P.CONFER,          Role.ASM,              sent_in_my_region),
    Grant(P.CONFER,          Role.SALES_REP,        sent_in_my_region),
    Grant(P.CONFER,          Role.PROGRAMS,         sent),

    Grant(P.ATTAINMENT,      Role.OPS,              the_room),
    Grant(P.ATTAINMENT,      Role.PROGRAMS,         the_room),
    Grant(P.ATTAINMENT,      Role.ESM,              the_room),
    Grant(P.ATTAINMENT,      Role.ASM,              the_room),
    Grant(P.CALENDARS,       Role.OPS,              the_room),
    shown=frozenset({P.DRAFT, P.AMEND, P.SUBMIT, P.WITHDRAW, P.COMMENT}),
)
# fmt: on

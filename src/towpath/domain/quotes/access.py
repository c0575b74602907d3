"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.domain.quotes.lifecycles import DRAFT, IN_REVIEW, SHOWN_OUTSIDE
from towpath.domain.quotes.models import Approval
from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import INSIDE_ROLES, Role


class Permission(StrEnum):
    VIEW = "quotes.quote.view"
    CREATE = "quotes.quote.create"
    EDIT = "quotes.quote.edit"
    SUBMIT = "quotes.quote.submit"
    DECIDE = "quotes.quote.decide"
    SEND = "quotes.quote.send"
    ACCEPT = "quotes.quote.accept"
    CONSENT = "quotes.quote.consent"  # to a negotiated reduction (INC-10)
    FOLLOW = "quotes.quote.follow"  # the product itself: lapsing; nobody's by hand
    VIEW_ORDER = "quotes.order.view"
    RECEIVE_ORDER = "quotes.order.receive"  # asked of the quote
    CORRECT_ORDER = "quotes.order.correct"
    OVERRIDE_ORDER = "quotes.order.override"
    ACCEPT_ORDER = "quotes.order.accept"
    DECLINE_ORDER = "quotes.order.decline"
    VIEW_MATRIX = "quotes.approver.view"
    ASK_CHANGE = "quotes.approver.ask_change"
    ANSWER_CHANGE = "quotes.approver.answer_change"


def every(actor: Person) -> Q:
    return EVERY


def of_my_region(actor: Person) -> Q:
    """ROL-20: opportunities and quotes of the actor's region, or her own; all for a global role."""
    return EVERY if not actor.region else Q(region=actor.region) | Q(owner=actor)


def my_region(actor: Person) -> Q:
    """The same of quotes, and what one is asked to approve."""
    return EVERY if not actor.region else of_my_region(actor) | asked(actor)


def owned(actor: Person) -> Q:
    return Q(owner=actor)


def asked(actor: Person) -> Q:
    """Quotes that wait for this person, as herself or in somebody's name (APR-03)."""
    return Q(pk__in=Approval.objects.filter(assigned_to=actor).values("quote"))


def for_us(actor: Person) -> Q:
    """QUO-05, DST-05: what was sent to the actor's organisation as the one audience; nothing before it was sent."""
    return Q(
        organisation=actor.organisation_id, organisation__isnull=False, state__in=SHOWN_OUTSIDE, sent_at__isnull=False
    )


def orders_of_my_region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region) | Q(quote__owner=actor)


def orders_owned(actor: Person) -> Q:
    return Q(quote__owner=actor)


def our_orders(actor: Person) -> Q:
    """Orders of quotes that were for the actor's organisation, whoever handed them in."""
    return Q(organisation=actor.organisation_id, organisation__isnull=False)


def open_to_us(actor: Person) -> Q:
    """What was sent to the actor's organisation, and what it was asked to agree to beforehand (INC-10).

    A distributor is not asked: a reduction is between the vendor and the partner.
    """
    asked_of_us = Q(
        organisation=actor.organisation_id, organisation__isnull=False, audience="partner",
        state__in=[DRAFT, IN_REVIEW], consent_asked_at__isnull=False,
    )  # fmt: skip
    return for_us(actor) | asked_of_us


P = Permission
WHOLE = (
    Role.OPS, Role.DEAL_DESK, Role.FINANCE, Role.PROGRAMS, Role.LEGAL, Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP,
)  # fmt: skip
REGIONAL = (Role.SALES_REP, Role.ESM, Role.ASM, Role.CHANNEL_DIRECTOR)
ORDERING = (Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.DISTRIBUTOR_USER)  # who sends an order from outside
# fmt: off
ACCESS = Access(
    Permission,
    #     permission        role                    on which rows
    *(Grant(P.VIEW, role, every) for role in WHOLE),
    *(Grant(P.VIEW, role, my_region) for role in REGIONAL),
    # Whoever is asked to approve one reads it, whatever her own work is (APR-01).
    *(Grant(P.VIEW, role, asked) for role in sorted(INSIDE_ROLES - {*WHOLE, *REGIONAL})),
    Grant(P.VIEW,           Role.PARTNER_ADMIN,     open_to_us),
    Grant(P.VIEW,           Role.PARTNER_SELLER,    open_to_us),
    Grant(P.VIEW,           Role.PARTNER_VIEWER,    for_us),
    Grant(P.VIEW,           Role.DISTRIBUTOR_USER,  for_us),

    Grant(P.CREATE,         Role.SALES_REP,         of_my_region),  # asked of opportunities
    Grant(P.CREATE,         Role.ESM,               of_my_region),
    Grant(P.CREATE,         Role.DEAL_DESK,         every),
    Grant(P.EDIT,           Role.SALES_REP,         owned),
    Grant(P.EDIT,           Role.ESM,               owned),
    Grant(P.EDIT,           Role.DEAL_DESK,         every),
    Grant(P.SUBMIT,         Role.SALES_REP,         owned),
    Grant(P.SUBMIT,         Role.ESM,               owned),
    Grant(P.SUBMIT,         Role.DEAL_DESK,         every),
    Grant(P.SEND,           Role.SALES_REP,         owned),
    Grant(P.SEND,           Role.ESM,               owned),
    Grant(P.SEND,           Role.DEAL_DESK,         every),
    Grant(P.ACCEPT,         Role.SALES_REP,         owned),
    Grant(P.ACCEPT,         Role.DEAL_DESK,         every),

    # Who is named in the matrix approves, whatever her own work is (APR-01).
    *(Grant(P.DECIDE, role, asked) for role in sorted(INSIDE_ROLES)),

    Grant(P.CONSENT,        Role.SALES_REP,         owned),
    Grant(P.CONSENT,        Role.ESM,               my_region),
    Grant(P.CONSENT,        Role.PARTNER_ADMIN,     open_to_us),
    Grant(P.CONSENT,        Role.PARTNER_SELLER,    open_to_us),

    Grant(P.VIEW_ORDER,     Role.OPS,               every),
    Grant(P.VIEW_ORDER,     Role.DEAL_DESK,         every),
    Grant(P.VIEW_ORDER,     Role.FINANCE,           every),
    Grant(P.VIEW_ORDER,     Role.SALES_REP,         orders_of_my_region),
    Grant(P.VIEW_ORDER,     Role.ESM,               orders_of_my_region),
    *(Grant(P.VIEW_ORDER, role, our_orders) for role in (*ORDERING, Role.PARTNER_VIEWER)),
    Grant(P.RECEIVE_ORDER,  Role.DEAL_DESK,         every),  # of quotes
    Grant(P.RECEIVE_ORDER,  Role.SALES_REP,         owned),
    *(Grant(P.RECEIVE_ORDER, role, for_us) for role in ORDERING),
    Grant(P.CORRECT_ORDER,  Role.DEAL_DESK,         every),
    Grant(P.CORRECT_ORDER,  Role.SALES_REP,         orders_owned),
    *(Grant(P.CORRECT_ORDER, role, our_orders) for role in ORDERING),
    Grant(P.OVERRIDE_ORDER, Role.DEAL_DESK,         every),
    Grant(P.ACCEPT_ORDER,   Role.DEAL_DESK,         every),
    Grant(P.ACCEPT_ORDER,   Role.SALES_REP,         orders_owned),
    Grant(P.DECLINE_ORDER,  Role.DEAL_DESK,         every),
    Grant(P.DECLINE_ORDER,  Role.SALES_REP,         orders_owned),

    Grant(P.VIEW_MATRIX,    Role.OPS,               every),
    Grant(P.VIEW_MATRIX,    Role.DEAL_DESK,         every),
    Grant(P.VIEW_MATRIX,    Role.FINANCE,           every),
    Grant(P.VIEW_MATRIX,    Role.CHANNEL_DIRECTOR,  every),
    Grant(P.ASK_CHANGE,     Role.CHANNEL_DIRECTOR,  every),
    Grant(P.ASK_CHANGE,     Role.DEAL_DESK,         every),
    Grant(P.ASK_CHANGE,     Role.OPS,               every),
    Grant(P.ANSWER_CHANGE,  Role.OPS,               every),
)
# fmt: on

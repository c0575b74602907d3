"""Who may do what in this room, to which rows. The only place that says so."""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW = "enablement.completion.view"
    RECORD = "enablement.completion.record"
    CORRECT = "enablement.completion.correct"
    TAKE_BACK = "enablement.completion.take_back"
    IMPORT = "enablement.completion.import"
    FOLLOW_IMPORT = (
        "enablement.completion.follow_import"  # the product itself, when a file is through; nobody's by hand
    )
    VIEW_LEARNER = "enablement.learner.view"
    PLACE = "enablement.learner.place"
    VIEW_SCORECARD = "enablement.scorecard.view"  # on partners
    VIEW_VOUCHER = "enablement.voucher.view"
    MANAGE_VOUCHER = "enablement.voucher.manage"
    MANAGE_CREDLY = "enablement.credly.manage"
    VIEW_COMPLIANCE = "enablement.compliance.view"  # on partners
    EVIDENCE = "enablement.evidence.record"  # on partners

    ASK_LICENCE = "enablement.licence.ask"  # on partners
    FILE_LICENCE = "enablement.licence.file"  # on partners: an exception
    VIEW_LICENCE = "enablement.licence.view"
    DECIDE_LICENCE = "enablement.licence.decide"
    FULFIL_LICENCE = "enablement.licence.fulfil"
    WITHDRAW_LICENCE = "enablement.licence.withdraw"
    REVOKE_LICENCE = "enablement.licence.revoke"
    FOLLOW_LICENCE = "enablement.licence.follow"  # the product itself, at night


def every(actor: Person) -> Q:
    return EVERY


def region_of_learner(actor: Person) -> Q:
    """Completions of people who work today at a partner of the actor's region; all for a global role."""
    return EVERY if not actor.region else Q(learner__works_at__region=actor.region)


def region_of_employer(actor: Person) -> Q:
    return EVERY if not actor.region else Q(works_at__region=actor.region)


def region_of_holder(actor: Person) -> Q:
    return EVERY if not actor.region else Q(partner__region=actor.region)


def region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region)


def managed_or_region(actor: Person) -> Q:
    """The partners that she manages, and those of her region: colleagues stand in for each other."""
    return EVERY if not actor.region else Q(region=actor.region) | Q(manager=actor)


def of_managed_or_region(actor: Person) -> Q:
    return EVERY if not actor.region else Q(region=actor.region) | Q(partner__manager=actor)


def own(actor: Person) -> Q:
    return Q(organisation=actor.organisation_id)


def own_people(actor: Person) -> Q:
    return Q(learner__works_at__organisation=actor.organisation_id)


def own_learners(actor: Person) -> Q:
    return Q(works_at__organisation=actor.organisation_id)


def own_vouchers(actor: Person) -> Q:
    return Q(partner__organisation=actor.organisation_id)


def herself(actor: Person) -> Q:
    """What she completed herself, while she works there."""
    return Q(learner__person=actor, learner__works_at__organisation=actor.organisation_id)


def own_record(actor: Person) -> Q:
    return Q(person=actor, works_at__organisation=actor.organisation_id)


# fmt: off
ACCESS = Access(
    Permission,
    #     permission                  role                        on which rows
    Grant(Permission.VIEW,            Role.PARTNER_ADMIN,         own_people),
    Grant(Permission.VIEW,            Role.PARTNER_SELLER,        herself),
    Grant(Permission.VIEW,            Role.PARTNER_VIEWER,        herself),
    Grant(Permission.VIEW,            Role.PARTNER_MARKETING,     herself),
    Grant(Permission.VIEW,            Role.OPS,                   every),
    Grant(Permission.VIEW,            Role.PROGRAMS,              every),
    Grant(Permission.VIEW,            Role.ESM,                   region_of_learner),
    Grant(Permission.VIEW,            Role.SOLUTION_ARCHITECT,    region_of_learner),
    Grant(Permission.VIEW_LEARNER,    Role.PARTNER_ADMIN,         own_learners),
    Grant(Permission.VIEW_LEARNER,    Role.PARTNER_SELLER,        own_record),
    Grant(Permission.VIEW_LEARNER,    Role.PARTNER_VIEWER,        own_record),
    Grant(Permission.VIEW_LEARNER,    Role.PARTNER_MARKETING,     own_record),
    Grant(Permission.VIEW_LEARNER,    Role.OPS,                   every),
    Grant(Permission.VIEW_LEARNER,    Role.PROGRAMS,              every),
    Grant(Permission.VIEW_LEARNER,    Role.ESM,                   region_of_employer),
    Grant(Permission.VIEW_LEARNER,    Role.SOLUTION_ARCHITECT,    region_of_employer),
    Grant(Permission.RECORD,          Role.OPS,                   every),
    Grant(Permission.RECORD,          Role.PROGRAMS,              every),
    Grant(Permission.CORRECT,         Role.OPS,                   every),
    Grant(Permission.CORRECT,         Role.PROGRAMS,              every),
    Grant(Permission.TAKE_BACK,       Role.OPS,                   every),
    Grant(Permission.TAKE_BACK,       Role.PROGRAMS,              every),
    Grant(Permission.IMPORT,          Role.OPS,                   every),
    Grant(Permission.IMPORT,          Role.PROGRAMS,              every),
    Grant(Permission.PLACE,           Role.OPS,                   every),
    Grant(Permission.PLACE,           Role.PROGRAMS,              every),
    Grant(Permission.VIEW_SCORECARD,  Role.OPS,                   every),
    Grant(Permission.VIEW_SCORECARD,  Role.PROGRAMS,              every),
    Grant(Permission.VIEW_SCORECARD,  Role.CHANNEL_DIRECTOR,      region),
    Grant(Permission.VIEW_SCORECARD,  Role.PROGRAMS_DIRECTOR,     every),
    Grant(Permission.VIEW_SCORECARD,  Role.CHANNELS_VP,           every),
    Grant(Permission.VIEW_SCORECARD,  Role.ESM,                   region),
    Grant(Permission.VIEW_SCORECARD,  Role.SOLUTION_ARCHITECT,    region),
    Grant(Permission.VIEW_VOUCHER,    Role.OPS,                   every),
    Grant(Permission.VIEW_VOUCHER,    Role.PROGRAMS,              every),
    Grant(Permission.VIEW_VOUCHER,    Role.ESM,                   region_of_holder),
    Grant(Permission.VIEW_VOUCHER,    Role.PARTNER_ADMIN,         own_vouchers),
    Grant(Permission.MANAGE_VOUCHER,  Role.OPS,                   every),
    Grant(Permission.MANAGE_VOUCHER,  Role.PROGRAMS,              every),
    Grant(Permission.MANAGE_CREDLY,   Role.OPS,                   every),
    Grant(Permission.MANAGE_CREDLY,   Role.PROGRAMS,              every),
    Grant(Permission.VIEW_COMPLIANCE, Role.PARTNER_ADMIN,         own),
    Grant(Permission.VIEW_COMPLIANCE, Role.PARTNER_SELLER,        own),
    Grant(Permission.VIEW_COMPLIANCE, Role.PARTNER_VIEWER,        own),
    Grant(Permission.VIEW_COMPLIANCE, Role.PARTNER_MARKETING,     own),
    Grant(Permission.VIEW_COMPLIANCE, Role.OPS,                   every),
    Grant(Permission.VIEW_COMPLIANCE, Role.PROGRAMS,              every),
    Grant(Permission.VIEW_COMPLIANCE, Role.FINANCE,               every),
    Grant(Permission.VIEW_COMPLIANCE, Role.PROGRAMS_DIRECTOR,     every),
    Grant(Permission.VIEW_COMPLIANCE, Role.CHANNELS_VP,           every),
    Grant(Permission.VIEW_COMPLIANCE, Role.ESM,                   managed_or_region),
    Grant(Permission.VIEW_COMPLIANCE, Role.CHANNEL_DIRECTOR,      region),
    Grant(Permission.VIEW_COMPLIANCE, Role.SOLUTION_ARCHITECT,    region),
    Grant(Permission.EVIDENCE,        Role.OPS,                   every),
    Grant(Permission.EVIDENCE,        Role.PROGRAMS,              every),
    Grant(Permission.EVIDENCE,        Role.ESM,                   managed_or_region),
    Grant(Permission.ASK_LICENCE,      Role.PARTNER_ADMIN,       own),
    Grant(Permission.ASK_LICENCE,      Role.PARTNER_SELLER,      own),
    Grant(Permission.FILE_LICENCE,     Role.ESM,                 managed_or_region),
    Grant(Permission.FILE_LICENCE,     Role.SOLUTION_ARCHITECT,  region),
    Grant(Permission.VIEW_LICENCE,     Role.PARTNER_ADMIN,       own),
    Grant(Permission.VIEW_LICENCE,     Role.PARTNER_SELLER,      own),
    Grant(Permission.VIEW_LICENCE,     Role.OPS,                 every),
    Grant(Permission.VIEW_LICENCE,     Role.PROGRAMS,            every),
    Grant(Permission.VIEW_LICENCE,     Role.LICENCE_SUPPORT,     every),
    Grant(Permission.VIEW_LICENCE,     Role.PROGRAMS_DIRECTOR,   every),
    Grant(Permission.VIEW_LICENCE,     Role.CHANNELS_VP,         every),
    Grant(Permission.VIEW_LICENCE,     Role.ESM,                 of_managed_or_region),
    Grant(Permission.VIEW_LICENCE,     Role.SOLUTION_ARCHITECT,  region),
    Grant(Permission.VIEW_LICENCE,     Role.CHANNEL_DIRECTOR,    region),
    Grant(Permission.DECIDE_LICENCE,   Role.CHANNEL_DIRECTOR,    region),
    Grant(Permission.DECIDE_LICENCE,   Role.PROGRAMS_DIRECTOR,   every),
    Grant(Permission.DECIDE_LICENCE,   Role.CHANNELS_VP,         every),
    Grant(Permission.FULFIL_LICENCE,   Role.LICENCE_SUPPORT,     every),
    Grant(Permission.WITHDRAW_LICENCE, Role.PARTNER_ADMIN,       own),
    Grant(Permission.WITHDRAW_LICENCE, Role.PARTNER_SELLER,      own),
    Grant(Permission.WITHDRAW_LICENCE, Role.ESM,                 of_managed_or_region),
    Grant(Permission.WITHDRAW_LICENCE, Role.SOLUTION_ARCHITECT,  region),
    Grant(Permission.REVOKE_LICENCE,   Role.LICENCE_SUPPORT,     every),
    Grant(Permission.REVOKE_LICENCE,   Role.PROGRAMS,            every),
)
# fmt: on

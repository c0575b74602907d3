"""The roles people hold (catalogue, ROL). Names used everywhere else come from here."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    PARTNER_ADMIN = "partner_admin"
    PARTNER_SELLER = "partner_seller"
    PARTNER_VIEWER = "partner_viewer"
    PARTNER_MARKETING = "partner_marketing"
    DISTRIBUTOR_USER = "distributor_user"
    DEMONSTRATION = "demonstration"  # beside a partner's roles: she shows the portal, and nothing of hers counts
    OPS = "ops"
    ESM = "esm"
    ASM = "asm"
    SALES_REP = "sales_rep"
    PROGRAMS = "programs"
    LEGAL = "legal"
    FINANCE = "finance"
    CHANNEL_DIRECTOR = "channel_director"
    PROGRAMS_DIRECTOR = "programs_director"
    CHANNELS_VP = "channels_vp"
    BILLING_OPS = "billing_ops"
    PARTNER_SUPPORT = "partner_support"
    LICENCE_SUPPORT = "licence_support"
    SOLUTION_ARCHITECT = "solution_architect"
    DEAL_DESK = "deal_desk"
    APPROVER = "approver"  # of quotes alone: sees what she is asked to approve
    OPERATOR = "operator"


PARTNER_ROLES = frozenset({Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER, Role.PARTNER_MARKETING})
OUTSIDE_ROLES = PARTNER_ROLES | {Role.DISTRIBUTOR_USER, Role.DEMONSTRATION}
INSIDE_ROLES = frozenset(Role) - OUTSIDE_ROLES

WORDS = {
    Role.PARTNER_ADMIN: _("Partner administrator"),
    Role.PARTNER_SELLER: _("Partner seller"),
    Role.PARTNER_VIEWER: _("Partner deal viewer"),
    Role.PARTNER_MARKETING: _("Partner marketing"),
    Role.DISTRIBUTOR_USER: _("Distributor"),
    Role.DEMONSTRATION: _("Demonstration"),
    Role.OPS: _("Ecosystem Operations"),
    Role.ESM: _("Ecosystem Sales Manager"),
    Role.ASM: _("Area Sales Manager"),
    Role.SALES_REP: _("Sales Rep"),
    Role.PROGRAMS: _("Programs"),
    Role.LEGAL: _("Legal"),
    Role.FINANCE: _("Finance"),
    Role.CHANNEL_DIRECTOR: _("Regional Channel Director"),
    Role.PROGRAMS_DIRECTOR: _("Director of Channel Programs"),
    Role.CHANNELS_VP: _("VP of Channels"),
    Role.BILLING_OPS: _("Billing Operations"),
    Role.PARTNER_SUPPORT: _("Partner Support"),
    Role.LICENCE_SUPPORT: _("Licence Support"),
    Role.SOLUTION_ARCHITECT: _("Solution Architect"),
    Role.DEAL_DESK: _("Deal Desk"),
    Role.APPROVER: _("Approver"),
    Role.OPERATOR: _("Operator"),
}

# What a partner's administrator reads when she gives a role to a colleague.
PARTNER_WORDS = {
    Role.PARTNER_SELLER: _("Sell: register deals and follow them"),
    Role.PARTNER_ADMIN: _("Administer: the same, and look after colleagues"),
    Role.PARTNER_VIEWER: _("View: read all deals and change nothing"),
    Role.PARTNER_MARKETING: _("Marketing: files and certifications, no deals"),
}

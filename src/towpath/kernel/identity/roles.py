"""The roles people hold (catalogue, ROL) and the regions they work in. Names used everywhere else come from here."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    PARTNER_ADMIN = "partner_admin"
    PARTNER_SELLER = "partner_seller"
    DISTRIBUTOR_USER = "distributor_user"
    OPS = "ops"
    ESM = "esm"
    ASM = "asm"
    SALES_REP = "sales_rep"
    PROGRAMS = "programs"
    LEGAL = "legal"
    FINANCE = "finance"
    OPERATOR = "operator"


PARTNER_ROLES = frozenset({Role.PARTNER_ADMIN, Role.PARTNER_SELLER})
OUTSIDE_ROLES = PARTNER_ROLES | {Role.DISTRIBUTOR_USER}

WORDS = {
    Role.PARTNER_ADMIN: _("Partner administrator"),
    Role.PARTNER_SELLER: _("Partner seller"),
    Role.DISTRIBUTOR_USER: _("Distributor"),
    Role.OPS: _("Ecosystem Operations"),
    Role.ESM: _("Ecosystem Sales Manager"),
    Role.ASM: _("Area Sales Manager"),
    Role.SALES_REP: _("Sales Rep"),
    Role.PROGRAMS: _("Programs"),
    Role.LEGAL: _("Legal"),
    Role.FINANCE: _("Finance"),
    Role.OPERATOR: _("Operator"),
}


class Region(StrEnum):
    AMER = "AMER"
    EMEA = "EMEA"
    APJ = "APJ"
    PUBSEC = "PUBSEC"

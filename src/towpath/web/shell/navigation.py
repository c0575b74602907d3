"""The navigation: one table of places, shown to those who may go there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.translation import gettext_lazy as _

from towpath.domain.pricing.access import READERS
from towpath.domain.rulebook.access import READERS as RULE_READERS
from towpath.kernel import in_force
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.program.parts import parts_of
from towpath.web.shell.addresses import address
from towpath.web.shell.formats import language


@dataclass(frozen=True)
class Place:
    """One entry: where it leads, and whose it is. `shown` asks a person for nothing but her roles and her side."""

    group: Any
    label: Any
    url: str
    icon: str
    shown: Callable[[Person], bool]
    query: str = ""
    more: bool = False  # in the portal's bar: behind "More", because a bar holds five places
    part: str = ""  # of the product: the place is not there where the vendor's program does without it


def roles(*wanted: Role) -> Callable[[Person], bool]:
    return lambda person: person.has(*wanted)


def internal(person: Person) -> bool:
    return person.is_internal


def partner(person: Person) -> bool:
    return person.is_partner


def deals(person: Person) -> bool:
    """Who of a partner reads its deals; marketing does not."""
    return person.has(Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER)


def seller(person: Person) -> bool:
    return person.has(Role.PARTNER_ADMIN, Role.PARTNER_SELLER)


def distributor(person: Person) -> bool:
    return person.has(Role.DISTRIBUTOR_USER)


SELLING = (
    Role.OPS, Role.PROGRAMS, Role.DEAL_DESK, Role.FINANCE, Role.SALES_REP, Role.ESM, Role.ASM, Role.CHANNEL_DIRECTOR,
    Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP,
)  # fmt: skip
PUBLIC = (Role.OPS, Role.PROGRAMS, Role.DEAL_DESK, Role.FINANCE, Role.LEGAL, Role.SALES_REP, Role.ESM, Role.ASM)
PLACES = (
    Place("", _("Home"), "portal:distributor", "home", distributor),
    Place("", _("Quotes"), "portal:quotes", "deal", distributor, part="quotes"),
    Place("", _("Library"), "portal:library", "file", distributor, more=True),
    Place("", _("Prices"), "portal:prices", "list", distributor, more=True, part="quotes"),
    Place("", _("Orders"), "portal:purchase_orders", "deal", distributor, part="quotes"),
    Place("", _("Resellers"), "portal:resellers", "people", distributor, part="distribution"),
    Place("", _("E-marketplace"), "portal:distributor_pages", "device", distributor, more=True, part="distribution"),
    Place("", _("Home"), "portal:home", "home", partner),
    Place("", _("My deals"), "portal:registrations", "list", deals),
    Place("", _("Quotes"), "portal:quotes", "file", deals, part="quotes"),
    Place("", _("Your standing"), "portal:compliance", "chart", partner),
    Place("", _("How you buy"), "portal:buying", "deal", partner, more=True, part="distribution"),
    Place("", _("Colleagues"), "portal:colleagues", "people", partner, more=True),
    Place("", _("Certifications"), "portal:learning", "star", partner, more=True),
    Place("", _("Library"), "portal:library", "file", partner, more=True),
    Place("", _("Prices"), "portal:prices", "list", deals, more=True, part="quotes"),
    Place("", _("Orders"), "portal:purchase_orders", "deal", deals, more=True, part="quotes"),
    Place("", _("Renewals"), "portal:renewals", "calendar", deals, more=True, part="quotes"),
    Place("", _("Bids"), "portal:bids", "deal", deals, more=True, part="quotes"),
    Place("", _("Preferred co-sell"), "portal:preferred_list", "star", deals, more=True, part="quotes"),
    Place("", _("Support"), "portal:support", "info", seller, more=True),
    Place("", _("Rule book"), "portal:rules", "bookmark", partner, more=True),
    Place("", _("Home"), "workspace:home", "home", internal),
    Place(_("Deals"), _("To review"), "workspace:registrations", "inbox", roles(Role.OPS), "?view=queue"),
    Place(
        _("Deals"), _("Waiting for me"), "workspace:registrations", "inbox", roles(Role.ESM, Role.ASM), "?view=waiting"
    ),
    Place(_("Deals"), _("Registrations"), "workspace:registrations", "list", internal),
    Place(
        _("Deals"), _("Attainment"), "workspace:attainment", "chart", roles(Role.OPS, Role.PROGRAMS, Role.ESM, Role.ASM)
    ),
    Place(_("Accounts"), _("Accounts"), "workspace:accounts", "building", internal),
    Place(_("Accounts"), _("Opportunities"), "workspace:opportunities", "deal", internal),
    Place(
        _("Accounts"),
        _("Quotes"),
        "workspace:quotes",
        "file",
        roles(*SELLING, Role.LEGAL, Role.APPROVER),
        part="quotes",
    ),
    Place(
        _("Accounts"),
        _("Purchase orders"),
        "workspace:purchase_orders",
        "inbox",
        roles(Role.OPS, Role.DEAL_DESK, Role.FINANCE, Role.SALES_REP, Role.ESM),
        part="quotes",
    ),
    Place(_("Accounts"), _("Renewals"), "workspace:renewals", "calendar", roles(*SELLING), part="quotes"),
    Place(
        _("Accounts"),
        _("Customers’ notices"),
        "workspace:customer_notices",
        "file",
        roles(*SELLING, Role.LEGAL),
        part="quotes",
    ),
    Place(_("Accounts"), _("Tenders"), "workspace:tenders", "list", roles(*SELLING, Role.LEGAL), part="quotes"),
    Place(_("Accounts"), _("Preferred co-sell"), "workspace:preferred_list", "star", roles(*PUBLIC), part="quotes"),
    Place(_("Accounts"), _("Territories"), "workspace:territories", "person", roles(Role.OPS)),
    Place(_("Partners"), _("Partners"), "workspace:partners", "people", internal),
    Place(_("Partners"), _("Legal requests"), "workspace:legal_requests", "file", roles(Role.LEGAL, Role.OPS)),
    Place(
        _("Partners"),
        _("Mergers"),
        "workspace:mergers",
        "people",
        roles(Role.OPS, Role.PROGRAMS, Role.LEGAL, Role.FINANCE, Role.PARTNER_SUPPORT, Role.ESM),
    ),
    Place(
        _("Partners"),
        _("Changes of names"),
        "workspace:name_changes",
        "file",
        roles(Role.OPS, Role.PROGRAMS, Role.LEGAL, Role.FINANCE, Role.PARTNER_SUPPORT, Role.ESM),
    ),
    Place(_("Partners"), _("Access requests"), "workspace:access_requests", "person", roles(Role.OPS)),
    Place(
        _("Partners"),
        _("Billing records"),
        "workspace:billing_records",
        "file",
        roles(Role.BILLING_OPS, Role.OPS, Role.FINANCE, Role.ESM),
        part="distribution",
    ),
    Place(
        _("Partners"),
        _("E-marketplaces"),
        "workspace:marketplace_pages",
        "device",
        roles(Role.OPS, Role.PROGRAMS, Role.ESM),
        part="distribution",
    ),
    Place(
        _("Partners"),
        _("Distributors"),
        "workspace:distributors",
        "building",
        roles(Role.OPS, Role.PROGRAMS, Role.ESM, Role.BILLING_OPS, Role.FINANCE, Role.SALES_REP),
        part="distribution",
    ),
    Place(
        _("Partners"),
        _("One-off permissions"),
        "workspace:one_offs",
        "lock",
        roles(Role.PROGRAMS, Role.OPS, Role.CHANNEL_DIRECTOR, Role.PROGRAMS_DIRECTOR, Role.CHANNELS_VP),
    ),
    Place(
        _("Partners"),
        _("Compliance"),
        "workspace:compliance",
        "check",
        roles(
            Role.OPS,
            Role.PROGRAMS,
            Role.ESM,
            Role.FINANCE,
            Role.CHANNEL_DIRECTOR,
            Role.PROGRAMS_DIRECTOR,
            Role.CHANNELS_VP,
            Role.SOLUTION_ARCHITECT,
        ),
    ),
    Place(
        _("Partners"),
        _("Certifications"),
        "workspace:completions",
        "star",
        roles(Role.OPS, Role.PROGRAMS, Role.ESM, Role.SOLUTION_ARCHITECT),
    ),
    Place(
        _("Partners"),
        _("Licences"),
        "workspace:licence_requests",
        "lock",
        roles(
            Role.OPS,
            Role.PROGRAMS,
            Role.LICENCE_SUPPORT,
            Role.ESM,
            Role.SOLUTION_ARCHITECT,
            Role.CHANNEL_DIRECTOR,
            Role.PROGRAMS_DIRECTOR,
            Role.CHANNELS_VP,
        ),
        part="licences",
    ),
    Place(_("Program"), _("Library"), "workspace:library", "file", internal),
    Place(_("Program"), _("Prices"), "workspace:products", "deal", roles(*READERS), part="quotes"),
    Place(_("Program"), _("Rule book"), "workspace:rules", "bookmark", internal),
    Place(_("Program"), _("Drafts"), "workspace:drafts", "edit", roles(*RULE_READERS)),
    Place(_("Program"), _("Calendars"), "workspace:calendars", "calendar", internal),
    Place(
        _("Program"),
        _("Approvers"),
        "workspace:approvers",
        "person",
        roles(Role.OPS, Role.DEAL_DESK, Role.FINANCE, Role.CHANNEL_DIRECTOR),
        part="quotes",
    ),
    Place(_("Site"), _("Organisations' sign-in"), "workspace:sign_ins", "lock", roles(Role.OPERATOR)),
    Place(_("Me"), _("Absences"), "workspace:absences", "calendar", roles(Role.ESM, Role.ASM, Role.OPS, Role.APPROVER)),
)


type Groups = tuple[tuple[str, tuple[dict[str, Any], ...]], ...]

_drawn_up: dict[tuple[Any, ...], Groups] = {}  # there are as many as combinations of roles and languages


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The reader's navigation as groups of entries, with the current one marked."""
    here, path = request.get_full_path(), request.path
    return [
        {"label": label, "items": [item | {"current": _is_here(item, here, path)} for item in items]}
        for label, items in _groups_for(request.user, parts_of(in_force.book()))
    ]


def _is_here(item: dict[str, Any], here: str, path: str) -> bool:
    url = item["url"]
    return bool(here == url or (path == url and "?" not in url and "view=" not in here))


def _groups_for(person: Person, parts: frozenset[str]) -> Groups:
    """The places of everybody with this person's roles under a program with these parts, drawn up once."""
    key = (*person.roles, person.is_internal, language(), get_script_prefix(), parts)
    found = _drawn_up.get(key)
    if found is None:
        found = _drawn_up[key] = _groups_of(person, parts)
    return found


def _groups_of(person: Person, parts: frozenset[str]) -> Groups:
    groups: dict[str, list[dict[str, Any]]] = {}
    for place in PLACES:
        if not place.shown(person) or (place.part and place.part not in parts):
            continue
        try:
            url = address(place.url) + place.query
        except NoReverseMatch:
            continue
        entry = {"label": str(place.label), "url": url, "icon": place.icon, "count": None, "more": place.more}
        groups.setdefault(str(place.group), []).append(entry)
    return tuple((label, tuple(entries)) for label, entries in groups.items())

"""The navigation: one table of places, shown to those who may go there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


@dataclass(frozen=True)
class Place:
    """One entry: where it leads, and whose it is."""

    group: Any
    label: Any
    url: str
    icon: str
    shown: Callable[[Person], bool]
    query: str = ""
    more: bool = False  # in the portal's bar: behind "More", because a bar holds five places


def roles(*wanted: Role) -> Callable[[Person], bool]:
    return lambda person: person.has(*wanted)


def internal(person: Person) -> bool:
    return person.is_internal


def partner(person: Person) -> bool:
    return person.is_partner


def deals(person: Person) -> bool:
    """Who of a partner reads its deals; marketing does not."""
    return person.has(Role.PARTNER_ADMIN, Role.PARTNER_SELLER, Role.PARTNER_VIEWER)


def distributor(person: Person) -> bool:
    return person.has(Role.DISTRIBUTOR_USER)


PLACES = (
    Place("", _("Home"), "portal:distributor", "home", distributor),
    Place("", _("Library"), "portal:library", "file", distributor),
    Place("", _("Resellers"), "portal:resellers", "people", distributor),
    Place("", _("E-marketplace"), "portal:distributor_pages", "device", distributor),
    Place("", _("Home"), "portal:home", "home", partner),
    Place("", _("My deals"), "portal:registrations", "list", deals),
    Place("", _("Your standing"), "portal:compliance", "chart", partner),
    Place("", _("How you buy"), "portal:buying", "deal", partner, more=True),
    Place("", _("Colleagues"), "portal:colleagues", "people", partner, more=True),
    Place("", _("Certifications"), "portal:learning", "star", partner, more=True),
    Place("", _("Library"), "portal:library", "file", partner, more=True),
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
    Place(_("Accounts"), _("Territories"), "workspace:territories", "person", roles(Role.OPS)),
    Place(_("Partners"), _("Partners"), "workspace:partners", "people", internal),
    Place(_("Partners"), _("Legal requests"), "workspace:legal_requests", "file", roles(Role.LEGAL, Role.OPS)),
    Place(_("Partners"), _("Access requests"), "workspace:access_requests", "person", roles(Role.OPS)),
    Place(
        _("Partners"),
        _("Billing records"),
        "workspace:billing_records",
        "file",
        roles(Role.BILLING_OPS, Role.OPS, Role.FINANCE, Role.ESM),
    ),
    Place(
        _("Partners"),
        _("E-marketplaces"),
        "workspace:marketplace_pages",
        "device",
        roles(Role.OPS, Role.PROGRAMS, Role.ESM),
    ),
    Place(
        _("Partners"),
        _("Distributors"),
        "workspace:distributors",
        "building",
        roles(Role.OPS, Role.PROGRAMS, Role.ESM, Role.BILLING_OPS, Role.FINANCE, Role.SALES_REP),
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
    Place(_("Program"), _("Library"), "workspace:library", "file", internal),
    Place(_("Program"), _("Rule book"), "workspace:rules", "bookmark", internal),
    Place(_("Program"), _("Calendars"), "workspace:calendars", "calendar", internal),
    Place(_("Site"), _("Organisations' sign-in"), "workspace:sign_ins", "lock", roles(Role.OPERATOR)),
    Place(_("Me"), _("Absences"), "workspace:absences", "calendar", roles(Role.ESM, Role.ASM, Role.OPS)),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The reader's navigation as groups of entries, with the current one marked."""
    groups: dict[str, list[dict[str, Any]]] = {}
    here = request.get_full_path()
    for place in PLACES:
        if not place.shown(request.user):
            continue
        try:
            url = reverse(place.url) + place.query
        except NoReverseMatch:
            continue
        current = here == url or (request.path == url and not place.query and "view=" not in here)
        groups.setdefault(str(place.group), []).append(
            {
                "label": place.label,
                "url": url,
                "icon": place.icon,
                "current": current,
                "count": None,
                "more": place.more,
            }
        )
    return [{"label": label, "items": items} for label, items in groups.items()]

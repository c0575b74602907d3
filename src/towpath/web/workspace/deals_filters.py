"""The filters of the registrations list as they stand in the address: read, shown as chips, sorted by, and written again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from towpath.domain.deals.lifecycles import STATES
from towpath.domain.deals.queries import SORTS, VIEWS, Filters, View
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.approval import status_label
from towpath.program.decisions.deal_registration.form import registration_types
from towpath.web.workspace.lists import all_regions

PLACE = "deals.registrations"
KEPT = ("view", "q", "state", "type", "region", "partner", "manager", "from", "until", "sort", "columns")
NO_FILTERS = ("view", "sort", "columns")  # what an address may have without leaving any row out
ROLE_VIEWS = {
    Role.OPS: ("queue", "managers", "protected", "all"),
    Role.ESM: ("waiting", "mine", "managers", "protected", "all"),
    Role.ASM: ("waiting", "mine", "managers", "protected", "all"),
    Role.SALES_REP: ("accounts", "protected", "all"),
}


def views_for(actor: Person) -> list[View]:
    """The list views that stand ready for the actor's roles (DRG-23), in order; everybody has all registrations."""
    keys = dict.fromkeys(key for role, keys in ROLE_VIEWS.items() if actor.has(role) for key in keys if key != "all")
    return [VIEWS[key] for key in [*keys, "all"]]


def first_view(actor: Person) -> str:
    return views_for(actor)[0].key


def read(query: QueryDict, actor: Person) -> Filters:
    """The filters of an address. Invalid names a day or a person that cannot be read."""
    errors: dict[str, list[str]] = {}
    manager = query.get("manager", "").strip()
    if manager and not (manager.isascii() and manager.isdigit() and len(manager) < 10):
        errors["manager"] = [_("Choose a manager from the list.")]
    days = {}
    for name in ("from", "until"):
        text = query.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            errors[name] = [_("Write the day as year-month-day, such as 2026-12-31.")]
    if errors:
        raise Invalid(errors, _("This list's address cannot be read."))
    until = days["until"]
    return Filters(
        view=query.get("view", "") or first_view(actor),
        q=query.get("q", "").replace("\x00", "")[:200],
        states=tuple(filter(None, query.getlist("state"))),
        deal_types=tuple(filter(None, query.getlist("type"))),
        region=query.get("region", ""),
        partner=query.get("partner", "").replace("\x00", "").strip()[:200],
        manager=int(manager) if manager else None,
        submitted_from=days["from"],
        submitted_until=until + timedelta(days=1) if until and until < date.max else until,
        sort=query.get("sort", ""),
    )


@dataclass(frozen=True)
class Address:
    """The list's address with some of its parameters changed; paging starts anew whenever a filter changes."""

    query: QueryDict

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The kept parameters with changes: None takes one out, a list gives several values."""
        kept = {name: [v for v in self.query.getlist(name) if v] for name in KEPT}
        for name, value in changes.items():
            name = name.rstrip("_")
            kept[name] = [] if value is None else value if isinstance(value, list) else [str(value)]
        return [(name, value) for name, values in kept.items() for value in values]

    def url(self, name: str = "workspace:registrations", **changes: Any) -> str:
        text = urlencode(self.pairs(**changes))
        return f"{reverse(name)}?{text}" if text else reverse(name)

    def without(self, name: str, value: str) -> str:
        """The address without one value of a parameter."""
        changes: dict[str, Any] = {f"{name}_": [v for v in self.query.getlist(name) if v and v != value]}
        return self.url(**changes)


def state_words(state: str, book: Book, on: date) -> str:
    """A state in the program's words, whoever must sign."""
    return status_label(state, None, book, on=on)


def chips(address: Address, occasion: Occasion, names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Every filter that is on, with the address that takes it off."""
    return [
        {"label": f"{label}: {words(value)}", "url": address.without(name, value), "active": True}
        for name, label, words in _labelled(occasion.book, occasion.day, names)
        for value in address.query.getlist(name)
        if value
    ]


def _labelled(book: Book, on: date, names: dict[str, dict[str, str]]) -> list[tuple[str, str, Any]]:
    types = {kind.key: kind.title for kind in registration_types(book, on)}
    return [
        ("q", _("Search"), str),
        ("state", _("State"), lambda v: state_words(v, book, on) if v in STATES else v),
        ("type", _("Type"), lambda v: types.get(v, v)),
        ("region", _("Region"), str),
        ("partner", _("Partner"), lambda v: names["partner"].get(v, v)),
        ("manager", _("With"), lambda v: names["manager"].get(v, v)),
        ("from", _("Submitted from"), str),
        ("until", _("Submitted until"), str),
    ]


def fields(query: QueryDict, occasion: Occasion, managers: dict[str, str]) -> tuple[list[Any], list[Any]]:
    """The filters of the list: the one used most (the region, or the type for who has one region), and the others."""
    types = [
        ("", _("All types")),
        *((kind.key, kind.title) for kind in registration_types(occasion.book, occasion.day)),
    ]
    kind = _choice(query, "type", _("Type"), types)
    region = _choice(query, "region", _("Region"), all_regions(occasion))
    quick, others = ([kind], []) if occasion.actor and occasion.actor.region else ([region], [kind])
    return quick, [
        *others,
        {
            "kind": "find", "name": "partner", "label": _("Partner"), "value": query.get("partner", ""),
            "url": reverse("workspace:partners_suggest"), "placeholder": _("Part of the name"),
        },
        _choice(query, "manager", _("With"), [("", _("Anybody")), *managers.items()]),
        {"kind": "date", "name": "from", "label": _("Submitted from"), "value": query.get("from", "")},
        {"kind": "date", "name": "until", "label": _("Submitted until"), "value": query.get("until", "")},
        *_states(query, occasion),
    ]  # fmt: skip


def _choice(query: QueryDict, name: str, label: str, options: list[tuple[str, Any]]) -> dict[str, Any]:
    return {"kind": "select", "name": name, "label": label, "value": query.get(name, ""), "options": options}


def _states(query: QueryDict, occasion: Occasion) -> list[dict[str, Any]]:
    """The states that the view leaves open, as boxes; none where the view has one state alone."""
    view = VIEWS.get(query.get("view", ""), VIEWS["all"])
    offered = [state for state in STATES if state != "draft" and (not view.states or state in view.states)]
    if len(offered) < 2:
        return []
    options = [(state, state_words(state, occasion.book, occasion.day)) for state in offered]
    return [{"kind": "many", "name": "state", "label": _("State"), "value": query.getlist("state"), "options": options}]


def sort_of(filters: Filters) -> str:
    """The order that the list really has."""
    view = VIEWS.get(filters.view, VIEWS["all"])
    wanted = filters.sort or view.sort
    return wanted if wanted in SORTS else "newest"

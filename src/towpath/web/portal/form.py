"""The registration form as the program's page lays it out: what was typed, field dicts for the macros, errors with labels."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.money import CURRENCIES
from towpath.domain.deals.actions.words import WRITABLE
from towpath.domain.deals.models import Registration
from towpath.program.decisions.deal_registration.form import FieldSpec

KINDS = {"longtext": "textarea", "phone": "tel", "day": "date", "flag": "checkbox", "email": "email", "money": "money"}
WIDTHS = {
    "money": "short",
    "currency": "short",
    "day": "short",
    "whole": "short",
    "country": "middle",
    "phone": "middle",
}
HELPS = {"domain": {"inputmode": "url", "autocomplete": "off"}, "whole": {"inputmode": "numeric"}}
FEW = 4  # up to so many choices stand open as radio buttons
COUNTRIES = [{"value": code, "label": name} for code, name in sorted(COUNTRY_NAMES.items(), key=lambda entry: entry[1])]
OFTEN = ("USD", "EUR", "GBP", "JPY", "AUD", "CAD", "CHF", "SGD", "INR")
MONEYS = [{"value": code, "label": code} for code in (*OFTEN, *sorted(CURRENCIES - set(OFTEN)))]


def typed(post: QueryDict, specs: tuple[FieldSpec, ...]) -> dict[str, str]:
    """What the form sent, as text; an unticked box is "", a field that was not sent is left out."""
    flags = {spec.name for spec in specs if spec.kind == "flag"}
    return {spec.name: post.get(spec.name, "") for spec in specs if spec.name in post or spec.name in flags}


def kept(registration: Registration, specs: tuple[FieldSpec, ...]) -> dict[str, str]:
    """What the registration holds, as the form would send it."""
    return {
        spec.name: _text(
            getattr(registration, spec.name) if spec.name in WRITABLE else registration.extra.get(spec.name)
        )
        for spec in specs
    }


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Decimal):
        return f"{value:f}".removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)


def sections(
    specs: tuple[FieldSpec, ...], values: Mapping[str, str], errors: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    """The fields in groups, in the order of the page: title, fields as `ui.field` takes them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for spec in specs:
        groups.setdefault(spec.section, []).append(_field(spec, values.get(spec.name, ""), errors.get(spec.name, [])))
    return [{"title": title, "fields": fields} for title, fields in groups.items()]


def _field(spec: FieldSpec, value: str, errors: list[str]) -> dict[str, Any]:
    options = [{"value": key, "label": label} for key, label in spec.choices]
    kind = KINDS.get(spec.kind, "text")
    if spec.kind == "choice":
        kind = "radio" if len(options) <= FEW else "select"
    if spec.kind in ("country", "currency"):
        kind, options = "select", COUNTRIES if spec.kind == "country" else MONEYS
    return {
        "name": spec.name,
        "label": spec.label,
        "help": spec.help,
        "kind": kind,
        "value": value,
        "errors": errors,
        "options": options,
        "required": spec.required,
        "maxlength": None if kind in ("select", "radio") else spec.longest,
        "rows": 5 if kind == "textarea" else None,
        "width": WIDTHS.get(spec.kind),
        **HELPS.get(spec.kind, {}),
    }


def summary(
    errors: Mapping[str, list[str]], specs: tuple[FieldSpec, ...], values: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The errors in the order of the form, each with its field's label, as `ui.error_summary` takes them.

    A field that is needed and was left empty is marked `missing`: the summary tells those together.
    """
    needed = {spec.name for spec in specs if spec.required}
    labels = {"deal_type": _("Type"), **{spec.name: spec.label for spec in specs}, "files": _("Files")}
    order = [*(name for name in labels if name in errors), *(name for name in errors if name not in labels)]
    return [
        {
            "name": name if name in labels else None,
            "label": labels.get(name, ""),
            "message": message,
            "missing": name in needed and not values.get(name, "").strip(),
        }
        for name in order
        for message in errors[name]
    ]


def differing(
    registration: Registration, values: Mapping[str, str], specs: tuple[FieldSpec, ...]
) -> list[tuple[str, str]]:
    """Fields that somebody else changed meanwhile: label, and what is kept now."""
    now = kept(registration, specs)
    return [
        (spec.label, now[spec.name] or _("empty"))
        for spec in specs
        if spec.name in values
        and values[spec.name].strip().replace("\r\n", "\n") != now[spec.name].replace("\r\n", "\n")
    ]

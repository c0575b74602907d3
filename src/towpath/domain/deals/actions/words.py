"""What a partner may write on a registration: read from text, checked by the program's form page."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from towpath.basics.countries import normalise_country
from towpath.basics.money import CURRENCIES, Money
from towpath.basics.names import normalise_domain
from towpath.domain.deals.models import Registration
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.deal_registration.form import FieldSpec, form_fields, registration_types

WRITABLE = (
    "deal_type", "business", "deal_name", "customer_name", "customer_website", "customer_country", "customer_employees",
    "public_sector", "contact_name", "contact_email", "contact_phone", "contact_title", "amount", "currency", "close_on",
    "seats", "product", "distributor", "need", "how_sourced", "extra",
)  # fmt: skip
_DOMAIN = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
_TRUE, _FALSE = {"true", "on", "yes", "1"}, {"", "false", "off", "no", "0"}


def specs(deal_type: str, occasion: Occasion, on: date | None = None) -> tuple[FieldSpec, ...]:
    """The form's fields for a type of registration; of the first type while none is chosen.

    on  the day whose wording of the form counts: that of the act, unless the registration has a day of its own
    """
    day = on or occasion.day
    types = registration_types(occasion.book, day)
    known = {one.key for one in types}
    return form_fields(deal_type if deal_type in known else types[0].key, occasion.book, day)


def cleaned(fields: Mapping[str, Any], occasion: Occasion, on: date | None = None) -> dict[str, Any]:
    """The typed values as the columns take them; missing ones are left out, empty ones emptied. `on` as for `specs`.

    Raises Invalid with every field that cannot be read, and what would be right. Nothing is required here: a draft
    may be incomplete; `checked` asks for the whole before it is sent.
    """
    values, errors = read(fields, occasion, on)
    if errors:
        raise Invalid(errors)
    return values


def read(
    fields: Mapping[str, Any], occasion: Occasion, on: date | None = None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What can be read of the typed values, and what is wrong with the rest. Invalid for fields that no form has.

    The form is that of the day `on`, as `specs` and `checked` have it: what one asks for the other must take.
    """
    day = on or occasion.day
    types = {one.key for one in registration_types(occasion.book, day)}
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    all_specs = {spec.name: spec for key in types for spec in form_fields(key, occasion.book, day)}
    unknown = sorted(set(fields) - set(all_specs) - {"deal_type", "customer_employees"})
    if unknown:
        raise Invalid({name: ["There is no such field on a registration."] for name in unknown})
    if "deal_type" in fields:
        values["deal_type"] = str(fields["deal_type"] or "")
        if values["deal_type"] and values["deal_type"] not in types:
            errors["deal_type"] = [f"Choose one of {', '.join(sorted(types))}."]
    if "customer_employees" in fields:
        _take(values, errors, "customer_employees", fields["customer_employees"], _whole)
    extra: dict[str, Any] = {}
    for name, spec in all_specs.items():
        if name not in fields:
            continue
        into = values if name in WRITABLE else extra
        reader = _READERS.get(spec.kind, _text)
        _take(into, errors, name, fields[name], partial(_read, reader=reader, spec=spec))
    if extra:
        values["extra"] = extra
    return values, errors


def checked(registration: Registration, occasion: Occasion) -> dict[str, list[str]]:
    """What still keeps a registration from being sent, field by field; empty when nothing does."""
    errors: dict[str, list[str]] = {}
    if not registration.deal_type:
        errors["deal_type"] = ["Choose what kind of registration this is."]
    for name, label in _lacking(registration, specs(registration.deal_type, occasion, registration.judged_on)):
        errors[name] = [f"{label} is needed."]
    if registration.amount is not None and registration.amount <= 0:
        errors["amount"] = ["The amount must be above zero."]
    if registration.close_on is not None and registration.close_on < occasion.day:
        errors["close_on"] = [f"This day has passed; choose {occasion.day:%d %B %Y} or later."]
    return errors


def missing(registration: Registration, fields: Iterable[FieldSpec]) -> list[str]:
    """The labels of what a form asks for and the registration does not say."""
    return [label for _, label in _lacking(registration, fields)]


def _lacking(registration: Registration, fields: Iterable[FieldSpec]) -> Iterator[tuple[str, str]]:
    for spec in fields:
        value = getattr(registration, spec.name) if spec.name in WRITABLE else registration.extra.get(spec.name)
        if spec.required and value in (None, "", []):
            yield spec.name, spec.label


def _take(
    into: dict[str, Any], errors: dict[str, list[str]], name: str, raw: Any, reader: Callable[[Any], Any]
) -> None:
    try:
        into[name] = reader(raw)
    except ValueError as error:
        errors[name] = [str(error)]


def _read(raw: Any, *, reader: Callable[[Any], Any], spec: FieldSpec) -> Any:
    return _fits(reader(raw), spec)


def _fits(value: Any, spec: FieldSpec) -> Any:
    if spec.choices and value and value not in {key for key, _ in spec.choices}:
        raise ValueError(f"Choose one of: {', '.join(label for _, label in spec.choices)}.")
    if isinstance(value, str) and spec.longest and len(value) > spec.longest:
        raise ValueError(f"{spec.label} has {len(value)} characters; at most {spec.longest} fit.")
    return value


def _text(raw: Any) -> str:
    text = "" if raw is None else str(raw)
    if "\x00" in text:
        raise ValueError("There is a character in it that cannot be kept. Type it anew.")
    return text.strip()


def _domain(raw: Any) -> str:
    text = _text(raw)
    if text and not _DOMAIN.match(normalise_domain(text) or ""):
        raise ValueError("This is no web address of a company; write it like company.com.")
    return text


def _country(raw: Any) -> str:
    text = _text(raw)
    if not text:
        return ""
    code = normalise_country(text)
    if not code:
        raise ValueError(f"“{text}” is no country that is known here; choose one from the list.")
    return code


def _email(raw: Any) -> str:
    text = _text(raw)
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError("This is no e-mail address; write it like name@company.com.") from None
    return text


def _whole(raw: Any) -> int | None:
    text = _text(raw)
    if not text:
        return None
    digits = re.sub(r"[\s.,’']", "", text)
    if not digits.isascii() or not digits.isdigit() or int(digits) > 2_000_000_000:
        raise ValueError("Write a whole number, such as 250.")
    return int(digits)


def _money(raw: Any) -> Decimal | None:
    if isinstance(raw, Decimal | int) and not isinstance(raw, bool):
        raw = f"{raw:f}" if isinstance(raw, Decimal) else str(raw)
    text = _text(raw)
    if not text:
        return None
    try:
        value = Money.parse(text, "USD").amount  # the currency is a field of its own
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no amount; write it in digits, such as 48,000.") from None
    if abs(value) >= Decimal("1e12"):
        raise ValueError("This amount is out of range; write it in units, such as 48000.")
    return value.quantize(Decimal("0.01"))


def _currency(raw: Any) -> str:
    text = _text(raw).upper()
    if text and text not in CURRENCIES:
        raise ValueError("Write the currency as its three letters of ISO 4217, such as USD or EUR.")
    return text


def _day(raw: Any) -> date | None:
    if isinstance(raw, date):
        return raw
    text = _text(raw)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Write the day as year-month-day, such as 2026-12-31.") from None


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = _text(raw).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("Say yes or no.")


_READERS: dict[str, Callable[[Any], Any]] = {
    "domain": _domain,
    "country": _country,
    "email": _email,
    "whole": _whole,
    "money": _money,
    "currency": _currency,
    "day": _day,
    "flag": _flag,
}

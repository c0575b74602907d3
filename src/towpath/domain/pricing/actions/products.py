"""What is done to products: added, changed as long as nothing rests on it, ended."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from towpath.domain.pricing import events
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.models import Product
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Stale, Taken

DETAILS = ("name", "kind", "tier", "deployment", "unit", "term_months", "mirrors", "starts_on", "ends_on")
WHAT_A_PRICE_IS_FOR = ("kind", "unit", "term_months", "mirrors")  # an amount would mean something else
CHOICES: dict[str, list[str]] = {
    "kind": Product.Kind.values, "deployment": Product.Deployment.values, "unit": Product.Unit.values,
}  # fmt: skip
OPTIONAL_TERM = (Product.Kind.SERVICES, Product.Kind.TRAINING, Product.Kind.ADD_ON)
LONGEST_TERM = 120  # months
_SKU = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
_TIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


@transaction.atomic(durable=True)
def add(occasion: Occasion, *, sku: str, given: Mapping[str, Any], invented: bool = False) -> Product:
    """Add a product under its part number. `given` has the names of DETAILS; `mirrors` is the SKU it stands for, or ""."""
    if not ACCESS.may(occasion.actor, Permission.MANAGE_PRODUCT):
        raise NotAllowed("Products are looked after by Programs and Finance.")
    return add_within(occasion, sku=sku, given=given, invented=invented)


def add_within(occasion: Occasion, *, sku: str, given: Mapping[str, Any], invented: bool = False) -> Product:
    """The same inside another action's transaction, which has asked for the right."""
    sku = sku.strip().upper()
    details, errors = read(given, occasion.day)
    if not _SKU.fullmatch(sku):
        errors["sku"] = ["Write the part number in 2 to 40 letters, digits, dots and hyphens, such as PREM-SAAS-12."]
    if errors:
        raise Invalid(errors)
    product = Product(sku=sku, invented=invented, ecosystem=details["mirrors"] is not None, **details)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(error, product) from error
    record(
        events.PRODUCT_ADDED, occasion, subject=product, sku=sku, name=product.name, starts_on=str(product.starts_on)
    )
    return product


@transaction.atomic(durable=True)
def change(sku: str, occasion: Occasion, given: Mapping[str, Any], *, version: int | None = None) -> Product:
    """Change what is given of DETAILS. What its prices are for stays as it is once there is a price."""
    product = _locked(sku, occasion, version)
    before = {name: getattr(product, name) for name in DETAILS}
    details, errors = read(before | dict(given), product.starts_on)
    if errors:
        raise Invalid(errors)
    changed = [name for name in DETAILS if details[name] != before[name]]
    if not changed:
        return product
    held = [name for name in changed if name in WHAT_A_PRICE_IS_FOR]
    if held and product.prices.exists():
        raise NotReady(
            f"{product.sku} has prices, and its {_words(held)} would change what they are for.",
            remedy="End it and add another part number.",
        )
    for name in changed:
        setattr(product, name, details[name])
    product.ecosystem = product.mirrors is not None
    product.version += 1
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise _taken(error, product) from error
    said = {name: {"before": _said(before[name]), "after": _said(details[name])} for name in changed}
    record(events.PRODUCT_CHANGED, occasion, subject=product, sku=product.sku, what=_words(changed), changed=said)
    return product


@transaction.atomic(durable=True)
def end(sku: str, occasion: Occasion, *, ends_on: date, version: int | None = None) -> Product:
    """Sell it no longer from a day on, today at the earliest. Its prices stay, for what was sold before."""
    product = _locked(sku, occasion, version)
    if product.ends_on is not None and product.ends_on <= occasion.day:
        raise NotReady(f"{product.sku} is not sold any more.", remedy="Add another part number.")
    if not occasion.day <= ends_on <= date(2199, 12, 31) or ends_on <= product.starts_on:
        raise Invalid({"ends_on": ["Choose today or a later day, after the day on which it was first sold."]})
    product.ends_on = ends_on
    product.version += 1
    product.save(update_fields=["ends_on", "version"])
    record(events.PRODUCT_ENDED, occasion, subject=product, sku=product.sku, ends_on=str(ends_on))
    return product


def _locked(sku: str, occasion: Occasion, version: int | None) -> Product:
    rows = ACCESS.rows(occasion.actor, Permission.MANAGE_PRODUCT, Product.objects.all())
    product = rows.select_for_update(of=("self",)).filter(sku=sku.strip().upper()).first()
    if product is None:
        raise NotFound(f"There is no product {sku} for you.")
    if version is not None and version != product.version:
        raise Stale(f"Somebody changed {product.sku} since you opened it.", remedy="Reload it, then try again.")
    return product


def read(given: Mapping[str, Any], starts_on: date) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The details as they are kept, and what is wrong with them. Without a first day it is `starts_on`."""
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {"name": " ".join(str(given.get("name") or "").replace("\0", "").split())}
    if not 1 <= len(found["name"]) <= 200:
        errors["name"] = ["Name it in 1 to 200 characters, as it stands on a quote."]
    for name, words in CHOICES.items():
        found[name] = str(given.get(name) or "")
        if found[name] not in words and (found[name] or name != "deployment"):
            errors[name] = [f"Choose among {', '.join(words)}."]
    found["tier"] = str(given.get("tier") or "").strip().lower()
    if found["tier"] and not _TIER.fullmatch(found["tier"]):
        errors["tier"] = ["Write the tier as one word in small letters, such as premium."]
    found["term_months"] = _term(given.get("term_months"), found["kind"], errors)
    found["mirrors"] = _mirrored(given.get("mirrors"), errors)
    _days(given, starts_on, found, errors)
    return found, errors


def _term(given: Any, kind: str, errors: dict[str, list[str]]) -> int | None:
    if given in (None, ""):
        if kind in Product.Kind.values and kind not in OPTIONAL_TERM:
            errors["term_months"] = ["Say for how many months its price is: it runs by the month."]
        return None
    try:
        months = int(str(given))
    except ValueError:
        months = 0
    if not 1 <= months <= LONGEST_TERM:
        errors["term_months"] = [f"Write a number of months between 1 and {LONGEST_TERM}, or leave it empty."]
        return None
    return months


def _mirrored(given: Any, errors: dict[str, list[str]]) -> Product | None:
    if isinstance(given, Product) or given in (None, ""):
        return given or None
    found = Product.objects.filter(sku=str(given).strip().upper(), ecosystem=False).first()
    if found is None:
        errors["mirrors"] = ["There is no such part number, or it is an Ecosystem SKU itself."]
    return found


def _days(given: Mapping[str, Any], starts_on: date, found: dict[str, Any], errors: dict[str, list[str]]) -> None:
    found["starts_on"], found["ends_on"] = given.get("starts_on") or starts_on, given.get("ends_on") or None
    for name in ("starts_on", "ends_on"):
        day = found[name]
        if day is not None and not (isinstance(day, date) and 2000 <= day.year <= 2199):
            errors[name] = ["Choose a day between 2000 and 2199."]
            return
    if found["ends_on"] is not None and found["ends_on"] <= found["starts_on"]:
        errors["ends_on"] = ["Choose a later day than the first, or leave it empty."]


def _taken(error: IntegrityError, product: Product) -> Exception:
    said = str(error)
    if "sku" in said:
        return Taken(f"{product.sku} is here already.", remedy="Change that product, or give this one another number.")
    if "mirrors" in said:
        mirrored = product.mirrors.sku if product.mirrors else product.sku
        return Taken(f"{mirrored} has another Ecosystem SKU, or this is none.", remedy="Look at its page.")
    return error


def _words(names: list[str]) -> str:
    return ", ".join(name.replace("_", " ").removesuffix(" on") for name in names)


def _said(value: Any) -> str:
    return "" if value is None else value.sku if isinstance(value, Product) else str(value)

"""Files of the library: published, replaced by a newer version, changed in their details, withdrawn, published again (LIB-01)."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from towpath.domain.library.access import ACCESS, INSIDE_ROLES, Permission
from towpath.domain.library.lifecycles import ASSET
from towpath.domain.library.models import Asset, AssetVersion
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.roles import PARTNER_ROLES
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady
from towpath.program.decisions.compliance import tracks
from towpath.program.decisions.library import asset_kinds
from towpath.program.decisions.regions import region_keys

LONGEST = {"title": 200, "summary": 1000}
FLAGS = ("for_partners", "for_prospects", "for_distributors", "for_inside")
CHOICES: dict[str, tuple[str, ...]] = {
    "tracks": (),  # those of the program, see `choices`
    "designations": ("psp", "msp", "ctp", "alliance", "gsi", "oem", "distributor", "reseller"),
    "regions": (),
    "partner_roles": tuple(sorted(role.value for role in PARTNER_ROLES)),
    "inside_roles": tuple(role.value for role in INSIDE_ROLES),
}
DETAILS = ("title", "summary", "kind", "starts_on", "ends_on", *FLAGS, *CHOICES)
MOVES = Moves(Asset, ASSET, ACCESS, organisation=lambda row: None)


def choices(occasion: Occasion) -> dict[str, tuple[str, ...]]:
    """What readers can be narrowed to, by the program of the day."""
    book, day = occasion.book, occasion.day
    return CHOICES | {"tracks": tuple(each.key for each in tracks(book, day)), "regions": region_keys(book, day)}


@transaction.atomic(durable=True)
def publish(occasion: Occasion, given: Mapping[str, Any], upload: store.Upload | None) -> Asset:
    """Publish a file with its details (the names in DETAILS; days as dates, lists of names). Invalid says what is wrong."""
    if not ACCESS.may(occasion.actor, Permission.PUBLISH):
        raise NotAllowed("The library is looked after by Programs and Ecosystem Operations.")
    details, errors = _read(given, occasion)
    if upload is None:
        errors["file"] = ["Choose the file to publish."]
    else:
        errors |= _unfit(upload, str(details.get("kind", "")), occasion)
    if errors or upload is None:
        raise Invalid(errors)
    asset = Asset(reference=next_reference("AST"), created_by=occasion.person, renewed_at=occasion.at, **details)
    asset.file_name = store.safe_name(upload.name or "file")
    MOVES.begin(asset, ASSET.moves["publish"], occasion, title=asset.title, file=asset.file_name)
    asset.current = _added(asset, upload, occasion, note="", number=1)
    asset.save(update_fields=["current", "file_name"])
    return asset


@transaction.atomic(durable=True)
def replace(
    reference: str, occasion: Occasion, *, upload: store.Upload | None, note: str = "", version: int | None = None
) -> Asset:
    """Put a newer file in the place of the current one, which stays in the history. The very same file is refused."""
    words = " ".join(note.split())
    if upload is None:
        raise Invalid({"file": ["Choose the newer file."]})
    if len(words) > 300:
        raise Invalid({"note": [f"At most 300 characters fit; this has {len(words)}."]})
    asset, move = MOVES.take("replace", reference, occasion, version=version)
    if errors := _unfit(upload, asset.kind, occasion):
        raise Invalid(errors)
    last = AssetVersion.objects.select_related("document").filter(asset=asset).order_by("-number")[0]
    made = _added(asset, upload, occasion, note=words, number=last.number + 1)
    if made.document.sha256 == last.document.sha256:
        raise NotReady("This is the very file that stands there already.", remedy="Choose the newer one.")
    asset.current, asset.file_name, asset.renewed_at = made, made.document.name, occasion.at
    return MOVES.keep(asset, move, occasion, number=made.number, file=made.document.name, note=words)


@transaction.atomic(durable=True)
def change(reference: str, occasion: Occasion, given: Mapping[str, Any], *, version: int | None = None) -> Asset:
    """Change title, summary, kind, days or audience; what is not given stays."""
    asset, move = MOVES.take("change", reference, occasion, version=version)
    before = {name: getattr(asset, name) for name in DETAILS}
    details, errors = _read(before | dict(given), occasion)
    ending = asset.file_name.rsplit(".", 1)[-1].lower()
    formats = {each.key: each.formats for each in asset_kinds(occasion.book, occasion.day)}
    if "kind" not in errors and ending not in formats.get(details["kind"], (ending,)):
        errors["kind"] = [f"A file of this kind is one of {', '.join(formats[details['kind']])}; this is {ending}."]
    if errors:
        raise Invalid(errors)
    changed = {
        name: {"before": _said(before[name]), "after": _said(details[name])}
        for name in DETAILS
        if before[name] != details[name]
    }
    if not changed:
        return asset
    for name in changed:
        setattr(asset, name, details[name])
    return MOVES.keep(asset, move, occasion, changed=changed)


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Asset:
    """Take it out of everybody's sight but theirs who look after the library. The files stay."""
    why = " ".join(reason.split())
    if not why or len(why) > 300:
        raise Invalid({"reason": ["Say why in at most 300 characters: it stands in the history."]})
    asset, move = MOVES.take("withdraw", reference, occasion, version=version)
    return MOVES.keep(asset, move, occasion, reason=why)


@transaction.atomic(durable=True)
def restore(reference: str, occasion: Occasion, *, version: int | None = None) -> Asset:
    asset, move = MOVES.take("restore", reference, occasion, version=version)
    return MOVES.keep(asset, move, occasion)


def _added(asset: Asset, upload: store.Upload, occasion: Occasion, *, note: str, number: int) -> AssetVersion:
    document = store.accept(
        upload, subject=asset, organisation=None, audience=Document.Audience.INTERNAL, occasion=occasion
    )
    return AssetVersion.objects.create(
        asset=asset, number=number, document=document, note=note, added_by=occasion.person, added_at=occasion.at
    )


def _unfit(upload: store.Upload, kind: str, occasion: Occasion) -> dict[str, list[str]]:
    """What keeps a file from being of a kind, by its ending; its content is checked when it is kept."""
    formats = next((each.formats for each in asset_kinds(occasion.book, occasion.day) if each.key == kind), None)
    ending = os.path.splitext(upload.name or "")[1].lstrip(".").lower()
    if formats is None or ending in formats:
        return {}
    return {"file": [f"A file of this kind is one of {', '.join(formats)}; this is {ending or 'without an ending'}."]}


def _read(given: Mapping[str, Any], occasion: Occasion) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The details as they are kept, and what is wrong with them."""
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {name: bool(given.get(name)) for name in FLAGS}
    for name, longest in LONGEST.items():
        found[name] = str(given.get(name) or "").replace("\0", "").strip()
        if len(found[name]) > longest:
            errors[name] = [f"At most {longest} characters fit; this has {len(found[name])}."]
    if not found["title"]:
        errors["title"] = ["Give it the title that readers look for."]
    found["kind"] = str(given.get("kind") or "")
    if found["kind"] not in {each.key for each in asset_kinds(occasion.book, occasion.day)}:
        errors["kind"] = ["Choose what kind of file it is."]
    for name, words in choices(occasion).items():
        found[name] = [each for each in words if each in (given.get(name) or ())]
        if unknown := [str(each) for each in given.get(name) or () if each not in words]:
            errors[name] = [f"There is no “{unknown[0]}”; choose among {', '.join(words)}."]
    found["for_prospects"] = found["for_prospects"] and found["for_partners"]
    if not (found["for_partners"] or found["for_distributors"] or found["for_inside"]):
        errors["for_partners"] = ["Say who is to see it: partners, distributors or your own people."]
    return found, errors | _days(given, found, occasion)


def _days(given: Mapping[str, Any], found: dict[str, Any], occasion: Occasion) -> dict[str, list[str]]:
    """Read the days into `found`; what is wrong with them."""
    starts_on, ends_on = given.get("starts_on") or occasion.day, given.get("ends_on") or None
    found["starts_on"], found["ends_on"] = starts_on, ends_on
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not (isinstance(day, date) and 2000 <= day.year <= 2199):
            return {name: ["Choose a day between 2000 and 2199."]}
    if ends_on is not None and ends_on <= starts_on:
        return {"ends_on": ["The last day lies after the first: choose a later one, or leave it empty."]}
    return {}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return ("yes" if value else "no") if isinstance(value, bool) else "" if value is None else str(value)

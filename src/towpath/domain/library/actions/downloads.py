"""The only way to a file of the library: who takes it is recorded first (LIB-01)."""

from django.db import transaction

from towpath.domain.library import queries
from towpath.domain.library.access import ACCESS, Permission
from towpath.domain.library.models import Download
from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound, NotReady
from towpath.program.decisions.library import asset_kinds

PAGES = ("portal", "workspace")


@transaction.atomic(durable=True)
def take(reference: str, occasion: Occasion, *, number: int | None = None) -> Document:
    """The file of an asset that the actor may see: its current version, or an older one for those who look after it.

    NotFound for who may not see it; NotReady through a door that its kind does not open to. The download is kept.
    """
    person = occasion.person
    asset = queries.one(person, reference, occasion.day)
    version = asset.current
    if number is not None and (version is None or number != version.number):
        if not ACCESS.may(person, Permission.VIEW_ALL):
            raise NotFound(f"{asset.reference} has no version {number} for you.")
        version = queries.version(asset, number)
    if version is None:
        raise NotFound(f"{asset.reference} has no file.")
    kind = next((each for each in asset_kinds(occasion.book, occasion.day) if each.key == asset.kind), None)
    if kind is not None and kind.pages_only and occasion.door not in PAGES:
        raise NotReady(f"“{asset.title}” opens on the pages alone.", remedy="Sign in and open it there.")
    Download.objects.create(
        asset=asset, asset_version=version, person=person, organisation_id=person.organisation_id,
        door=occasion.door, at=occasion.at,
    )  # fmt: skip
    return version.document

"""What lists and pages read; every reader takes the actor, and the day on which she reads."""

from collections.abc import Iterator
from datetime import date

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from towpath.domain.library.access import ACCESS, Permission
from towpath.domain.library.lifecycles import PUBLISHED
from towpath.domain.library.models import Asset, AssetVersion, Download
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.refusals import NotFound

NEWEST = Sort("newest", "renewed_at", descending=True)
LATEST = Sort("id", "id", descending=True)


def in_force(on: date) -> Q:
    """Published, and within its days."""
    return Q(state=PUBLISHED, starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def visible(actor: Person, on: date) -> QuerySet[Asset]:
    """The assets that the actor may open on a day; for those who look after the library all of them."""
    rows = ACCESS.rows(actor, Permission.VIEW, Asset.objects.defer("search").select_related("current__document"))
    return rows if ACCESS.may(actor, Permission.VIEW_ALL) else rows.filter(in_force(on))


def one(actor: Person, reference: str, on: date) -> Asset:
    """One asset; NotFound when it is not the actor's to see, or not on that day."""
    found = visible(actor, on).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no asset {reference} for you.")
    return found


def matching(words: str) -> Q:
    """Assets that hold all these words, or whose title has them as a part, or whose reference it is."""
    text = words.strip()
    query = SearchQuery(text, search_type="websearch", config="english") | SearchQuery(
        text, search_type="websearch", config="simple"
    )
    return Q(search=query) | Q(title__icontains=text) | Q(reference=text.upper())


def listed(
    actor: Person, on: date, *, q: str = "", kind: str = "", state: str = "", cursor: str = "", size: int = 50
) -> Page[Asset]:
    """One page of what the actor may see, what was renewed last first.

    state  "" all of them, "in_force", "coming", "over" or "withdrawn": for those who look after the library
    """
    rows = visible(actor, on)
    if q.strip():
        rows = rows.filter(matching(q))
    if kind:
        rows = rows.filter(kind=kind)
    wanted = {
        "in_force": in_force(on),
        "coming": Q(state=PUBLISHED, starts_on__gt=on),
        "over": Q(state=PUBLISHED, ends_on__lte=on),
        "withdrawn": ~Q(state=PUBLISHED),
    }
    if state in wanted:
        rows = rows.filter(wanted[state])
    return page(rows, NEWEST, cursor=cursor, size=size)


def version(asset: Asset, number: int) -> AssetVersion:
    """One version of an asset that the reader sees; NotFound where it has none of that number."""
    found = AssetVersion.objects.select_related("document").filter(asset=asset, number=number).first()
    if found is None:
        raise NotFound(f"{asset.reference} has no version {number}.")
    return found


def versions(asset: Asset) -> list[AssetVersion]:
    """All its files, the newest first, each with how often it was taken as `taken`."""
    rows = AssetVersion.objects.filter(asset=asset).select_related("document", "added_by")
    return list(rows.annotate(taken=Count("downloads")).order_by("-number")[:100])


def downloads(actor: Person, asset: Asset, *, cursor: str = "", size: int = 50) -> Page[Download]:
    """Who took it, newest first; NotFound for those who do not look after the library."""
    if not ACCESS.may(actor, Permission.VIEW_DOWNLOADS):
        raise NotFound("There is no such list for you.")
    rows = Download.objects.filter(asset=asset).select_related("asset_version", "person", "organisation")
    return page(rows, LATEST, cursor=cursor, size=size)


def every_download(actor: Person, asset: Asset) -> Iterator[Download]:
    """Every download of an asset, for CSV, in pages so that memory stays small."""
    return every(lambda cursor: downloads(actor, asset, cursor=cursor, size=1000))

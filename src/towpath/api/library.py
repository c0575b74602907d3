"""The library: what one may have, its files, and publishing for those who look after it."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field, ValidationError

from towpath.api.door import actor_of, answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import DayIn, Given, Line, Plain, Sentence, Shown, Version
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.library import queries
from towpath.domain.library.access import ACCESS, Permission
from towpath.domain.library.actions import assets, downloads
from towpath.domain.library.models import Asset, Download
from towpath.kernel.documents.store import opened
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

router = Router(tags=["library"])


class AudienceShown(Shown):
    """Who sees an asset; an empty list of tracks, designations, regions or roles leaves nobody out."""

    for_partners: bool
    for_prospects: bool
    tracks: list[str]
    designations: list[str]
    regions: list[str]
    partner_roles: list[str]
    for_distributors: bool
    for_inside: bool
    inside_roles: list[str]


class AssetShown(Shown):
    reference: str
    href: str
    title: str
    summary: str
    kind: str = Field(description="A key of the rule book's page library.kinds.", examples=["price_file"])
    state: Literal["published", "withdrawn"]
    starts_on: date
    ends_on: date | None = Field(description="The first day on which readers no longer have it.")
    number: int = Field(description="Of the current version.")
    file_name: str
    size: int
    sha256: str
    note: str
    renewed_at: datetime
    audience: AudienceShown | None = Field(description="For those who look after the library.")
    version: int


class AssetPage(Shown):
    items: list[AssetShown]
    next: str | None
    previous: str | None


class AssetsAsked(Given):
    q: Annotated[
        Line, Field(max_length=200, description="Words of title, summary or file name, or part of a title.")
    ] = ""
    kind: Annotated[Line, Field(max_length=30)] = ""
    state: Literal["", "in_force", "coming", "over", "withdrawn"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class DetailsIn(Given):
    """What is said of a file; in a change, what is left out stays."""

    title: Annotated[Line, Field(max_length=200)] | None = None
    summary: Annotated[Sentence, Field(max_length=1000)] | None = None
    kind: Annotated[Line, Field(max_length=30)] | None = None
    starts_on: DayIn | None = None
    ends_on: DayIn | None = None
    for_partners: bool | None = None
    for_prospects: bool | None = None
    tracks: list[Line] | None = None
    designations: list[Line] | None = None
    regions: list[Line] | None = None
    partner_roles: list[Line] | None = None
    for_distributors: bool | None = None
    for_inside: bool | None = None
    inside_roles: list[Line] | None = None


class ChangeIn(DetailsIn):
    version: Version = None


class WithdrawIn(Plain):
    reason: Annotated[Sentence, Field(max_length=300)]


class DownloadShown(Shown):
    at: datetime
    person: str
    organisation: str | None
    number: int
    door: str


class DownloadPage(Shown):
    items: list[DownloadShown]
    next: str | None
    previous: str | None


def _reader(request: HttpRequest) -> Person:
    return entitled(request, ACCESS, Permission.VIEW)


def _shown(one: Asset, actor: Person) -> AssetShown:
    names = ("reference", "title", "summary", "kind", "state", "starts_on", "ends_on", "file_name", "renewed_at", "version")  # fmt: skip
    current = one.current
    if current is None:  # every asset is published with its first file
        raise NotFound(f"{one.reference} has no file.")
    audience = None
    if ACCESS.may(actor, Permission.VIEW_ALL):
        audience = AudienceShown(**{name: getattr(one, name) for name in AudienceShown.model_fields})
    return AssetShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/library/assets/{one.reference}",
        number=current.number, size=current.document.size, sha256=current.document.sha256, note=current.note,
        audience=audience,
    )  # fmt: skip


def _one(request: HttpRequest, reference: str) -> Asset:
    return queries.one(_reader(request), read_reference(reference), occasion_of(request).day)


@router.get("/assets", response=AssetPage, operation_id="list_assets")
def list_assets(request: HttpRequest, asked: AssetsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """What the reader may have, what was renewed last first."""
    actor = _reader(request)
    page = queries.listed(actor, occasion_of(request).day, **asked.model_dump())
    return answer_page(AssetPage, page, lambda one: _shown(one, actor))


@router.get("/assets/{reference}", response=AssetShown, operation_id="read_asset")
def read_asset(request: HttpRequest, reference: str) -> HttpResponse:
    """One asset."""
    return answer(_shown(_one(request, reference), actor_of(request)))


@router.get(
    "/assets/{reference}/file",
    operation_id="read_asset_file",
    openapi_extra={"responses": {200: {"description": "The bytes of the file.", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}},
)  # fmt: skip
def read_asset_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The current file, for keeping. Who took it is recorded. An agreement opens on the pages alone."""
    _reader(request)
    kept = downloads.take(read_reference(reference), occasion_of(request))
    return FileResponse(
        opened(kept), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )  # fmt: skip


@router.get("/assets/{reference}/downloads", response=DownloadPage, operation_id="list_asset_downloads")
def list_downloads(
    request: HttpRequest,
    reference: str,
    cursor: Line = "",
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> HttpResponse:
    """Who took it, newest first, for those who look after the library."""
    inside(request)
    page = queries.downloads(actor_of(request), _one(request, reference), cursor=cursor, size=size)
    return answer_page(DownloadPage, page, _taken)


def _taken(one: Download) -> DownloadShown:
    return DownloadShown(
        at=one.at, person=one.person.name, organisation=one.organisation.name if one.organisation else None,
        number=one.asset_version.number, door=one.door,
    )  # fmt: skip


def _details(text: str) -> dict[str, Any]:
    """The details beside a file: a form carries them as JSON."""
    try:
        read = DetailsIn.model_validate(json.loads(text))
    except ValidationError as error:
        faults = {".".join(str(part) for part in each["loc"]) or "details": [each["msg"]] for each in error.errors()}
        raise Invalid(faults) from error
    except ValueError as error:
        raise Invalid(
            {"details": ['Write the details as JSON, such as {"title": "…", "kind": "price_file"}.']}
        ) from error
    return read.model_dump(exclude_unset=True)


@router.post("/assets", response={201: AssetShown}, operation_id="publish_asset")
def publish(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    details: str = Form(..., max_length=20_000, description="DetailsIn as JSON.", examples=['{"title": "Price file", "kind": "price_file", "for_partners": true}']),
) -> HttpResponse:  # fmt: skip
    """Publish a file with its details and its audience (LIB-01)."""
    actor = entitled(request, ACCESS, Permission.PUBLISH)

    def act(occasion: Occasion) -> HttpResponse:
        made = assets.publish(occasion, _details(details), file)
        shown = _shown(queries.one(actor, made.reference, occasion.day), actor)
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


def _moved(request: HttpRequest, reference: str, act: Any, *args: Any, **given: Any) -> HttpResponse:
    return moved(
        request,
        lambda: _one(request, reference),
        lambda one: _shown(one, actor_of(request)),
        lambda occasion: act(read_reference(reference), occasion, *args, **given),
    )


@router.patch("/assets/{reference}", response=AssetShown, operation_id="change_asset")
def change(request: HttpRequest, reference: str, body: ChangeIn) -> HttpResponse:
    """Change details; what is left out stays."""
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    return _moved(request, reference, assets.change, given, version=body.version)


@router.post("/assets/{reference}/replace", response=AssetShown, operation_id="replace_asset")
def replace(
    request: HttpRequest,
    reference: str,
    file: UploadedFile = File(...),  # noqa: B008
    note: str = Form("", max_length=300),
) -> HttpResponse:
    """Put a newer file in the place of the current one."""
    return _moved(request, reference, assets.replace, upload=file, note=note)


@router.post("/assets/{reference}/withdraw", response=AssetShown, operation_id="withdraw_asset")
def withdraw(request: HttpRequest, reference: str, body: WithdrawIn) -> HttpResponse:
    """Take it out of readers' sight."""
    return _moved(request, reference, assets.withdraw, **body.model_dump())


@router.post("/assets/{reference}/restore", response=AssetShown, operation_id="restore_asset")
def restore(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Publish it again."""
    return _moved(request, reference, assets.restore, **body.model_dump())

"""Licences that are not for resale: asked for by partners, excepted, sent, listed (NFR-01, NFR-02)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StrictBool

from towpath.api.door import actor_of, answer, answer_page, entitled, inside
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Prose, Reference, Sentence, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

router = Router(tags=["licences"])
type State = Literal["to_fulfil", "with_director", "refused", "referred", "declined", "fulfilled", "withdrawn"]
Size = Annotated[int, Field(ge=1, le=200)]


class Missing(Shown):
    says: str
    mend: str


class LicenceShown(Shown):
    reference: str
    partner: str
    request: str
    product: str = Field(description="A key of the rule book's page nfr.policy.", examples=["self_managed"])
    plan: str
    amount: int
    state: Literal["active", "renewed", "ended", "revoked"]
    starts_on: date
    expires_on: date = Field(description="The first day on which it no longer runs.")


class RequestShown(Shown):
    reference: str
    href: str
    partner: str
    state: State
    product: str
    amount: int
    use: str
    contact_name: str
    contact_email: str
    exception: bool
    missing: list[Missing] = Field(description="Why it was refused, and what would mend each.")
    asked_at: datetime
    reason: str
    licence: str | None
    version: int


class RequestPage(Shown):
    items: list[RequestShown]
    next: str | None
    previous: str | None


class LicencePage(Shown):
    items: list[LicenceShown]
    next: str | None
    previous: str | None


class RequestsAsked(Given):
    state: State | Literal[""] = ""
    partner: Annotated[Line, Field(max_length=12)] = ""
    cursor: Line = ""
    size: Size = 50


class LicencesAsked(Given):
    state: Literal["", "active", "renewed", "ended", "revoked"] = ""
    partner: Annotated[Line, Field(max_length=12)] = ""
    cursor: Line = ""
    size: Size = 50


class RequestIn(Given):
    partner: Reference
    product: Annotated[Line, Field(max_length=30, examples=["self_managed"])]
    amount: Annotated[int, Field(ge=1, le=1_000_000)]
    use: Annotated[Line, Field(max_length=30, examples=["training"])]
    contact_name: Annotated[Line, Field(max_length=120)]
    contact_email: Annotated[Line, Field(max_length=254)]
    note: Annotated[Sentence, Field(max_length=1000)] = ""
    renews: Annotated[Line, Field(max_length=12, description="A licence that ends soon.")] = ""


class ExceptionIn(Given):
    partner: Reference
    product: Annotated[Line, Field(max_length=30)]
    amount: Annotated[int, Field(ge=1, le=1_000_000)]
    use: Annotated[Line, Field(max_length=30)]
    contact_name: Annotated[Line, Field(max_length=120)]
    contact_email: Annotated[Line, Field(max_length=254)]
    should_pay: StrictBool = Field(description="The answer to the first question: should the partner buy it?")
    consulted: Annotated[Line, Field(max_length=255)]
    justification: Annotated[Sentence, Field(max_length=1000)]


class FulfilIn(Plain):
    key: Prose
    starts_on: DayIn | None = None
    expires_on: DayIn | None = None


def _reader(request: HttpRequest, permission: Permission = Permission.VIEW_LICENCE) -> Person:
    return entitled(request, ACCESS, permission)


def _request(one: LicenceRequest) -> RequestShown:
    names = (
        "reference", "state", "product", "amount", "use", "contact_name", "contact_email", "exception", "asked_at", "reason",
        "version",
    )  # fmt: skip
    licence = getattr(one, "licence", None)
    return RequestShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/licences/requests/{one.reference}",
        partner=one.partner.reference, licence=licence.reference if licence else None,
        missing=[Missing(says=each["says"], mend=each.get("mend", "")) for each in one.missing],
    )  # fmt: skip


def _licence(one: Licence) -> LicenceShown:
    names = ("reference", "product", "plan", "amount", "state", "starts_on", "expires_on")
    return LicenceShown(
        **{name: getattr(one, name) for name in names}, partner=one.partner.reference, request=one.request.reference
    )


@router.get("", response=LicencePage, operation_id="list_licences")
def list_licences(request: HttpRequest, asked: LicencesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Licences that the reader may see, the first to end first. Keys open on the pages alone."""
    page = queries.licences(_reader(request), **asked.model_dump())
    return answer_page(LicencePage, page, _licence)


@router.get("/requests", response=RequestPage, operation_id="list_licence_requests")
def list_requests(request: HttpRequest, asked: RequestsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Requests that the reader may see: the newest first, those to fulfil by what is due first."""
    page = queries.requests(_reader(request), **asked.model_dump())
    return answer_page(RequestPage, page, _request)


def _made(
    request: HttpRequest, act: Callable[..., LicenceRequest], partner: str, given: dict[str, Any]
) -> HttpResponse:
    actor = actor_of(request)

    def made(occasion: Occasion) -> HttpResponse:
        shown = _request(queries.request(actor, act(partner, occasion, **given).reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, made)


@router.post("/requests", response={201: RequestShown}, operation_id="ask_for_licences")
def ask(request: HttpRequest, body: RequestIn) -> HttpResponse:
    """Ask for licences (NFR-01). What is outside the policy is refused at once, with each missing requirement."""
    _reader(request, Permission.ASK_LICENCE)
    return _made(request, nfr.ask, body.partner, body.model_dump(exclude={"partner"}))


@router.post("/exceptions", response={201: RequestShown}, operation_id="file_licence_exception")
def file_exception(request: HttpRequest, body: ExceptionIn) -> HttpResponse:
    """Ask for more than the policy gives, as the partner's manager or an architect (NFR-02)."""
    inside(request)
    _reader(request, Permission.FILE_LICENCE)
    return _made(request, nfr.file_exception, body.partner, body.model_dump(exclude={"partner"}))


@router.get("/requests/{reference}", response=RequestShown, operation_id="read_licence_request")
def read_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request."""
    return answer(_request(queries.request(_reader(request), read_reference(reference))))


def _moved(request: HttpRequest, reference: str, act: Callable[..., Any], body: Plain) -> HttpResponse:
    actor, found = _reader(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.request(actor, found),
        _request,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@router.post("/requests/{reference}/fulfil", response=RequestShown, operation_id="fulfil_licence_request")
def fulfil(request: HttpRequest, reference: str, body: FulfilIn) -> HttpResponse:
    """Send the licence, as Licence Support."""
    return _moved(request, reference, nfr.fulfil, body)


@router.post("/requests/{reference}/approve", response=RequestShown, operation_id="approve_licence_exception")
def approve(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Approve an exception, as a director."""
    return _moved(request, reference, nfr.approve, body)


@router.post("/requests/{reference}/decline", response=RequestShown, operation_id="decline_licence_exception")
def decline(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline an exception."""
    return _moved(request, reference, nfr.decline, body)


@router.post("/requests/{reference}/withdraw", response=RequestShown, operation_id="withdraw_licence_request")
def withdraw(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Withdraw what waits."""
    return _moved(request, reference, nfr.withdraw, body)


@router.post("/{reference}/revoke", response=LicenceShown, operation_id="revoke_licence")
def revoke(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take a licence back; the partner reads the reason."""
    actor, found = _reader(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.licence(actor, found),
        _licence,
        lambda occasion: nfr.revoke(found, occasion, **body.model_dump()),
    )

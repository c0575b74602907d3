"""The API's door: who knocks, when, and how answers and refusals leave. The routes are in the files beside this one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import BaseModel

from towpath.api import problems
from towpath.api.schema import completed
from towpath.kernel.access.grants import Access
from towpath.kernel.coming_in import come_in
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.tokens import bearer
from towpath.kernel.in_force import occasion
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page
from towpath.kernel.parts import of_the_program
from towpath.kernel.refusals import NotFound, Refusal, of_the_database
from towpath.program.book import NoSuchPage

DESCRIPTION = """Everything that the pages do to registrations, for programs.

A token belongs to a person and has that person's rights; make one in the settings. Send it as
`Authorization: Bearer twp_...`. What does not exist and what is not yours is the same 404.

Writes take an `Idempotency-Key`: the same key with the same request is done once, and gets the first answer again.
Refusals are `application/problem+json` and say what would be right. Amounts are strings such as "48000.00", moments
are UTC, days are the program's own."""


class Token(HttpBearer):
    """A person's key to the API."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        # The one place where the API reads the clock; everything behind it takes the moment as an argument.
        request.at = datetime.now(UTC)
        person = bearer(token, request.at, "organisation__partner")
        if person is not None:
            come_in(person, request.at)
        return person


class Api(NinjaAPI):
    """Ninja with a document that also tells of problems, keys and examples."""

    def get_openapi_schema(self, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        return completed(super().get_openapi_schema(**options))


api = Api(
    title="Towpath",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=Token(),
)


def actor_of(request: HttpRequest) -> Person:
    """Who asks."""
    person: Person = request.auth
    return person


def moment_of(request: HttpRequest) -> datetime:
    """When it was asked."""
    at: datetime = request.at
    return at


def occasion_of(request: HttpRequest) -> Occasion:
    """The circumstances of an act through this door."""
    return occasion(actor_of(request), moment_of(request), "api")


def inside(request: HttpRequest) -> Person:
    """The asker, when she is one of the vendor's people; nothing is here for others."""
    person = actor_of(request)
    if not person.is_internal:
        raise NotFound("There is no such address for you.")
    return person


def reader(request: HttpRequest) -> Person:
    """The asker, when she is of the vendor or of a partner: who may know about registrations at all."""
    person = actor_of(request)
    if not (person.is_internal or person.is_partner):
        raise NotFound("There is no such address for you.")
    return person


def answer(body: BaseModel, status: int = 200, **headers: str) -> HttpResponse:
    """A shape as JSON. It is written at once: having Ninja check it a second time would double the work."""
    return HttpResponse(body.model_dump_json(), status=status, content_type="application/json", headers=headers)


def entitled(request: HttpRequest, access: Access, permission: str) -> Person:
    """The asker, when a room's table gives her the permission on any row; nothing is here for others."""
    person = actor_of(request)
    if not access.may(person, permission):
        raise NotFound("There is no such address for you.")
    return person


def answer_page[M: Model](shape: type[BaseModel], page: Page[M], shown: Callable[[M], BaseModel]) -> HttpResponse:
    """One page of a list: its items as they are shown, and the cursors to what comes before and after."""
    items = [shown(one) for one in page.rows]
    return answer(shape(items=items, next=page.next or None, previous=page.previous or None))


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.of_refusal(request, refusal)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_validation(request, error)


@api.exception_handler(AuthenticationError)
def _unknown_bearer(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problems.problem(
        request,
        "not-signed-in",
        "The token is missing, unknown, revoked or run out.",
        remedy="Send “Authorization: Bearer” and a token; tokens are made in the settings.",
    )


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.problem(request, "unreadable", f"{error.message.rstrip('.')}.", remedy="Send JSON in UTF-8.")


@api.exception_handler(MultiPartParserError)
def _broken_form(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return problems.problem(
        request, "unreadable", "The form cannot be read.", remedy="Send multipart/form-data with a boundary."
    )


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(TooManyFieldsSent)
@api.exception_handler(TooManyFilesSent)
def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.problem(
        request, "too-large", "The request is larger than is taken here.", remedy="Attach long texts as a file."
    )


@api.exception_handler(Http404)
def _nowhere(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.missing(request)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.unavailable(request, error)


@api.exception_handler(IntegrityError)
def _held_by_the_database(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    refusal = of_the_database(error)
    return problems.of_fault(request, error) if refusal is None else problems.of_refusal(request, refusal)


@api.exception_handler(NoSuchPage)
def _without_that_part(request: HttpRequest, error: NoSuchPage) -> HttpResponse:
    refusal = of_the_program(error)
    return problems.of_fault(request, error) if refusal is None else problems.of_refusal(request, refusal)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.of_fault(request, error)

"""Refusals and faults as application/problem+json (RFC 9457), each with what would put it right."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from pydantic import BaseModel, ConfigDict, Field

from towpath.kernel.refusals import Invalid, Refusal

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

# code -> (status, title); a code is also the last part of the problem's type
KINDS: dict[str, tuple[int, str]] = {
    "unreadable": (400, "The request cannot be read"),
    "not-signed-in": (401, "A valid token is needed"),
    "asleep": (403, "The access of the organisation has ended"),
    "not-found": (404, "Not found"),
    "no-such-method": (405, "This address does not take that method"),
    "move-not-open": (409, "The move is not open"),
    "not-ready": (409, "Something is missing first"),
    "stale": (409, "Somebody else changed it"),
    "taken": (409, "Already held by another"),
    "already-done": (409, "Done already"),
    "outside-audience": (409, "Not for this addressee"),
    "refused": (409, "Refused"),
    "too-large": (413, "Too large"),
    "invalid": (422, "Some fields need another look"),
    "bad-rows": (422, "Some rows cannot be taken"),
    "ineligible": (422, "The program does not allow it"),
    "key-reused": (422, "The key belongs to another request"),
    "too-many": (429, "Too many requests"),
    "fault": (500, "Something failed here"),
    "unavailable": (503, "The database cannot be reached"),
}


class Reason(BaseModel):
    """One ground of a decision of the program."""

    model_config = ConfigDict(extra="forbid")
    rule: str = Field(description="The page of the rule book.")
    catalogue_ids: list[str]
    in_force_since: str
    source: str
    says: str
    mend: str = ""


class Problem(BaseModel):
    """What was wrong and what would be right."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/not-ready",
                    "title": "Something is missing first",
                    "status": 409,
                    "detail": "REG00042 cannot be approved yet.",
                    "remedy": "Record who sourced the opportunity.",
                    "because": [],
                    "errors": {},
                    "instance": "/api/v1/deals/registrations/REG00042/approve",
                }
            ]
        },
    )
    type: str = Field(description="A stable name of the kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What was wrong, in a sentence for a person.")
    remedy: str = Field("", description="What would put it right, or empty.")
    because: list[Reason] = Field([], description="The reasons of the program's decision, where there is one.")
    errors: dict[str, list[str]] = Field({}, description="What is wrong with each field.")
    instance: str = Field(description="The path that was asked for.")


def problem(
    request: HttpRequest,
    code: str,
    detail: str,
    *,
    remedy: str = "",
    because: Sequence[Mapping[str, Any]] = (),
    errors: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """One problem as an answer."""
    status, title = KINDS.get(code, KINDS["refused"])
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "remedy": remedy,
        "because": list(because),
        "errors": {name: list(texts) for name, texts in (errors or {}).items()},
        "instance": request.path,
    }
    answer = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Towpath"'
    if status in (429, 503):
        answer["Retry-After"] = "60" if status == 429 else "5"
    return answer


def missing(request: HttpRequest) -> HttpResponse:
    """The one answer for what does not exist and for what is not one's own: word for word the same."""
    return problem(
        request,
        "not-found",
        "There is nothing here for you.",
        remedy="Check the address; if it is right, ask whoever sent it to you.",
    )


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of the domain in the words it already carries."""
    if refusal.code in ("not-found", "not-allowed"):
        return missing(request)
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    return problem(
        request, refusal.code, refusal.sentence, remedy=refusal.remedy, because=refusal.because, errors=errors
    )


def of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the shapes of the API refuse, by field: a body's or a query's."""
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        place = [str(part) for part in one["loc"] if part not in ("body", "query", "path", "form", "file")]
        errors.setdefault(".".join(place) or "body", []).append(_in_words(one))
    return problem(request, "invalid", "Some fields need another look.", errors=errors)


def _in_words(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such field here."
    if error["type"] == "missing":
        return "This is needed."
    said = str(error["msg"]).removeprefix("Value error, ")
    return said if said.endswith(".") else f"{said}."


def of_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own fault: said plainly, logged in full."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(
        request,
        "fault",
        "Something failed here; it was not your request.",
        remedy="Try again; with an Idempotency-Key nothing is done twice. If it stays, tell whoever runs this Towpath.",
    )


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database does not answer."""
    log.error("%s %s: the database cannot be reached", request.method, request.path, exc_info=error)
    return problem(
        request,
        "unavailable",
        "The database cannot be reached at the moment.",
        remedy="Try again in a few seconds; with an Idempotency-Key nothing is done twice.",
    )

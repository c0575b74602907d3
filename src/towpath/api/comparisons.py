"""What a draft of the program would change: asked for, waited for, read by sum and case by case."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StrictBool

from towpath.api.door import answer, answer_page, entitled, inside, reader
from towpath.api.fields import Given, Line, Reference, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.rulebook import comparison, queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import comparisons as actions
from towpath.domain.rulebook.models import Comparison, DifferingCase
from towpath.kernel.occasion import Occasion

router = Router(tags=["comparisons"])


class ComparisonIn(Given):
    draft: Reference
    over: Annotated[Line, Field(description=f"The decisions of which days: {comparison.OVER}.")] = "last-year"
    as_if_then: StrictBool = Field(
        True, description="As if the changes had held from the first of these days; else each wording from its own day."
    )


class ComparisonShown(Shown):
    reference: str
    href: str
    draft: str
    state: Literal["waiting", "done", "failed"]
    starts_on: date
    ends_on: date = Field(description="The first day that is not counted.")
    as_if_then: bool
    parts_done: int
    parts_of: int
    result: dict[str, Any] = Field(
        description="Decisions by effect in all and by page, partner and region; value concerned; signatures; clocks."
    )
    failed_because: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


class CaseShown(Shown):
    """A decision of the past that would have been another."""

    question: str = Field(description="The page that decides it.")
    effect: Literal["gain", "loss", "other"] = Field(description="As the partner sees it.")
    subject: str
    partner: str
    region: str
    judged_on: date
    value: Decimal | None
    currency: str
    says: str
    lapse: str
    facts: dict[str, Any]
    before: Any
    after: Any


class CasePage(Shown):
    items: list[CaseShown]
    next: str | None
    previous: str | None


class CasesAsked(Given):
    effect: Literal["", "gain", "loss", "other"] = ""
    question: Line = ""
    partner: Line = ""
    lapsed: bool = False
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


def comparison_shown(one: Comparison) -> ComparisonShown:
    names = (
        "reference", "state", "starts_on", "ends_on", "as_if_then", "parts_done", "parts_of", "result", "failed_because",
        "asked_at", "ended_at",
    )  # fmt: skip
    return ComparisonShown(
        **{name: getattr(one, name) for name in names}, draft=one.draft.reference, asked_by=one.asked_by.name,
        href=f"/api/v1/program/comparisons/{one.reference}",
    )  # fmt: skip


def case_shown(one: DifferingCase) -> CaseShown:
    return CaseShown(**{name: getattr(one, name) for name in CaseShown.model_fields})


@router.post("", response={201: ComparisonShown}, operation_id="compare_draft")
def compare(request: HttpRequest, body: ComparisonIn) -> HttpResponse:
    """Have a draft compared with the program in force over past decisions. Computed in the background; changes nothing."""
    reader(request)
    entitled(request, ACCESS, Permission.COMPARE)

    def act(occasion: Occasion) -> HttpResponse:
        days = comparison.span_of(body.over, occasion.book, occasion.day)
        made = actions.ask(body.draft, occasion, over=days, as_if_then=body.as_if_then)
        shown = comparison_shown(queries.comparison(occasion.actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@router.get("/{reference}", response=ComparisonShown, operation_id="read_comparison")
def read_comparison(request: HttpRequest, reference: str) -> HttpResponse:
    """One comparison: how far it is, and its sums once it is done."""
    return answer(comparison_shown(queries.comparison(inside(request), read_reference(reference))))


@router.get("/{reference}/cases", response=CasePage, operation_id="list_differing_cases")
def list_cases(request: HttpRequest, reference: str, asked: CasesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The decisions that would have been others, in the order of the past."""
    found = queries.comparison(inside(request), read_reference(reference))
    given = asked.model_dump()
    cursor, size = given.pop("cursor"), given.pop("size")
    page = queries.differing_page(queries.differing(found, **given), cursor=cursor, size=size)
    return answer_page(CasePage, page, case_shown)

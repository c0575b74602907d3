"""Completions of training, for whoever may see them."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer_page, occasion_of, reader
from towpath.api.fields import Given, Line, Shown
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.learning_queries import Asked
from towpath.domain.enablement.models import Completion

router = Router(tags=["enablement"])


class CompletionShown(Shown):
    id: int
    learner: str
    email: str
    partner: str | None = Field(description="The reference of the partner where the learner works today.")
    badge: str = Field(description="A code of the rule book's page enablement.badges.", examples=["foundations"])
    completed_on: date
    expires_on: date | None = Field(description="The first day on which it no longer counts.")
    source: Literal["file", "credly", "manual"]
    voided: Literal["", "undone", "revoked", "taken_back", "gone"]


class CompletionPage(Shown):
    items: list[CompletionShown]
    next: str | None
    previous: str | None


class CompletionsAsked(Given):
    q: Annotated[Line, Field(max_length=254)] = Field("", description="Part of a learner's name, or a whole address.")
    partner: Annotated[Line, Field(max_length=12)] = Field("", description="A partner's reference.")
    badge: Annotated[Line, Field(max_length=40)] = ""
    standing: Literal["", "held", "expired", "voided"] = Field("", description="As of today in the program's zone.")
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/completions", response={200: CompletionPage}, summary="Completions, the newest first")
def completions(request: HttpRequest, asked: Query[CompletionsAsked]) -> HttpResponse:
    """The completions that you may see: all for Operations, of your region for an ESM, of your people for a partner."""
    reader(request)
    occasion = occasion_of(request)
    given = Asked(q=asked.q, partner=asked.partner, badge=asked.badge, standing=asked.standing, on=occasion.day)
    found = queries.completions_page(actor_of(request), given, cursor=asked.cursor, size=asked.size)
    return answer_page(CompletionPage, found, _shown)


def _shown(one: Completion) -> CompletionShown:
    return CompletionShown(
        id=one.pk, learner=one.learner.name, email=one.learner.email,
        partner=one.learner.works_at.reference if one.learner.works_at else None, badge=one.badge,
        completed_on=one.completed_on, expires_on=one.expires_on, source=one.source, voided=one.voided_as,
    )  # fmt: skip

"""What a partner may do, and how it stands with the program, on any day."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, occasion_of, reader
from towpath.api.fields import Given, Shown
from towpath.domain.enablement import compliance_queries as queries
from towpath.kernel.refusals import Invalid
from towpath.program.decision import Reason
from towpath.program.decisions.compliance import Requirement

router = Router(tags=["partners"])


class ReasonShown(Shown):
    says: str
    mend: str = Field(description="What would put a failed condition right; empty where nothing failed.")
    rule: str = Field(description="The page of the rule book.", examples=["deal_registration.transacting"])
    catalogue_ids: list[str]
    in_force_since: date


class MayShown(Shown):
    partner: str
    question: str
    on: date
    may: bool
    because: list[ReasonShown]
    book: str = Field(description="Fingerprint of the program that was asked.")


class RequirementShown(Shown):
    key: str
    label: str
    met: bool
    have: Decimal
    need: Decimal
    unit: Literal["people", "count", "usd", "yes"]
    mend: str


class StandingShown(Shown):
    subject: str = Field(description="A track or a designation.", examples=["select", "psp"])
    label: str
    since: date | None
    state: Literal["compliant", "temporary", "grace", "not"]
    grace_until: date | None = Field(description="The first day without the rights, while in grace.")
    temporary_until: date | None
    breaks_on: date | None = Field(description="The day on which it falls out, if nothing is done.")
    missing: int
    next_step: str
    requirements: list[RequirementShown]


class ComplianceShown(Shown):
    partner: str
    on: date
    standings: list[StandingShown]


class DayAsked(Given):
    on: date | None = Field(None, description="By the rules and the facts of this day; without it, of today.")


@router.get("/{reference}/may/{question}", response=MayShown, summary="May this partner ...?")
def may(
    request: HttpRequest,
    reference: str,
    question: Literal["register", "transact", "discount", "nfr", "e_marketplace", "letter"],
    asked: Query[DayAsked],
) -> HttpResponse:
    """Yes or no, with every failed condition and what would mend it (ELG-05)."""
    reader(request)
    partner, occasion = queries.answerable(actor_of(request), reference), occasion_of(request)
    day = day_of(asked, occasion.day)
    decision = queries.may(actor_of(request), partner, question, occasion, day)
    return answer(
        MayShown(
            partner=partner.reference,
            question=question,
            on=day,
            may=decision.outcome,
            because=[reason_shown(each) for each in decision.because],
            book=decision.book,
        )
    )


@router.get("/{reference}/compliance", response=ComplianceShown, summary="How a partner stands with the program")
def compliance(request: HttpRequest, reference: str, asked: Query[DayAsked]) -> HttpResponse:
    """Each track and designation of the day, by the wordings and memberships of that day."""
    reader(request)
    partner, occasion = queries.one(actor_of(request), reference), occasion_of(request)
    found = queries.scorecard(partner, occasion.book, day_of(asked, occasion.day))
    return answer(
        ComplianceShown(partner=partner.reference, on=found.on, standings=[_standing(each) for each in found.cards])
    )


def day_of(asked: DayAsked, today: date) -> date:
    day = asked.on or today
    if not 2000 <= day.year <= today.year + 2:
        raise Invalid({"on": ["Choose a day from 2000 to two years from now."]})
    return day


def reason_shown(one: Reason) -> ReasonShown:
    return ReasonShown(
        says=one.says, mend=one.mend, rule=one.rule, catalogue_ids=list(one.catalogue_ids),
        in_force_since=one.in_force_since,
    )  # fmt: skip


def _standing(one: queries.SubjectCard) -> StandingShown:
    standing = one.standing
    return StandingShown(
        subject=one.subject.key, label=one.subject.label, since=one.since, state=cast(Any, standing.state),
        grace_until=standing.grace_until, temporary_until=standing.temporary_until, breaks_on=one.breaks_on,
        missing=len(standing.missing), next_step=standing.next_step,
        requirements=[_requirement(each) for each in standing.requirements],
    )  # fmt: skip


def _requirement(one: Requirement) -> RequirementShown:
    return RequirementShown(
        key=one.key, label=one.label, met=one.met, have=max(one.have, Decimal(0)), need=one.need, unit=cast(Any, one.unit),
        mend=one.mend,
    )  # fmt: skip

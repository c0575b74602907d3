"""What compliance follows from: the tracks and designations of a partner with their days, and what was recorded about it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from towpath.api.door import answer, inside, reader
from towpath.api.fields import DayIn, Given, Id, Line, Number, Sentence, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.enablement import compliance_queries as queries
from towpath.domain.enablement.actions import compliance_evidence as evidence_actions
from towpath.domain.enablement.models import Attestation
from towpath.domain.partners.actions import memberships as actions
from towpath.domain.partners.models import Membership
from towpath.kernel.occasion import Occasion

router = Router(tags=["partners"])
Why = Annotated[Sentence, Field(description="The reason; the history keeps it.")]
From = Annotated[DayIn | None, Field(description="Without it, today.")]


class MembershipShown(Shown):
    id: int
    group: Literal["track", "designation"]
    value: str = Field(description="A key of the rule book.", examples=["select", "psp"])
    starts_on: date
    ends_on: date | None = Field(description="The first day without it; null while it runs.")


class MembershipsShown(Shown):
    items: list[MembershipShown]


class TrackIn(Given):
    track: Annotated[Line, Field(examples=["select"])]
    on: From = None
    why: Why
    invitation: Annotated[
        Sentence, Field(description="Who invited it and why, where a track is entered by invitation only.")
    ] = ""


class DesignationIn(Given):
    designation: Annotated[Line, Field(examples=["psp"])]
    on: From = None
    why: Why


class Ending(Given):
    on: From = None
    why: Why


class Correction(Given):
    starts_on: DayIn
    ends_on: DayIn | None = Field(None, description="The first day without it; null: it still runs.")
    why: Why


class EvidenceShown(Shown):
    id: int
    kind: str = Field(description="A key of the rule book's page compliance.evidence.")
    amount: Number
    starts_on: date
    ends_on: date | None
    evidence: str
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class EvidencePage(Shown):
    items: list[EvidenceShown]


class EvidenceIn(Given):
    kind: Annotated[Line, Field(examples=["joint_business_plan"])]
    amount: Annotated[Line, Field(description="What is so or is not counts 1.", examples=["120000"])] = "1"
    starts_on: DayIn
    ends_on: DayIn | None = None
    evidence: Annotated[Sentence, Field(description="Where it can be seen: a document, a link, who confirmed it.")]


class Withdrawal(Given):
    why: Why


@router.get("/{reference}/memberships", response=MembershipsShown, operation_id="list_memberships")
def memberships(request: HttpRequest, reference: str) -> HttpResponse:
    """Tracks and designations of all days, the newest first."""
    partner = queries.one(reader(request), read_reference(reference))
    return answer(MembershipsShown(items=[_membership(each) for each in queries.memberships(partner)]))


@router.post("/{reference}/memberships/track", response={201: MembershipShown}, operation_id="enter_track")
def enter_track(request: HttpRequest, reference: str, body: TrackIn) -> HttpResponse:
    """Move a partner into a track from a day on; the track before it ends that day."""
    return _done(request, reference, actions.enter_track, body, _membership, 201)


@router.post("/{reference}/memberships/designation", response={201: MembershipShown}, operation_id="grant_designation")
def grant(request: HttpRequest, reference: str, body: DesignationIn) -> HttpResponse:
    """Give a partner a designation from a day on."""
    return _done(request, reference, actions.grant, body, _membership, 201)


@router.post("/{reference}/memberships/{membership}/end", response=MembershipShown, operation_id="end_membership")
def end(request: HttpRequest, reference: str, membership: Id, body: Ending) -> HttpResponse:
    """End a track or a designation on a day, the first on which it no longer holds."""
    return _done(request, reference, actions.end, body, _membership, membership=membership)


@router.post(
    "/{reference}/memberships/{membership}/correct", response=MembershipShown, operation_id="correct_membership"
)
def correct(request: HttpRequest, reference: str, membership: Id, body: Correction) -> HttpResponse:
    """Put right days that were recorded wrongly."""
    return _done(request, reference, actions.correct, body, _membership, membership=membership)


@router.get("/{reference}/evidence", response=EvidencePage, operation_id="list_evidence")
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """What was recorded about a partner for compliance, withdrawn entries too, the newest first; at most 200."""
    partner = queries.one(inside(request), read_reference(reference))
    return answer(EvidencePage(items=[_evidence(each) for each in queries.attestations(partner)]))


@router.post("/{reference}/evidence", response={201: EvidenceShown}, operation_id="record_evidence")
def record(request: HttpRequest, reference: str, body: EvidenceIn) -> HttpResponse:
    """Record one fact that compliance asks for: a plan, bookings, an activity, support hours."""
    return _done(request, reference, evidence_actions.record, body, _evidence, 201)


@router.post("/{reference}/evidence/{attestation}/withdraw", response=EvidenceShown, operation_id="withdraw_evidence")
def withdraw(request: HttpRequest, reference: str, attestation: Id, body: Withdrawal) -> HttpResponse:
    """Take a recorded fact back; it stays in the history and counts no more."""
    return _done(request, reference, evidence_actions.withdraw, body, _evidence, attestation=attestation)


def _done[R](
    request: HttpRequest,
    reference: str,
    act: Callable[..., R],
    body: Given,
    shown: Callable[[R], BaseModel],
    status: int = 200,
    **named: Any,
) -> HttpResponse:
    """Carry out one act on a partner whose compliance the vendor's person sees, and show what it made or changed."""
    partner = queries.one(inside(request), read_reference(reference))

    def done(occasion: Occasion) -> HttpResponse:
        return answer(shown(act(partner.reference, occasion, **named, **body.model_dump())), status)

    return once(request, done)


def _membership(one: Membership) -> MembershipShown:
    names = ("group", "value", "starts_on", "ends_on")
    return MembershipShown(id=one.pk, **{name: getattr(one, name) for name in names})


def _evidence(one: Attestation) -> EvidenceShown:
    names = ("kind", "starts_on", "ends_on", "evidence", "recorded_at", "withdrawn_at")
    return EvidenceShown(
        **{name: getattr(one, name) for name in names}, id=one.pk, amount=Decimal(one.amount),
        recorded_by=one.recorded_by.name, withdrawn_by=one.withdrawn_by.name if one.withdrawn_by else None,
    )  # fmt: skip

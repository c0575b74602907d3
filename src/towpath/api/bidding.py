"""Tenders with their bids, and claims to preferred co-sell, in every step."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StrictBool

from towpath.api.door import actor_of, answer, answer_page, entitled, occasion_of
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Prose, Reference, Sentence, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import preferred as claiming
from towpath.domain.pursuits.actions import tenders as actions
from towpath.domain.pursuits.lifecycles import SUBMITTED
from towpath.domain.pursuits.models import Bid, PreferredCoSell, Tender
from towpath.kernel.occasion import Occasion

tenders = Router(tags=["tenders"])
bids = Router(tags=["tenders"])
claims = Router(tags=["preferred co-sell"])
type Size = Annotated[int, Field(ge=1, le=200)]
type BidState = Literal["entered", "won", "lost", "withdrawn", "void"]
type ClaimState = Literal["submitted", "approved", "denied", "removed", "withdrawn"]


class BidShown(Shown):
    reference: str
    href: str
    tender: str = Field(description="Its name; a bidder is shown no reference of the tender.")
    partner: str
    state: BidState
    sourced_before: bool = Field(description="Its approved registration is older than the tender (INC-06).")
    own_services: bool
    closes_on: date
    version: int


class BidPage(Shown):
    items: list[BidShown]
    next: str | None
    previous: str | None


class BidsAsked(Given):
    cursor: Line = ""
    size: Size = 50


class TenderShown(Shown):
    reference: str
    href: str
    state: Literal["open", "awarded", "cancelled"]
    title: str
    opportunity: str
    account_name: str
    opened_on: date
    closes_on: date
    recorded_at: datetime
    ended_at: datetime | None
    reason: str
    version: int


class TenderWhole(TenderShown):
    bids: list[BidShown]


class TenderPage(Shown):
    items: list[TenderShown]
    next: str | None
    previous: str | None


class TendersAsked(Given):
    state: Literal["", "open", "awarded", "cancelled"] = ""
    cursor: Line = ""
    size: Size = 50


class TenderIn(Given):
    opportunity: Reference
    title: Annotated[Line, Field(max_length=200)]
    opened_on: DayIn
    closes_on: DayIn


class TenderDays(Plain):
    opened_on: DayIn
    closes_on: DayIn


class BidIn(Given):
    partner: Reference
    own_services: StrictBool = False


class AwardIn(Plain):
    bid: Reference


class ServicesIn(Plain):
    offered: StrictBool


class ClaimShown(Shown):
    reference: str
    href: str
    state: ClaimState
    partner: str
    customer_name: str
    sae: str
    opportunity: str = Field(description="Once it is linked, for the vendor's people.")
    given_id: str = Field(description="The opportunity's identifier as the partner wrote it, in 18 characters.")
    known_id: str = Field(description="As it was linked; the partner reads it once the claim is approved (PSC-04).")
    meeting_on: date | None
    plan: str
    missing: list[str] = Field(description="What it lacks before somebody can decide; empty once that was done.")
    submitted_at: datetime
    decided_at: datetime | None
    reason: str = Field(description="The business reason; of an approval it is for the vendor's people alone.")
    removed_at: datetime | None
    removal_reason: str
    version: int


class ClaimPage(Shown):
    items: list[ClaimShown]
    next: str | None
    previous: str | None


class ClaimsAsked(Given):
    state: ClaimState | Literal[""] = ""
    cursor: Line = ""
    size: Size = 50


class ClaimIn(Given):
    customer_name: Annotated[Line, Field(max_length=200)]
    sae_email: Annotated[Line, Field(max_length=254)]
    opportunity_id: Annotated[Line, Field(max_length=20, description="15 or 18 characters; it may follow.")] = ""
    meeting_on: DayIn | None = None
    plan: Annotated[Prose, Field(max_length=4000)] = ""


class ClaimAmended(Plain):
    """What is left out stays."""

    opportunity_id: Annotated[Line, Field(max_length=20)] | None = None
    meeting_on: DayIn | None = None
    plan: Annotated[Prose, Field(max_length=4000)] | None = None


class ClaimLinked(Plain):
    opportunity: Reference
    opportunity_id: Annotated[Line, Field(max_length=20, description="Its identifier in the CRM.")]


class BusinessReason(Plain):
    reason: Sentence


def bid_shown(one: Bid) -> BidShown:
    names = ("reference", "state", "sourced_before", "own_services", "version")
    return BidShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/bids/{one.reference}", tender=one.tender.title,
        partner=one.partner.reference, closes_on=one.tender.closes_on,
    )  # fmt: skip


def _tender(one: Tender) -> dict[str, Any]:
    names = ("reference", "state", "title", "opened_on", "closes_on", "recorded_at", "ended_at", "reason", "version")
    return {name: getattr(one, name) for name in names} | {
        "href": f"/api/v1/tenders/{one.reference}", "opportunity": one.opportunity.reference,
        "account_name": one.opportunity.account.name,
    }  # fmt: skip


def _whole(request: HttpRequest, one: Tender) -> TenderWhole:
    return TenderWhole(**_tender(one), bids=[bid_shown(each) for each in queries.bids_in(actor_of(request), one)])


@tenders.get("", response=TenderPage, operation_id="list_tenders")
def list_tenders(request: HttpRequest, asked: TendersAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Tenders, newest first, for the vendor's people."""
    page = queries.tenders(entitled(request, ACCESS, Permission.VIEW_TENDER), **asked.model_dump())
    return answer_page(TenderPage, page, lambda one: TenderShown(**_tender(one)))


@tenders.post("", response={201: TenderWhole}, operation_id="open_tender")
def open_tender(request: HttpRequest, body: TenderIn) -> HttpResponse:
    """Record that an opportunity is put out to tender (INC-06)."""
    actor = entitled(request, ACCESS, Permission.KEEP_TENDER)
    typed = {name: str(value) for name, value in body.model_dump().items()}

    def made(occasion: Occasion) -> HttpResponse:
        shown = _whole(request, queries.tender(actor, actions.open_tender(occasion, typed).reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, made)


@tenders.get("/{reference}", response=TenderWhole, operation_id="read_tender")
def read_tender(request: HttpRequest, reference: str) -> HttpResponse:
    """One tender with everybody's bids."""
    return answer(_whole(request, queries.tender(actor_of(request), read_reference(reference))))


def _kept(request: HttpRequest, reference: str, act: Callable[[str, Occasion], Any]) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.tender(actor, found),
        lambda one: _whole(request, one),
        lambda occasion: act(found, occasion),
    )


@tenders.post("/{reference}/amend", response=TenderWhole, operation_id="amend_tender")
def amend_tender(request: HttpRequest, reference: str, body: TenderDays) -> HttpResponse:
    """Change its days; what each bidder sourced before it is computed again."""
    typed = {"opened_on": str(body.opened_on), "closes_on": str(body.closes_on)}
    return _kept(request, reference, lambda ref, occasion: actions.amend(ref, occasion, typed, version=body.version))


@tenders.post("/{reference}/enter_bid", response=TenderWhole, operation_id="enter_bid")
def enter_bid(request: HttpRequest, reference: str, body: BidIn) -> HttpResponse:
    """Enter that a partner bids."""
    return _kept(request, reference, lambda ref, occasion: actions.enter_bid(ref, occasion, **body.model_dump()))


@tenders.post("/{reference}/award", response=TenderWhole, operation_id="award_tender")
def award_tender(request: HttpRequest, reference: str, body: AwardIn) -> HttpResponse:
    """Record who won: every other bid loses in the same act."""
    return _kept(request, reference, lambda ref, occasion: actions.award(ref, occasion, **body.model_dump()))


@tenders.post("/{reference}/cancel", response=TenderWhole, operation_id="cancel_tender")
def cancel_tender(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """It came to nothing; its bids are void."""
    return _kept(request, reference, lambda ref, occasion: actions.cancel(ref, occasion, **body.model_dump()))


@bids.get("", response=BidPage, operation_id="list_bids")
def list_bids(request: HttpRequest, asked: BidsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Bids that the reader may see, newest first; a partner its own alone."""
    page = queries.bids(entitled(request, ACCESS, Permission.VIEW_BID), **asked.model_dump())
    return answer_page(BidPage, page, bid_shown)


@bids.get("/{reference}", response=BidShown, operation_id="read_bid")
def read_bid(request: HttpRequest, reference: str) -> HttpResponse:
    """One bid."""
    return answer(bid_shown(queries.bid(actor_of(request), read_reference(reference))))


def _bid(request: HttpRequest, reference: str, act: Callable[..., Bid], body: Plain) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.bid(actor, found),
        bid_shown,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@bids.post("/{reference}/say_services", response=BidShown, operation_id="say_bid_services")
def say_services(request: HttpRequest, reference: str, body: ServicesIn) -> HttpResponse:
    """Say whether the bidder offers services of its own (INC-09)."""
    return _bid(request, reference, actions.say_services, body)


@bids.post("/{reference}/withdraw", response=BidShown, operation_id="withdraw_bid")
def withdraw_bid(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """The partner bids no more."""
    return _bid(request, reference, actions.withdraw_bid, body)


def _claim(request: HttpRequest, one: PreferredCoSell) -> ClaimShown:
    names = (
        "reference", "state", "customer_name", "given_id", "meeting_on", "plan", "submitted_at", "decided_at", "removed_at",
        "removal_reason", "version",
    )  # fmt: skip
    within = actor_of(request).is_internal
    return ClaimShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/preferred-co-sell/{one.reference}",
        partner=one.partner.reference, sae=one.sae.name,
        opportunity=one.opportunity.reference if one.opportunity and within else "",
        known_id=one.known_id if within or one.state == "approved" else "",
        reason=one.reason if within or one.state == "denied" else "",
        missing=claiming.missing(one, occasion_of(request)) if one.state == SUBMITTED and within else [],
    )  # fmt: skip


@claims.get("", response=ClaimPage, operation_id="list_preferred_claims")
def list_claims(request: HttpRequest, asked: ClaimsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Claims to preferred co-sell that the reader may see, newest first."""
    page = queries.claims(entitled(request, ACCESS, Permission.VIEW_PREFERRED), **asked.model_dump())
    return answer_page(ClaimPage, page, lambda one: _claim(request, one))


@claims.post("", response={201: ClaimShown}, operation_id="submit_preferred_claim")
def submit_claim(request: HttpRequest, body: ClaimIn) -> HttpResponse:
    """Claim preferred co-sell, as a partner of the US public sector (PSC-01, PSC-02)."""
    actor = entitled(request, ACCESS, Permission.SUBMIT_PREFERRED)
    typed = {name: "" if value is None else str(value) for name, value in body.model_dump().items()}

    def made(occasion: Occasion) -> HttpResponse:
        shown = _claim(request, queries.claim(actor, claiming.submit(occasion, typed).reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, made)


@claims.get("/{reference}", response=ClaimShown, operation_id="read_preferred_claim")
def read_claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim."""
    return answer(_claim(request, queries.claim(actor_of(request), read_reference(reference))))


def _acted(request: HttpRequest, reference: str, act: Callable[[str, Occasion], Any]) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.claim(actor, found),
        lambda one: _claim(request, one),
        lambda occasion: act(found, occasion),
    )


@claims.post("/{reference}/amend", response=ClaimShown, operation_id="amend_preferred_claim")
def amend_claim(request: HttpRequest, reference: str, body: ClaimAmended) -> HttpResponse:
    """Add or change the identifier, the meeting and the plan, as long as nobody decided."""
    typed = {name: str(value) for name, value in body.model_dump(exclude={"version"}).items() if value is not None}
    return _acted(request, reference, lambda ref, occasion: claiming.amend(ref, occasion, typed, version=body.version))


@claims.post("/{reference}/link", response=ClaimShown, operation_id="link_preferred_claim")
def link_claim(request: HttpRequest, reference: str, body: ClaimLinked) -> HttpResponse:
    """Link the opportunity with its identifier, as the account executive or a channel manager."""
    return _acted(request, reference, lambda ref, occasion: claiming.link(ref, occasion, **body.model_dump()))


@claims.post("/{reference}/approve", response=ClaimShown, operation_id="approve_preferred_claim")
def approve_claim(request: HttpRequest, reference: str, body: BusinessReason) -> HttpResponse:
    """Approve by the guidelines, with the business reason (PSC-03)."""
    return _acted(request, reference, lambda ref, occasion: claiming.approve(ref, occasion, **body.model_dump()))


@claims.post("/{reference}/deny", response=ClaimShown, operation_id="deny_preferred_claim")
def deny_claim(request: HttpRequest, reference: str, body: BusinessReason) -> HttpResponse:
    """Deny, with the business reason, which the partner reads."""
    return _acted(request, reference, lambda ref, occasion: claiming.deny(ref, occasion, **body.model_dump()))


@claims.post("/{reference}/remove", response=ClaimShown, operation_id="remove_preferred_partner")
def remove_claim(request: HttpRequest, reference: str, body: BusinessReason) -> HttpResponse:
    """Take the preference away from an approved partner, which is told by mail (PSC-06)."""
    return _acted(request, reference, lambda ref, occasion: claiming.remove(ref, occasion, **body.model_dump()))


@claims.post("/{reference}/withdraw", response=ClaimShown, operation_id="withdraw_preferred_claim")
def withdraw_claim(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """The partner takes its claim back before it was decided."""
    return _acted(request, reference, lambda ref, occasion: claiming.withdraw(ref, occasion, **body.model_dump()))

"""Renewals: terms that end, what incumbents owe and gave, and customers' written notices with their evidence."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api.door import actor_of, answer, answer_page, entitled
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Prose, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.pursuits import queries
from towpath.domain.pursuits import renewals as board
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import duties
from towpath.domain.pursuits.actions import notices as actions
from towpath.domain.pursuits.models import CustomerNotice, CustomerUpdate, Duty
from towpath.domain.pursuits.renewals import Renewal
from towpath.kernel.documents.store import opened
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound

renewals = Router(tags=["renewals"])
notices = Router(tags=["renewals"])
type Health = Literal["good", "at_risk", "leaving"]
type Size = Annotated[int, Field(ge=1, le=200)]


class RenewalShown(Shown):
    sale: str
    account: str
    account_name: str
    product: str
    ends_on: date | None
    yours: bool = Field(description="For a partner: whether it is the one to renew it. False for the vendor's people.")
    incumbent: str = Field(description="Who is to renew it; empty for partners, and where nobody is.")
    notice: str = Field(description="The customer's notice that says so, for the vendor's people.")
    duties: list[str] = Field(description="What the incumbent owes on this customer.")
    health: Health | Literal[""]
    renewed: bool = Field(description="The customer bought again since.")


class RenewalPage(Shown):
    items: list[RenewalShown]
    next: str | None
    previous: str | None


class RenewalsAsked(Given):
    begins_on: DayIn = Field(description="The first day on which a term may end.")
    ends_on: DayIn = Field(description="The first day after the last.")
    cursor: Line = ""
    size: Size = 50


class DutyShown(Shown):
    reference: str
    href: str
    kind: Literal["update", "review"]
    state: Literal["open", "done", "missed", "dropped"]
    account: str
    account_name: str
    partner: str
    opens_on: date
    due_on: date
    quarter: str
    version: int


class DutyPage(Shown):
    items: list[DutyShown]
    next: str | None
    previous: str | None


class DutiesAsked(Given):
    quarter: Annotated[Line, Field(max_length=9, examples=["FY27-Q4"])] = ""
    state: Literal["", "open", "missed"] = ""
    kind: Literal["", "update", "review"] = ""
    cursor: Line = ""
    size: Size = 50


class UpdateIn(Plain):
    text: Prose
    health: Health
    seats_used: Annotated[int | None, Field(ge=0, le=99_999_999)] = None


class UpdateShown(Shown):
    duty: str
    kind: Literal["update", "review"]
    account: str
    partner: str
    given_on: date
    given_by: str
    health: Health
    seats_used: int | None
    text: str


class UpdatePage(Shown):
    items: list[UpdateShown]
    next: str | None
    previous: str | None


class UpdatesAsked(Given):
    account: Annotated[Line, Field(max_length=20)] = ""
    cursor: Line = ""
    size: Size = 50


class NoticeShown(Shown):
    reference: str
    href: str
    state: Literal["recorded", "accepted", "declined", "withdrawn"]
    account: str
    account_name: str
    partner: str = Field(description="Whom the customer names; empty: it no longer wants a partner.")
    contact_name: str
    contact_email: str
    dated_on: date
    document: str = Field(description="The name of the customer's letter.")
    recorded_by: str
    recorded_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    version: int


class NoticePage(Shown):
    items: list[NoticeShown]
    next: str | None
    previous: str | None


class NoticesAsked(Given):
    state: Literal["", "recorded", "accepted", "declined", "withdrawn"] = ""
    cursor: Line = ""
    size: Size = 50


def _renewal(one: Renewal, reader: Person) -> RenewalShown:
    sale, who = one.sale, one.incumbent
    yours = who is not None and who.organisation_id == reader.organisation_id
    health: Any = one.health if yours or reader.is_internal else ""
    return RenewalShown(
        sale=sale.reference, account=sale.account.reference, account_name=sale.account.name, product=sale.product,
        ends_on=sale.ends_on, yours=yours, incumbent=who.reference if who and reader.is_internal else "",
        notice=one.notice.reference if one.notice and reader.is_internal else "",
        duties=[each.reference for each in one.duties] if yours or reader.is_internal else [],
        health=health, renewed=one.renewed,
    )  # fmt: skip


def _duty(one: Duty) -> DutyShown:
    names = ("reference", "kind", "state", "opens_on", "due_on", "quarter", "version")
    return DutyShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/renewals/duties/{one.reference}",
        account=one.account.reference, account_name=one.account.name, partner=one.partner.reference,
    )  # fmt: skip


def _update(one: CustomerUpdate) -> UpdateShown:
    names = ("kind", "given_on", "health", "seats_used", "text")
    return UpdateShown(
        **{name: getattr(one, name) for name in names}, duty=one.duty.reference, account=one.account.reference,
        partner=one.partner.reference, given_by=one.given_by.name,
    )  # fmt: skip


def _notice(one: CustomerNotice) -> NoticeShown:
    names = (
        "reference",
        "state",
        "contact_name",
        "contact_email",
        "dated_on",
        "recorded_at",
        "decided_at",
        "reason",
        "version",
    )
    return NoticeShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/customer-notices/{one.reference}",
        account=one.account.reference, account_name=one.account.name, partner=one.partner.reference if one.partner else "",
        document=one.document.name if one.document else "", recorded_by=one.recorded_by.name,
        decided_by=one.decided_by.name if one.decided_by else "",
    )  # fmt: skip


@renewals.get("", response=RenewalPage, operation_id="list_renewals")
def list_renewals(request: HttpRequest, asked: RenewalsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Terms that end within some days, the earliest first, each with who is to renew it and what is owed for it."""
    actor = entitled(request, ACCESS, Permission.VIEW_SALE)
    page, rows = board.ending(actor, asked.begins_on, asked.ends_on, cursor=asked.cursor, size=asked.size)
    items = [_renewal(one, actor) for one in rows]
    return answer(RenewalPage(items=items, next=page.next or None, previous=page.previous or None))


@renewals.get("/duties", response=DutyPage, operation_id="list_duties")
def list_duties(request: HttpRequest, asked: DutiesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Updates and reviews that incumbents owe, the earliest first."""
    actor = entitled(request, ACCESS, Permission.VIEW_DUTY)
    return answer_page(DutyPage, queries.owed(actor, **asked.model_dump()), _duty)


@renewals.get("/duties/{reference}", response=DutyShown, operation_id="read_duty")
def read_duty(request: HttpRequest, reference: str) -> HttpResponse:
    """One update or review that is or was owed."""
    return answer(_duty(queries.duty(actor_of(request), read_reference(reference))))


@renewals.post("/duties/{reference}/give", response=DutyShown, operation_id="give_duty")
def give(request: HttpRequest, reference: str, body: UpdateIn) -> HttpResponse:
    """Give the update, or record the review that was held, as the incumbent (INC-04)."""
    actor, found = actor_of(request), read_reference(reference)
    typed = {name: "" if value is None else str(value) for name, value in body.model_dump(exclude={"version"}).items()}
    return moved(
        request,
        lambda: queries.duty(actor, found),
        _duty,
        lambda occasion: duties.give(found, occasion, typed, version=body.version),
    )


@renewals.get("/updates", response=UpdatePage, operation_id="list_updates")
def list_updates(request: HttpRequest, asked: UpdatesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """What incumbents said of their customers, newest first; a partner reads its own."""
    actor = entitled(request, ACCESS, Permission.VIEW_UPDATE)
    return answer_page(UpdatePage, queries.given(actor, **asked.model_dump()), _update)


@notices.get("", response=NoticePage, operation_id="list_customer_notices")
def list_notices(request: HttpRequest, asked: NoticesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Customers' written notices, newest first, for the vendor's people."""
    actor = entitled(request, ACCESS, Permission.VIEW_NOTICE)
    return answer_page(NoticePage, queries.notices(actor, **asked.model_dump()), _notice)


@notices.post("", response={201: NoticeShown}, operation_id="record_customer_notice")
def record_notice(
    request: HttpRequest,
    file: UploadedFile = File(..., description="The customer's letter or mail; nothing counts without it."),  # noqa: B008
    account: str = Form(..., max_length=20, examples=["ACC00012"]),
    partner: str = Form("", max_length=20, description="Whom it names; empty: it no longer wants a partner."),
    contact_name: str = Form(..., max_length=300),
    contact_email: str = Form(..., max_length=300),
    dated_on: str = Form(..., max_length=20, description="The day on the letter.", examples=["2026-09-01"]),
) -> HttpResponse:
    """Record what a customer wrote about who is to have its renewal, with the letter as evidence (INC-03)."""
    actor = entitled(request, ACCESS, Permission.RECORD_NOTICE)
    typed = {"account": account, "partner": partner, "contact_name": contact_name, "contact_email": contact_email, "dated_on": dated_on}  # fmt: skip

    def made(occasion: Occasion) -> HttpResponse:
        shown = _notice(queries.notice(actor, actions.record(occasion, typed, file).reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, made)


@notices.get("/{reference}", response=NoticeShown, operation_id="read_customer_notice")
def read_notice(request: HttpRequest, reference: str) -> HttpResponse:
    """One notice."""
    return answer(_notice(queries.notice(actor_of(request), read_reference(reference))))


@notices.get("/{reference}/file", operation_id="read_customer_notice_file", openapi_extra={
    "responses": {200: {"description": "The letter's bytes.", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
})  # fmt: skip
def read_notice_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The customer's letter, for keeping: never shown in a browser."""
    found = queries.notice(actor_of(request), read_reference(reference))
    if found.document is None:
        raise NotFound("There is no such file for you.")
    return FileResponse(
        opened(found.document),
        as_attachment=True,
        filename=found.document.name,
        content_type="application/octet-stream",
    )


def _decided(request: HttpRequest, reference: str, act: Any, body: Plain) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.notice(actor, found),
        _notice,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@notices.post("/{reference}/accept", response=NoticeShown, operation_id="accept_customer_notice")
def accept_notice(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Accept it as the word of somebody authorized at the customer; it decides from then on."""
    return _decided(request, reference, actions.accept, body)


@notices.post("/{reference}/decline", response=NoticeShown, operation_id="decline_customer_notice")
def decline_notice(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline it, with the reason."""
    return _decided(request, reference, actions.decline, body)


@notices.post("/{reference}/withdraw", response=NoticeShown, operation_id="withdraw_customer_notice")
def withdraw_notice(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """The customer took it back, or it was accepted by mistake."""
    return _decided(request, reference, actions.withdraw, body)

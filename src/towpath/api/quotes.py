"""Quotes: lists and records for their one audience, made and moved by the vendor's people, agreed to by partners."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StrictBool

from towpath.api import quotes_shown as shown
from towpath.api.door import actor_of, answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import Because, DayIn, Given, Id, Line, Plain, Reference, Region, Sentence, Version, Words
from towpath.api.once import moved, once
from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.asked import Asked
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.paper import paper
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel import regions
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound

router = Router(tags=["quotes"])
LONGEST_COMMENTS = 4000
REFERENCE = re.compile(r"[A-Za-z]{3}\d{1,9}-\d{1,4}")
PDF = {"responses": {200: {"description": "The paper.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3, examples=["12.5"])]
Quantity = Annotated[Decimal, Field(gt=0, lt=Decimal(10) ** 10, decimal_places=2, examples=["200"])]
Months = Annotated[int, Field(ge=1, le=60)]


class QuotesAsked(Given):
    q: Annotated[Line, Field(max_length=100)] = Field("", description="A number, or any part of the customer's name.")
    state: shown.State | Literal[""] = ""
    kind: shown.Kind | Literal[""] = ""
    region: Region = ""
    opportunity: Annotated[Line, Field(max_length=12)] = ""
    owner: Annotated[Line, Field(max_length=20)] = Field("", description="A person's id, or “me”.")
    partner: Annotated[Line, Field(max_length=100)] = Field("", description="Its reference, or any part of its name.")
    valid_from: DayIn | None = None
    valid_until: DayIn | None = Field(None, description="The last day that counts.")
    sort: Literal["", "newest", "oldest", "valid"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class WaitingAsked(Given):
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class QuoteRouteAsked(Given):
    opportunity: Reference = Field(examples=["OPP00042"])
    path: shown.Path
    sale: shown.Sale = "new"
    partner: Annotated[Line, Field(max_length=12)] = ""
    buys: Literal["unsaid", "direct", "distributor"] = "unsaid"


class QuoteLineIn(Given):
    sku: Annotated[Line, Field(max_length=40, examples=["PREM-SAAS-12"])]
    quantity: Quantity
    sale: shown.Sale | Literal[""] = Field("", description="That of the quote, unless said otherwise.")
    ramp: Annotated[list[Quantity], Field(max_length=5)] = Field(
        [], description="A quantity for each year of the term."
    )
    customer_percent: Percent = Decimal(0)
    customer_why: Annotated[Sentence, Field(max_length=200)] = ""
    reduced_to: Percent | None = Field(None, description="To which the program's discount is negotiated down (INC-10).")


class QuoteIn(Given):
    """A quote as it is asked for. What is left out follows from the opportunity, the route or the program."""

    opportunity: Reference = Field(examples=["OPP00042"])
    path: shown.Path
    sale: shown.Sale = "new"
    lines: Annotated[list[QuoteLineIn], Field(min_length=1, max_length=500)]
    starts_on: DayIn
    term_months: Months = 12
    partner: Annotated[Line, Field(max_length=12, examples=["PAR00012"])] = ""
    distributor: Annotated[Line, Field(max_length=40)] = ""
    listing: Annotated[Line, Field(max_length=12)] = ""
    cloud: Literal["", "aws", "gcp"] = Field("", description="Whose marketplace; the opportunity's if left out.")
    buys: Literal["unsaid", "direct", "distributor"] = "unsaid"
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    proposal: StrictBool = False
    renewal_term_months: Months = 12
    payment_schedule: Annotated[Line, Field(max_length=40)] = "Prepaid"
    payment_details: Annotated[Sentence, Field(max_length=500)] = ""
    payment_days: Annotated[int, Field(ge=0, le=180)] = 30
    non_standard: Annotated[list[Annotated[Line, Field(max_length=40)]], Field(max_length=20)] = []
    special_terms: Annotated[Line, Field(max_length=4000)] = ""
    vat_number: Annotated[Line, Field(max_length=40)] = ""
    end_user_email: Annotated[Line, Field(max_length=254)] = ""
    shipping_address: Annotated[Sentence, Field(max_length=300)] = ""
    postal_code: Annotated[Line, Field(max_length=20)] = ""
    sold_to: Id | None = Field(None, description="A contact of the account; of an MSP's quote one of its people.")
    bill_to: Id | None = None
    contract: Percent | None = Field(None, description="Of the alliance's or OEM partner's own contract.")
    valid_until: DayIn | None = None


class QuoteEditIn(QuoteIn):
    """The quote as it is to be: what is left out is as in a new one, nothing is taken over."""

    version: Version = None


class SubmitIn(Plain):
    comments: Annotated[Line, Field(max_length=LONGEST_COMMENTS)] = Field("", description="For those who approve.")


class RejectIn(Plain):
    comments: Annotated[Line, Field(min_length=1, max_length=LONGEST_COMMENTS)]


class ProlongIn(Plain):
    until: DayIn


class SendIn(Plain):
    people: Annotated[list[Id], Field(max_length=20)] = Field([], description="Ids, of `addressees`.")
    mailbox: Annotated[Line, Field(max_length=254)] = Field("", description="The distributor's for orders.")


class AcceptIn(Plain):
    how: Words = Field(examples=["Purchase order 4711"])


class AskConsentIn(Plain):
    people: Annotated[list[Id], Field(max_length=20)] = Field([], description="Ids of the partner's people.")


class ConsentIn(Plain):
    side: shown.Side
    words: Words = Field("", description="For a partner's agreement given elsewhere: where it stands.")


def _reference(text: str) -> str:
    """A quote's reference from an address; what cannot be one is not found."""
    if not REFERENCE.fullmatch(text):
        raise NotFound(f"There is nothing under {text[:40]!r}.")
    return text.upper()


def _reader(request: HttpRequest) -> Person:
    return entitled(request, ACCESS, Permission.VIEW)


def _record(request: HttpRequest, reference: str) -> queries.Record:
    return queries.record(_reader(request), _reference(reference), occasion_of(request))


def _shown(request: HttpRequest) -> Callable[[queries.Record], shown.QuoteRecord]:
    return lambda found: shown.record_shown(found, actor_of(request))


def _moved(request: HttpRequest, reference: str, act: Callable[..., Any], *given: Any, **named: Any) -> HttpResponse:
    """A move on a quote with what it takes, answered with its record as it stands then."""
    return moved(
        request, lambda: _record(request, reference), _shown(request),
        lambda occasion: act(_reference(reference), occasion, *given, **named),
    )  # fmt: skip


def _made(request: HttpRequest, made: Quote) -> HttpResponse:
    """The record of a quote that was just made."""
    found = _shown(request)(_record(request, made.reference))
    return answer(found, 201, Location=found.href)


def _asked(body: QuoteIn) -> Asked:
    given = body.model_dump(exclude={"lines", "version"})
    given["non_standard"] = tuple(body.non_standard)
    wanted = tuple(Wanted(**each.model_dump(exclude={"ramp"}), ramp=tuple(each.ramp)) for each in body.lines)
    return Asked(**given, lines=wanted)


# -- lists -------------------------------------------------------------------------------------------------------------


@router.get("", response=shown.QuotePage, operation_id="list_quotes")
def list_quotes(request: HttpRequest, asked: QuotesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The quotes that the reader may see; partners and distributors see those that were sent to them."""
    actor = _reader(request)
    given = asked.model_dump(exclude={"cursor", "size", "state", "kind"})
    given["region"] = regions.asked(asked.region, occasion_of(request))
    states, kinds = (asked.state,) if asked.state else (), (asked.kind,) if asked.kind else ()
    page = queries.listed(
        actor, queries.Filters(**given, states=states, kinds=kinds), cursor=asked.cursor, size=asked.size
    )
    return answer_page(shown.QuotePage, page, lambda one: shown.quote_shown(one, actor))


@router.post("", response={201: shown.QuoteRecord}, operation_id="create_quote")
def create_quote(request: HttpRequest, body: QuoteIn) -> HttpResponse:
    """Make a quote on an open opportunity: the program says to whom it goes and what each line earns."""
    entitled(request, ACCESS, Permission.CREATE)

    def act(occasion: Occasion) -> HttpResponse:
        return _made(request, quotes.create(occasion, _asked(body)))

    return once(request, act)


@router.get("/waiting", response=shown.WaitingPage, operation_id="list_quotes_waiting")
def list_waiting(request: HttpRequest, asked: WaitingAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """What waits for the reader's approval, as herself or in somebody's name, the longest waiting first."""
    actor = inside(request)
    page = queries.waiting_for(actor, **asked.model_dump())
    return answer_page(shown.WaitingPage, page, lambda one: shown.waiting_shown(one, actor))


@router.get("/route", response=shown.QuoteRouteShown, operation_id="read_quote_route")
def read_route(request: HttpRequest, asked: QuoteRouteAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """To whom a sale would be quoted today and why, or why it may not be and what the way out is; nothing is made."""
    entitled(request, ACCESS, Permission.CREATE)
    return answer(shown.route_shown(queries.route(occasion_of(request), **asked.model_dump())))


# -- one quote ---------------------------------------------------------------------------------------------------------


@router.get("/{reference}", response=shown.QuoteRecord, operation_id="read_quote")
def read_quote(request: HttpRequest, reference: str) -> HttpResponse:
    """One quote with its prices, for its one audience and the vendor's people who may see it."""
    return answer(_shown(request)(_record(request, reference)))


@router.get("/{reference}/paper", operation_id="read_quote_paper", openapi_extra=PDF)
def read_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The quote as PDF."""
    actor = _reader(request)
    found = queries.one(actor, _reference(reference))
    drawn = paper(found, actor, occasion_of(request).book)
    named = {"Content-Disposition": f'attachment; filename="{found.reference}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=named)


@router.get("/{reference}/addressees", response=shown.Addressees, operation_id="list_quote_addressees")
def list_addressees(request: HttpRequest, reference: str) -> HttpResponse:
    """Who may be sent the quote: people of its audience, and its distributor's mailboxes for orders."""
    found, occasion = queries.one(inside(request), _reference(reference)), occasion_of(request)
    people = [shown.AddresseeShown(id=one.pk, name=one.name, email=one.email) for one in queries.readers(found)]
    return answer(shown.Addressees(people=people, mailboxes=list(sending.order_mailboxes(found, occasion))))


@router.get("/{reference}/past", response=shown.PastList, operation_id="list_past_quotes")
def list_past(request: HttpRequest, reference: str) -> HttpResponse:
    """What the same customer was given before, for who decides on this quote."""
    actor = inside(request)
    found = queries.customer_history(actor, queries.one(actor, _reference(reference)), occasion_of(request).book)
    return answer(shown.PastList(items=[shown.past_shown(one) for one in found]))


# -- moves -------------------------------------------------------------------------------------------------------------


@router.post("/{reference}/edit", response=shown.QuoteRecord, operation_id="edit_quote")
def edit(request: HttpRequest, reference: str, body: QuoteEditIn) -> HttpResponse:
    """Change a draft: terms and lines as a whole, priced as of now. Consents to a reduction are asked anew."""
    return _moved(request, reference, quotes.edit, _asked(body), version=body.version)


@router.post("/{reference}/reprice", response=shown.QuoteRecord, operation_id="reprice_quote")
def reprice(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Price a draft again as of now."""
    return _moved(request, reference, quotes.reprice, why=body.reason, version=body.version)


@router.post("/{reference}/submit", response=shown.QuoteRecord, operation_id="submit_quote")
def submit(request: HttpRequest, reference: str, body: SubmitIn) -> HttpResponse:
    """Submit it to the levels that the program requires, or finish it where none is."""
    return _moved(request, reference, approvals.submit, **body.model_dump())


@router.post("/{reference}/approve", response=shown.QuoteRecord, operation_id="approve_quote")
def approve(request: HttpRequest, reference: str, body: SubmitIn) -> HttpResponse:
    """Approve as the level that waits for the asker; the last one approves the quote."""
    return _moved(request, reference, approvals.approve, **body.model_dump())


@router.post("/{reference}/reject", response=shown.QuoteRecord, operation_id="reject_quote")
def reject(request: HttpRequest, reference: str, body: RejectIn) -> HttpResponse:
    """Reject as the level that waits for the asker, with what would have to differ."""
    return _moved(request, reference, approvals.reject, **body.model_dump())


@router.post("/{reference}/recall", response=shown.QuoteRecord, operation_id="recall_quote")
def recall(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take it back from those who were to approve it."""
    return _moved(request, reference, approvals.recall, why=body.reason, version=body.version)


@router.post("/{reference}/reopen", response=shown.QuoteRecord, operation_id="reopen_quote")
def reopen(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Work on a rejected quote again."""
    return _moved(request, reference, approvals.reopen, **body.model_dump())


@router.post("/{reference}/make_primary", response=shown.QuoteRecord, operation_id="make_quote_primary")
def make_primary(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Let it count for its opportunity; the one before counts no more (QUO-08)."""
    return _moved(request, reference, quotes.make_primary, **body.model_dump())


@router.post("/{reference}/prolong", response=shown.QuoteRecord, operation_id="prolong_quote")
def prolong(request: HttpRequest, reference: str, body: ProlongIn) -> HttpResponse:
    """Let it be valid for longer."""
    return _moved(request, reference, quotes.prolong, **body.model_dump())


@router.post("/{reference}/send", response=shown.QuoteRecord, operation_id="send_quote")
def send(request: HttpRequest, reference: str, body: SendIn) -> HttpResponse:
    """Let people of its audience read it; they are told by mail without a figure (QUO-02). One addressee outside refuses all."""
    return _moved(request, reference, sending.send, **body.model_dump())


@router.post("/{reference}/accept", response=shown.QuoteRecord, operation_id="accept_quote")
def accept(request: HttpRequest, reference: str, body: AcceptIn) -> HttpResponse:
    """Record the order that answers it."""
    return _moved(request, reference, sending.accept, **body.model_dump())


@router.post("/{reference}/consent", response=shown.QuoteRecord, operation_id="consent_to_quote")
def consent(request: HttpRequest, reference: str, body: ConsentIn) -> HttpResponse:
    """Agree to its reduced discount, to that very amount (INC-10)."""
    return _moved(request, reference, sending.consent, **body.model_dump())


@router.post("/{reference}/ask_consent", response=shown.QuoteRecord, operation_id="ask_consent_to_quote")
def ask_consent(request: HttpRequest, reference: str, body: AskConsentIn) -> HttpResponse:
    """Ask those who must agree to the reduced discount of a draft; the partner's people named read it from now on."""
    return _moved(request, reference, sending.ask_consent, **body.model_dump())


@router.post("/{reference}/withdraw", response=shown.QuoteRecord, operation_id="withdraw_quote")
def withdraw(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Withdraw it."""
    return _moved(request, reference, quotes.withdraw, why=body.reason, version=body.version)


@router.post("/{reference}/revise", response={201: shown.QuoteRecord}, operation_id="revise_quote")
def revise(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Make a new version of it, priced as of now; this one counts no more. Answered with the new one."""
    _record(request, reference)

    def act(occasion: Occasion) -> HttpResponse:
        return _made(request, quotes.revise(_reference(reference), occasion, version=body.version))

    return once(request, act)

"""Through whom a partner buys, distributors and their resellers, billing records, e-marketplace pages.

Numbers of banks are not given here at all: they are read on a page, once, for a reason.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, answer_page, entitled, occasion_of, reader
from towpath.api.eligibility import ReasonShown, reason_shown
from towpath.api.fields import DayIn, Given, Id, Line, Plain, Reference, Shown, Version, Words
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import billing as billing_actions
from towpath.domain.distribution.actions import buying as buying_actions
from towpath.domain.distribution.actions import marketplace as page_actions
from towpath.domain.distribution.models import BillingNeed, BillingRecord, Buying, MarketplacePage
from towpath.domain.partners import queries as partners
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.distribution.coverage import UnknownCountry

buying_router = Router(tags=["partners"])
distributors_router = Router(tags=["distributors"])
billing_router = Router(tags=["billing records"])
pages_router = Router(tags=["e-marketplace pages"])
Text = Annotated[str, Field(max_length=2000)]
Size = Annotated[int, Field(ge=1, le=200)]
BillingState = Literal["requested", "with_billing", "complete", "returned"]
PageState = Literal[
    "requested", "draft_in_review", "returned", "approved", "live", "paused", "declined", "ended"
]  # fmt: skip


class RouteAsked(Given):
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="Without it, the partner's own.")] = ""
    segment: Literal["commercial", "public_sector"] = "commercial"
    on: DayIn | None = None


class DistributorOffered(Shown):
    code: str
    name: str
    mailbox: str = Field(description="Where quotes and orders go.")


class RouteShown(Shown):
    partner: str
    on: date
    way: Literal["distributor", "direct", "either", "contract"]
    distributors: list[DistributorOffered]
    because: list[ReasonShown]
    book: str


class BuyingShown(Shown):
    id: int
    how: str = Field(description="direct, or the code of a distributor.")
    starts_on: date
    ends_on: date | None


class BuyingList(Shown):
    items: list[BuyingShown]


class BuyingIn(Given):
    how: Annotated[Line, Field(max_length=40, examples=["amazic"])]
    starts_on: DayIn | None = None


class EndIn(Given):
    ends_on: DayIn | None = None


class OwnerAsked(Given):
    distributor: Annotated[Line, Field(max_length=40)] = ""


class OwnerShown(Shown):
    account: str
    account_number: str
    contact: str
    email: str
    address: list[str]


class DistributorShown(Shown):
    code: str
    name: str
    active: bool
    mailbox: str


class DistributorList(Shown):
    items: list[DistributorShown]


class PageAsked(Given):
    cursor: Line = ""
    size: Size = 50


class ResellerShown(Shown):
    partner: str
    name: str
    country: str
    distributor: str
    starts_on: date
    ends_on: date | None


class ResellerPage(Shown):
    items: list[ResellerShown]
    next: str | None
    previous: str | None


class BillingShown(Shown):
    reference: str
    href: str
    partner: str
    state: BillingState
    company_name: str
    contact_name: str
    contact_email: str
    tax_number: str
    address: list[str]
    account_number: str
    note: str
    changed_at: datetime | None = Field(description="When a complete record changed and nobody carried it over yet.")
    version: int


class BillingPage(Shown):
    items: list[BillingShown]
    next: str | None
    previous: str | None


class BillingAsked(PageAsked):
    state: Literal["", "open", "changed", "requested", "with_billing", "complete", "returned"] = ""


class NeedShown(Shown):
    partner: str
    name: str
    reason: str
    found_at: datetime
    manager: str = Field(description="Who looks after the partner and is to ask; empty where nobody does.")


class NeedPage(Shown):
    items: list[NeedShown]
    next: str | None
    previous: str | None


class BillingData(Given):
    company_name: Annotated[Line, Field(max_length=200)] = ""
    contact_email: Annotated[Line, Field(max_length=254)] = ""
    tax_number: Annotated[Line, Field(max_length=40)] = ""


class BillingIn(BillingData):
    partner: Reference
    street: Annotated[Line, Field(max_length=200)] = ""
    city: Annotated[Line, Field(max_length=100)] = ""
    postal_code: Annotated[Line, Field(max_length=20)] = ""
    state_province: Annotated[Line, Field(max_length=100)] = ""


class Amendment(BillingData):
    version: Version = None


class Noted(Plain):
    note: Words


class Completion(Plain):
    account_number: Annotated[Line, Field(max_length=40)]


class MarketplaceShown(Shown):
    reference: str
    href: str
    partner: str
    distributor: str
    state: PageState
    expertise: str
    services: str
    draft_address: str
    note: str
    approval: str = Field(description="The letter to the distributor, as it stands on file.")
    approved_at: datetime | None
    live_since: datetime | None
    version: int


class MarketplaceList(Shown):
    items: list[MarketplaceShown]
    next: str | None
    previous: str | None


class MarketplaceAsked(PageAsked):
    state: Literal["", "open"] | PageState = ""


class MarketplaceIn(Given):
    distributor: Annotated[Line, Field(max_length=40)]
    expertise: Text = ""
    services: Text = ""


class DraftIn(Plain):
    draft_address: Annotated[str, Field(max_length=300)]
    expertise: Text = ""
    services: Text = ""


# -- through whom a partner buys ---------------------------------------------------------------------------------------


@buying_router.get("/{reference}/route", response=RouteShown, operation_id="route_of_partner")
def route(request: HttpRequest, reference: str, asked: RouteAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Through whom the partner must or may buy, for its own country or another, with the reason (DST-01 to DST-03)."""
    found, occasion = partners.one(reader(request), read_reference(reference)), occasion_of(request)
    try:
        way = queries.way(found, occasion, country=asked.country, segment=asked.segment, on=asked.on)
    except UnknownCountry as error:
        raise Invalid({"country": [str(error)]}) from None
    offered = [DistributorOffered(code=code, name=name, mailbox=box) for code, name, box in way.distributors]
    shown = RouteShown(
        partner=found.reference, on=asked.on or occasion.day, way=way.decision.outcome.way, distributors=offered,
        because=[reason_shown(each) for each in way.decision.because], book=way.decision.book,
    )  # fmt: skip
    return answer(shown)


def _bought(actor: Person, reference: str) -> BuyingList:
    return BuyingList(items=[_way(row) for row in queries.buying(actor, partners.one(actor, reference))])


def _way(row: Buying) -> BuyingShown:
    how = row.distributor.code if row.distributor is not None else "direct"
    return BuyingShown(id=row.pk, how=how, starts_on=row.starts_on, ends_on=row.ends_on)


@buying_router.get("/{reference}/buying", response=BuyingList, operation_id="list_buying")
def list_buying(request: HttpRequest, reference: str) -> HttpResponse:
    """How a partner buys and bought, newest first."""
    return answer(_bought(reader(request), read_reference(reference)))


@buying_router.post("/{reference}/buying", response={201: BuyingList}, operation_id="begin_buying")
def begin_buying(request: HttpRequest, reference: str, body: BuyingIn) -> HttpResponse:
    """Record that a partner buys this way, where the program lets it."""
    actor, found = reader(request), read_reference(reference)
    partners.one(actor, found)

    def act(occasion: Occasion) -> HttpResponse:
        buying_actions.begin(found, occasion, how=body.how, starts_on=body.starts_on)
        return answer(_bought(actor, found), 201)

    return once(request, act)


@buying_router.post("/{reference}/buying/{buying}/end", response=BuyingList, operation_id="end_buying")
def end_buying(request: HttpRequest, reference: str, buying: Id, body: EndIn) -> HttpResponse:
    """Record that a partner no longer buys this way."""
    actor, found = reader(request), read_reference(reference)
    partners.one(actor, found)

    def act(occasion: Occasion) -> HttpResponse:
        buying_actions.end(found, buying, occasion, ends_on=body.ends_on)
        return answer(_bought(actor, found))

    return once(request, act)


@buying_router.get(
    "/{reference}/invoice-owner",
    response=OwnerShown,
    operation_id="invoice_owner",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/409"}}},  # no billing record yet
)
def invoice_owner(request: HttpRequest, reference: str, asked: OwnerAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Invoice Owner and Invoice Owner Contact of a quote (BIL-04)."""
    owner = queries.invoice_owner(
        reader(request), read_reference(reference), occasion_of(request), distributor=asked.distributor
    )
    return answer(
        OwnerShown(
            account=owner.account, account_number=owner.account_number, contact=owner.contact, email=owner.email,
            address=list(owner.address),
        )
    )  # fmt: skip


# -- distributors ------------------------------------------------------------------------------------------------------


@distributors_router.get("", response=DistributorList, operation_id="list_distributors")
def list_distributors(request: HttpRequest) -> HttpResponse:
    """Distributors on file; for a distributor's people their own."""
    actor = _may(request, Permission.VIEW_DISTRIBUTOR)
    items = [
        DistributorShown(code=o.code, name=o.name, active=o.active, mailbox=o.mailbox)
        for o in queries.distributors(actor)
    ]
    return answer(DistributorList(items=items))


@distributors_router.get("/resellers", response=ResellerPage, operation_id="list_resellers")
def list_resellers(request: HttpRequest, asked: PageAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Partners that buy through distributors; for a distributor's people their own resellers (DST-05)."""
    actor = _may(request, Permission.VIEW_RESELLER)
    page = queries.resellers(actor, occasion_of(request).day, **asked.model_dump())
    return answer_page(ResellerPage, page, _reseller)


def _reseller(one: Buying) -> ResellerShown:
    return ResellerShown(
        partner=one.partner.reference, name=one.partner.name, country=one.partner.country,
        distributor=one.distributor.code if one.distributor is not None else "", starts_on=one.starts_on,
        ends_on=one.ends_on,
    )  # fmt: skip


def _may(request: HttpRequest, permission: Permission) -> Person:
    return entitled(request, ACCESS, permission)


# -- billing records ---------------------------------------------------------------------------------------------------


def billing_shown(one: BillingRecord, occasion: Occasion) -> BillingShown:
    names = (
        "reference", "state", "company_name", "tax_number", "account_number", "note", "changed_at", "version",
    )  # fmt: skip
    return BillingShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/billing-records/{one.reference}",
        partner=one.partner.reference, contact_name=queries.contact_words(one, occasion),
        contact_email=one.contact.email, address=list(queries.address_lines(one.partner)),
    )  # fmt: skip


@billing_router.get("", response=BillingPage, operation_id="list_billing_records")
def list_billing(request: HttpRequest, asked: BillingAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Billing records that the reader may see, newest first."""
    actor, occasion = _may(request, Permission.VIEW_BILLING), occasion_of(request)
    page = queries.billing_records(actor, **asked.model_dump())
    return answer_page(BillingPage, page, lambda one: billing_shown(one, occasion))


@billing_router.get("/needs", response=NeedPage, operation_id="list_billing_needs")
def list_needs(request: HttpRequest, asked: PageAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Partners that need a billing record for which nobody has asked yet, those that wait longest first (BIL-01)."""
    page = queries.billing_needs(_may(request, Permission.REQUEST_BILLING), **asked.model_dump())
    return answer_page(NeedPage, page, _need)


def _need(one: BillingNeed) -> NeedShown:
    manager = one.partner.manager
    return NeedShown(
        partner=one.partner.reference, name=one.partner.name, reason=one.reason, found_at=one.found_at,
        manager=manager.name if manager is not None else "",
    )  # fmt: skip


@billing_router.post("", response={201: BillingShown}, operation_id="request_billing_record")
def request_billing(request: HttpRequest, body: BillingIn) -> HttpResponse:
    """Ask for the billing account of a partner that buys directly (BIL-01 to BIL-03)."""
    actor = _may(request, Permission.REQUEST_BILLING)

    def act(occasion: Occasion) -> HttpResponse:
        made = billing_actions.request(body.partner, occasion, body.model_dump(exclude={"partner"}))
        shown = billing_shown(queries.billing_record(actor, made.reference), occasion)
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@billing_router.get("/{reference}", response=BillingShown, operation_id="read_billing_record")
def read_billing(request: HttpRequest, reference: str) -> HttpResponse:
    """One billing record."""
    found = queries.billing_record(actor_of(request), read_reference(reference))
    return answer(billing_shown(found, occasion_of(request)))


def _billed(request: HttpRequest, reference: str, act: Callable[..., Any], *args: Any, **given: Any) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.billing_record(actor, found),
        lambda one: billing_shown(one, occasion_of(request)),
        lambda occasion: act(found, occasion, *args, **given),
    )


@billing_router.post("/{reference}/take_up", response=BillingShown, operation_id="take_up_billing_record")
def take_up_billing(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Take a request up."""
    return _billed(request, reference, billing_actions.take_up, **body.model_dump())


@billing_router.post("/{reference}/complete", response=BillingShown, operation_id="complete_billing_record")
def complete_billing(request: HttpRequest, reference: str, body: Completion) -> HttpResponse:
    """Record the number of the billing account."""
    return _billed(request, reference, billing_actions.complete, **body.model_dump())


@billing_router.post("/{reference}/send_back", response=BillingShown, operation_id="return_billing_record")
def send_back_billing(request: HttpRequest, reference: str, body: Noted) -> HttpResponse:
    """Return a request with what is missing."""
    return _billed(request, reference, billing_actions.send_back, **body.model_dump())


@billing_router.post("/{reference}/resubmit", response=BillingShown, operation_id="resubmit_billing_record")
def resubmit_billing(request: HttpRequest, reference: str, body: Amendment) -> HttpResponse:
    """Send a returned request again."""
    typed = body.model_dump(exclude={"version"})
    return _billed(request, reference, billing_actions.resubmit, typed, version=body.version)


@billing_router.post("/{reference}/amend", response=BillingShown, operation_id="amend_billing_record")
def amend_billing(request: HttpRequest, reference: str, body: Amendment) -> HttpResponse:
    """Change what a record carries; what is left empty stays."""
    typed = body.model_dump(exclude={"version"})
    return _billed(request, reference, billing_actions.amend, typed, version=body.version)


@billing_router.post("/{reference}/confirm", response=BillingShown, operation_id="confirm_billing_record")
def confirm_billing(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Confirm that a change was carried over."""
    return _billed(request, reference, billing_actions.confirm, **body.model_dump())


# -- e-marketplace pages -----------------------------------------------------------------------------------------------


def page_shown(one: MarketplacePage) -> MarketplaceShown:
    names = (
        "reference", "state", "expertise", "services", "draft_address", "note", "approval", "approved_at", "live_since",
        "version",
    )  # fmt: skip
    return MarketplaceShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/e-marketplaces/{one.reference}",
        partner=one.partner.reference, distributor=one.distributor.code,
    )  # fmt: skip


@pages_router.get("", response=MarketplaceList, operation_id="list_marketplace_pages")
def list_pages(request: HttpRequest, asked: MarketplaceAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Pages that the reader may see, newest first; for a distributor's people those on its own marketplace."""
    page = queries.marketplace_pages(_may(request, Permission.VIEW_PAGE), **asked.model_dump())
    return answer_page(MarketplaceList, page, page_shown)


@pages_router.post("", response={201: MarketplaceShown}, operation_id="request_marketplace_page")
def request_page(request: HttpRequest, body: MarketplaceIn) -> HttpResponse:
    """Ask for a page, as somebody of the partner (DST-04)."""
    actor = _may(request, Permission.REQUEST_PAGE)
    own = partners.own(actor).reference

    def act(occasion: Occasion) -> HttpResponse:
        shown = page_shown(page_actions.request(own, occasion, **body.model_dump()))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@pages_router.get("/{reference}", response=MarketplaceShown, operation_id="read_marketplace_page")
def read_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One page."""
    return answer(page_shown(queries.marketplace_page(actor_of(request), read_reference(reference))))


def _paged(request: HttpRequest, reference: str, act: Callable[..., Any], *args: Any, **given: Any) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.marketplace_page(actor, found),
        page_shown,
        lambda occasion: act(found, occasion, *args, **given),
    )


@pages_router.post("/{reference}/draft", response=MarketplaceShown, operation_id="draft_marketplace_page")
def draft_page(request: HttpRequest, reference: str, body: DraftIn) -> HttpResponse:
    """Send the draft for review."""
    typed = body.model_dump(exclude={"version"})
    return _paged(request, reference, page_actions.draft, typed, version=body.version)


@pages_router.post("/{reference}/approve", response=MarketplaceShown, operation_id="approve_marketplace_page")
def approve_page(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Approve the draft in writing to the distributor."""
    return _paged(request, reference, page_actions.approve, **body.model_dump())


@pages_router.post("/{reference}/send_back", response=MarketplaceShown, operation_id="return_marketplace_page")
def send_back_page(request: HttpRequest, reference: str, body: Noted) -> HttpResponse:
    """Return the draft with what to change."""
    return _paged(request, reference, page_actions.send_back, **body.model_dump())


@pages_router.post("/{reference}/decline", response=MarketplaceShown, operation_id="decline_marketplace_page")
def decline_page(request: HttpRequest, reference: str, body: Noted) -> HttpResponse:
    """Decline the page."""
    return _paged(request, reference, page_actions.decline, **body.model_dump())


@pages_router.post("/{reference}/go_live", response=MarketplaceShown, operation_id="switch_marketplace_page_on")
def go_live_page(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Record that the approved page was switched on."""
    return _paged(request, reference, page_actions.go_live, **body.model_dump())


@pages_router.post("/{reference}/pause", response=MarketplaceShown, operation_id="pause_marketplace_page")
def pause_page(request: HttpRequest, reference: str, body: Noted) -> HttpResponse:
    """Pause a live page."""
    return _paged(request, reference, page_actions.pause, **body.model_dump())


@pages_router.post("/{reference}/resume", response=MarketplaceShown, operation_id="resume_marketplace_page")
def resume_page(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Let a paused page go live again."""
    return _paged(request, reference, page_actions.resume, **body.model_dump())


@pages_router.post("/{reference}/end", response=MarketplaceShown, operation_id="end_marketplace_page")
def end_page(request: HttpRequest, reference: str, body: Noted) -> HttpResponse:
    """End a page."""
    return _paged(request, reference, page_actions.end, **body.model_dump())

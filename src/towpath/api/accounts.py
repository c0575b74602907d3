"""Customer accounts and opportunities, for the vendor's people."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import Field, StrictBool

from towpath.api.door import answer, answer_page, entitled, inside
from towpath.api.fields import Amount, AmountIn, DayIn, Given, Id, Line, Reference, Sentence, Shown, Version, amount
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import accounts as account_actions
from towpath.domain.accounts.actions import opportunities as opportunity_actions
from towpath.domain.accounts.models import Account, Opportunity
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

accounts = Router(tags=["accounts"])
opportunities = Router(tags=["opportunities"])


class Owner(Shown):
    id: int
    name: str


class AccountShown(Shown):
    reference: str
    href: str
    name: str
    website: str
    domain: str
    country: str
    industry: str
    employees: int | None
    public_sector: bool
    segment: str
    region: str
    territory: str = Field(description="Empty until the night has placed it.")
    owner: Owner | None


class AccountPage(Shown):
    items: list[AccountShown]
    next: str | None
    previous: str | None


class AccountIn(Given):
    name: Line
    website: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code.", examples=["DE"])]
    employees: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    industry: Annotated[Line, Field(max_length=120)] = ""
    public_sector: StrictBool = False


class AccountAsked(Given):
    q: Annotated[Line, Field(max_length=100)] = Field("", description="Any part of the name, or a whole domain.")
    unplaced: bool = False
    region: Literal["", "AMER", "EMEA", "APJ", "PUBSEC"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class OpportunityShown(Shown):
    reference: str
    href: str
    name: str
    state: Literal["open", "closed_won", "closed_lost"]
    stage: str
    account: str
    account_name: str
    end_user: str
    owner: Owner
    region: str
    amount: Amount | None
    currency: str
    close_on: date | None
    initial_source: str
    sales_qualified_source: str
    forecast_locked: bool = Field(description="Sales fixed the two sources by hand; no registration sets them.")
    dr_partner: str
    dr_deal_type: str
    dr_status: str
    dr_distributor: str
    dr_deal_id: str
    created_at: datetime
    closed_at: datetime | None


class OpportunityPage(Shown):
    items: list[OpportunityShown]
    next: str | None
    previous: str | None


class OpportunityList(Shown):
    items: list[OpportunityShown]


class OpportunityAsked(Given):
    q: Annotated[Line, Field(max_length=100)] = Field("", description="A reference, or any part of a name.")
    state: Literal["", "open", "closed_won", "closed_lost"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class OpportunityIn(Given):
    account: Reference = Field(description="The account's reference; it has its territory.", examples=["ACC00012"])
    name: Annotated[Line, Field(max_length=255)]
    owner: Id | None = Field(None, description="A colleague's id; without it the account's Sales Rep.")
    amount: AmountIn | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    close_on: DayIn | None = None


class Sources(Given):
    """Left out: stays as it is."""

    why: Sentence
    initial_source: Annotated[Line, Field(max_length=40)] | None = None
    sales_qualified_source: Annotated[Line, Field(max_length=40)] | None = None
    version: Version = None


class Freed(Given):
    version: Version = None


NOTHING = Body(Freed())


class Lost(Given):
    reason: Annotated[Sentence, Field(max_length=200)]


def _owner(person: Person | None) -> Owner | None:
    return None if person is None else Owner(id=person.pk, name=person.name)


def account_shown(one: Account) -> AccountShown:
    names = (
        "reference", "name", "website", "domain", "country", "industry", "employees", "public_sector", "segment", "region",
    )  # fmt: skip
    return AccountShown(
        **{name: getattr(one, name) for name in names},
        href=f"/api/v1/accounts/{one.reference}",
        territory=one.territory.code if one.territory else "",
        owner=_owner(one.owner),
    )


def opportunity_shown(one: Opportunity) -> OpportunityShown:
    names = (
        "reference", "name", "state", "stage", "region", "amount", "currency", "close_on", "initial_source",
        "sales_qualified_source", "forecast_locked", "dr_deal_type", "dr_status", "dr_distributor", "dr_deal_id", "created_at", "closed_at",
    )  # fmt: skip
    return OpportunityShown(
        **{name: getattr(one, name) for name in names},
        href=f"/api/v1/opportunities/{one.reference}",
        account=one.account.reference,
        account_name=one.account.name,
        end_user=one.end_user.reference if one.end_user else "",
        owner=Owner(id=one.owner.pk, name=one.owner.name),
        dr_partner=one.dr_partner.reference if one.dr_partner else "",
    )


def _reader(request: HttpRequest, permission: str) -> Person:
    inside(request)
    return entitled(request, ACCESS, permission)


@accounts.get("", response=AccountPage, operation_id="list_accounts")
def list_accounts(request: HttpRequest, asked: AccountAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The accounts that the reader may see, newest first."""
    page = queries.accounts(_reader(request, Permission.VIEW_ACCOUNT), **asked.model_dump())
    return answer_page(AccountPage, page, account_shown)


@accounts.post("", response={201: AccountShown}, operation_id="create_account_by_hand")
def create_account(request: HttpRequest, body: AccountIn) -> HttpResponse:
    """Create a customer account; the night assigns its territory and owner."""
    actor = _reader(request, Permission.CREATE_ACCOUNT)

    def act(occasion: Occasion) -> HttpResponse:
        made = account_actions.create(occasion, **body.model_dump())
        shown = account_shown(queries.account(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@accounts.get("/{reference}", response=AccountShown, operation_id="read_account")
def read_account(request: HttpRequest, reference: str) -> HttpResponse:
    """One account."""
    actor = _reader(request, Permission.VIEW_ACCOUNT)
    return answer(account_shown(queries.account(actor, read_reference(reference))))


@opportunities.get("", response=OpportunityPage, operation_id="list_opportunities")
def list_opportunities(request: HttpRequest, asked: OpportunityAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The opportunities that the reader may see, newest first."""
    page = queries.opportunities(_reader(request, Permission.VIEW_OPPORTUNITY), **asked.model_dump())
    return answer_page(OpportunityPage, page, opportunity_shown)


@opportunities.post("", response={201: OpportunityShown}, operation_id="create_opportunity_by_hand")
def create_opportunity(request: HttpRequest, body: OpportunityIn) -> HttpResponse:
    """Create an opportunity on an account of one's region. From a registration it is made by that registration's move."""
    actor = _reader(request, Permission.CREATE_OPPORTUNITY)

    def act(occasion: Occasion) -> HttpResponse:
        given = body.model_dump(exclude={"account", "owner", "amount"})
        given["amount"] = None if body.amount is None else amount(body.amount)
        owner = None if body.owner is None else Person.objects.filter(pk=body.owner, organisation=None).first()
        if body.owner is not None and owner is None:
            raise Invalid({"owner": ["There is no colleague with this id."]})
        customer = queries.account(actor, body.account)
        made = opportunity_actions.create(occasion, account=customer, owner=owner, **given)
        shown = opportunity_shown(queries.opportunity(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


def _moved(
    request: HttpRequest, permission: Permission, reference: str, act: Callable[..., Any], **given: Any
) -> HttpResponse:
    actor, found = _reader(request, permission), read_reference(reference)

    def moved(occasion: Occasion) -> HttpResponse:
        act(found, occasion, **given)
        return answer(opportunity_shown(queries.opportunity(actor, found)))

    return once(request, moved)


@opportunities.post("/{reference}/fix_sources", response=OpportunityShown, operation_id="fix_sources")
def fix_sources(request: HttpRequest, reference: str, body: Sources) -> HttpResponse:
    """Set the two sources by hand; from then on no registration changes them (TAG-09)."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, opportunity_actions.fix_sources, **body.model_dump())


@opportunities.post("/{reference}/free_sources", response=OpportunityShown, operation_id="free_sources")
def free_sources(request: HttpRequest, reference: str, body: Freed = NOTHING) -> HttpResponse:
    """Let registrations set the sources again."""
    return _moved(
        request, Permission.EDIT_OPPORTUNITY, reference, opportunity_actions.free_sources, version=body.version
    )


@opportunities.get("/{reference}", response=OpportunityShown, operation_id="read_opportunity")
def read_opportunity(request: HttpRequest, reference: str) -> HttpResponse:
    """One opportunity."""
    actor = _reader(request, Permission.VIEW_OPPORTUNITY)
    return answer(opportunity_shown(queries.opportunity(actor, read_reference(reference))))


@opportunities.post("/{reference}/close_won", response=OpportunityShown, operation_id="close_opportunity_won")
def close_won(request: HttpRequest, reference: str) -> HttpResponse:
    """Close as won; its registration follows."""
    return _moved(request, Permission.CLOSE_OPPORTUNITY, reference, opportunity_actions.close_won)


@opportunities.post("/{reference}/close_lost", response=OpportunityShown, operation_id="close_opportunity_lost")
def close_lost(request: HttpRequest, reference: str, body: Lost) -> HttpResponse:
    """Close as lost with the reason; its registration follows and the partner is told (DRG-20)."""
    return _moved(request, Permission.CLOSE_OPPORTUNITY, reference, opportunity_actions.close_lost, reason=body.reason)

"""Customer accounts, for the vendor's people."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StrictBool

from towpath.api.door import answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import Given, Line, Region, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import accounts as account_actions
from towpath.domain.accounts.models import Account
from towpath.kernel import regions
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

accounts = Router(tags=["accounts"])


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
    region: Region = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


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


def _reader(request: HttpRequest, permission: str) -> Person:
    inside(request)
    return entitled(request, ACCESS, permission)


@accounts.get("", response=AccountPage, operation_id="list_accounts")
def list_accounts(request: HttpRequest, asked: AccountAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The accounts that the reader may see, newest first."""
    actor = _reader(request, Permission.VIEW_ACCOUNT)
    given = asked.model_dump() | {"region": regions.asked(asked.region, occasion_of(request))}
    page = queries.accounts(actor, **given)
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

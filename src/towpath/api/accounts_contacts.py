"""The people at a customer, and giving an account its territory at once."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.accounts import AccountShown, account_shown
from towpath.api.door import answer, answer_page, entitled
from towpath.api.fields import Given, Line, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import accounts as account_actions
from towpath.domain.accounts.actions import contacts as actions
from towpath.domain.accounts.models import Account, Contact
from towpath.kernel.occasion import Occasion

router = Router(tags=["accounts"])


class ContactShown(Shown):
    id: int
    name: str
    email: str
    phone: str
    title: str


class ContactPage(Shown):
    items: list[ContactShown]
    next: str | None
    previous: str | None


class ContactsAsked(Given):
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class ContactIn(Given):
    name: Annotated[Line, Field(max_length=150)]
    email: Annotated[Line, Field(max_length=254)] = ""
    phone: Annotated[Line, Field(max_length=60)] = ""
    title: Annotated[Line, Field(max_length=120, description="The position in the company.")] = ""


def _shown(one: Contact) -> ContactShown:
    return ContactShown(id=one.pk, name=one.name, email=one.email, phone=one.phone, title=one.title)


def _account(request: HttpRequest, reference: str) -> Account:
    actor = entitled(request, ACCESS, Permission.VIEW_ACCOUNT)
    return queries.account(actor, read_reference(reference))


@router.get("/{reference}/contacts", response=ContactPage, operation_id="list_contacts")
def contacts(request: HttpRequest, reference: str, asked: ContactsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The contacts of an account, newest first."""
    found = queries.contacts(_account(request, reference), **asked.model_dump())
    return answer_page(ContactPage, found, _shown)


@router.post("/{reference}/contacts", response={201: ContactShown}, operation_id="add_contact")
def add_contact(request: HttpRequest, reference: str, body: ContactIn) -> HttpResponse:
    """Add a person at the customer. An address that is there already is refused."""
    account = _account(request, reference)

    def act(occasion: Occasion) -> HttpResponse:
        made = actions.add(account.reference, occasion, **body.model_dump())
        return answer(_shown(made), 201, Location=f"/api/v1/accounts/{account.reference}/contacts")

    return once(request, act)


@router.post("/{reference}/place", response=AccountShown, operation_id="place_account")
def place(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an account its territory and owner at once instead of overnight (DRG-05)."""
    entitled(request, ACCESS, Permission.ASSIGN_TERRITORY)
    return moved(
        request,
        lambda: _account(request, reference),
        account_shown,
        lambda occasion: account_actions.place(read_reference(reference), occasion),
    )

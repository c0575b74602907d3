"""The only readers of accounts and opportunities for lists and pages. Each takes the actor and shows what is hers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from towpath.basics.names import normalise_name
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Account, AccountImport, Contact, Opportunity, Territory
from towpath.domain.accounts.opportunity_queries import WHOLE, Filters, listed
from towpath.domain.accounts.opportunity_queries import visible as visible_opportunities
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.kernel.spelt import Spelt
from towpath.program.book import Book
from towpath.program.decisions.opportunities.inactivity import watched
from towpath.program.decisions.regions import ASSIGNMENT

NEWEST = Sort("newest", "id", descending=True)


def visible_accounts(actor: Person) -> QuerySet[Account]:
    """Every account that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW_ACCOUNT, Account.objects.select_related("owner", "territory"))


def account(actor: Person, reference: str) -> Account:
    """One account; NotFound when it is not hers."""
    try:
        return visible_accounts(actor).get(reference=reference.strip().upper())
    except Account.DoesNotExist:
        raise NotFound(f"There is no account {reference} for you.") from None


def accounts(
    actor: Person, *, q: str = "", unplaced: bool = False, region: str = "", cursor: str = "", size: int = 50
) -> Page[Account]:
    """One page of accounts, newest first; `q` is any part of the name or a whole domain."""
    rows = visible_accounts(actor)
    if q.strip():
        rows = rows.filter(
            Q(name_norm__contains=Spelt(normalise_name(q) or q.strip().lower())) | Q(domain=q.strip().lower())
        )
    if unplaced:
        rows = rows.filter(territory=None, partner=None)
    if region:
        rows = rows.filter(region=region)
    return page(rows, NEWEST, cursor=cursor, size=size)


def contacts(account: Account, *, cursor: str = "", size: int = 50) -> Page[Contact]:
    """One page of the contacts of an account that the reader has found, newest first."""
    return page(Contact.objects.filter(account=account), NEWEST, cursor=cursor, size=size)


def imports(actor: Person, *, cursor: str = "", size: int = 50) -> Page[AccountImport]:
    """One page of the files of accounts that were read in, newest first; none for those who may not import."""
    rows = AccountImport.objects.select_related("done_by")
    if not ACCESS.may(actor, Permission.IMPORT_ACCOUNTS):
        rows = rows.none()
    return page(rows, NEWEST, cursor=cursor, size=size)


def opportunity(actor: Person, reference: str) -> Opportunity:
    """One opportunity; NotFound when it is not hers."""
    try:
        return (
            visible_opportunities(actor)
            .select_related(*WHOLE)
            .get(reference=reference.strip().upper())
        )  # fmt: skip
    except Opportunity.DoesNotExist:
        raise NotFound(f"There is no opportunity {reference} for you.") from None


def opportunities(
    actor: Person,
    filters: Filters | None = None,
    *,
    q: str = "",
    state: str = "",
    cursor: str = "",
    size: int = 50,
    whole: bool = False,
) -> Page[Opportunity]:
    """One page of opportunities, newest first unless the filters say otherwise; the global search of DRG-12 with `q`.

    whole  with every partner and person that an opportunity names, for those who show all of it
    """
    return listed(actor, filters or Filters(q=q, state=state), cursor=cursor, size=size, whole=whole)


def idle_opportunities(occasion: Occasion) -> Iterator[str]:
    """References of open opportunities that may be due for a warning or for their end; for the night, longest idle first."""
    types, stages, fewest = watched(occasion.book, occasion.day)
    rows = Opportunity.objects.filter(
        state=OPEN, type__in=types, stage__in=stages, last_activity_at__lte=occasion.at - timedelta(days=fewest - 1)
    )
    yield from rows.order_by("last_activity_at", "id").values_list("reference", flat=True).iterator(chunk_size=2000)


def likely_opportunities(actor: Person, account_id: int, *, limit: int = 10) -> list[Opportunity]:
    """The opportunities of a customer, open ones first, then newest: the likely matches of DRG-12."""
    rows = visible_opportunities(actor).filter(Q(account=account_id) | Q(end_user=account_id))
    first = Case(When(state="open", then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(rows.order_by(first, "-id")[:limit])


@dataclass(frozen=True)
class Place:
    """A territory of the program's page and the row that says who looks after it; None where nobody does yet."""

    code: str
    title: str
    region: str
    countries: tuple[str, ...]
    people: Territory | None


def territories(actor: Person, book: Book, on: date) -> list[Place]:
    """Every territory of the program on a day, in the page's order. NotFound for those who may not change them."""
    if not ACCESS.may(actor, Permission.REASSIGN_TERRITORY):
        raise NotFound("There are no territories for you.")
    known = {row.code: row for row in Territory.objects.select_related("owner", "esm", "asm")}
    _, wording = book[ASSIGNMENT].in_force(on)
    return [
        Place(each["code"], each["title"], each["region"], tuple(each["countries"]), known.get(each["code"]))
        for each in wording["territory"]
    ]


def fit_for(region: str) -> dict[Role, list[Person]]:
    """Who may look after a territory of a region, by role: active, of that region or global."""
    roles = (Role.SALES_REP, Role.ESM, Role.ASM)
    people = Person.objects.filter(is_active=True, organisation=None, roles__overlap=[role.value for role in roles])
    found = list(people.filter(region__in=("", region)).order_by("name", "id"))
    return {role: [person for person in found if person.has(role)] for role in roles}

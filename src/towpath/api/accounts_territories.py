"""Who looks after which territory of the program, for those who hand them out (DRG-06)."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, StrictBool

from towpath.api.deals.shown import PersonRef
from towpath.api.door import answer, entitled, occasion_of
from towpath.api.fields import Given, Id, Shown
from towpath.api.once import moved
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.territories import set_people
from towpath.domain.accounts.queries import Place
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound

router = Router(tags=["territories"])


class TerritoryShown(Shown):
    code: str = Field(description="As the page territories.assignment names it.")
    href: str
    title: str
    region: str
    countries: list[str] = Field(description="ISO 3166 codes.")
    owner: PersonRef | None = Field(description="The Sales Rep; none while nobody looks after the territory.")
    esm: PersonRef | None
    asm: PersonRef | None


class Territories(Shown):
    items: list[TerritoryShown]


class PeopleIn(Given):
    """All three seats, by ids from /people."""

    owner: Id = Field(description="A Sales Rep of the territory's region, or of all regions.")
    esm: Id
    asm: Id
    move_accounts: StrictBool = Field(False, description="The accounts of the former owner here move along.")


def _seat(person: Person | None) -> PersonRef | None:
    return None if person is None else PersonRef(id=person.pk, name=person.name)


def _shown(one: Place) -> TerritoryShown:
    people = one.people
    return TerritoryShown(
        code=one.code,
        href=f"/api/v1/territories/{one.code}",
        title=one.title,
        region=one.region,
        countries=list(one.countries),
        owner=_seat(people.owner if people else None),
        esm=_seat(people.esm if people else None),
        asm=_seat(people.asm if people else None),
    )


def _places(request: HttpRequest) -> list[Place]:
    actor = entitled(request, ACCESS, Permission.REASSIGN_TERRITORY)
    occasion = occasion_of(request)
    return queries.territories(actor, occasion.book, occasion.day)


def _one(request: HttpRequest, code: str) -> Place:
    found = next((place for place in _places(request) if place.code == code.upper()), None)
    if found is None:
        raise NotFound(f"The program knows no territory {code}.")
    return found


@router.get("", response=Territories, operation_id="list_territories")
def territories(request: HttpRequest) -> HttpResponse:
    """Every territory of the program, in the order of its page."""
    return answer(Territories(items=[_shown(one) for one in _places(request)]))


@router.get("/{code}", response=TerritoryShown, operation_id="read_territory")
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """One territory."""
    return answer(_shown(_one(request, code)))


@router.post("/{code}/set_people", response=TerritoryShown, operation_id="set_territory_people")
def set_territory_people(request: HttpRequest, code: str, body: PeopleIn) -> HttpResponse:
    """Name the Sales Rep, the ESM and the ASM of a territory. Registrations keep the people named on them."""
    return moved(
        request,
        lambda: _one(request, code),
        _shown,
        lambda occasion: set_people(code.upper(), occasion, **body.model_dump()),
    )

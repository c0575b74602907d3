"""Who asks, and whom one may name: colleagues, and for the vendor's people those who may decide."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from towpath.api.door import actor_of, answer, reader
from towpath.api.fields import Given, Shown
from towpath.kernel.identity.models import Person

router = Router(tags=["people"])
MOST = 500


class Company(Shown):
    name: str
    kind: str
    partner: str


class Me(Shown):
    id: int
    name: str
    email: str
    roles: list[str]
    region: str
    zone: str
    organisation: Company | None


class PersonShown(Shown):
    id: int
    name: str
    roles: list[str]
    region: str


class People(Shown):
    items: list[PersonShown]


class Asked(Given):
    role: Literal["", "partner_admin", "partner_seller", "ops", "esm", "asm", "sales_rep", "programs", "finance"] = ""


@router.get("/me", response=Me, operation_id="me")
def me(request: HttpRequest) -> HttpResponse:
    """The person whose token this is."""
    one = actor_of(request)
    company = None
    if one.organisation is not None:
        partner = getattr(one.organisation, "partner", None)
        company = Company(
            name=one.organisation.name, kind=one.organisation.kind, partner=partner.reference if partner else ""
        )
    return answer(
        Me(
            id=one.pk,
            name=one.name,
            email=one.email,
            roles=list(one.roles),
            region=one.region,
            zone=one.zone,
            organisation=company,
        )
    )


@router.get("/people", response=People, operation_id="list_people")
def people(request: HttpRequest, asked: Asked = Query(...)) -> HttpResponse:  # noqa: B008
    """One's own colleagues by name: those of one's company, or of the vendor. Nobody of another company."""
    actor = reader(request)
    found = Person.objects.filter(organisation=actor.organisation_id, is_active=True)
    if asked.role:
        found = found.filter(roles__contains=[asked.role])
    rows = found.order_by("name", "id")[:MOST]
    return answer(
        People(
            items=[
                PersonShown(
                    id=one.pk,
                    name=one.name,
                    roles=list(one.roles),
                    region=one.region if not one.organisation_id else "",
                )
                for one in rows
            ]
        )
    )

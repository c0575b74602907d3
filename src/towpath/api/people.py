"""Who asks, and whom one may name; and for a partner's administrator what she does about her colleagues (ROL-01)."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, reader
from towpath.api.fields import Given, Id, Line, Shown
from towpath.api.once import once
from towpath.domain.partners.actions import people as actions
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion

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


class PeopleAsked(Given):
    role: Role | Literal[""] = ""


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
def people(request: HttpRequest, asked: PeopleAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """One's own colleagues by name: those of one's company, or of the vendor. Nobody of another company."""
    actor = reader(request)
    found = Person.objects.filter(organisation=actor.organisation_id, is_active=True)
    if asked.role:
        found = found.filter(roles__contains=[str(asked.role)])
    rows = found.order_by("name", "id")[:MOST]
    return answer(People(items=[person_shown(one) for one in rows]))


def person_shown(one: Person) -> PersonShown:
    return PersonShown(
        id=one.pk, name=one.name, roles=list(one.roles), region=one.region if not one.organisation_id else ""
    )


# -- a partner's own people, by its administrators ---------------------------------------------------------------------

PartnerRole = Literal["partner_admin", "partner_seller", "partner_viewer", "partner_marketing"]


class RolesGiven(Given):
    roles: Annotated[list[PartnerRole], Field(min_length=1, max_length=4)]


class InvitationGiven(Given):
    email: Line
    role: PartnerRole
    name: Annotated[Line, Field(max_length=120)] = ""


class InvitationShown(Shown):
    id: int
    email: str
    name: str
    role: str
    expires_at: datetime


@router.post("/people/invitations", response={201: InvitationShown}, operation_id="invite_colleague")
def invite(request: HttpRequest, body: InvitationGiven) -> HttpResponse:
    """Ask a colleague in; the mail with the link goes to that address alone."""

    def act(occasion: Occasion) -> HttpResponse:
        return answer(invitation_shown(actions.invite(occasion, email=body.email, role=body.role, name=body.name)), 201)

    return once(request, act)


@router.post("/people/invitations/{invitation}/revoke", response=InvitationShown, operation_id="revoke_invitation")
def revoke(request: HttpRequest, invitation: Id) -> HttpResponse:
    """Take an invitation back; its link is worth nothing from then on."""
    return once(request, lambda occasion: answer(invitation_shown(actions.revoke(occasion, invitation=invitation))))


@router.post("/people/{person}/change_role", response=PersonShown, operation_id="change_role")
def change_role(request: HttpRequest, person: Id, body: RolesGiven) -> HttpResponse:
    """Set what a colleague may do. The last administrator of a partner stays one."""
    return once(
        request, lambda occasion: answer(person_shown(actions.change_role(occasion, person=person, roles=body.roles)))
    )


@router.post("/people/{person}/remove", response=PersonShown, operation_id="remove_colleague")
def remove(request: HttpRequest, person: Id) -> HttpResponse:
    """End a colleague's access at once; the history keeps the name."""
    return once(request, lambda occasion: answer(person_shown(actions.remove(occasion, person=person))))


@router.post("/people/{person}/hand_over", response=PersonShown, operation_id="hand_over_administration")
def hand_over(request: HttpRequest, person: Id) -> HttpResponse:
    """Make a colleague administrator in one's own place; one goes on as a seller."""
    return once(request, lambda occasion: answer(person_shown(actions.hand_over(occasion, person=person))))


def invitation_shown(one: Invitation) -> InvitationShown:
    return InvitationShown(id=one.pk, email=one.email, name=one.name, role=one.role, expires_at=one.expires_at)

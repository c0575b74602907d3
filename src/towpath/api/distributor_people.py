"""The people of a distributor: asked in and removed by Operations and Programs. Nobody else finds these addresses."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from towpath.api.door import answer, entitled
from towpath.api.fields import Given, Id, Line, Shown
from towpath.api.once import once
from towpath.api.people import InvitationShown, PersonShown, invitation_shown, person_shown
from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import people as actions
from towpath.domain.distribution.models import Distributor
from towpath.kernel.refusals import NotFound

router = Router(tags=["distributors"])


class DistributorInviteIn(Given):
    email: Line
    name: Line = ""


class DistributorPeople(Shown):
    people: list[PersonShown]
    invitations: list[InvitationShown]


def _found(request: HttpRequest, code: str, permission: Permission) -> Distributor:
    actor = entitled(request, ACCESS, permission)
    if not (len(code) <= 40 and code.isascii() and code.isprintable()):
        raise NotFound("There is no such distributor for you.")
    return queries.distributor(actor, code)


@router.get("/{code}/people", response=DistributorPeople, operation_id="list_distributor_people")
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who can sign in for a distributor, and who is invited and not here yet."""
    found = _found(request, code, Permission.INVITE)
    waiting = queries.invitations(entitled(request, ACCESS, Permission.INVITE), found)
    return answer(
        DistributorPeople(
            people=[person_shown(one) for one in queries.people_of(found)],
            invitations=[invitation_shown(one) for one in waiting],
        )
    )


@router.post("/{code}/people/invitations", response={201: InvitationShown}, operation_id="invite_to_distributor")
def invite(request: HttpRequest, code: str, body: DistributorInviteIn) -> HttpResponse:
    """Ask somebody in as one of the distributor's people; the mail with the link goes to that address alone."""
    found = _found(request, code, Permission.INVITE)
    return once(
        request,
        lambda occasion: answer(
            invitation_shown(actions.invite(found.code, occasion, email=body.email, name=body.name)), 201
        ),
    )


@router.post(
    "/{code}/people/invitations/{invitation}/revoke", response=InvitationShown,
    operation_id="revoke_distributor_invitation",
)  # fmt: skip
def revoke(request: HttpRequest, code: str, invitation: Id) -> HttpResponse:
    """Take an invitation back; its link is worth nothing from then on."""
    found = _found(request, code, Permission.INVITE)
    return once(
        request, lambda occasion: answer(invitation_shown(actions.revoke(found.code, occasion, invitation=invitation)))
    )


@router.post("/{code}/people/{person}/remove", response=PersonShown, operation_id="remove_distributor_person")
def remove(request: HttpRequest, code: str, person: Id) -> HttpResponse:
    """End the access of one of the distributor's people at once; the history keeps the name."""
    found = _found(request, code, Permission.REMOVE)
    return once(request, lambda occasion: answer(person_shown(actions.remove(found.code, occasion, person=person))))

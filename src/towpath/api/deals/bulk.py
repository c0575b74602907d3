"""Moves on many registrations at once: a look at what would happen, then the moves, each in a transaction of its own."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from towpath.api.door import actor_of, answer, inside, occasion_of
from towpath.api.fields import Given, Id, Reference, Shown
from towpath.api.once import once
from towpath.domain.deals import bulk
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

router = Router(tags=["moves"])
Move = Literal["extend", "put_forward", "reassign_esm"]


class Looked(Given):
    references: Annotated[list[Reference], Field(min_length=1, max_length=bulk.MOST)]
    esm: Id | None = Field(None, description="For reassign_esm: who takes them over; an id from /people?role=esm.")


class ChosenOne(Given):
    reference: Reference = Field(examples=["REG00042"])
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        description="As it was last seen; another one is refused as stale, so nothing is done twice."
    )


class Chosen(Given):
    registrations: Annotated[list[ChosenOne], Field(min_length=1, max_length=bulk.MOST)]
    esm: Id | None = Field(None, description="For reassign_esm: who takes them over; an id from /people?role=esm.")


class OutlookShown(Shown):
    reference: str
    version: int
    would: str = Field(description="What the move would do; empty when it would be refused.")
    refused: str = Field(description="Why it would be refused; empty when it would not.")


class Outlooks(Shown):
    items: list[OutlookShown]


class OutcomeShown(Shown):
    reference: str
    done: bool
    says: str = Field(description="Why it was refused; empty when it was done.")


class Outcomes(Shown):
    items: list[OutcomeShown]


def _may(request: HttpRequest, move: str) -> None:
    inside(request)
    if move not in bulk.may(actor_of(request)):
        raise NotFound("There is no such move for you.")


def _esm(move: str, asked: int | None) -> Person | None:
    """Who takes them over. Invalid for somebody who is no active sales manager, and where nobody is to be named."""
    if asked is None:
        return None
    if move != "reassign_esm":
        raise Invalid({"esm": ["Nobody is named for this move; leave it out."]})
    found = next((person for person in bulk.sales_managers() if person.pk == asked), None)
    if found is None:
        raise Invalid({"esm": ["Choose an active Ecosystem Sales Manager, by an id of /people?role=esm."]})
    return found


@router.post("/bulk/{move}/look", response=Outlooks, operation_id="bulk_look")
def look(request: HttpRequest, move: Move, body: Looked) -> HttpResponse:
    """A dry run: what the move would do to each registration. What the asker may not see is left out."""
    _may(request, move)
    found = bulk.outlook(move, body.references, occasion_of(request), esm=_esm(move, body.esm))
    items = [
        OutlookShown(
            reference=one.registration.reference,
            version=one.registration.version,
            would=one.would,
            refused=one.refused,
        )
        for one in found
    ]
    return answer(Outlooks(items=items))


@router.post("/bulk/{move}", response=Outcomes, operation_id="bulk_move")
def act(request: HttpRequest, move: Move, body: Chosen) -> HttpResponse:
    """Take the move on each. One that is refused stops no other; the answer says what came of each."""
    _may(request, move)
    chosen = [(one.reference, one.version) for one in body.registrations]
    esm = _esm(move, body.esm)

    def carried_out(occasion: Occasion) -> HttpResponse:
        done = bulk.act(move, chosen, occasion, esm=esm)
        return answer(Outcomes(items=[OutcomeShown(reference=o.reference, done=o.done, says=o.says) for o in done]))

    return once(request, carried_out)

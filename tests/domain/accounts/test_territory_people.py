"""Ops name the people of a territory; accounts placed before keep their owner unless they are to move along."""

import pytest

from tests.cast import account, person
from towpath.domain.accounts.actions.territories import set_people
from towpath.domain.accounts.models import Territory
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound


@pytest.fixture
def solveig(db):
    return person("Solveig", Role.SALES_REP, region="EMEA")


def people(cast, **more) -> dict:
    return {"owner": cast.sofia.pk, "esm": cast.elena.pk, "asm": cast.amir.pk} | more


def test_placed_accounts_keep_their_owner(cast, by, solveig):
    territory = set_people("EMEA-DACH", by(cast.omar), **people(cast, owner=solveig.pk))
    cast.acme.refresh_from_db()
    assert (territory.owner, cast.acme.owner) == (solveig, cast.sofia)


def test_accounts_of_the_former_owner_move_along_when_asked(cast, by, solveig):
    others = account("Beta AG", territory=cast.dach)
    others.owner = cast.elena
    others.save()
    set_people("EMEA-DACH", by(cast.omar), **people(cast, owner=solveig.pk), move_accounts=True)
    cast.acme.refresh_from_db()
    others.refresh_from_db()
    assert (cast.acme.owner, others.owner) == (solveig, cast.elena)
    event = Event.objects.get(name="accounts.territory.reassigned")
    assert event.data["moved"] == "1 account"
    assert event.data["changed"] == {"owner": {"before": "Sofia", "after": "Solveig"}}


def test_a_territory_that_nobody_had_gets_its_people_and_its_region(cast, by):
    made = set_people("EMEA-FRANCE", by(cast.omar), **people(cast))
    assert (made.region, made.owner, made.esm, made.asm) == ("EMEA", cast.sofia, cast.elena, cast.amir)


def test_each_seat_filled_wrongly_is_named(cast, by):
    with pytest.raises(Invalid) as refused:
        set_people("EMEA-DACH", by(cast.omar), owner=cast.elena.pk, esm=cast.erin.pk, asm=None)
    assert set(refused.value.errors) == {"owner", "esm", "asm"}
    assert Territory.objects.get(code="EMEA-DACH").owner == cast.sofia


def test_a_code_that_the_program_does_not_know_is_refused(cast, by):
    with pytest.raises(NotFound):
        set_people("MOON", by(cast.omar), **people(cast))


@pytest.mark.parametrize("who", ["elena", "sofia", "nadia"])
def test_only_ops_name_people(cast, by, who):
    with pytest.raises(NotAllowed):
        set_people("EMEA-DACH", by(getattr(cast, who)), **people(cast))

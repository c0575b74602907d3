"""Create account: where the customer is unknown, Operations create it and hold for the night."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.accounts.actions import accounts
from towpath.domain.accounts.models import Account, Territory
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid, NotReady
from towpath.program.decisions.territories import region_by_territory


@squares("create_account")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-05")
def test_it_is_created_linked_and_held_for_the_night(cast, by):
    reached = stage("submitted", cast, by)
    held = registrations.create_account(
        reached.reference, by(cast.omar), name="Ankers AG", website="ankers.example", country="DE", employees=300
    )
    assert (held.account.name, held.account.territory, held.contact.name) == ("Ankers AG", None, "Carla Contact")
    event = reached.last()
    assert (event.name, event.actor) == ("deals.registration.account_created", cast.omar)
    with pytest.raises(NotReady, match="nightly assignment"):
        registrations.put_forward(reached.reference, by(cast.omar))

    assert accounts.place_waiting(by(None, door="job")) == (1, [])
    put = registrations.put_forward(reached.reference, by(cast.omar))
    assert (put.state, put.holder, put.asm, put.account.owner) == ("in_review", cast.elena, cast.amir, cast.sofia)


@pytest.mark.rule("DRG-05", "DRG-06", "ROL-20")
def test_after_the_night_the_registration_is_of_the_accounts_region(cast, by):
    reached = stage("submitted", cast, by)
    registrations.create_account(reached.reference, by(cast.omar), name="Ankers Inc.", country="US", employees=300)
    for code in region_by_territory(by(None).book, by(None).day):
        if code.startswith("AMER"):
            Territory.objects.create(code=code, region="AMER", owner=cast.sofia, esm=cast.erin, asm=cast.aiko)
    accounts.place_waiting(by(None, door="job"))
    registrations.reassign_esm(reached.reference, by(cast.omar), esm=cast.erin.pk)
    assert registrations.put_forward(reached.reference, by(cast.omar)).region == "AMER"


def test_a_second_click_makes_no_second_account(cast, by):
    reached = stage("submitted", cast, by)
    registrations.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE")
    with pytest.raises(NotReady, match="linked already"):
        registrations.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE")
    assert Account.objects.filter(name="Ankers AG").count() == 1


def test_without_name_or_country_nothing_is_made(cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(Invalid) as refused:
        registrations.create_account(reached.reference, by(cast.omar), name=" ", country="")
    assert set(refused.value.errors) == {"name", "country"}

"""Link account: Ecosystem Operations tie the registration to a customer account and its contact."""

import pytest

from tests.cast import account
from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.accounts.models import Territory
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotFound


@squares("link_account")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-05")
def test_account_and_contact_are_linked_with_the_grounds(cast, by):
    reached = stage("submitted", cast, by)
    linked = registrations.link_account(
        reached.reference, by(cast.omar), account=cast.acme.reference, grounds="same domain"
    )
    assert (linked.account, linked.contact.email, linked.region) == (cast.acme, "carla@acme-robotics.example", "EMEA")
    event = reached.last()
    assert (event.name, event.actor, event.data["grounds"]) == (
        "deals.registration.account_linked", cast.omar, "same domain",
    )  # fmt: skip
    assert linked.customer_name == "Acme Robotics"  # what the partner said stays as it was typed


@pytest.mark.rule("DRG-05", "ROL-20")
def test_the_region_is_the_accounts_once_it_is_linked(cast, by):
    reached = stage("submitted", cast, by)
    west = Territory.objects.create(code="AMER-WEST", region="AMER", owner=cast.sofia, esm=cast.erin, asm=cast.aiko)
    there = account("Acme Inc.", territory=west, country="US")
    registrations.link_account(reached.reference, by(cast.omar), account=there.reference)
    assert reached.row.region == "AMER"
    assert queries.visible(cast.erin).filter(reference=reached.reference).exists()


def test_an_unknown_account_is_not_found(cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(NotFound):
        registrations.link_account(reached.reference, by(cast.omar), account="ACC99999")


def test_the_same_contact_is_not_made_twice(cast, by):
    reached = stage("submitted", cast, by)
    for _ in range(2):
        registrations.link_account(reached.reference, by(cast.omar), account=cast.acme.reference)
    assert cast.acme.contacts.count() == 1

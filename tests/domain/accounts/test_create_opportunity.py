"""Opportunities created by hand: on accounts of one's own region that have their territory."""

from decimal import Decimal

import pytest

from tests.cast import account
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity, Territory
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady


@pytest.fixture
def abroad(cast):
    """A customer whose territory lies in another region than Elena's and Sofia's."""
    there = Territory.objects.create(code="AMER-WEST", region="AMER", owner=cast.sofia, esm=cast.erin, asm=cast.aiko)
    return account("Ankers Inc.", country="US", territory=there)


def test_the_owner_of_the_account_owns_it(cast, by):
    made = opportunities.create(by(cast.elena), account=cast.acme, name=" Acme: 200 seats ", amount=Decimal(4000))
    assert (made.name, made.owner, made.region, made.state) == ("Acme: 200 seats", cast.sofia, "EMEA", "open")
    event = Event.objects.get(subject_type="accounts.opportunity", subject_id=made.pk)
    assert (event.name, event.actor) == ("accounts.opportunity.created", cast.elena)


@pytest.mark.rule("ROL-20")
def test_only_on_accounts_of_ones_own_region(cast, by, abroad):
    for who in (cast.elena, cast.sofia):
        with pytest.raises(NotFound, match=f"no account {abroad.reference}"):
            opportunities.create(by(who), account=abroad, name="Ankers: 10 seats")
    assert opportunities.create(by(cast.omar), account=abroad, name="x").region == "AMER"
    assert opportunities.create(by(cast.erin), account=abroad, name="y").region == "AMER"
    assert Opportunity.objects.count() == 2


def test_who_may_not_create_any_is_told_so(cast, by):
    for who in (cast.nadia, cast.amir, cast.paula, cast.dirk):
        with pytest.raises(NotAllowed):
            opportunities.create(by(who), account=cast.acme, name="Acme")


def test_an_account_that_waits_for_the_night_has_none_yet(cast, by):
    with pytest.raises(NotReady, match="no territory"):
        opportunities.create(by(cast.omar), account=account("Ankers AG"), name="Ankers")


def test_what_cannot_be_kept_is_said_field_by_field(cast, by):
    with pytest.raises(Invalid) as refused:
        opportunities.create(
            by(cast.omar), account=cast.acme, name="x" * 256, owner=cast.erin, amount=Decimal(-1), currency="EURO"
        )
    assert set(refused.value.errors) == {"name", "owner", "amount", "currency"}
    with pytest.raises(Invalid):
        opportunities.create(by(cast.omar), account=cast.acme, name="x", owner=cast.nadia)

"""Switch: an MSP's opportunity moves to the partner's own account; the customer stays as end user."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.accounts.models import Account
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotReady


@squares("switch_account")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-13")
def test_the_account_becomes_the_partners_and_the_end_user_stays(cast, by):
    reached = stage("approved", cast, by)
    registrations.switch_account(reached.reference, by(cast.elena))
    reached.known.refresh_from_db()
    assert (reached.known.account.partner, reached.known.end_user) == (cast.northwind, cast.acme)
    assert reached.known.owner == cast.sofia
    event = reached.last()
    assert (event.name, event.actor, event.data["end_user"]) == (
        "deals.registration.account_switched", cast.elena, "Acme Robotics GmbH",
    )  # fmt: skip


@pytest.mark.rule("DRG-13")
def test_a_resale_keeps_the_customers_account(cast, by):
    reached = stage("approved", cast, by, deal_type="resale")
    with pytest.raises(NotReady, match="keeps the customer's account"):
        registrations.switch_account(reached.reference, by(cast.elena))


def test_a_partner_without_an_account_of_its_own(cast, by):
    reached = stage("approved", cast, by)
    Account.objects.filter(partner=cast.northwind).delete()
    with pytest.raises(NotReady, match="has no account of its own"):
        registrations.switch_account(reached.reference, by(cast.elena))

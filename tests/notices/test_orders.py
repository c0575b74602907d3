"""Mail about orders and approvals that changed hands: who gets it, and that no figure stands in it (QUO-02)."""

import pytest

from tests.cast import person
from tests.domain.quotes.papers import handed, sent_one_tier
from tests.domain.quotes.shop import approver, complete, stocked
from tests.domain.quotes.test_matrix import DEEP, away
from tests.notices.letters import expect, letters
from towpath.domain.deals.actions import absences
from towpath.domain.quotes.actions import approvals, orders, quotes
from towpath.domain.quotes.models import PurchaseOrder
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(noon):
    return lambda act, wanted: expect(letters(noon, act), wanted)


@pytest.mark.rule("QUO-02", "QUO-09")
def test_owner_and_sender_hear_of_an_order_without_a_figure(cast, by, told):
    quote = sent_one_tier(cast, by, stocked(cast, by))
    told(
        lambda: orders.receive(by(cast.ruth), handed(quote, **{"Bill to": None})),
        {("orders.received.inside", "sofia"): ("An order for Acme Robotics GmbH came", quote.reference)},
    )
    ref = PurchaseOrder.objects.get().reference
    fits = {("orders.matched.inside", "sofia"): ("fits its quote",)}
    told(lambda: orders.check(ref, by(cast.ruth), {"bill_to": "Rivalry"}), fits)
    told(lambda: orders.accept(ref, by(cast.sofia)), {("orders.accepted", "ruth"): ("is accepted", "Nothing more")})
    figure = f"{quote.net_amount:,.2f}"
    assert not [mail for mail in OutgoingMail.objects.all() if figure in mail.text or figure in mail.html]


@pytest.mark.rule("QUO-09")
def test_what_the_vendor_hands_in_is_told_to_nobody_and_a_refusal_says_why(cast, by, told):
    quote = sent_one_tier(cast, by, stocked(cast, by))
    told(lambda: orders.receive(by(cast.sofia), handed(quote)), {})
    orders.decline(PurchaseOrder.objects.get().reference, by(cast.sofia), why="Handed in twice")
    made = orders.receive(by(cast.ruth), handed(quote))
    told(
        lambda: orders.decline(made.reference, by(cast.sofia), why="Another address"),
        {("orders.declined", "ruth"): ("is declined", "Another address")},
    )


@pytest.mark.rule("APR-03")
def test_a_delegate_hears_what_waits_for_her(cast, by, noon, told):
    rolf, rita = person("Rolf", Role.APPROVER), person("Rita", Role.APPROVER)
    shop = stocked(cast, by)
    approver("asm", cast.amir, region="EMEA")
    approver("rd", rolf, region="")
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    approvals.submit(quote.reference, by(cast.sofia))
    planned = away(by, noon, rolf, rita)
    told(
        lambda: absences.begin(planned.pk, by(None, at=planned.starts_at, door="job")),
        {("quotes.to_approve", "rita"): ("waits for your approval", "You approve for Rolf, who is away.")},
    )

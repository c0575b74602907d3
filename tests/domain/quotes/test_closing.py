"""The end of an opportunity: its sale with the order's discount, its other quotes withdrawn, and two at once."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connections

from tests.cast import assemble, person
from tests.domain.quotes.papers import handed, sent_one_tier
from tests.domain.quotes.shop import SKU, approver, complete, stocked
from towpath.domain.accounts.actions import opportunities
from towpath.domain.pursuits.models import Sale
from towpath.domain.quotes.actions import approvals, closing, orders, quotes, sending
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.jobs import pursuits as pursuits_jobs
from towpath.jobs import quotes as jobs
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import MoveNotOpen, NotReady, Refusal

DEEP = (Wanted(SKU, Decimal(200), customer_percent=Decimal(20), customer_why="Three years agreed"),)


@pytest.fixture
def running(cast, by, shop):
    """A sent quote, one in review and a draft, all of one opportunity."""
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    sent = sent_one_tier(cast, by, shop)
    review = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    approvals.submit(review.reference, by(cast.sofia))
    draft = quotes.create(by(cast.sofia), complete(shop, cast.rival))
    return [sent.reference, review.reference, draft.reference]


def states(references) -> list[str]:
    return [Quote.objects.get(reference=one).state for one in references]


def follow(shop, by, name: str) -> None:
    """What the worker does after the opportunity was closed."""
    for reference in closing.left_over(shop.opportunity.pk):
        closing.end(reference, by(None, door="job"), why=name)


@pytest.mark.django_db
@pytest.mark.rule("INC-08")
def test_won_with_its_order_the_other_quotes_end_and_the_sale_knows_the_discount(cast, by, shop, running):
    sent = running[0]
    sending.accept(sent, by(cast.sofia), how="PO 1")
    assert closing.left_over(shop.opportunity.pk) == []  # it is open still
    opportunities.close_won(shop.opportunity.reference, by(cast.sofia))
    jobs.opportunity_closed(Event.objects.get(name="accounts.opportunity.closed_won"), by(None).at)
    for reference in closing.left_over(shop.opportunity.pk):
        jobs.end_quote(reference, "closed_won")
    assert states(running) == ["accepted", "withdrawn", "withdrawn"]
    assert set(Quote.objects.get(reference=running[1]).approvals.values_list("outcome", flat=True)) == {"set_aside"}
    line = Quote.objects.get(reference=sent).lines.get()
    pursuits_jobs.record_sale(shop.opportunity.reference)
    assert Sale.objects.get().percent_off == (line.program_off / line.list_amount * 100).quantize(Decimal("0.01")) > 0
    with pytest.raises(MoveNotOpen):
        closing.end(sent, by(None, door="job"), why="closed_won")


@pytest.mark.django_db
def test_won_before_the_order_came_the_primary_quote_waits_for_it(cast, by, shop, running):
    order = orders.receive(by(cast.ruth), handed(Quote.objects.get(reference=running[0])))
    opportunities.close_won(shop.opportunity.reference, by(cast.sofia))
    follow(shop, by, "closed_won")
    assert states(running) == ["sent", "withdrawn", "withdrawn"]
    with pytest.raises(NotReady):
        closing.end(running[0], by(None, door="job"), why="closed_won")
    assert orders.accept(order.reference, by(cast.sofia)).state == "accepted"


@pytest.mark.django_db
def test_lost_every_running_quote_ends_and_an_order_for_it_cannot_be_taken(cast, by, shop, running):
    order = orders.receive(by(cast.ruth), handed(Quote.objects.get(reference=running[0])))
    opportunities.close_lost(shop.opportunity.reference, by(cast.sofia), reason="Another vendor")
    follow(shop, by, "closed_lost")
    assert states(running) == ["withdrawn"] * 3
    with pytest.raises(MoveNotOpen):
        orders.accept(order.reference, by(cast.sofia))
    assert orders.decline(order.reference, by(cast.sofia), why="The deal was lost").state == "declined"


# two at once -----------------------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts in threads that start together; what each came to, sorted."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(20)
            answers.append(act().state)
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "somebody waits for ever"
    return sorted(answers)


@pytest.fixture
def alone(transactional_db, by):
    cast = assemble()
    return cast, stocked(cast, by)


def test_two_orders_of_a_quote_at_once_become_one(alone, by):
    cast, shop = alone
    quote = sent_one_tier(cast, by, shop)
    pair = [orders.receive(by(cast.ruth), handed(quote, **{"PO number": name})).reference for name in ("PO-1", "PO-2")]
    found = at_once(*((lambda one=one: orders.accept(one, by(cast.sofia))) for one in pair))
    assert found == ["accepted", "move-not-open"]
    assert PurchaseOrder.objects.filter(state="accepted").count() == 1


def test_the_same_order_handed_in_twice_at_once_is_kept_once(alone, by):
    cast, shop = alone
    quote = sent_one_tier(cast, by, shop)
    found = at_once(*(lambda: orders.receive(by(cast.ruth), handed(quote)) for _ in range(2)))
    assert found == ["checked", "taken"]
    assert PurchaseOrder.objects.count() == 1


def test_an_order_accepted_while_its_quote_is_revised_counts_or_finds_it_revised(alone, by):
    cast, shop = alone
    quote = sent_one_tier(cast, by, shop)
    order = orders.receive(by(cast.ruth), handed(quote))
    found = at_once(
        lambda: orders.accept(order.reference, by(cast.sofia)), lambda: quotes.revise(quote.reference, by(cast.sofia))
    )
    assert found in (["accepted", "move-not-open"], ["draft", "move-not-open"])
    quote.refresh_from_db()
    order.refresh_from_db()
    assert (quote.state, order.state) in (("accepted", "accepted"), ("superseded", "checked"))

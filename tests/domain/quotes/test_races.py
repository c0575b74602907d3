"""Two at once on a quote, on the real database: one after the other, and the later one sees what the earlier one did."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.cast import assemble, person
from tests.domain.deals.test_races import at_once, while_locked
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import MoveNotOpen, NotFound, Stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def market(cast, by):
    """The shop; who approves twenty percent to the customer: Amir and Rolf."""
    from tests.domain.quotes.shop import approver, stocked

    shop = stocked(cast, by)
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    return shop


def drafted(market, cast, by, percent: str = "20"):
    from tests.domain.quotes.shop import SKU, complete
    from towpath.domain.quotes.actions import quotes
    from towpath.domain.quotes.pricing import Wanted

    why = "Three years agreed" if Decimal(percent) else ""
    line = Wanted(SKU, Decimal(200), customer_percent=Decimal(percent), customer_why=why)
    return quotes.create(by(cast.sofia), complete(market, cast.rival, lines=(line,)))


def in_review(market, cast, by):
    from towpath.domain.quotes.actions import approvals, quotes

    reference = drafted(market, cast, by).reference
    quotes.make_primary(reference, by(cast.sofia))
    return approvals.submit(reference, by(cast.sofia))


def row_of(quote):
    from towpath.domain.quotes.models import Quote

    return lambda: list(Quote.objects.select_for_update().filter(pk=quote.pk))


def names(answers) -> set[str]:
    return {type(one).__name__ for one in answers}


def happened(quote, name: str) -> int:
    from towpath.kernel.events.models import Event

    return Event.objects.filter(name=f"quotes.quote.{name}", subject_id=quote.pk).count()


@pytest.mark.rule("APR-01", "QUO-08")
def test_two_approvers_at_once_both_count_and_one_is_the_last(market, cast, by):
    from towpath.domain.quotes.actions import approvals

    quote, rolf = in_review(market, cast, by), Person.objects.get(name="Rolf")
    acts = [lambda who=who: approvals.approve(quote.reference, by(who)) for who in (cast.amir, rolf)]
    answers = while_locked(row_of(quote), *acts)
    quote.refresh_from_db()
    market.opportunity.refresh_from_db()
    assert names(answers) == {"Quote"}
    assert (quote.state, happened(quote, "level_approved"), happened(quote, "approved")) == ("approved", 1, 1)
    assert set(quote.approvals.values_list("outcome", flat=True)) == {"approved"}
    assert market.opportunity.stamped_quote == quote.reference


def test_one_approver_twice_at_once_decides_once(market, cast, by):
    from towpath.domain.quotes.actions import approvals

    quote = in_review(market, cast, by)
    act = lambda: approvals.approve(quote.reference, by(cast.amir))  # noqa: E731
    answers = while_locked(row_of(quote), act, act)
    assert names(answers) == {"Quote", "NotFound"}
    assert quote.approvals.filter(outcome="approved").count() == 1


def test_a_rejection_and_an_approval_at_once_end_in_the_rejection(market, cast, by):
    from towpath.domain.quotes.actions import approvals

    quote, rolf = in_review(market, cast, by), Person.objects.get(name="Rolf")
    answers = while_locked(
        row_of(quote), lambda: approvals.approve(quote.reference, by(cast.amir)),
        lambda: approvals.reject(quote.reference, by(rolf), comments="Too deep"),
    )  # fmt: skip
    quote.refresh_from_db()
    assert quote.state == "rejected"
    assert not any(isinstance(one, Exception) and not isinstance(one, MoveNotOpen) for one in answers)
    assert not quote.approvals.filter(outcome="").exists()


def test_recalled_for_a_change_while_the_last_one_approves_it_is_one_or_the_other(market, cast, by):
    from towpath.domain.quotes.actions import approvals

    quote, rolf = in_review(market, cast, by), Person.objects.get(name="Rolf")
    approvals.approve(quote.reference, by(rolf))
    answers = while_locked(
        row_of(quote), lambda: approvals.recall(quote.reference, by(cast.sofia), why="Fewer seats"),
        lambda: approvals.approve(quote.reference, by(cast.amir)),
    )  # fmt: skip
    quote.refresh_from_db()
    assert quote.state in ("draft", "approved")
    refused = [one for one in answers if isinstance(one, MoveNotOpen | NotFound)]
    assert len(refused) == 1, answers
    assert happened(quote, "approved") == (1 if quote.state == "approved" else 0)


def test_edited_while_it_is_submitted_what_is_approved_is_what_was_read(market, cast, by):
    from tests.domain.quotes.shop import SKU, complete
    from towpath.domain.quotes.actions import approvals, quotes
    from towpath.domain.quotes.pricing import Wanted

    quote = drafted(market, cast, by, percent="0")
    seen, net = quote.version, quote.net_amount
    fewer = complete(market, cast.rival, lines=(Wanted(SKU, Decimal(10)),))
    answers = while_locked(
        row_of(quote), lambda: approvals.submit(quote.reference, by(cast.sofia), version=seen),
        lambda: quotes.edit(quote.reference, by(cast.sofia), fewer, version=seen),
    )  # fmt: skip
    quote.refresh_from_db()
    assert names(answers) in ({"Quote", "Stale"}, {"Quote", "MoveNotOpen"})
    assert (quote.state, quote.net_amount == net) in (("approved", True), ("draft", False))
    assert sum(isinstance(one, Stale | MoveNotOpen) for one in answers) == 1


def test_two_sends_at_once_both_stand_and_it_is_sent_once(market, cast, by):
    from towpath.domain.quotes.actions import approvals, sending

    quote = drafted(market, cast, by, percent="0")
    approvals.submit(quote.reference, by(cast.sofia))
    rhea = person("Rhea", Role.PARTNER_SELLER, organisation=cast.rival.organisation)
    first = by(cast.sofia)
    answers = while_locked(
        row_of(quote), lambda: sending.send(quote.reference, first, people=[cast.ruth.pk]),
        lambda: sending.send(quote.reference, first.later(first.at + timedelta(seconds=1)), people=[rhea.pk]),
    )  # fmt: skip
    quote.refresh_from_db()
    assert names(answers) == {"Quote"}
    assert (quote.state, quote.dispatches.count(), happened(quote, "sent")) == ("sent", 2, 2)
    assert quote.sent_at == min(row.at for row in quote.dispatches.order_by("id")[:1])


@pytest.mark.rule("QUO-08")
def test_of_two_made_primary_at_once_one_is(market, cast, by):
    from towpath.domain.quotes.actions import quotes
    from towpath.domain.quotes.models import Quote

    pair = [drafted(market, cast, by, percent="0") for _ in range(2)]
    acts = [lambda one=one: quotes.make_primary(one.reference, by(cast.sofia)) for one in pair]
    assert names(at_once(*acts)) == {"Quote"}
    assert Quote.objects.filter(primary=True).count() == 1
    assert names(at_once(*acts)) == {"Quote"}, "also where one of them is primary already"
    assert Quote.objects.filter(primary=True).count() == 1


@pytest.mark.rule("QUO-08")
def test_another_is_made_primary_while_the_primary_one_is_approved_by_the_last(market, cast, by):
    from towpath.domain.accounts.models import Opportunity
    from towpath.domain.quotes.actions import approvals, quotes
    from towpath.domain.quotes.models import Quote

    primary, other = in_review(market, cast, by), drafted(market, cast, by, percent="0")
    approvals.approve(primary.reference, by(Person.objects.get(name="Rolf")))
    answers = while_locked(
        lambda: list(Opportunity.objects.select_for_update(no_key=True)),
        lambda: approvals.approve(primary.reference, by(cast.amir)),
        lambda: quotes.make_primary(other.reference, by(cast.sofia)),
    )  # fmt: skip
    assert names(answers) == {"Quote"}, "neither waits for the other's lock in a circle"
    assert Quote.objects.get(primary=True).pk == other.pk
    assert Quote.objects.get(pk=primary.pk).state == "approved"

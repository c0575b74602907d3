"""Orders beside their quotes: read, checked, explained, taken or declined; and who may do what with them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.cast import person
from tests.domain.quotes.papers import handed, lines, scan, sent_one_tier, sent_two_tier
from tests.domain.quotes.shop import asked, complete
from towpath.domain.quotes import order_queries
from towpath.domain.quotes.actions import approvals, orders, quotes, sending
from towpath.domain.quotes.actions.orders import Handed
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    return person("Della", Role.DEAL_DESK)


@pytest.fixture
def quote(cast, by, shop):
    return sent_one_tier(cast, by, shop)


def fields(order) -> list[str]:
    return [each["field"] for each in order.findings]


@pytest.mark.rule("QUO-09", "QUO-08")
def test_an_order_that_fits_is_checked_at_once_and_orders_its_quote(cast, by, shop, quote):
    order = orders.receive(by(cast.ruth), handed(quote), scan())
    assert (order.state, order.findings, order.number, order.buyer) == ("checked", [], "PO-417", "reseller")
    assert (order.remit_to, order.document.name, order.organisation) == (
        "opportunity_team", "order.pdf", cast.rival.organisation,
    )  # fmt: skip
    done = orders.accept(order.reference, by(cast.sofia), version=order.version)
    quote.refresh_from_db()
    shop.opportunity.refresh_from_db()
    assert (done.state, quote.state, quote.primary) == ("accepted", "accepted", True)
    assert shop.opportunity.stamped_quote == quote.reference
    assert Event.objects.get(name="quotes.quote.accepted").data["how"] == "Purchase Order PO-417"


@pytest.mark.parametrize(
    ("told", "field", "on_order", "on_quote"),
    [
        ({"Total": "1,000.00"}, "amount", "1,000.00", None), ({"Payment terms": "Net 60"}, "net_days", "60", "30"),
        ({"Term": "24 months"}, "term_months", "24", "12"), ({"Entity": "Somebody Ltd"}, "entity", "Somebody Ltd", None),
        ({"Sold to": "Bureau"}, "sold_to", "Bureau", "Acme Robotics GmbH"),
        ({"Quote number": "QUO99999-1"}, "quote_number", "QUO99999-1", None), ({"Currency": "EUR"}, "currency", "EUR", "USD"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_explained_with_both_sides(cast, by, quote, told, field, on_order, on_quote):
    order = orders.receive(by(cast.sofia), handed(quote, **told))
    found = next(each for each in order.findings if each["field"] == field)
    assert order.state == "mismatched"
    assert found["on_order"] == on_order
    assert on_quote is None or found["on_quote"] == on_quote
    assert found["wrong"]
    assert found["right"]
    with pytest.raises(MoveNotOpen):
        orders.accept(order.reference, by(cast.sofia))


def test_what_was_not_found_is_asked_for_and_never_guessed(cast, by, quote):
    order = orders.receive(by(cast.ruth), handed(quote, Total="8.550", **{"Payment terms": None, "Bill to": None}))
    assert (order.state, order.amount, order.net_days) == ("received", None, None)
    assert order_queries.shown(by(cast.ruth), order.reference).asked == ("bill_to", "amount", "net_days")
    with pytest.raises(Invalid) as no:
        orders.check(order.reference, by(cast.ruth), {"bill_to": "Rivalry"})
    assert set(no.value.errors) == {"amount"}
    with pytest.raises(Invalid) as no:
        orders.check(order.reference, by(cast.ruth), {"amount": "much", "net_days": "soon", "colour": "red"})
    assert set(no.value.errors) == {"amount", "net_days", "colour"}
    done = orders.check(order.reference, by(cast.ruth), {"amount": f"{quote.net_amount:.2f}", "bill_to": ""})
    assert fields(done) == ["bill_to"]  # said to stand there not: found, with what would be right
    assert orders.check(done.reference, by(cast.ruth), {"bill_to": "Rivalry"}).state == "checked"


def test_a_paper_alone_is_kept_and_asked_about_and_an_empty_one_refused(cast, by, quote):
    with pytest.raises(Invalid):
        orders.receive(by(cast.ruth), Handed(quote.reference))
    with pytest.raises(Invalid):
        orders.receive(by(cast.ruth), Handed(quote.reference), scan("order.exe"))
    assert PurchaseOrder.objects.count() == 0
    order = orders.receive(by(cast.ruth), Handed(quote.reference), scan())
    assert (order.state, order.document.name) == ("received", "order.pdf")
    assert "amount" in order_queries.shown(by(cast.ruth), order.reference).asked
    other = orders.attach(order.reference, by(cast.ruth), scan("better.pdf"))
    assert order_queries.file(cast.sofia, other.reference).name == "better.pdf"


def test_deal_desk_takes_a_mismatch_with_a_reason_and_nobody_else(cast, by, quote, desk):
    order = orders.receive(by(cast.ruth), handed(quote, Entity="GitLab"))
    for somebody in (cast.sofia, cast.ruth, cast.omar):
        with pytest.raises(NotFound):
            orders.override(order.reference, by(somebody), why="Close enough")
    with pytest.raises(Invalid):
        orders.override(order.reference, by(desk), why=" ")
    done = orders.override(order.reference, by(desk), why="The short name of the same company")
    assert (done.state, done.overridden_by, fields(done)) == ("overridden", desk, ["entity"])
    assert orders.accept(order.reference, by(desk)).state == "accepted"
    with pytest.raises(IntegrityError, match="accepted_order_stays"), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(amount=Decimal(1))


@pytest.mark.rule("QUO-09")
def test_a_signed_order_form_stands_in_for_an_order(cast, by, quote):
    form = {"signature": "Ruth", "full_name": "Ruth", "title": "Buyer", "signed_on": "2026-09-01"}
    short = Handed(quote.reference, kind="order_form", typed={"signature": "Ruth", "full_name": "Ruth"})
    order = orders.receive(by(cast.sofia), short)
    assert (order.state, orders.asked_for(order, by(cast.sofia))) == ("received", ("title", "signed_on"))
    assert fields(orders.check(order.reference, by(cast.sofia))) == ["title", "signed_on"]
    done = orders.check(order.reference, by(cast.sofia), form)
    assert orders.accept(done.reference, by(cast.sofia)).state == "accepted"


@pytest.mark.rule("QUO-09", "QUO-05")
def test_through_distribution_the_resellers_order_goes_to_its_distributor(cast, by, shop, desk):
    quote = sent_two_tier(cast, by, shop)
    order = orders.receive(by(desk), Handed(quote.reference, lines(quote), buyer="reseller"))
    assert (order.remit_to, fields(order), order.state) == ("distributor", ["buyer"], "mismatched")
    assert "Amazic" in order.findings[0]["right"]
    with pytest.raises(NotReady):
        orders.override(order.reference, by(desk), why="They insist")
    theirs = orders.receive(by(cast.dirk), handed(quote, **{"PO number": "AMZ-1"}))
    assert (theirs.buyer, theirs.remit_to, theirs.state) == ("distributor", "vendor_sales", "checked")
    assert theirs.organisation == cast.dirk.organisation
    for outsider in (cast.nadia, cast.nina, cast.ruth):
        with pytest.raises(NotFound):
            order_queries.one(outsider, theirs.reference)
        with pytest.raises(NotFound):
            orders.receive(by(outsider), handed(quote))


@pytest.mark.rule("QUO-09")
def test_an_order_of_the_public_sector_is_signed_and_its_number_stands_on_the_quote(cast, by, shop):
    quote = sent_two_tier(cast, by, shop)
    Quote.objects.filter(pk=quote.pk).update(region="PUBSEC")
    type(shop.opportunity).objects.filter(pk=shop.opportunity.pk).update(region="PUBSEC")
    period = {"Performance from": "2026-10-01", "Performance to": "2027-09-30", "Quote number": None}
    order = orders.receive(by(cast.dirk), handed(quote, Total=f"{quote.net_amount + 1:.2f}", **period))
    assert fields(order) == ["signed", "quote_po_number"]  # a dollar more is within what is allowed
    orders.check(order.reference, by(cast.dirk), {"signed": "yes"})
    with pytest.raises(NotFound):
        orders.note_number(order.reference, by(cast.dirk))  # the quote is not the distributor's to write on
    done = orders.note_number(order.reference, by(cast.sofia))
    quote.refresh_from_db()
    assert (done.state, quote.order_number) == ("checked", "PO-417")


def test_one_order_of_a_number_counts_until_it_is_declined(cast, by, quote):
    first = orders.receive(by(cast.ruth), handed(quote))
    with pytest.raises(Taken):
        orders.receive(by(cast.sofia), handed(quote))
    orders.decline(first.reference, by(cast.sofia), why="Another address")
    again = orders.receive(by(cast.ruth), handed(quote))
    assert again.state == "checked"
    with pytest.raises(MoveNotOpen):
        orders.accept(first.reference, by(cast.sofia))


@pytest.mark.rule("QUO-01", "QUO-02")
def test_what_cannot_be_ordered_by(cast, by, shop, quote):
    draft = quotes.create(by(cast.sofia), complete(shop, cast.rival))
    with pytest.raises(NotReady):
        orders.receive(by(cast.sofia), handed(draft))
    with pytest.raises(NotFound):
        orders.receive(by(cast.ruth), handed(draft))  # never sent: not even there
    quotes.withdraw(quote.reference, by(cast.sofia), why="Wrong terms")
    with pytest.raises(NotFound):
        orders.receive(by(cast.ruth), handed(quote))


def test_an_order_that_came_in_time_keeps_its_quote_from_lapsing(cast, by, noon, quote):
    order = orders.receive(by(cast.ruth), handed(quote))
    late = by(cast.sofia, at=noon + timedelta(days=400))
    assert quotes.lapse_due(late) == 0
    assert orders.accept(order.reference, late).state == "accepted"


def test_an_order_that_comes_too_late_is_refused_and_its_quote_lapses(cast, by, noon, quote):
    late = noon + timedelta(days=60)
    with pytest.raises(NotReady, match="was valid until"):
        orders.receive(by(cast.ruth, at=late), handed(quote))
    assert quotes.lapse_due(by(None, at=late, door="job")) == 1


def test_a_direct_quote_is_ordered_without_being_sent(cast, by, shop):
    full = complete(shop, cast.rival)
    told = {name: getattr(full, name) for name in ("sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")}  # fmt: skip
    quote = quotes.create(by(cast.sofia), asked(shop, path="direct", **told))
    approvals.submit(quote.reference, by(cast.sofia))
    order = orders.receive(by(cast.sofia), handed(quote))
    assert (order.buyer, order.remit_to, order.organisation) == ("customer", "orders_address", None)
    assert orders.accept(order.reference, by(cast.sofia)).state == "accepted"


def test_a_partners_quote_is_not_ordered_before_it_was_sent(cast, by, shop):
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival))
    approvals.submit(quote.reference, by(cast.sofia))
    with pytest.raises(NotReady, match="not sent yet"):
        sending.accept(quote.reference, by(cast.sofia), how="PO 1")


@pytest.mark.rule("QUO-02", "QUO-05")
def test_no_event_of_an_order_names_a_figure(cast, by, quote, desk):
    order = orders.receive(by(cast.ruth), handed(quote, Total="12345.67"))
    orders.override(order.reference, by(desk), why="A rounding of theirs")
    orders.accept(order.reference, by(cast.sofia))
    said = str(list(Event.objects.filter(name__startswith="quotes.").values_list("data", flat=True)))
    assert "12345" not in said
    assert f"{quote.net_amount:.0f}" not in said

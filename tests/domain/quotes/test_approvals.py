"""Quotes are submitted to the levels that the program requires, decided once by each, and stamped when the last agreed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, asked, complete
from towpath.domain.accounts.models import Opportunity
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.models import Approval, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.access.grants import fits
from towpath.kernel.approvals.models import Absence
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady

pytestmark = pytest.mark.django_db
DEEP = (Wanted(SKU, Decimal(200), customer_percent=Decimal(20), customer_why="Three years agreed"),)


@pytest.fixture
def quote(cast, by, shop):
    """A one-tier quote of 20 percent to the customer: the area sales manager and the regional director must approve."""
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    return quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))


def test_what_needs_nobody_is_finished_at_once(cast, by, shop):
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival))
    quotes.make_primary(quote.reference, by(cast.sofia))
    done = approvals.submit(quote.reference, by(cast.sofia))
    assert (done.state, done.approvals.count()) == ("approved", 0)


@pytest.mark.rule("APR-01")
def test_levels_are_asked_by_the_region_of_the_owner(cast, by, quote):
    done = approvals.submit(quote.reference, by(cast.sofia), comments="Compelling event: renewal of the rival tool")
    asked_of = [(row.level, row.assigned_to.name) for row in done.approvals.all()]
    assert (done.state, asked_of) == ("in_review", [("asm", "Amir"), ("rd", "Rolf")])
    assert "20.00 percent" in done.approvals.get(level="asm").because[0]


@pytest.mark.rule("QUO-08")
def test_the_last_approval_stamps_the_opportunity(cast, by, shop, quote):
    rolf = Person.objects.get(name="Rolf")
    quotes.make_primary(quote.reference, by(cast.sofia))
    approvals.submit(quote.reference, by(cast.sofia))
    first = approvals.approve(quote.reference, by(rolf))
    shop.opportunity.refresh_from_db()
    assert (first.state, shop.opportunity.resale_partner) == ("in_review", None)
    last = approvals.approve(quote.reference, by(cast.amir), comments="Fine")
    shop.opportunity.refresh_from_db()
    stamped = (shop.opportunity.resale_partner, shop.opportunity.distributor, shop.opportunity.resale_partner_track)
    assert (last.state, stamped) == ("approved", (cast.rival, None, "select"))


def test_a_rejection_asks_nobody_else_and_opens_it_again(cast, by, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    with pytest.raises(Invalid):
        approvals.reject(quote.reference, by(cast.amir), comments=" ")
    done = approvals.reject(quote.reference, by(cast.amir), comments="Too deep for the volume.")
    assert done.state == "rejected"
    assert sorted(done.approvals.values_list("outcome", flat=True)) == ["rejected", "set_aside"]
    again = approvals.reopen(quote.reference, by(cast.sofia))
    assert again.state == "draft"


def test_recalled_and_submitted_again_all_are_asked_anew(cast, by, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    approvals.approve(quote.reference, by(cast.amir))
    assert approvals.recall(quote.reference, by(cast.sofia)).state == "draft"
    again = approvals.submit(quote.reference, by(cast.sofia))
    rounds = [(row.round, row.level, row.outcome) for row in again.approvals.all()]
    assert rounds == [(1, "asm", "approved"), (1, "rd", "set_aside"), (2, "asm", ""), (2, "rd", "")]


def test_a_quote_in_review_is_locked(cast, by, shop, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    for act in (
        lambda: quotes.edit(quote.reference, by(cast.sofia), asked(shop, partner=cast.rival.reference)),
        lambda: quotes.reprice(quote.reference, by(cast.sofia)),
        lambda: approvals.submit(quote.reference, by(cast.sofia)),
    ):
        with pytest.raises(MoveNotOpen):
            act()


def test_who_is_not_asked_decides_nothing(cast, by, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    for somebody in (cast.anna, cast.sofia, cast.ruth, cast.omar):
        with pytest.raises(NotFound):
            approvals.approve(quote.reference, by(somebody))
    approvals.approve(quote.reference, by(cast.amir))
    with pytest.raises(NotFound):
        approvals.approve(quote.reference, by(cast.amir))


@pytest.mark.rule("APR-03")
def test_a_delegate_approves_in_the_absent_persons_name(cast, by, noon, quote):
    Absence.objects.create(
        person=cast.amir, backup=cast.anna, starts_at=noon - timedelta(days=1), ends_at=noon + timedelta(days=1),
        state="active", made_by=cast.amir, made_at=noon,
    )  # fmt: skip
    approvals.submit(quote.reference, by(cast.sofia))
    approvals.approve(quote.reference, by(cast.anna))
    row = quote.approvals.get(level="asm")
    assert (row.decided_by, row.decided_for, row.outcome) == (cast.anna, cast.amir, "approved")


def test_without_an_approver_nothing_is_submitted(cast, by, shop):
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    approver("asm", cast.amir, region="EMEA", ends_on=date(2026, 9, 1))
    with pytest.raises(NotReady, match="Nobody approves as Area Sales Manager"):
        approvals.submit(quote.reference, by(cast.sofia))
    assert Quote.objects.get().state == "draft"


@pytest.mark.rule("QUO-04", "BIL-04")
def test_a_quote_that_lacks_fields_is_refused_with_each(cast, by, shop):
    quote = quotes.create(by(cast.sofia), asked(shop, partner=cast.rival.reference, buys="direct"))
    with pytest.raises(Invalid) as no:
        approvals.submit(quote.reference, by(cast.sofia))
    assert {"sold_to_contact", "bill_to_contact", "end_user_email", "invoice_owner"} <= set(no.value.errors)


@pytest.mark.rule("INC-10")
def test_a_negotiated_reduction_waits_for_all_three_consents(cast, by, shop):
    approver("vp_channel", person("Vera", Role.APPROVER), region="")
    line = (Wanted(SKU, Decimal(200), reduced_to=Decimal(5)),)
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=line))
    sending.consent(quote.reference, by(cast.sofia), side="sales")
    sending.consent(quote.reference, by(cast.elena), side="esm")
    with pytest.raises(NotReady, match="by the partner is not recorded"):
        approvals.submit(quote.reference, by(cast.sofia))
    sending.consent(quote.reference, by(cast.elena), side="partner", words="Mail of 31 August from the partner")
    done = approvals.submit(quote.reference, by(cast.sofia))
    assert [row.level for row in done.approvals.all()] == ["vp_channel"]
    approvals.recall(quote.reference, by(cast.sofia))
    deeper = complete(shop, cast.rival, lines=(Wanted(SKU, Decimal(200), reduced_to=Decimal(4)),))
    quotes.edit(quote.reference, by(cast.sofia), deeper)
    assert quote.consents.count() == 0


@pytest.mark.rule("QUO-08")
@pytest.mark.parametrize("act", ["make_primary", "accept"])
def test_what_was_approved_before_it_counted_is_stamped_once_it_counts(cast, by, shop, act):
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival))
    approvals.submit(quote.reference, by(cast.sofia))
    shop.opportunity.refresh_from_db()
    assert shop.opportunity.resale_partner is None
    if act == "make_primary":
        quotes.make_primary(quote.reference, by(cast.sofia))
    else:
        sending.send(quote.reference, by(cast.sofia), people=[cast.ruth.pk])
        sending.accept(quote.reference, by(cast.sofia), how="PO 4711")
    shop.opportunity.refresh_from_db()
    assert (shop.opportunity.resale_partner, shop.opportunity.stamped_quote) == (cast.rival, quote.reference)


@pytest.mark.rule("QUO-02")
def test_no_event_of_a_review_names_a_figure(cast, by, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    said = str(list(Event.objects.filter(name__startswith="quotes.quote.").values_list("data", flat=True)))
    assert "percent" not in said
    assert "arr" not in said


@pytest.mark.rule("ROL-20")
def test_who_is_asked_to_approve_a_quote_may_quote_no_opportunity_for_that(cast, by, shop, quote):
    approvals.submit(quote.reference, by(cast.sofia))
    Approval.objects.filter(level="asm").update(assigned_to=cast.erin)
    asked_of_erin = Q(pk=quote.pk)
    assert ACCESS.rows(cast.erin, Permission.VIEW, Quote.objects.all()).filter(asked_of_erin).exists()
    opportunity = Opportunity(pk=quote.pk, region="EMEA", owner=cast.sofia)
    assert fits(opportunity, ACCESS.condition(cast.erin, Permission.CREATE)) is False

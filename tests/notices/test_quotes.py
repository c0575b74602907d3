"""Letters about quotes: each act, who hears of it, in which words; and that none carries a figure (QUO-02, QUO-05)."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, asked, complete
from tests.notices.letters import expect, letters
from towpath.domain.quotes import readers
from towpath.domain.quotes.actions import approvals, lapsing, quotes, sending
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("QUO-02", "QUO-05")]
INSIDE, PORTAL = "http://localhost:8000/quotes/QUO", "http://localhost:8000/portal/quotes/QUO"
DEEP = (Wanted(SKU, Decimal(200), customer_percent=Decimal(20), customer_why="Twenty percent, 36,480.00 in all"),)
APPROVE = ("A quote for Acme Robotics GmbH waits for your approval", "Submitted by: Sofia", INSIDE)


@pytest.fixture
def in_review(cast, by, shop):
    """Amir and Rolf must approve; the desk submitted Sofia's quote, with a figure in its comments."""
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    return approvals.submit(quote.reference, by(cast.sofia), comments="At 29,184.00 they sign")


def at(quote: Quote, state: str, **more) -> Quote:
    Quote.objects.filter(pk=quote.pk).update(state=state, **more)
    return Quote.objects.get(pk=quote.pk)


@pytest.fixture
def two_tier(cast, by, shop):
    """Northwind's quote through Amazic, approved."""
    return at(quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference)), "approved")


@pytest.fixture
def at_rival(cast, by, shop, noon):
    """Rivalry's quote, sent to Ruth."""
    quote = at(quotes.create(by(cast.sofia), complete(shop, cast.rival)), "approved")
    return sending.send(quote.reference, by(cast.sofia), people=[cast.ruth.pk])


def figureless(found) -> None:
    """No amount and no percent of any quote stands in a letter, nor what somebody typed."""
    for mail in found.values():
        for text in (mail.subject, mail.text, re.sub(r"<[^>]*>", " ", mail.html)):
            assert not re.search(r"\d[\d,]*\.\d\d|\d ?%|percent|36,480|29,184|45,600", text), text


@pytest.mark.rule("APR-01", "APR-03")
def test_each_approver_is_asked_a_backup_in_whose_name(cast, by, noon, shop):
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    Absence.objects.create(
        person=cast.amir, backup=cast.anna, starts_at=noon - timedelta(days=1), ends_at=noon + timedelta(days=1),
        state="active", made_by=cast.amir, made_at=noon,
    )  # fmt: skip
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    found = letters(noon, lambda: approvals.submit(quote.reference, by(cast.sofia), comments="At 29,184.00"))
    expect(found, {
        ("quotes.to_approve", "anna"): (*APPROVE, "You approve for Amir, who is away.", "Area Sales Manager"),
        ("quotes.to_approve", "rolf"): (*APPROVE, "Regional Director"),
    })  # fmt: skip
    figureless(found)


def test_who_was_asked_hears_of_a_recall_and_only_who_had_not_decided(cast, by, noon, in_review):
    approvals.approve(in_review.reference, by(cast.amir))
    found = letters(noon, lambda: approvals.recall(in_review.reference, by(cast.sofia), why="20 percent is too much"))
    expect(
        found, {("quotes.set_aside", "rolf"): ("needs no approval of yours now", "Nothing needs to be done", INSIDE)}
    )
    figureless(found)


def test_the_owner_hears_what_was_decided(cast, by, noon, in_review):
    rolf = Person.objects.get(name="Rolf")
    assert letters(noon, lambda: approvals.approve(in_review.reference, by(cast.amir))) == {}
    found = letters(noon, lambda: approvals.approve(in_review.reference, by(rolf), comments="20 percent, once"))
    expect(found, {("quotes.approved", "sofia"): ("is approved", "Send it to its audience", INSIDE)})
    figureless(found)


def test_a_rejection_reaches_the_owner_and_spares_the_others(cast, by, noon, in_review):
    found = letters(noon, lambda: approvals.reject(in_review.reference, by(cast.amir), comments="15 percent at most"))
    expect(found, {
        ("quotes.rejected", "sofia"): ("was rejected", "what would have to differ", INSIDE),
        ("quotes.set_aside", "rolf"): ("needs no approval of yours now", INSIDE),
    })  # fmt: skip
    figureless(found)


@pytest.mark.rule("DST-03")
def test_a_two_tier_quote_is_told_to_its_distributor_and_never_to_the_reseller(cast, by, noon, two_tier):
    def act():
        sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk], mailbox="Orders@amazic.example")

    found = letters(noon, act)
    expect(found, {
        ("quotes.sent", "dirk"): ("A quote for you", "its prices are shown there alone", PORTAL),
        ("quotes.sent", "orders@amazic.example"): ("A quote for you", "Sign in", PORTAL),
    })  # fmt: skip
    figureless(found)
    assert f"{two_tier.net_amount:.0f}" not in str([mail.text for mail in found.values()])


def test_who_left_the_audience_meanwhile_is_not_told(cast, by, noon, two_tier):
    def act():
        sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk])
        Person.objects.filter(pk=cast.dirk.pk).update(
            organisation=cast.northwind.organisation, roles=["partner_seller"]
        )

    assert letters(noon, act) == {}
    assert readers.why_not(cast.nadia, two_tier.pk) == "Nadia may not see it any more"


@pytest.mark.rule("INC-10")
def test_whose_agreement_is_missing_is_asked_for_it(cast, by, noon, shop):
    line = (Wanted(SKU, Decimal(200), reduced_to=Decimal(5)),)
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=line))
    sending.consent(quote.reference, by(cast.sofia), side="sales")
    found = letters(noon, lambda: sending.ask_consent(quote.reference, by(cast.sofia), people=[cast.ruth.pk]))
    expect(found, {
        ("quotes.consent_asked", "ruth"): ("Your agreement is asked for", "You agree for your company", PORTAL),
        ("quotes.consent_asked", "elena"): ("Your agreement is asked for", INSIDE),
    })  # fmt: skip
    figureless(found)


def test_readers_hear_that_a_quote_cannot_be_ordered_any_more(cast, by, noon, at_rival):
    found = letters(noon, lambda: quotes.revise(at_rival.reference, by(cast.sofia)))
    expect(found, {("quotes.ended", "ruth"): ("cannot be ordered any more", "http://localhost:8000/portal/quotes")})
    figureless(found)


def test_the_end_is_told_once_for_each_last_day_and_then_that_it_came(cast, by, noon, at_rival):
    def night(day: int):
        return by(None, at=datetime(2026, 9, day, 20, tzinfo=UTC), door="job")

    at(at_rival, "sent", valid_until=date(2026, 9, 15))
    assert lapsing.tell_lapsing(night(7)) == 0
    found = letters(noon, lambda: lapsing.tell_lapsing(night(8)))
    expect(found, {
        ("quotes.lapsing", "sofia"): ("runs out soon", "until Tue 15 Sep 2026", INSIDE),
        ("quotes.lapsing", "ruth"): ("runs out soon", "until Tue 15 Sep 2026", PORTAL),
    })  # fmt: skip
    assert lapsing.tell_lapsing(night(9)) == 0
    quotes.prolong(at_rival.reference, by(cast.sofia), until=date(2026, 9, 20))
    assert lapsing.tell_lapsing(night(14)) == 1, "another last day, told once more"
    lapsed = letters(noon, lambda: quotes.lapse_due(night(22)))
    expect(lapsed, {("quotes.lapsed", "sofia"): ("has lapsed", "Revise it", INSIDE)})
    figureless(found | lapsed)


def test_the_owner_hears_of_an_order_that_somebody_else_recorded(cast, by, noon, at_rival):
    desk = person("Desi", Role.DEAL_DESK)
    found = letters(noon, lambda: sending.accept(at_rival.reference, by(desk), how="PO over 38,760.00"))
    expect(found, {("quotes.accepted", "sofia"): ("is ordered", "Close the opportunity as won", INSIDE)})
    figureless(found)

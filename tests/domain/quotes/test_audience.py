"""Prices leave to the one audience of a quote, by page, paper and dispatch, and to nobody else (QUO-02, QUO-05)."""

import io

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from tests.cast import person
from tests.domain.quotes.shop import asked
from towpath.domain.quotes import queries
from towpath.domain.quotes.actions import quotes, sending
from towpath.domain.quotes.audiences import OutsideAudience, face
from towpath.domain.quotes.models import Dispatch, Quote
from towpath.domain.quotes.paper import paper
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_tier(cast, by, shop):
    """Northwind's quote through Amazic, approved and ready to be sent."""
    quote = quotes.create(by(cast.sofia), asked(shop, partner=cast.northwind.reference))
    Quote.objects.filter(pk=quote.pk).update(state="approved")
    return queries.one(cast.sofia, quote.reference)


@pytest.fixture
def outsiders(cast):
    """The reseller's people, its rival's, and another distributor's."""
    other = Organisation.objects.create(name="Freight", kind=Organisation.Kind.DISTRIBUTOR)
    return [cast.nadia, cast.nina, cast.ruth, person("Fritz", Role.DISTRIBUTOR_USER, organisation=other)]


@pytest.mark.rule("QUO-02", "QUO-05")
def test_only_the_distributor_of_a_two_tier_quote_reads_its_prices(cast, by, book, two_tier, outsiders):
    sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk], mailbox="orders@amazic.example")
    quote = queries.one(cast.dirk, two_tier.reference)
    assert face(quote, cast.dirk, book).net_amount == two_tier.net_amount
    for outsider in outsiders:
        with pytest.raises(NotFound):
            queries.one(outsider, two_tier.reference)
        with pytest.raises(OutsideAudience):
            face(quote, outsider, book)
        with pytest.raises(OutsideAudience):
            paper(quote, outsider, book)


@pytest.mark.rule("DST-05")
def test_nobody_outside_sees_a_quote_before_it_is_sent(cast, two_tier):
    with pytest.raises(NotFound):
        queries.one(cast.dirk, two_tier.reference)


@pytest.mark.rule("QUO-05")
def test_one_addressee_outside_the_audience_refuses_the_whole_act(cast, by, two_tier, outsiders):
    for outsider in outsiders:
        with pytest.raises(OutsideAudience):
            sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk, outsider.pk])
    for mailbox in ("orders@climb.example", "buyer@acme-robotics.example"):
        with pytest.raises(OutsideAudience):
            sending.send(two_tier.reference, by(cast.sofia), mailbox=mailbox)
    assert not Dispatch.objects.exists()
    assert Quote.objects.get().state == "approved"


@pytest.mark.rule("QUO-02")
def test_what_is_kept_of_a_dispatch_names_no_price(cast, by, two_tier):
    sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk])
    event = Event.objects.get(name="quotes.quote.sent")
    assert event.organisation_id == cast.dirk.organisation_id
    assert f"{two_tier.net_amount:.0f}" not in str(event.data)


def test_who_was_sent_a_quote_stays_on_record(cast, by, two_tier):
    sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk])
    for act in (lambda: Dispatch.objects.all().delete(), lambda: Dispatch.objects.update(to="x@example.org")):
        with pytest.raises(IntegrityError, match="dispatch_stays"), transaction.atomic():
            act()


def test_the_paper_says_the_lines_the_sums_and_why(cast, by, book, two_tier):
    sending.send(two_tier.reference, by(cast.sofia), people=[cast.dirk.pk])
    quote = queries.one(cast.dirk, two_tier.reference)
    drawn = paper(quote, cast.dirk, book)
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(drawn)).pages)
    for words in (
        quote.reference,
        "Quote for a distributor",
        "45,600.00",
        f"{quote.net_amount:,.2f}",
        "for Amazic only",
    ):
        assert words in said
    assert drawn == paper(queries.one(cast.sofia, quote.reference), cast.sofia, book)

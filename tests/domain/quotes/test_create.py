"""A quote is made on an opportunity: its route, its one audience, its lines priced and explained."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.cast import claim
from tests.domain.deals.stages import stage
from tests.domain.quotes.shop import SKU, again, asked, stocked
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.models import Product
from towpath.domain.quotes.actions import quotes
from towpath.domain.quotes.facts import Standing, discount_facts
from towpath.domain.quotes.models import Line, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Ineligible, Invalid, NotFound
from towpath.program.decisions.pricing.rates import discount

pytestmark = pytest.mark.django_db


def made(by, cast, asked) -> Quote:
    return quotes.create(by(cast.sofia), asked)


@pytest.mark.rule("QUO-04", "QUO-05", "DST-01")
def test_an_open_partner_is_quoted_through_its_distributor(cast, by, shop):
    quote = made(by, cast, asked(shop, partner=cast.northwind.reference))
    assert (quote.kind, quote.audience, quote.organisation) == ("two_tier", "distributor", cast.dirk.organisation)
    assert (quote.resale_partner, quote.distributor, quote.reference[-2:]) == (cast.northwind, shop.amazic, "-1")
    assert quote.book.kind == "distribution"


@pytest.mark.rule("QUO-04")
def test_a_select_partner_may_buy_directly(cast, by, shop):
    quote = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct"))
    assert (quote.kind, quote.organisation, quote.distributor) == ("one_tier", cast.rival.organisation, None)
    assert quote.book.kind == "list"


@pytest.mark.rule("COS-01")
def test_lines_are_priced_and_explained(cast, by, shop):
    lines = (
        Wanted(SKU, Decimal(200)),
        Wanted("PS-DAY", Decimal(3), customer_percent=Decimal(10), customer_why="Pilot"),
    )
    quote = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct", lines=lines))
    seats, days = quote.lines.all()
    assert (seats.list_amount, seats.program_off, seats.customer_off) == (
        45_600,
        seats.list_amount - seats.net_amount,
        0,
    )
    assert seats.explained["outcome"]["basis"] == "co_sell"
    assert seats.explained["because"][0]["rule"] == "quotes.discount"
    assert days.explained["outcome"]["basis"] == "services_resale"
    assert days.customer_off == ((days.list_amount - days.program_off) / 10).quantize(Decimal("0.01"))
    assert (quote.list_amount, quote.net_amount) == (51_300, seats.net_amount + days.net_amount)


@pytest.mark.rule("DRG-27")
def test_the_sourced_discount_follows_the_approved_registration(cast, by, shop):
    before = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct"))
    Opportunity.objects.filter(pk=shop.opportunity.pk).update(
        dr_partner=cast.rival, dr_status="approved", dr_deal_type="Resale"
    )
    after = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct"))
    other = made(by, cast, asked(shop, partner=cast.northwind.reference))
    basis = [quote.lines.get().explained["outcome"]["basis"] for quote in (before, after, other)]
    assert basis == ["co_sell", "partner_sourced", "co_sell"]
    assert after.net_amount < before.net_amount


def test_a_ramp_has_a_stretch_for_each_year(cast, by, shop):
    line = Wanted(SKU, Decimal(100), ramp=(Decimal(100), Decimal(150), Decimal(150)))
    quote = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct", term_months=36, lines=(line,)))
    assert [(row.starts_on, row.quantity) for row in quote.lines.all()] == [
        (date(2026, 10, 1), 100), (date(2027, 10, 1), 150), (date(2028, 10, 1), 150),
    ]  # fmt: skip
    falls = again(asked(shop, partner=cast.rival.reference, buys="direct", term_months=24), lines=(
        Wanted(SKU, Decimal(9), ramp=(Decimal(9), Decimal(8))),
    ))  # fmt: skip
    with pytest.raises(Invalid) as no:
        made(by, cast, falls)
    assert no.value.errors == {"line_1": ["The quantities of a ramp never fall from one year to the next."]}


@pytest.mark.rule("ONB-08", "ELG-01")
def test_a_partner_that_is_not_authorized_is_not_quoted(cast, by, shop):
    Partner.objects.filter(pk=cast.rival.pk).update(status="prospect")
    with pytest.raises(Ineligible) as no:
        made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct"))
    assert "not authorized" in no.value.sentence
    assert no.value.remedy
    assert Quote.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"lines": ()}, "lines", "one line at the least"),
        ({"lines": (Wanted("NO-SUCH", Decimal(1)),)}, "line_1", "There is no product NO-SUCH"),
        ({"lines": (Wanted(SKU, Decimal(1), customer_percent=Decimal(5)),)}, "line_1", "says why"),
        ({"lines": (Wanted(SKU, Decimal(1), reduced_to=Decimal(99)),)}, "line_1", "never raised"),
        ({"partner": ""}, "partner", "Name the partner"),
        ({"partner": "PAR99999"}, "partner", "There is no partner PAR99999"),
        ({"term_months": 0}, "term_months", "from 1 to 60"),
        ({"distributor": "climb", "buys": "distributor"}, "distributor", "Choose one of: amazic"),
    ],
)
def test_what_cannot_be_quoted_says_what_would_be_right(cast, by, shop, wrong, field, says):
    with pytest.raises(Invalid) as no:
        made(by, cast, asked(shop, **({"partner": cast.rival.reference, "buys": "direct"} | wrong)))
    assert says in no.value.errors[field][0]
    assert Quote.objects.count() == 0


def test_only_sales_of_the_region_quote(cast, by, shop):
    for person in (cast.erin, cast.felix, cast.nadia, cast.dirk):
        with pytest.raises(NotFound):
            quotes.create(by(person), asked(shop, partner=cast.rival.reference, buys="direct"))


@pytest.mark.rule("QUO-02")
def test_no_event_of_a_quote_names_a_price(cast, by, shop):
    quote = made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct"))
    event = Event.objects.get(name="quotes.quote.created", subject_id=quote.pk)
    said = str(event.data)
    assert f"{quote.net_amount:f}"[:6] not in said
    assert "percent" not in said


@pytest.mark.rule("QUO-05")
def test_the_database_holds_the_audience(cast, by, shop):
    quote = made(by, cast, asked(shop, partner=cast.northwind.reference))
    with pytest.raises(IntegrityError, match="quote_audience_is_right"), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(organisation=cast.northwind.organisation)
    with pytest.raises(IntegrityError, match="quote_kind_has_its_parties"), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(kind="one_tier")


def test_terms_and_lines_stay_once_a_quote_is_no_draft(cast, by, shop):
    quote = made(by, cast, asked(shop, partner=cast.northwind.reference))
    Quote.objects.filter(pk=quote.pk).update(state="in_review")
    for act in (
        lambda: Quote.objects.filter(pk=quote.pk).update(net_amount=1),
        lambda: Line.objects.filter(quote=quote).update(customer_why="x"),
        lambda: Line.objects.filter(quote=quote).delete(),
    ):
        with pytest.raises(IntegrityError, match=r"quote_(terms|lines)_stay"), transaction.atomic():
            act()


@pytest.mark.rule("INC-06")
def test_a_registration_that_came_after_the_tender_earns_no_sourced_discount_in_it(cast, by, book, shop):
    Opportunity.objects.filter(pk=shop.opportunity.pk).update(
        dr_partner=cast.rival, dr_status="approved", dr_deal_type="Resale"
    )
    shop.opportunity.refresh_from_db()
    product = Product.objects.get(sku=SKU)
    earned = [
        discount(
            discount_facts(shop.opportunity, cast.rival, standing, "one_tier", "new", product, book, on=date(2026, 9, 1)),
            book, on=date(2026, 9, 1),
        ).outcome.basis
        for standing in (Standing(), Standing(tender=True), Standing(tender=True, sourced_before=False))
    ]  # fmt: skip
    assert earned[:2] == ["partner_sourced", "partner_sourced"]
    assert earned[2] != "partner_sourced"


@pytest.mark.rule("MKT-02")
def test_a_quote_on_a_marketplace_says_whose_it_is_and_no_name_decides_it(cast, by, shop):
    sold = asked(shop, path="marketplace", partner=cast.rival.reference, contract=Decimal(3))
    Partner.objects.filter(pk=cast.rival.pk).update(track="technology", kinds=["alliance"], name="Google")
    with pytest.raises(Invalid) as no:
        made(by, cast, sold)
    assert no.value.errors == {"cloud": ["Say whose marketplace it is sold on: aws or gcp."]}
    said = made(by, cast, again(sold, cloud="aws"))
    assert (said.cloud, said.invoice_owner) == ("aws", "Amazon Web Services, Inc.")
    Opportunity.objects.filter(pk=shop.opportunity.pk).update(cloud="gcp")
    told = made(by, cast, sold)
    assert (told.cloud, told.invoice_owner, told.invoice_contact) == (
        "gcp", "Google Cloud Marketplace", "Cloud Marketplace Payments",
    )  # fmt: skip
    repriced = quotes.reprice(told.reference, by(cast.sofia))
    assert repriced.net_amount == told.net_amount, "the contract's percent stays what was agreed"
    with pytest.raises(Invalid) as no:
        made(by, cast, asked(shop, partner=cast.northwind.reference, cloud="aws"))
    assert set(no.value.errors) == {"cloud"}
    with pytest.raises(IntegrityError, match="quote_marketplace_is_somebodys"), transaction.atomic():
        Quote.objects.filter(pk=told.pk).update(cloud="")


@pytest.mark.rule("QUO-10")
def test_a_registration_asks_for_nothing_of_a_quote_and_makes_none(cast, by):
    """What a quote needs is asked separately: the form takes no part numbers, and its amount prices nothing."""
    with pytest.raises(Invalid) as no:
        registrations.draft(by(cast.nadia), claim(sku=SKU))
    assert set(no.value.errors) == {"sku"}
    known = stage("approved", cast, by).known
    assert not Quote.objects.exists()
    shop = stocked(cast, by)
    quote = quotes.create(by(cast.sofia), asked(shop, opportunity=known.reference, partner=cast.northwind.reference, currency="USD"))  # fmt: skip
    assert (quote.list_amount, Registration.objects.get().amount) == (45_600, 48_000)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [({"path": "barter"}, "marketplace"), ({"sale": "gift"}, "renewal_flat"), ({"buys": "twice"}, "distributor")],
)
def test_a_word_that_the_program_does_not_know_is_refused_with_those_that_it_knows(cast, by, shop, wrong, right):
    with pytest.raises(Invalid) as refused:
        made(by, cast, asked(shop, partner=cast.rival.reference, **{"buys": "direct"} | wrong))
    ((field, (words,)),) = refused.value.errors.items()
    assert (field, right in words) == (next(iter(wrong)), True)
    assert not Quote.objects.exists()


def test_a_currency_without_prices_is_refused_at_its_field_with_those_that_there_are(cast, by, shop):
    with pytest.raises(Invalid) as refused:
        made(by, cast, asked(shop, partner=cast.rival.reference, buys="direct", currency="CHF"))
    assert refused.value.errors == {"currency": ["There is no price book in CHF. Choose one of: USD."]}

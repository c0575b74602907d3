"""Who is the incumbent, computed from what was sold and what the customer wrote; and what a quote asks besides."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import account
from tests.domain.pursuits.market import deal, sold
from towpath.domain.pursuits.models import CustomerNotice, CustomerUpdate, Duty, Sale
from towpath.domain.pursuits.queries import standing_for
from towpath.kernel.documents.models import Document
from towpath.kernel.references import next_reference

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
AUTUMN = datetime(2026, 9, 2, 12, tzinfo=UTC)  # three months and a day after the sale of June


def wrote(cast, partner, on: date = JULY, state: str = "accepted") -> CustomerNotice:
    """Acme's notice of a day: `partner` is to have the renewal, or nobody."""
    paper = Document.objects.create(
        subject_type="accounts.account", subject_id=cast.acme.pk, name="notice.pdf", media_type="application/pdf",
        size=1, sha256="0" * 64, added_by=cast.sofia, added_at=AUTUMN,
    )  # fmt: skip
    return CustomerNotice.objects.create(
        reference=next_reference("NTC"), account=cast.acme, region="EMEA", partner=partner, contact_name="Carla",
        contact_email="carla@acme-robotics.example", dated_on=on, document=paper, state=state, recorded_by=cast.sofia,
        recorded_at=AUTUMN, decided_by=cast.elena, decided_at=AUTUMN,
    )  # fmt: skip


def spoke(who, sale: Sale, on: date, kind: str = "update") -> CustomerUpdate:
    """The partner of a sale gave an update, or held the review, on a day."""
    duty = Duty.objects.create(
        reference=next_reference("DTY"), kind=kind, sale=sale, account=sale.account, region="EMEA",
        partner=sale.partner, organisation=sale.organisation, opens_on=on, due_on=on, quarter="FY27-Q3", state="done",
        opened_at=AUTUMN,
    )  # fmt: skip
    return CustomerUpdate.objects.create(
        duty=duty, kind=kind, account=sale.account, partner=sale.partner, organisation=sale.organisation, given_on=on,
        given_at=AUTUMN, given_by=who, health="good", text="All is well.",
    )  # fmt: skip


@pytest.mark.rule("INC-02")
def test_the_partner_of_the_most_recent_sale_is_the_incumbent(market, by):
    sold(market.acme, market.rival, date(2025, 6, 1))
    sold(market.acme, market.northwind)
    ours = standing_for(market.renewal, market.northwind, by(market.sofia))
    theirs = standing_for(market.renewal, market.rival, by(market.sofia))
    assert (ours.incumbent, theirs.incumbent) == ("this", "another")
    assert theirs.incumbent_partner == market.northwind
    assert "transacted the most recent sale" in ours.because.because[0].says


@pytest.mark.rule("INC-02")
def test_a_customer_that_bought_directly_has_none(market, by):
    sold(market.acme, market.northwind, date(2025, 6, 1))
    sold(market.acme)
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "none"


def test_without_a_partner_the_incumbent_is_another(market, by):
    sold(market.acme, market.northwind)
    assert standing_for(market.renewal, None, by(market.sofia)).incumbent == "another"
    assert standing_for(deal(account("Empty Ltd", territory=market.dach), market.sofia), None, by(market.sofia)).incumbent == "none"  # fmt: skip


def test_services_alone_and_what_was_taken_back_move_nothing(market, by):
    sold(market.acme, market.northwind)
    sold(market.acme, market.rival, JULY, kind="services")
    mistake = sold(market.acme, market.rival, JULY)
    sold(market.acme, market.rival, JULY, cancels=mistake, why="Read in for the wrong customer.")
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "this"


def test_a_won_opportunity_is_not_its_own_last_sale(market, by):
    sold(market.acme, market.northwind)
    sold(market.acme, market.rival, date(2026, 8, 1), opportunity=market.renewal)
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "this"
    assert standing_for(deal(market.acme, market.sofia), market.northwind, by(market.sofia)).incumbent == "another"


@pytest.mark.rule("INC-03", "INC-05")
def test_the_customers_word_moves_it_once_accepted_and_until_it_buys_again(market, by):
    sold(market.acme, market.northwind)
    wrote(market, market.rival, state="recorded")
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "this"
    wrote(market, market.rival)
    assert standing_for(market.renewal, market.rival, by(market.sofia)).incumbent == "this"
    wrote(market, None, date(2026, 7, 2))
    nobody = standing_for(market.renewal, market.rival, by(market.sofia))
    assert (nobody.incumbent, nobody.notice is not None) == ("none", True)
    sold(market.acme, market.northwind, date(2026, 8, 1))
    again = standing_for(market.renewal, market.northwind, by(market.sofia))
    assert (again.incumbent, again.notice) == ("this", None)


@pytest.mark.rule("INC-04")
def test_an_incumbent_without_update_review_or_credit_lapses_and_is_told_what_to_do(market, by):
    sale = sold(market.acme, market.northwind, ends_on=AUTUMN.date())
    market.northwind.good_standing = False
    late = standing_for(market.renewal, market.northwind, by(market.sofia, at=AUTUMN))
    assert late.incumbent == "this_lapsed"
    assert [each.field for each in late.because.outcome.findings] == ["credit", "update", "review"]
    market.northwind.good_standing = True
    spoke(market.nadia, sale, date(2026, 8, 10))
    spoke(market.nadia, sale, date(2026, 8, 20), kind="review")
    assert standing_for(market.renewal, market.northwind, by(market.sofia, at=AUTUMN)).incumbent == "this"


@pytest.mark.rule("INC-08")
def test_last_years_discount_is_the_incumbents_own(market, by):
    sold(market.acme, market.northwind, percent_off=Decimal("17.5"))
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).last_year_percent == Decimal("17.5")
    assert standing_for(market.renewal, market.rival, by(market.sofia)).last_year_percent is None


def test_the_user_of_a_managed_service_is_the_customer(market, by):
    house = account("Northwind House", territory=market.dach)
    managed = deal(house, market.sofia, end_user=market.acme)
    sold(market.acme, market.northwind)
    assert standing_for(managed, market.northwind, by(market.sofia)).incumbent == "this"


def test_it_asks_four_things(market, by):
    sold(market.acme, market.northwind)
    wrote(market, market.rival)
    occasion = by(market.sofia)
    standing_for(market.renewal, market.northwind, occasion)
    with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
        standing_for(market.renewal, market.northwind, occasion)
    assert len(asked) == 4


@pytest.mark.parametrize("change", ["amount = 1", "transacted_on = transacted_on + 1", "partner_id = NULL, organisation_id = NULL"])  # fmt: skip
def test_a_sale_is_never_edited_or_deleted(market, change):
    sale = sold(market.acme, market.northwind)
    for act in (f"UPDATE pursuits_sale SET {change} WHERE id = %s", "DELETE FROM pursuits_sale WHERE id = %s"):
        with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act, [sale.pk])

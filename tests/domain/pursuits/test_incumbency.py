"""Sales from won opportunities, customers' notices, and what incumbents owe, as the people and the night do it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile

from tests.domain.pursuits.market import deal, sold
from towpath.domain.accounts.actions import opportunities
from towpath.domain.pursuits.actions import duties, notices, sales, sales_files
from towpath.domain.pursuits.models import Duty, Sale
from towpath.domain.pursuits.queries import standing_for
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, Taken

pytestmark = pytest.mark.django_db


def letter(content: bytes = b"%PDF-1.7 We wish another partner.") -> InMemoryUploadedFile:
    return InMemoryUploadedFile(BytesIO(content), "file", "letter.pdf", "application/pdf", len(content), None)


def wish(market, **more) -> dict[str, str]:
    return {
        "account": market.acme.reference, "partner": market.rival.reference, "contact_name": "Carla",
        "contact_email": "carla@acme-robotics.example", "dated_on": "2026-08-20",
    } | more  # fmt: skip


def night(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


@pytest.mark.rule("INC-02")
def test_a_won_opportunity_is_a_sale_once_and_moves_the_incumbency(market, by):
    sold(market.acme, market.rival)
    won = deal(market.acme, market.sofia, dr_status="approved", dr_partner=market.northwind, dr_deal_type="Resale")
    opportunities.close_won(won.reference, by(market.sofia))
    sale = sales.record_won(won.reference, by(None))
    assert (sale.partner, sale.account, sale.kind) == (market.northwind, market.acme, "subscription")
    assert sales.record_won(won.reference, by(None)) is None
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "this"
    assert Event.objects.get(name="pursuits.sale.recorded").data["through"] == "through Northwind"


def test_a_referral_is_no_sale_of_the_partners(market, by):
    won = deal(market.acme, market.sofia, dr_status="approved", dr_partner=market.northwind, dr_deal_type="Referral")
    opportunities.close_won(won.reference, by(market.sofia))
    assert sales.record_won(won.reference, by(None)).partner is None


def test_a_sale_taken_back_counts_no_more_and_its_opportunity_can_be_sold_anew(market, by):
    sale = sold(market.acme, market.rival, opportunity=market.renewal)
    with pytest.raises(NotFound):
        sales.take_back(sale.reference, by(market.sofia), why="Wrong customer.")
    sales.take_back(sale.reference, by(market.omar), why="Wrong customer.")
    with pytest.raises(Taken):
        sales.take_back(sale.reference, by(market.omar), why="Again.")
    assert standing_for(deal(market.acme, market.sofia), market.rival, by(market.sofia)).incumbent == "none"


@pytest.mark.rule("INC-02")
def test_past_sales_are_read_in_once_and_each_line_that_is_wrong_says_why(market, by):
    acme, northwind = market.acme.reference, market.northwind.reference
    file = f"""Account;Partner;Sold on;Order number;Percent off list;Colour
{acme};{northwind};2025-06-01;S-1;18.5;blue
ACC99999;;2025-06-01;S-2;;
{acme};;1 June;S-3;;
{acme};;2026-12-01;S-4;;
{acme};;2025-06-01;S-5;101;
{acme};;2025-06-01;S-1;;
""".encode()
    looked = sales_files.read_csv(by(market.omar), BytesIO(file), really=False)
    assert (looked.taken, looked.known, [line for line, _ in looked.wrong], Sale.objects.count()) == (
        1,
        1,
        [3, 4, 5, 6],
        0,
    )
    first, again = (sales_files.read_csv(by(market.omar), BytesIO(file), really=True) for _ in range(2))
    assert (first.taken, first.known, again.taken, again.known) == (1, 1, 0, 2)
    assert (Sale.objects.get().partner, Sale.objects.get().percent_off) == (market.northwind, Decimal("18.50"))
    with pytest.raises(NotAllowed):
        sales_files.read_csv(by(market.sofia), BytesIO(file), really=False)


@pytest.mark.parametrize("file", [b"", b"account,partner\nACC00001,PAR00001\n", b"account,sold on,id\nx,\xff,1\n"])
def test_a_file_that_is_none_is_refused_as_a_whole(market, by, file):
    with pytest.raises(Invalid) as refused:
        sales_files.read_csv(by(market.omar), BytesIO(file), really=True)
    assert list(refused.value.errors) == ["file"]


@pytest.mark.rule("INC-03", "INC-05")
def test_a_notice_moves_it_once_it_was_accepted_with_its_letter(market, by):
    sold(market.acme, market.northwind)
    notice = notices.record(by(market.sofia), wish(market), letter())
    with pytest.raises(NotFound):
        notices.accept(notice.reference, by(market.sofia))
    notices.accept(notice.reference, by(market.elena))
    assert standing_for(market.renewal, market.rival, by(market.sofia)).incumbent == "this"
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "another"
    notices.withdraw(notice.reference, by(market.elena), reason="The customer thought better of it.")
    assert standing_for(market.renewal, market.northwind, by(market.sofia)).incumbent == "this"


@pytest.mark.rule("INC-03")
@pytest.mark.parametrize(
    ("more", "field"),
    [({"contact_email": "carla"}, "contact_email"), ({"contact_name": ""}, "contact_name"),
     ({"dated_on": "2026-09-02"}, "dated_on"), ({"partner": "PAR99999"}, "partner")],
)  # fmt: skip
def test_a_notice_names_who_wrote_it_when_and_whom_it_wants(market, by, more, field):
    with pytest.raises(Invalid) as refused:
        notices.record(by(market.sofia), wish(market, **more), letter())
    assert list(refused.value.errors) == [field]


def test_a_notice_without_its_letter_and_one_of_another_region_are_refused(market, by):
    with pytest.raises(Invalid):
        notices.record(by(market.sofia), wish(market), None)
    with pytest.raises(NotFound):
        notices.record(by(market.erin), wish(market), letter())


@pytest.mark.rule("INC-04")
def test_the_night_opens_what_is_owed_notes_what_was_missed_and_is_safe_to_repeat(market, by):
    sold(market.acme, market.northwind)  # of June 2026: an update by the first of September, a review from May 2027
    assert [duties.follow_all(by(None)) for _ in range(2)] == [1, 0]
    duty = Duty.objects.get()
    assert (duty.kind, duty.due_on, duty.quarter, duty.partner) == ("update", date(2026, 9, 1), "FY27-Q3", market.northwind)  # fmt: skip
    duties.follow_all(by(None, at=night(date(2026, 9, 2))))
    assert Duty.objects.get().state == "missed"
    assert standing_for(market.renewal, market.northwind, by(market.sofia, at=night(date(2026, 9, 2)))).incumbent == "this_lapsed"  # fmt: skip
    late = by(market.nadia, at=night(date(2026, 9, 3)), door="portal")
    duties.give(duty.reference, late, {"text": "All teams work on it.", "health": "good", "seats_used": "180"})
    assert standing_for(market.renewal, market.northwind, late).incumbent == "this"
    duties.follow_all(late.__class__(None, late.at, "job", late.book))
    assert Duty.objects.get(state="open").due_on == date(2026, 12, 3)


@pytest.mark.rule("INC-04")
def test_the_review_is_opened_thirty_days_before_the_renewal(market, by):
    sold(market.acme, market.northwind)
    duties.follow_all(by(None, at=night(date(2027, 5, 1))))
    assert not Duty.objects.filter(kind="review").exists()
    duties.follow_all(by(None, at=night(date(2027, 5, 2))))
    review = Duty.objects.get(kind="review")
    assert (review.opens_on, review.due_on) == (date(2027, 5, 2), date(2027, 6, 1))


def test_what_is_owed_goes_with_the_incumbency(market, by):
    sold(market.acme, market.northwind)
    duties.follow_all(by(None))
    sold(market.acme, market.rival, date(2026, 8, 1))
    duties.follow_all(by(None))
    assert [(each.partner, each.state) for each in Duty.objects.order_by("pk")] == [
        (market.northwind, "dropped"), (market.rival, "open"),
    ]  # fmt: skip


def test_a_rival_gives_no_update_and_nobody_gives_one_twice(market, by):
    sold(market.acme, market.northwind)
    duties.follow_all(by(None))
    reference, said = Duty.objects.get().reference, {"text": "Well.", "health": "good"}
    for who in (market.ruth, market.dirk, market.omar):
        with pytest.raises(NotFound):
            duties.give(reference, by(who), said)
    with pytest.raises(Invalid) as refused:
        duties.give(reference, by(market.nadia), {"text": "Well.", "health": "fine", "seats_used": "-1"})
    assert set(refused.value.errors) == {"health", "seats_used"}
    duties.give(reference, by(market.nadia), said)
    with pytest.raises(MoveNotOpen):
        duties.give(reference, by(market.nadia), said)

"""From the quote to its order: a distributor as the seller of record, a managed service, and a renewal whose incumbent is let go."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import LONG_AGO
from tests.domain.pursuits.market import sold
from tests.domain.quotes.papers import handed
from tests.domain.quotes.shop import asked, contacts, managed_service, seller_of_record, stocked
from towpath.domain.accounts.actions import opportunities
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.actions import notices, sales
from towpath.domain.quotes.actions import approvals, orders, quotes, sending
from towpath.domain.quotes.audiences import OutsideAudience
from towpath.domain.quotes.models import PurchaseOrder
from towpath.domain.quotes.queries import record
from towpath.domain.quotes.standing import partner_percent
from towpath.kernel.refusals import Ineligible, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(cast, by):
    return stocked(cast, by)


@pytest.mark.rule("MKT-03", "QUO-05", "QUO-08", "QUO-09")
def test_a_distributor_is_the_seller_of_record_on_a_marketplace(cast, by, shop, client):
    """Carahsoft sells Northwind's deal to an agency over AWS: an ordinary two-tier quote, and nobody else's price."""
    told = seller_of_record(shop, cast)
    sal, dana, aws, deal = told.sal, told.dana, told.aws, shop.opportunity
    with pytest.raises(Ineligible):  # whoever is not authorized is quoted on no path
        quotes.create(by(sal), asked(shop, path="dsor", partner=unsigned().reference, listing=aws.reference))
    quote = quotes.create(by(sal), told.asked)
    assert (quote.kind, quote.form, quote.distributor.code, quote.listing_partner) == (
        "two_tier",
        "dsor",
        "carahsoft",
        aws,
    )
    quotes.make_primary(quote.reference, by(sal))
    approvals.submit(quote.reference, by(sal))
    with pytest.raises(OutsideAudience):
        sending.send(quote.reference, by(sal), people=[dana.pk, cast.nina.pk])
    quote = sending.send(quote.reference, by(sal), people=[dana.pk])

    period = {"Performance from": "2026-10-01", "Performance to": "2027-09-30", "PO number": "CARAH-7", "Signed": "yes"}
    order = orders.receive(by(dana), handed(quote, **period))
    assert [each["field"] for each in order.findings] == ["quote_po_number"]
    client.force_login(dana)
    assert "Order’s number on the quote" in client.get(f"/portal/purchase-orders/{order.reference}").content.decode()
    client.force_login(cast.nina)
    assert client.get(f"/portal/purchase-orders/{order.reference}").status_code == 404
    with pytest.raises(NotFound):
        record(cast.nina, quote.reference, by(cast.nina))
    checked = orders.note_number(order.reference, by(sal))
    assert (checked.state, checked.remit_to) == ("checked", "vendor_sales")
    orders.accept(order.reference, by(sal))

    deal.refresh_from_db()
    stamped = (deal.resale_partner, deal.distributor.code, deal.resale_partner_track, deal.cppo_or_dsor_partner)
    assert stamped == (cast.northwind, "carahsoft", "open", aws)
    opportunities.close_won(deal.reference, by(sal))
    sale = sales.record_won(deal.reference, by(None, door="job"), percent_off=partner_percent(deal.reference))
    assert (sale.partner, sale.distributor.code, sale.percent_off > 0) == (cast.northwind, "carahsoft", True)


def unsigned() -> Partner:
    from tests.cast import partner

    return partner("Unsigned", status="prospect", signed_contract_on=None, click_through_agreement=False)


@pytest.mark.rule("QUO-04", "BIL-04", "QUO-09", "APR-01")
def test_a_managed_service_is_sold_to_the_partner_whose_account_the_deal_is_on(cast, by, shop):
    """Northwind runs the product for Acme: the account of the deal, the licences and the order are Northwind's own."""
    told = managed_service(shop, cast, by)
    deal = told.deal
    quote = quotes.create(by(cast.sofia), told.asked)
    assert (quote.kind, quote.account, quote.audience, quote.invoice_owner) == (
        "msp",
        cast.acme,
        "partner",
        "Northwind",
    )
    quotes.make_primary(quote.reference, by(cast.sofia))
    review = approvals.submit(quote.reference, by(cast.sofia))
    for row in review.approvals.all():  # special terms go to Deal Desk and Legal
        approvals.approve(quote.reference, by(row.assigned_to))
    quote = sending.send(quote.reference, by(cast.sofia), people=[cast.nina.pk])

    wrong = orders.receive(by(cast.nina), handed(quote, **{"PO number": "NW-1"}))
    assert [(each["field"], each["on_quote"]) for each in wrong.findings] == [("sold_to", "Northwind")]
    orders.decline(wrong.reference, by(cast.sofia), why="The licences are Northwind’s own")
    right = orders.receive(by(cast.nina), handed(quote, **{"PO number": "NW-2", "Sold to": "Northwind"}))
    assert (right.state, right.remit_to) == ("checked", "opportunity_team")
    orders.accept(right.reference, by(cast.sofia))
    opportunities.close_won(deal.reference, by(cast.sofia))
    sale = sales.record_won(deal.reference, by(None, door="job"), percent_off=partner_percent(deal.reference))
    assert (sale.account, sale.partner) == (cast.acme, cast.northwind)  # its end user is the customer


@pytest.mark.rule("INC-05", "QUO-04", "QUO-09")
def test_a_direct_renewal_is_refused_until_the_customer_lets_its_incumbent_go(cast, by, noon, shop):
    """Rivalry sold last; Acme writes that it wants no partner; accepted, the renewal is quoted directly and ordered."""
    sold(cast.acme, cast.rival, on=date(2025, 10, 1))
    renewal = asked(shop, path="direct", sale="renewal_flat", **contacts(shop, cast))
    with pytest.raises(Ineligible) as no:
        quotes.create(by(cast.sofia), renewal)
    assert "incumbent" in str(no.value)
    assert "written notice" in no.value.remedy
    letter = {
        "account": cast.acme.reference, "contact_name": "Carla Contact", "contact_email": "carla@acme-robotics.example",
        "dated_on": "2026-08-28",
    }  # fmt: skip
    notice = notices.record(by(cast.sofia), letter, SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter"))
    with pytest.raises(Ineligible):  # a letter alone is no evidence yet
        quotes.create(by(cast.sofia), renewal)
    accepted = notices.accept(notice.reference, by(cast.omar))
    assert (accepted.decided_by, accepted.document.name) == (cast.omar, "letter.pdf")
    quote = quotes.create(by(cast.sofia), renewal)
    approvals.submit(quote.reference, by(cast.sofia))
    order = orders.receive(by(cast.sofia), handed(quote), SimpleUploadedFile("po.pdf", b"%PDF-1.7 po"))
    assert (order.state, order.buyer, order.remit_to) == ("checked", "customer", "orders_address")
    orders.accept(order.reference, by(cast.sofia, at=noon + timedelta(days=1)))
    opportunities.close_won(shop.opportunity.reference, by(cast.sofia, at=noon + timedelta(days=1)))
    sale = sales.record_won(shop.opportunity.reference, by(None, at=noon + timedelta(days=1), door="job"))
    assert (sale.partner, PurchaseOrder.objects.get().organisation) == (None, None)
    assert sale.transacted_at > LONG_AGO

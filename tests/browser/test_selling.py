"""Who may sell what to whom, in real Chromium: a tender of three bidders, a renewal kept and one moved away, MSP and DSOR."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up
from tests.browser.test_joining import looked_at
from tests.browser.test_stories import fill
from tests.domain.pursuits.market import deal, federal_market, registered, sold
from tests.domain.quotes.papers import lines
from tests.domain.quotes.shop import managed_service, seller_of_record, stocked
from towpath.domain.pursuits.models import Bid, CustomerNotice, Tender
from towpath.domain.quotes.actions import approvals, quotes

pytestmark = pytest.mark.django_db(transaction=True)


def route(page, opportunity: str, partner: str = "", *, path: str = "resale", sale: str = "new"):
    """The form of a quote as far as its route, which the program gives."""
    shown = page.go(f"/quotes/new?opportunity={opportunity}&partner={partner}&path={path}&sale={sale}&buys=direct")
    return shown.locator("main")


@pytest.mark.rule("INC-06", "INC-07", "INC-09")
def test_a_public_sector_tender_with_three_bidders(visit, book):
    now = datetime.now(UTC)
    cast = set_up(book, now)
    stocked(cast, cast.by)
    federal = federal_market()
    opportunity = registered(federal, cast, cast.by)
    vera = visit(federal.vera)
    page = vera.go("/tenders/new")
    fill(page, {
        "opportunity": opportunity.reference, "title": "Delivery platform", "opened_on": now.date().isoformat(),
        "closes_on": (now + timedelta(days=30)).date().isoformat(),
    })  # fmt: skip
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/tenders/TND*")
    for each in (federal.liberty, federal.concord, federal.harbor):
        fill(page, {"partner": each.reference})
        page.get_by_role("button", name="Enter a bid").click()
        expect(page.locator("main")).to_contain_text(each.name)
    expect(page.locator("tbody tr", has_text="sourced it before")).to_have_count(1)
    looked_at(page, "tender-three-bids")
    theirs = Bid.objects.get(partner=federal.concord).reference
    cleo = visit(federal.cleo, width=390, theme="dark").go(f"/portal/bids/{theirs}")
    expect(cleo.locator("main")).to_contain_text("Delivery platform")
    for name in ("Liberty", "Harbor"):
        expect(cleo.locator("body")).not_to_contain_text(name)
    looked_at(cleo, "bid-portal")
    page = vera.go(f"/tenders/{Tender.objects.get().reference}")
    fill(page, {"bid": theirs})
    page.get_by_role("button", name="Award").click()
    expect(page.locator("main")).to_contain_text("Awarded")


@pytest.mark.rule("INC-02", "INC-03", "INC-05")
def test_a_renewal_that_the_incumbent_keeps_and_then_one_that_the_customer_moves_away(visit, book, tmp_path):
    now = datetime.now(UTC)
    cast = set_up(book, now)
    stocked(cast, cast.by)
    sold(cast.acme, cast.rival, now.date() - timedelta(days=300))
    renewal = deal(cast.acme, cast.sofia).reference
    sofia = visit(cast.sofia)
    expect(route(sofia, renewal, path="direct", sale="renewal_flat")).to_contain_text(
        "This sale may not be quoted in this way"
    )
    expect(sofia.page.locator("main")).to_contain_text("written notice")
    looked_at(sofia.page, "quote-direct-refused")
    expect(route(sofia, renewal, cast.rival.reference, sale="renewal_flat")).to_contain_text("the reseller is quoted")

    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 wish")
    page = sofia.go("/customer-notices/new")
    fill(page, {
        "account": cast.acme.reference, "contact_name": "Carla", "contact_email": "carla@acme-robotics.example",
        "dated_on": (now - timedelta(days=1)).date().isoformat(),
    })  # fmt: skip
    page.locator("[name=file]").set_input_files(letter)
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/customer-notices/NTC*")
    place = f"/customer-notices/{CustomerNotice.objects.get().reference}"
    manager = visit(cast.elena).go(place)
    manager.get_by_role("button", name="Accept").click()
    expect(manager.locator("main")).to_contain_text("Decided by")
    looked_at(manager, "notice-accepted")
    expect(route(sofia, renewal, path="direct", sale="renewal_flat")).not_to_contain_text("This sale may not be quoted")


def sent_to(page, who: str) -> None:
    """From an approved quote's page to the person who may read it."""
    page.get_by_role("link", name="Send", exact=True).click()
    page.get_by_label(who).check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main")).to_contain_text("No figure left by mail")


def ordered(page, quote, **more) -> None:
    """The reader's order for her quote, pasted."""
    page.get_by_role("link", name="Send your order").first.click()
    page.locator("[name=text]").fill(lines(quote, **more))
    page.get_by_role("button", name="Hand it in and check it").click()
    page.wait_for_url(re.compile(r"/purchase-orders/(?!new)"))


@pytest.mark.rule("QUO-04", "BIL-04", "QUO-09")
def test_a_managed_service_is_sold_to_the_partner_whose_account_the_deal_is_on(visit, book):
    cast = set_up(book, datetime.now(UTC))
    told = managed_service(stocked(cast, cast.by), cast, cast.by)
    made = quotes.create(cast.by(cast.sofia), told.asked)
    quotes.make_primary(made.reference, cast.by(cast.sofia))
    for row in approvals.submit(made.reference, cast.by(cast.sofia)).approvals.all():
        approvals.approve(made.reference, cast.by(row.assigned_to))
    sofia = visit(cast.sofia)
    page = sofia.go(f"/quotes/{made.reference}")
    expect(page.locator("main")).to_contain_text("Northwind owns the licences on behalf of Acme Robotics GmbH.")
    looked_at(page, "quote-msp")
    sent_to(page, "Nina")
    nina = visit(cast.nina, width=390, theme="dark")
    page = nina.go(f"/portal/quotes/{made.reference}")
    expect(page.locator("main")).to_contain_text(f"{made.net_amount:,.2f}")
    ordered(page, made, **{"PO number": "NW-1"})
    expect(page.locator("main")).to_contain_text("Northwind")
    looked_at(page, "order-mismatched")


@pytest.mark.rule("MKT-03", "QUO-05", "QUO-09")
def test_a_distributor_is_the_seller_of_record_on_a_marketplace(visit, book):
    cast = set_up(book, datetime.now(UTC))
    told = seller_of_record(stocked(cast, cast.by), cast)
    made = quotes.create(cast.by(told.sal), told.asked)
    quotes.make_primary(made.reference, cast.by(told.sal))
    approvals.submit(made.reference, cast.by(told.sal))
    sal = visit(told.sal)
    page = sal.go(f"/quotes/{made.reference}")
    expect(page.locator("main")).to_contain_text("Amazon Web Services")
    sent_to(page, "Dana")
    theirs = visit(told.dana).go(f"/portal/quotes/{made.reference}")
    price = f"{made.net_amount:,.2f}"
    expect(theirs.locator("main")).to_contain_text(price)
    ordered(theirs, made, **{"PO number": "CARAH-7", "Signed": "yes"})
    looked_at(theirs, "order-of-record")
    reseller = visit(cast.nina)
    for path in ("/portal/quotes?show=all", f"/portal/quotes/{made.reference}", f"/search?q={made.number}"):
        expect(reseller.go(path).locator("main")).not_to_contain_text(price)

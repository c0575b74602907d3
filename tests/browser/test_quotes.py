"""A two-tier quote in real Chromium: made, approved, sent; the distributor reads its price, the reseller never does."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up, with_quotes
from tests.browser.test_joining import looked_at
from tests.browser.test_stories import fill
from towpath.domain.quotes.models import Quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.rule("QUO-02", "QUO-04", "QUO-05", "APR-01")
def test_a_two_tier_quote_that_its_reseller_never_sees(visit, book):
    cast = set_up(book, datetime.now(UTC))
    with_quotes(cast)
    seller = visit(cast.sofia)
    page = seller.go(f"/accounts/opportunities/{cast.shop.opportunity.reference}")
    page.locator("#quotes").get_by_role("link", name="Make a quote").click()
    fill(page, {"partner": "Northwind"})
    page.get_by_role("button", name="Show the route").click()
    expect(page.locator("main")).to_contain_text("Its prices are seen outside by the distributor alone.")
    looked_at(page, "quote-form")
    contact = page.locator("[name=sold_to] option").nth(1).get_attribute("value")
    fill(page, {
        "sku_1": "PREM-SAAS-12", "quantity_1": "300", "customer_1": "5", "why_1": "They move from a rival product",
        "sold_to": contact, "bill_to": contact, "end_user_email": "carla@acme-robotics.example",
        "shipping_address": "Werkstr. 1, Berlin", "postal_code": "10115", "vat_number": "DE136695976",
    })  # fmt: skip
    page.get_by_role("button", name="Price it and keep the draft").click()
    page.wait_for_url("**/quotes/QUO*")
    made = Quote.objects.latest("id")
    price = f"{made.net_amount:,.2f}"
    expect(page.locator("main")).to_contain_text(price)
    looked_at(page, "quote")
    page.get_by_role("link", name="Submit for approval").click()
    page.get_by_label("For those who approve").fill("They sign this week.")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("main")).to_contain_text("waits for Elena")

    desk = visit(cast.elena).go("/")
    desk.locator("#quotes").get_by_role("link", name="Acme Robotics GmbH").last.click()
    expect(desk.locator("main")).to_contain_text("They sign this week.")
    looked_at(desk, "quote-decide")
    desk.get_by_label("Approve").check()
    desk.get_by_role("button", name="Send the answer").click()
    desk.wait_for_url("**/quotes/waiting")

    page = seller.go(f"/quotes/{made.reference}/moves/send")
    page.get_by_label("Dirk").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main")).to_contain_text("No figure left by mail")

    theirs = visit(cast.dirk, width=390, theme="dark").go("/portal/quotes")
    theirs.get_by_role("link", name="Acme Robotics GmbH").first.click()
    expect(theirs.locator("main")).to_contain_text(price)
    looked_at(theirs, "quote-portal")

    reseller = visit(cast.nadia)
    page = reseller.go("/portal/quotes?show=all")
    expect(page.locator("main")).to_contain_text("No quote yet")
    for path in (
        f"/portal/quotes/{made.reference}",
        f"/search?q={made.number}",
        f"/portal/quotes/{made.reference}/paper.pdf",
    ):
        shown = reseller.go(path)
        expect(shown.locator("main")).not_to_contain_text(price)
        assert made.reference not in shown.locator("main").inner_text().replace(f"“{made.number}”", "")

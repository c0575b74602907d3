"""An update that is due, from the partner's home page to the vendor's board, in real Chromium."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up
from tests.domain.pursuits.market import sold
from towpath.domain.pursuits.actions import duties
from towpath.domain.pursuits.models import Duty

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("INC-04")]


def test_an_update_is_given_and_read(visit, book):
    now = datetime.now(UTC)
    cast = set_up(book, now)
    sold(cast.acme, cast.northwind, now.date() - timedelta(days=80))
    duties.follow_all(cast.by(None))
    reference = Duty.objects.get().reference
    page = visit(cast.nadia).go("/portal/")
    page.get_by_role("link", name=f"Give it {reference}").click()
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("main")).to_contain_text("Choose how the customer stands")
    page.get_by_label("At risk").check()
    page.get_by_label("What happened, and what comes next").fill("The sponsor left; we meet the new head.")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("body")).to_contain_text("Thank you. It is given.")
    read = visit(cast.elena).go(f"/renewals/duties/{reference}")
    expect(read.locator("#said")).to_contain_text("The sponsor left")
    expect(read.locator("#said")).to_contain_text("At risk")

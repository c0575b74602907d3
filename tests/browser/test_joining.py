"""Becoming a partner in real Chromium: from the form to the first deal, accessible at both widths, light and dark."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from tests.browser.stage import set_up
from tests.browser.test_stories import a_deal, fill
from tests.domain.partners.becoming import nobody, typed
from tests.stories.doors import GOOD, link_in, mail
from towpath.domain.deals.models import Registration
from towpath.domain.enablement.actions import completions
from towpath.domain.partners.actions import sign_up
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion

STANDARDS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


def looked_at(page, name: str) -> None:
    """Nothing wider than the window, nothing that axe minds; a picture where a folder for pictures is named."""
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert [fault["id"] for fault in Axe().run(page, options=STANDARDS).response["violations"]] == [], name
    if folder := os.environ.get("TOWPATH_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def signed_up(
    visitor,
    *,
    company: str = "Bluewater Consulting",
    site: str = "bluewater.example",
    email: str = "lena@bluewater.example",
) -> Page:
    """The form filled in and sent, the mail's link opened, a password chosen; a known company stops at the link's page."""
    page = visitor.go("/join")
    page.get_by_label("Company", exact=True).fill(company)
    page.get_by_label("Website").fill(site)
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Reseller", exact=True).check()
    page.get_by_label("Your name").fill("Lena")
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_url("**/join/sent")
    visitor.go(link_in(mail(email, "partners.sign_up")))
    if page.get_by_label("A new password").count():
        page.get_by_label("A new password").fill(GOOD)
        page.get_by_role("button", name="Confirm and go on").click()
        page.wait_for_url("**/portal/agreement")
    return page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_joining_can_be_used_by_everybody(visit, book, width, theme):
    cache.clear()
    set_up(book, datetime.now(UTC))
    mark = f"{width}-{theme}"
    visitor = visit(None, width=width, theme=theme)
    page = visitor.go("/join")
    looked_at(page, f"join-{mark}")
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_selector("[data-error-summary]")
    looked_at(page, f"join-wrong-{mark}")
    signed_up(visitor)
    looked_at(page, f"agreement-{mark}")
    looked_at(visitor.go("/join/sent"), f"join-sent-{mark}")
    other = visit(None, width=width, theme=theme)
    made = sign_up.begin(
        nobody(book, datetime.now(UTC)), typed(website="quay.example", email="o@quay.example"), place=None
    )
    looked_at(other.go(f"/join/{sign_up.key_of(made)}"), f"join-confirm-{mark}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("ONB-01", "ONB-02", "ONB-04", "ELG-02", "ELG-05")
def test_a_signatory_is_selling_within_minutes(visit, book, settings, tmp_path):
    """From the first page to a submitted deal without leaving the browser: five pages, and what training is missing said."""
    cache.clear()
    settings.FILES = tmp_path
    cast = set_up(book, datetime.now(UTC))
    visitor = visit(None)
    page = signed_up(visitor)
    page.get_by_role("button", name=re.compile("Accept version")).click()
    page.wait_for_url("**/portal/")
    looked_at(page, "home-of-a-new-partner")
    assert Partner.objects.get(name="Bluewater Consulting").status == "authorized"
    page.get_by_role("link", name="Register a deal").first.click()
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    fill(page, a_deal("Harbour Works"))
    page.get_by_role("button", name="Submit for review").first.click()
    expect(page.locator("main")).to_contain_text("GitLab Foundations for Partners")
    expect(page.locator("[name=customer_name]")).to_have_value("Harbour Works")
    looked_at(page, "deal-of-an-untrained-partner")
    now = datetime.now(UTC)
    completions.record(
        Occasion(actor=cast.paula, at=now, door="workspace", book=book), email="lena@bluewater.example", name="Lena",
        badge="foundations", completed_on=now.date() - timedelta(days=1),
        evidence=SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof"),
    )  # fmt: skip
    page.get_by_role("button", name="Submit for review").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour Works")
    assert Registration.objects.get(customer_name="Harbour Works").state == "submitted"

"""Becoming a partner in real Chromium: from the form to the first deal, accessible at both widths, light and dark."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage import set_up
from towpath.domain.partners.actions import sign_up
from towpath.domain.partners.models import Partner, SignUp

GOOD = "four words nobody guesses"
STANDARDS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


def looked_at(page, name: str) -> None:
    """Nothing wider than the window, nothing that axe minds; a picture where a folder for pictures is named."""
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    assert [fault["id"] for fault in Axe().run(page, options=STANDARDS).response["violations"]] == [], name
    if folder := os.environ.get("TOWPATH_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("ONB-02")
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_signatory_is_selling_within_minutes(visit, book, width, theme):
    from datetime import UTC, datetime

    from django.core.cache import cache

    cache.clear()
    set_up(book, datetime.now(UTC))
    mark = f"{width}-{theme}"
    visitor = visit(None, width=width, theme=theme)
    page = visitor.go("/join")
    looked_at(page, f"join-{mark}")
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_selector("[data-error-summary]")
    looked_at(page, f"join-wrong-{mark}")
    page.get_by_label("Company", exact=True).fill("Bluewater Consulting")
    page.get_by_label("Website").fill("bluewater.example")
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Reseller", exact=True).check()
    page.get_by_label("Your name").fill("Lena")
    page.get_by_label("Work e-mail").fill("lena@bluewater.example")
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_url("**/join/sent")
    looked_at(page, f"join-sent-{mark}")
    page = visitor.go(f"/join/{sign_up.key_of(SignUp.objects.latest('pk'))}")
    looked_at(page, f"join-confirm-{mark}")
    page.get_by_label("A new password").fill(GOOD)
    page.get_by_role("button", name="Confirm and go on").click()
    page.wait_for_url("**/portal/agreement")
    looked_at(page, f"agreement-{mark}")
    page.get_by_role("button", name=re.compile("Accept version")).click()
    page.wait_for_url("**/portal/")
    looked_at(page, f"home-{mark}")
    assert Partner.objects.get(name="Bluewater Consulting").status == "authorized"
    visitor.go("/portal/deals/registrations/new").wait_for_selector("form.form")

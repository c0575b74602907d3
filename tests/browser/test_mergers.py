"""A merger and its undo in real Chromium, and the pages of mergers and names: accessible at both widths, light and dark."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up
from tests.browser.test_joining import looked_at
from tests.cast import person
from tests.domain.partners.mergers.stages import furnish, planned
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.models import LegalRequest, Merger, Partner
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("BRD-07")]


def test_a_merger_and_its_undo(visit, book):
    now = datetime.now(UTC)
    cast = set_up(book, now)
    furnish(cast, cast.by, now)
    ruth, omar = visit(cast.ruth), visit(cast.omar)
    expect(ruth.go(f"/portal/deals/registrations/{cast.theirs}").locator("main")).to_contain_text("Acme Robotics")
    page = omar.go(f"/partners/{cast.rival.reference}")
    page.get_by_role("link", name="Merge or move").first.click()
    page.get_by_label("Which partner stays?").fill("Northwind")
    page.get_by_label("Reason").fill("Northwind bought Rivalry")
    page.get_by_role("button", name="Count and show what would happen").click()
    expect(page.locator("#clashes")).to_contain_text("Sellers from then on: Ruth.")
    expect(page.locator("#moves")).to_contain_text("registration")
    page.locator("#carry_out").get_by_role("button", name="Carry it out").click()
    expect(page.locator("main")).to_contain_text("It can be undone before")
    moved = ruth.go("/portal/")
    expect(moved.locator("body")).to_contain_text("Northwind")
    expect(ruth.go(f"/portal/deals/registrations/{cast.theirs}").locator("main")).to_contain_text("Acme Robotics")
    page = omar.go(f"/partners/{cast.rival.reference}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northwind")
    expect(page.locator("#history")).to_contain_text("Rivalry became part of it")
    page = omar.go(f"/mergers/{Merger.objects.get().reference}")
    page.locator("#undo").get_by_label("Reason").fill("The purchase fell through")
    page.locator("#undo").get_by_role("button", name="Undo it").click()
    expect(page.locator("main")).to_contain_text("The purchase fell through")
    assert Partner.objects.get(pk=cast.rival.pk).merged_into is None
    expect(ruth.go("/portal/").locator("body")).to_contain_text("Rivalry")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_mergers_and_names_can_be_used_by_everybody(visit, book, width, theme):
    now = datetime.now(UTC)
    cast, mark = set_up(book, now), f"{width}-{theme}"
    furnish(cast, cast.by, now)
    lex = person("Lex", Role.LEGAL)
    omar = visit(cast.omar, width=width, theme=theme)
    looked_at(omar.go("/mergers"), f"mergers-none-{mark}")
    page = omar.go(f"/partners/{cast.rival.reference}/merge")
    looked_at(page, f"merger-new-{mark}")
    page.get_by_role("button", name="Count and show what would happen").click()
    page.wait_for_selector("[data-error-summary]")
    looked_at(page, f"merger-new-wrong-{mark}")
    for one, ref in ((cast.northwind, "LEG90001"), (cast.rival, "LEG90002")):
        LegalRequest.objects.create(
            reference=ref, partner=one, organisation=one.organisation, asked_at=now, asked_by=cast.omar
        )
    merger = planned(cast, cast.by)
    page = omar.go(f"/mergers/{merger.reference}")
    looked_at(page, f"merger-{mark}")
    page.locator("#carry_out").get_by_role("button", name="Carry it out").click()
    page.wait_for_selector("[data-error-summary]")
    looked_at(page, f"merger-stopped-{mark}")
    looked_at(omar.go("/mergers"), f"mergers-{mark}")
    looked_at(omar.go(f"/partners/{cast.northwind.reference}"), f"partner-planned-{mark}")
    nina = visit(cast.nina, width=width, theme=theme)
    looked_at(nina.go("/portal/name"), f"portal-name-{mark}")
    change = name_changes.request(cast.northwind.reference, cast.by(cast.nina), name="Northgale", reason="A new brand")
    looked_at(nina.go(f"/portal/name/{change.reference}"), f"portal-name-change-{mark}")
    looked_at(omar.go(f"/partners/{cast.rival.reference}/name"), f"name-new-{mark}")
    legal = visit(lex, width=width, theme=theme)
    name_changes.take_up(change.reference, cast.by(lex))
    page = legal.go(f"/name-changes/{change.reference}")
    looked_at(page, f"name-change-{mark}")
    page.locator("#enter").get_by_role("button", name="Enter the new name").click()
    page.wait_for_selector("[data-error-summary]")
    looked_at(page, f"name-change-missing-{mark}")
    looked_at(legal.go("/name-changes"), f"name-changes-{mark}")

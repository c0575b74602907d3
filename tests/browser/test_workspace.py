"""The workspace's lists and records in place: the address follows, the focus stays, nothing selected is carried over."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.every_page import wrongs
from tests.browser.stage import set_up

LIST = "/deals/registrations?view=all"


@pytest.fixture
def cast(book, live_server):
    return set_up(book, datetime.now(UTC))


def test_a_list_is_searched_ordered_and_cleared_in_place(visit, cast):
    there = visit(cast.omar)
    page = there.go(LIST)
    loads = []
    page.on("request", lambda asked: loads.append(asked.url) if asked.resource_type == "document" else None)
    page.keyboard.press("/")
    expect(page.locator("#filter-q")).to_be_focused()
    page.keyboard.type("foods")
    page.wait_for_url("**q=foods*")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#filter-q")).to_be_focused()
    page.get_by_role("link", name="Search: foods").click()
    page.wait_for_url(lambda address: "q=" not in address)
    expect(page.locator("#filter-q")).to_have_value("")
    page.locator("input[data-select]").first.check()
    page.get_by_role("link", name="Reference").click()
    page.wait_for_url("**sort=oldest*")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    expect(page.locator("input[data-select]:checked")).to_have_count(0)
    page.go_back()
    page.wait_for_url(lambda address: "sort=" not in address)
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    assert loads == []


def test_more_filters_find_the_partner_while_it_is_typed(visit, cast):
    page = visit(cast.omar).go(LIST)
    page.get_by_text("More filters").click()
    page.locator("#filter-partner").press_sequentially("riv")
    expect(page.locator("#found-partner option")).to_have_count(1)
    page.get_by_role("button", name="Show what fits").click()
    page.wait_for_url("**partner=riv*")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Partner: riv")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("panel", ["More filters", "Columns"])
def test_the_open_panels_can_be_used_by_everybody(visit, cast, width, theme, panel):
    page = visit(cast.omar, width=width, theme=theme).go(LIST)
    page.locator("summary", has_text=panel).click()
    assert wrongs(page, panel, axe=True) == []
    page.keyboard.press("Escape")
    expect(page.locator("details.list-more[open]")).to_have_count(0)
    expect(page.locator("summary", has_text=panel)).to_be_focused()


def test_filters_and_columns_work_without_scripts(visit, cast):
    page = visit(cast.omar, scripts=False).go(LIST)
    page.locator("#filter-q").fill("foods")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Amount").check()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.locator("thead")).to_contain_text("Amount")


def test_a_comment_is_answered_in_place(visit, cast):
    page = visit(cast.elena).go(f"/deals/registrations/{cast.in_esm}")
    loads = []
    page.on("request", lambda asked: loads.append(asked.url) if asked.resource_type == "document" else None)
    page.get_by_role("button", name="Write comment").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("textarea[name=body]").fill("The project lead answered.")
    page.get_by_role("button", name="Write comment").click()
    expect(page.locator("#toasts")).to_contain_text("Written.")
    expect(page.locator(".timeline-item").first).to_contain_text("The project lead answered.")
    expect(page.locator("textarea[name=body]")).to_have_value("")
    assert loads == []

"""The main job in the browser, by clicks and keys as people make them, with scripts and without."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import set_up
from tests.cast import assemble
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.models import Registration


def fill(page: Page, values: dict[str, str]) -> None:
    """Write into fields by name, or choose where there is a choice."""
    for name, value in values.items():
        control = page.locator(f"[name={name}]").first
        kind = control.evaluate("e => e.type")
        if kind == "radio":
            page.check(f"[name={name}][value='{value}']")
        elif kind.startswith("select"):
            control.select_option(value)
        else:
            control.fill(value)


def a_deal(customer: str) -> dict[str, str]:
    return {
        "customer_name": customer, "customer_website": "acme-robotics.example", "customer_country": "DE",
        "contact_name": "Carla Contact", "contact_email": "carla@acme-robotics.example",
        "deal_name": "200 seats for the data platform", "business": "net_new", "product": "premium",
        "amount": "48000", "currency": "EUR", "close_on": (datetime.now(UTC) + timedelta(days=60)).date().isoformat(),
        "need": "One platform for forty teams.", "how_sourced": "We ran the assessment that led to the project.",
    }  # fmt: skip


def registered(page: Page, customer: str) -> str:
    """Register a resale deal from the portal's first page; returns its reference."""
    page.get_by_role("link", name="Register a deal").first.click()
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    fill(page, a_deal(customer))
    page.get_by_role("button", name="Submit for review").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(customer)
    return Registration.objects.get(customer_name=customer, state="submitted").reference


def press(page: Page, label: str) -> None:
    """Follow a move that the record offers, then carry it out on its own page."""
    page.get_by_role("link", name=label, exact=True).or_(
        page.get_by_role("button", name=label, exact=True)
    ).first.click()


@pytest.mark.rule("DRG-04", "DRG-05", "DRG-08", "DRG-09", "DRG-12")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_partner_to_the_decision(visit, db, transactional_db, scripts):
    cast = assemble()
    seller = visit(cast.nadia, scripts=scripts)
    reference = registered(seller.go("/"), "Acme Robotics")

    ops = visit(cast.omar, scripts=scripts)
    ops.go(f"/deals/registrations/{reference}/link_account")
    ops.page.get_by_role("button", name="Link").first.click()
    ops.go(f"/deals/registrations/{reference}/put_forward")
    ops.page.get_by_role("button", name="Submit for approval").click()

    esm = visit(cast.elena, scripts=scripts)
    record = f"/deals/registrations/{reference}"
    esm.go(f"{record}/confirm_type")
    esm.page.get_by_role("button", name="Confirm").first.click()
    esm.go(f"{record}/record_sourcing")
    esm.page.check("[value=partner_created]")
    esm.page.locator("main form button[type=submit]").last.click()
    esm.go(f"{record}/create_opportunity")
    esm.page.locator("main form button[type=submit]").last.click()
    esm.go(f"{record}/approve")
    esm.page.get_by_role("button", name="Approve").click()

    asm = visit(cast.amir, scripts=scripts)
    asm.go(f"{record}/record_alignment")
    asm.page.locator("[name=note]").fill("Agreed with the sales manager and the Sales Rep.")
    asm.page.locator("main form button[type=submit]").last.click()
    asm.go(f"{record}/approve")
    asm.page.get_by_role("button", name="Approve").click()

    approved = Registration.objects.get(reference=reference)
    assert (approved.state, Opportunity.objects.get().dr_deal_id) == ("approved", reference)
    page = seller.go(f"/portal/deals/registrations/{reference}")
    expect(page.get_by_text("Approved").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("90 days")


def test_a_form_full_of_errors_keeps_what_was_typed(visit, transactional_db):
    cast = assemble()
    page = visit(cast.nadia).go("/portal/deals/registrations/new")
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    fill(page, {"customer_name": "Acme Robotics", "amount": "much", "contact_email": "not an address"})
    page.get_by_role("button", name="Submit for review").first.click()
    summary = page.locator(".error-summary, [data-error-summary], [role=alert]").first
    expect(summary).to_be_visible()
    expect(page.locator("[name=customer_name]")).to_have_value("Acme Robotics")
    expect(page.locator("[name=amount]")).to_have_value("much")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.matches('input, select, textarea')")


def test_a_draft_saves_itself_and_is_there_in_another_browser(visit, transactional_db):
    cast = assemble()
    page = visit(cast.nadia).go("/portal/deals/registrations/new")
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    with page.expect_response(lambda r: r.request.method == "POST" and r.status < 300):
        page.locator("[name=customer_name]").press_sequentially("Half a customer")
    other = visit(cast.nadia).go(page.url.removeprefix(page.url.split("/portal")[0]))
    expect(other.locator("[name=customer_name]")).to_have_value("Half a customer")


@pytest.mark.rule("DRG-02")
def test_the_form_warns_without_telling_by_whom(visit, transactional_db, book):
    cast = set_up(book, datetime.now(UTC))
    page = visit(cast.ruth).go("/portal/deals/registrations/new")
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    fill(page, {"customer_website": "submitted-metals.example", "customer_country": "DE"})
    page.locator("[name=customer_name]").press_sequentially("Submitted Metals")
    expect(page.locator("main")).to_contain_text("may already be registered")
    assert "Northwind" not in page.content()


def test_a_double_click_submits_once(visit, transactional_db):
    cast = assemble()
    page = visit(cast.nadia).go("/portal/deals/registrations/new")
    page.check("[name=deal_type][value=resale]")
    page.get_by_role("button", name="Begin a draft").click()
    fill(page, a_deal("Acme Robotics"))
    page.get_by_role("button", name="Submit for review").first.dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme Robotics")
    assert Registration.objects.values_list("state", flat=True).get() == "submitted"


def test_the_queue_by_keyboard_alone(visit, transactional_db, book):
    cast = set_up(book, datetime.now(UTC))
    page = visit(cast.omar).go("/deals/registrations?view=queue")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rival's Secret Customer")
    page.keyboard.press("Control+k")
    page.keyboard.type("submitted met")
    expect(page.get_by_role("link", name="Submitted Metals").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Submitted Metals")


def test_every_control_of_a_record_is_reached_by_tab(visit, transactional_db, book):
    cast = set_up(book, datetime.now(UTC))
    page = visit(cast.elena).go(f"/deals/registrations/{cast.in_esm}")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('main a[href], main button, main input, main textarea, main summary')]
        .filter(e => e.checkVisibility() && e.type !== 'hidden' && !(e.type === 'radio' && !e.checked)
                     && !e.disabled && e.tabIndex >= 0).length"""
    )
    page.locator("main").focus()
    reached = set()
    for step in range(wanted * 2):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            """n => { const e = document.activeElement; if (!e.closest('main')) return -1;
            e.dataset.walked ??= n; return Number(e.dataset.walked); }""",
            step,
        )
        if inside >= 0:
            reached.add(inside)
    assert len(reached) >= wanted


def test_two_browsers_on_one_registration(visit, transactional_db, book):
    cast = set_up(book, datetime.now(UTC))
    first, second = visit(cast.elena), visit(cast.elena)
    address = f"/deals/registrations/{cast.in_esm}/send_back"
    for one in (first, second):
        one.go(address)
        one.page.locator("[name=comments]").fill("Who decides at the customer?")
    first.page.locator("main form button[type=submit]").last.click()
    second.page.locator("main form button[type=submit]").last.click()
    expect(second.page.locator("main")).to_contain_text("Who decides at the customer?")
    assert Registration.objects.get(reference=cast.in_esm).state == "returned"

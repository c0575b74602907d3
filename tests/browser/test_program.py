"""A programs manager shortens the protection in the browser; her colleague looks at it and publishes; deals judged before keep theirs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from click.testing import CliRunner
from playwright.sync_api import expect

from tests.cast import assemble, person
from tests.domain.deals.stages import NOON, approved, opportunity_of, stage
from towpath.cli.main import towpath
from towpath.domain.deals.models import Registration
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role
from towpath.web.shell.formats import date_words

PROTECTION = "deal_registration.protection"


def write_sixty_days(page, day: str) -> None:
    """In the form: a new wording, one figure, an example, and what the rule says to it and to an example of days to come."""
    page.fill("[name=begins_on]", day)
    page.get_by_role("button", name="Copy what is in force and change it").click()
    term = page.locator(f'[name="since/{day}/term_days"]')
    message = page.locator(f'[id="id_since/{day}/term_days-error"]')
    term.press("End")
    term.press_sequentially(" days")  # told at the very field while she types; focus and what she typed stay hers
    expect(message).to_contain_text("“Term days” must be a whole number, not text.")
    expect(term).to_be_focused()
    expect(term).to_have_value("90 days")
    assert term.get_attribute("aria-invalid") == "true"
    term.fill("60")
    expect(message).to_have_count(0)
    assert term.get_attribute("aria-invalid") is None
    expect(page.locator("#verdict")).to_contain_text(
        "over the leap day"
    )  # told while she types, before anything is sent
    page.get_by_role("button", name="Add an example").click()
    while (failing := page.locator("#verdict li[data-wrong]")).count():
        failing.first.get_by_role("link").click()
        card = page.locator(f'[id="{failing.first.get_attribute("data-wrong")}"]')
        card.get_by_role("button", name="Take the answer of the rule").click()
        page.wait_for_load_state()
    expect(page.locator("#verdict")).to_contain_text("Everything holds")


def test_a_shorter_protection_is_written_reviewed_and_published(visit, transactional_db, by, kept):
    cast = assemble()
    before = stage("approved", cast, by).row
    day = (datetime.now(UTC) + timedelta(days=40)).date()
    writer = visit(cast.paula)
    page = writer.go(f"/program/drafts/new?page={PROTECTION}")
    page.fill("[name=title]", "Protection of 60 days")
    page.fill("[name=why]", "Deals lie too long.")
    page.get_by_role("button", name="Start").click()
    write_sixty_days(page, day.isoformat())
    page.get_by_role("link", name="Back to the draft").click()
    page.get_by_role("button", name="Ask for review").click()
    expect(page.get_by_text("It waits for a second person")).to_be_visible()

    colleague = visit(person("Gwen", Role.PROGRAMS), scripts=False).go(page.url.removeprefix(writer.address))
    expect(colleague.get_by_text(f"From {date_words(day)}")).to_be_visible()
    colleague.fill("[name=note]", "60 days for deals from then on.")
    colleague.get_by_role("button", name="Publish").click()
    expect(colleague.get_by_role("heading", name="Published as edition 2")).to_be_visible()

    book = in_force.book()
    then = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    after = Registration.objects.get(
        reference=approved(
            cast,
            lambda who, **more: replace(by(who, at=then), book=book),
            opportunity_of(cast.acme, cast.sofia, name="Acme: later"),
            close_on=(day + timedelta(days=90)).isoformat(),
        )
    )
    before.refresh_from_db()
    assert (before.expires_on - NOON.date()).days == 90
    assert (after.expires_on - day).days == 60
    told = [
        CliRunner().invoke(towpath, ["program", "explain", row.reference, "--json"]).stdout for row in (before, after)
    ]
    assert PROTECTION in told[0]
    assert day.isoformat() not in told[0]
    assert day.isoformat() in told[1]

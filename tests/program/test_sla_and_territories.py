"""What is owed within which time and in whose hours; to which territory every country belongs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from towpath.basics.business_time import Calendar
from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.decisions.sla import calendar_definition, calendar_definitions, sla_page, sla_pages
from towpath.program.decisions.territories import TerritoryFacts, UnknownCountry, region_by_territory, territory
from towpath.program.decisions.vendor import fiscal_calendar, vendor

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
ON = date(2025, 3, 3)


@pytest.mark.rule("DRG-07", "DRG-10", "DRG-11")
def test_the_slas_and_their_allowances():
    owed = {page.name: (page.team, str(page.allowance)) for page in sla_pages(BOOK, ON)}
    assert owed == {
        "sla.asm_review": ("asm", "1 business day"),
        "sla.first_contact": ("esm", "2 business days"),
        "sla.nfr_fulfilment": ("licence_support", "2 business days"),
        "sla.ops_review": ("ops", "2 working hours"),
    }


@pytest.mark.rule("DRG-07", "SLA-01")
def test_two_working_hours_from_friday_afternoon_end_on_monday_morning():
    page = sla_page("sla.ops_review", BOOK, ON)
    calendar = Calendar.of(calendar_definition(BOOK, ON, page.team, "EMEA"))
    friday = datetime(2025, 3, 7, 15, 30, tzinfo=UTC)  # 16:30 in Amsterdam, half an hour before closing
    assert calendar.deadline(friday, page.allowance) == datetime(2025, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.rule("DRG-10")
def test_the_area_managers_clock_starts_with_the_first_approval_and_a_told_delay_does_not_stop_it():
    page = sla_page("sla.asm_review", BOOK, ON)
    assert page.starts_on == ("deals.registration.step_approved",)
    assert "deals.registration.delay_told" in page.noted_on
    assert "deals.registration.delay_told" not in page.mentions


@pytest.mark.rule("DRG-11")
def test_outreach_request_approval_and_rejection_all_count_as_contact():
    met_by = {event.rpartition(".")[2] for event in sla_page("sla.first_contact", BOOK, ON).met_by}
    assert met_by == {"contacted", "told_partner", "returned", "approved", "denied"}


@pytest.mark.rule("SLA-01")
def test_every_team_has_a_calendar_in_every_region_and_before_one_is_known():
    for team in ("ops", "esm", "asm"):
        for region in ("AMER", "EMEA", "APJ", "PUBSEC", ""):
            assert calendar_definition(BOOK, ON, team, region).weekly
    assert set(calendar_definitions(BOOK, ON)) == {"americas", "europe", "asia_pacific", "washington"}


@pytest.mark.rule("SLA-02")
def test_every_sla_warns_and_escalates_to_backup_and_lead():
    for page in sla_pages(BOOK, ON):
        assert page.warn_at_fraction == Decimal("0.25")
        assert page.escalate_to == ("backup", "lead")


def test_a_team_without_a_calendar_is_refused():
    with pytest.raises(LookupError, match=r'no calendar for team "opps". Did you mean "ops"'):
        calendar_definition(BOOK, ON, "opps", "EMEA")


@pytest.mark.rule("DRG-05", "ROL-20")
def test_every_country_has_a_territory_in_a_region():
    known = region_by_territory(BOOK, ON)
    for country in COUNTRY_NAMES:
        for public_sector in (True, False):
            for employees in (None, 0, 99, 100, 1999, 2000, 10**6):
                found = territory(TerritoryFacts(country, employees, public_sector), BOOK, on=ON).outcome
                assert known[found.code] == found.region


def test_the_default_and_the_exceptions_are_labelled_in_the_reason():
    default = territory(TerritoryFacts("BW"), BOOK, on=ON)
    assert default.because[0].says == "Africa and all others: default, since no list names BW."
    college = territory(TerritoryFacts("US", 900, industry="higher education"), BOOK, on=ON)
    assert college.outcome.code == "PUBSEC-US"
    assert "exception, US universities" in college.because[0].says


@pytest.mark.parametrize("wrong", ["", "de", "UK", "Germany"])
def test_an_unknown_country_is_refused_with_what_to_write(wrong):
    with pytest.raises(UnknownCountry, match="Write the two letters of ISO 3166-1"):
        territory(TerritoryFacts(wrong), BOOK, on=ON)


@pytest.mark.rule("FIS-01")
def test_the_fiscal_year_runs_february_to_january_and_is_named_by_its_end():
    calendar = fiscal_calendar(BOOK, ON)
    assert [str(calendar.quarter_of(day)) for day in (date(2025, 1, 31), date(2025, 2, 1), date(2026, 1, 31))] == [
        "FY25-Q4",
        "FY26-Q1",
        "FY26-Q4",
    ]


def test_the_vendor_is_data():
    found = vendor(BOOK, ON)
    assert (found.name, found.pseudo_partner, found.zone) == ("GitLab", "GitLab PS", "America/Los_Angeles")

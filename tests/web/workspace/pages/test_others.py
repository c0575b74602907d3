"""Opportunities, territories, partners, absences, calendars, clocks, attainment, rules and saved views do what they say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from towpath.domain.accounts.models import Opportunity, Territory
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Closure
from towpath.kernel.identity.models import SavedView

# opportunities ---------------------------------------------------------------------------------------------------------


def test_the_registration_fields_are_shown_as_locked(approved, cast, seen):
    text = seen(cast.sofia, reverse("workspace:opportunity", args=[approved.opportunity.reference])).said
    assert f"Stamped from {approved.ref} and locked" in text
    assert "Partner Generated" in text


def test_a_loss_needs_its_reason_and_says_what_follows(approved, cast, sent, seen):
    address = reverse("workspace:opportunity_close_lost", args=[approved.opportunity.reference])
    assert f"{approved.ref} of Northwind becomes Closed Lost" in seen(cast.sofia, address).said
    assert sent(cast.sofia, address, {"reason": " "}).status_code == 422
    assert sent(cast.sofia, address, {"reason": "Another vendor"}).status_code == 302
    assert Opportunity.objects.get().closed_reason == "Another vendor"


def test_only_its_owner_and_ops_close_it(approved, cast, sent, seen):
    address = reverse("workspace:opportunity_close_won", args=[approved.opportunity.reference])
    for who in (cast.elena, cast.paula):
        assert seen(who, address).status_code == 404
        assert sent(who, address).status_code == 404
    assert sent(cast.omar, address).status_code == 302
    assert sent(cast.omar, address).status_code == 409


def test_a_search_finds_by_reference_and_by_customer(deal, cast, seen):
    for words in (deal.opportunity.reference, "acme"):
        assert deal.opportunity.reference in seen(cast.omar, reverse("workspace:opportunities"), {"q": words}).said


# territories -----------------------------------------------------------------------------------------------------------


def test_a_territory_without_people_stands_first(cast, seen):
    text = seen(cast.omar, reverse("workspace:territories")).said
    assert "19 territories have nobody" in text
    assert text.index("France") < text.index("Germany, Austria, Switzerland")


def test_people_are_named_and_a_missing_seat_is_said(cast, sent):
    address = reverse("workspace:territory", args=["EMEA-FRANCE"])
    assert sent(cast.omar, address, {"owner": cast.sofia.pk}).status_code == 422
    seats = {"owner": cast.sofia.pk, "esm": cast.elena.pk, "asm": cast.amir.pk}
    assert sent(cast.omar, address, seats).status_code == 302
    assert Territory.objects.get(code="EMEA-FRANCE").asm == cast.amir


# partners --------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("ELG-05")
def test_a_partner_that_may_not_register_shows_every_reason_with_what_mends_it(cast, seen):
    cast.northwind.good_standing, cast.northwind.foundations_completed = False, 0
    cast.northwind.save()
    text = seen(cast.elena, reverse("workspace:partner", args=[cast.northwind.reference])).said
    assert "not in good standing" in text
    assert "0 of at least" in text
    assert "Settle what is open" in text


def test_partners_are_listed_by_name_over_pages(cast, seen):
    from tests.cast import partner

    for number in range(55):
        partner(f"Zz{number:02}")
    first = seen(cast.omar, reverse("workspace:partners"))
    assert "Northwind" in first.said
    assert "Zz54" not in first.said
    assert 'rel="next"' in first.said
    assert seen(cast.omar, reverse("workspace:partners_csv")).said.count("\n") == 58


# absences --------------------------------------------------------------------------------------------------------------


def stretch(days: int = 5) -> dict:
    start = datetime.now(UTC) + timedelta(days=days)
    return {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(days=3):%Y-%m-%dT%H:%M}"}


@pytest.mark.rule("DRG-19")
def test_an_absence_is_planned_in_the_readers_zone_and_taken_back(cast, sent, seen):
    typed = {"starts_at": "2099-12-21T09:00", "ends_at": "2100-01-04T09:00", "backup": cast.emil.pk, "note": "Leave"}
    assert sent(cast.elena, reverse("workspace:absences"), typed).status_code == 302
    planned = Absence.objects.get()
    assert (planned.person, planned.backup) == (cast.elena, cast.emil)
    assert planned.starts_at == datetime(2099, 12, 21, 8, tzinfo=UTC)  # Berlin is an hour ahead
    assert "Emil" in seen(cast.elena, reverse("workspace:absences")).said
    assert sent(cast.emil, reverse("workspace:absence_cancel", args=[planned.pk])).status_code == 404
    assert sent(cast.elena, reverse("workspace:absence_cancel", args=[planned.pk])).status_code == 302
    planned.refresh_from_db()
    assert planned.state == "cancelled"


def test_what_cannot_be_is_said_at_its_field(cast, sent):
    typed = stretch() | {"backup": cast.amir.pk}
    refused = sent(cast.elena, reverse("workspace:absences"), typed)
    assert refused.status_code == 422
    assert "may not approve" in refused.content.decode()
    empty = sent(cast.elena, reverse("workspace:absences"), {"starts_at": "soon"})
    assert empty.content.decode().count("Write a day and a time") >= 2


def test_only_fitting_backups_are_offered(cast, seen):
    text = seen(cast.elena, reverse("workspace:absences")).said
    form = text[text.index('name="backup"') :]
    assert "Emil" in form
    assert not any(name in form for name in ("Erin", "Amir", "Omar"))


def test_ops_plan_for_anybody_and_sales_see_no_such_page(cast, sent, seen):
    assert sent(cast.omar, reverse("workspace:absences"), stretch() | {"person": cast.amir.pk, "backup": cast.anna.pk}).status_code == 302  # fmt: skip
    assert Absence.objects.get().person == cast.amir
    assert seen(cast.sofia, reverse("workspace:absences")).status_code == 404


# calendars -------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-01")
def test_ops_close_a_day_and_open_it_again(cast, sent, seen):
    day = {"calendar": "europe", "on": "2099-11-25", "reason": "Company day"}
    assert sent(cast.omar, reverse("workspace:calendar_close_day"), day).status_code == 302
    assert "Company day" in seen(cast.paula, reverse("workspace:calendars")).said
    assert sent(cast.omar, reverse("workspace:calendar_close_day"), day).status_code == 422
    assert sent(cast.elena, reverse("workspace:calendar_reopen_day"), day).status_code == 404
    assert sent(cast.omar, reverse("workspace:calendar_reopen_day"), day).status_code == 302
    assert not Closure.objects.exists()


def test_a_day_that_is_none_is_said_at_its_field(cast, sent):
    answer = sent(cast.omar, reverse("workspace:calendar_close_day"), {"calendar": "europe", "on": "soon"})
    assert answer.status_code == 422
    assert "Choose a day" in answer.content.decode()


# clocks and attainment ---------------------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-02")
def test_a_clock_is_explained_in_both_zones(deal, cast, seen):
    cast.paula.zone = "Asia/Tokyo"
    cast.paula.save()
    text = seen(cast.paula, reverse("workspace:clock", args=[deal.ref, deal.clocks[0].pk])).said
    assert "Your time is Asia/Tokyo; the calendar’s is" in text
    assert "Where every moment went" in text


def test_a_clock_belongs_to_its_registration(deal, cast, seen):
    assert seen(cast.omar, reverse("workspace:clock", args=["REG99999", deal.clocks[0].pk])).status_code == 404
    assert seen(cast.omar, reverse("workspace:clock", args=[deal.ref, 10**9])).status_code == 404


@pytest.mark.rule("SLA-03")
def test_each_figure_opens_the_clocks_behind_it(approved, cast, seen):
    asked = {"month": "2026-09"}
    report = seen(cast.omar, reverse("workspace:attainment"), asked)
    assert report.queries <= 12
    assert "100" in report.said
    listed = seen(cast.omar, reverse("workspace:attainment_clocks"), asked | {"outcome": "met"})
    assert listed.said.count(approved.ref) >= 3
    assert listed.queries <= 12
    assert "None that you may open" in seen(cast.omar, reverse("workspace:attainment_clocks"), asked | {"outcome": "missed"}).said  # fmt: skip


@pytest.mark.rule("SLA-02", "SLA-03")
def test_a_figure_of_licences_opens_the_requests_behind_it(cast, by, seen):
    from tests.domain.enablement.licences.stages import asked, people, sent

    staff = people(cast)
    licence = sent(staff, by, asked(staff, by))
    asked_for = {"month": "2026-09", "team": "licence_support"}
    report = seen(cast.omar, reverse("workspace:attainment"), asked_for)
    assert "licence_support" in report.said
    listed = seen(cast.omar, reverse("workspace:attainment_clocks"), asked_for | {"outcome": "met"})
    assert reverse("workspace:licence_request", args=[licence.request.reference]) in listed.said
    assert "Northwind" in listed.said
    assert listed.queries <= 12
    other = seen(cast.erin, reverse("workspace:attainment_clocks"), asked_for).said
    assert licence.request.reference not in other


def test_the_list_behind_a_figure_keeps_other_regions_out(approved, cast, seen):
    text = seen(cast.erin, reverse("workspace:attainment_clocks"), {"month": "2026-09"}).said
    assert approved.ref not in text


def test_the_report_as_csv_and_its_walls(approved, cast, seen):
    text = seen(cast.paula, reverse("workspace:attainment_csv"), {"month": "2026-09"}).said
    assert "2026-09,sla.ops_review,ops," in text
    for name in ("attainment", "attainment_csv", "attainment_clocks"):
        assert seen(cast.sofia, reverse(f"workspace:{name}")).status_code == 404


def test_a_month_that_is_none_shows_the_last_six(approved, cast, seen):
    assert seen(cast.omar, reverse("workspace:attainment"), {"month": "2026-99", "person": "x"}).status_code == 200


# the rule book -----------------------------------------------------------------------------------------------------------


def test_partners_read_only_what_is_theirs(cast, seen):
    listed = seen(cast.nadia, reverse("portal:rules")).said
    assert "How long an approved registration protects the partner" in listed
    assert "How a registration tags its opportunity" not in listed
    assert seen(cast.nadia, reverse("portal:rule", args=["deal_registration.protection"])).status_code == 200
    for name in ("tagging.source_tags", "no.such_page"):
        assert seen(cast.nadia, reverse("portal:rule", args=[name])).status_code == 404
    assert "How a registration tags" not in seen(cast.nadia, reverse("portal:rules"), {"q": "tag"}).said


def test_every_page_of_the_book_opens(cast, book, seen):
    for page in book:
        answer = seen(cast.paula, reverse("workspace:rule", args=[page.name]))
        assert answer.status_code == 200, page.name
        assert page.source.split("'")[0][:30] in answer.said


def test_the_book_is_searched_by_rule_and_by_word(cast, seen):
    text = seen(cast.paula, reverse("workspace:rules"), {"q": "drg-17"}).said
    assert "protects the partner" in text
    assert "fiscal year begins" not in text
    assert "No page speaks of that" in seen(cast.paula, reverse("workspace:rules"), {"q": "unicorn"}).said


# saved views -------------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_shown_and_deleted_by_its_owner_alone(cast, sent, seen):
    address = reverse("workspace:save_view", args=["accounts.accounts"])
    assert sent(cast.omar, address, {"name": "", "query": "region=EMEA"}).status_code == 422
    assert sent(cast.omar, address, {"name": "Mine", "query": "region=EMEA&cursor=x"}).status_code == 302
    view = SavedView.objects.get()
    assert view.query == "region=EMEA"
    assert "Mine" in seen(cast.omar, reverse("workspace:accounts")).said
    assert "Mine" not in seen(cast.paula, reverse("workspace:accounts")).said
    change = reverse("workspace:change_view", args=[view.pk])
    assert sent(cast.paula, change, {"do": "delete"}).status_code == 404
    assert sent(cast.omar, change, {"do": "delete"}).status_code == 302
    assert not SavedView.objects.exists()


def test_there_are_views_of_known_lists_only(cast, sent):
    answer = sent(cast.omar, reverse("workspace:save_view", args=["deals.nothing"]), {"name": "x", "query": "a=b"})
    assert answer.status_code == 404

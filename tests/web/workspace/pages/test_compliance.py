"""Compliance in the workspace and in the portal: pages, what they cost, and how they answer what cannot be taken."""

import csv
import re
from datetime import date

import pytest
from django.test import Client

from tests.cast import partner
from tests.domain.enablement.compliance.stages import learner, member, trained
from towpath.domain.enablement.actions import compliance, counts
from towpath.domain.enablement.models import Attestation
from towpath.domain.partners.models import Membership, Partner

pytestmark = pytest.mark.django_db(transaction=True)


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def computed(cast, by):
    trained(cast.northwind)
    compliance.recompute_all(by(None, door="job"))
    return f"/partners/{cast.northwind.reference}"


@pytest.mark.rule("CRT-04")
def test_the_list_filters_by_state_subject_and_manager_and_costs_the_same_for_many(
    cast, by, computed, django_assert_max_num_queries
):
    for index in range(30):
        partner(f"Many{index}", region="EMEA")
    compliance.recompute_all(by(None, door="job"), again=True)
    paula, elena = as_(cast.paula), as_(cast.elena)
    with django_assert_max_num_queries(12):
        page = paula.get("/partners/compliance").content.decode()
    assert "Northwind" in page
    assert "Many7" in page
    assert "Many7" not in paula.get("/partners/compliance?state=compliant").content.decode()
    assert "Northwind" not in paula.get("/partners/compliance?subject=psp").content.decode()
    mine = elena.get("/partners/compliance?manager=me").content.decode()
    assert "Northwind" in mine
    assert "Many7" not in mine
    lines = b"".join(paula.get("/partners/compliance.csv?state=compliant").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Northwind" in lines[1]


@pytest.mark.rule("CRT-04")
def test_each_services_partner_is_listed_with_what_its_designation_lacks(cast, by, computed):
    """Professional Services Partners alone: the state of that designation, and each thing that is missing."""
    for each in (cast.northwind, cast.rival):
        member(each, "psp", since=date(2025, 6, 1))
    for name in ("Ebbe", "Edna", "Elio"):
        learner(cast.northwind, name, "pse")
    compliance.recompute_all(by(None, door="job"), again=True)
    answer = as_(cast.paula).get("/partners/compliance.csv?subject=psp")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    psp = {row["Partner"]: row for row in rows if row["Track or designation"] == "psp"}
    assert set(psp) == {"Northwind", "Rivalry"}
    assert "Professional Services Engineers" in psp["Rivalry"]["Missing"]
    assert "Professional Services Engineers" not in psp["Northwind"]["Missing"]
    assert all(row["State"] and row["Next step"] for row in psp.values())
    page = as_(cast.paula).get("/partners/compliance?subject=psp").content.decode()
    assert "Northwind" in page
    assert "Rivalry" in page


def test_a_scorecard_is_of_any_day_and_a_wrong_day_is_said(cast, computed, django_assert_max_num_queries):
    nina, paula = as_(cast.nina), as_(cast.paula)
    nina.get("/portal/may")  # the first page of a session writes more
    paula.get(f"{computed}/compliance")
    with django_assert_max_num_queries(12):
        page = nina.get("/portal/compliance").content.decode()
    assert "People with the Professional Sales Accreditation" in page
    assert "2 of 2" in page
    assert "0 of 2" in as_(cast.nina).get("/portal/compliance?on=2025-02-10").content.decode()
    assert "is no day" in as_(cast.nina).get("/portal/compliance?on=yesterday").content.decode()
    with django_assert_max_num_queries(12):
        assert nina.get("/portal/may").status_code == 200
    with django_assert_max_num_queries(12):
        assert paula.get(f"{computed}/compliance").status_code == 200


@pytest.mark.rule("ONB-10")
def test_select_is_entered_by_invitation_only(cast, computed):
    omar, paula = as_(cast.omar), as_(cast.paula)
    asked = {"track": "select", "on": "2026-09-01", "why": "Invests more.", "invitation": "Elena, after the review."}
    assert omar.post(f"{computed}/memberships/track", asked).status_code == 404
    refused = paula.post(f"{computed}/memberships/track", asked | {"invitation": ""})
    assert refused.status_code == 422
    assert "Say who invited it" in refused.content.decode()
    assert "Invests more." in refused.content.decode(), "what was typed is kept"
    assert paula.post(f"{computed}/memberships/track", asked).status_code == 302
    rows = Membership.objects.filter(partner=cast.northwind).order_by("starts_on").values_list("value", "ends_on")
    assert list(rows) == [("open", date(2026, 9, 1)), ("select", None)]
    again = paula.post(f"{computed}/memberships/track", asked)
    assert again.status_code == 422
    assert "already" in again.content.decode()


@pytest.mark.rule("ONB-10")
def test_a_designation_is_granted_followed_and_ended(cast, by, computed):
    paula = as_(cast.paula)
    granted = {"designation": "psp", "on": "2026-08-01", "why": "Three engineers."}
    assert paula.post(f"{computed}/memberships/grant", granted).status_code == 302
    assert paula.post(f"{computed}/memberships/grant", granted).status_code == 422
    cast.northwind.refresh_from_db()
    assert sorted(cast.northwind.kinds) == ["psp", "reseller"]
    held = Membership.objects.get(partner=cast.northwind, value="psp")
    put_right = f"{computed}/memberships/{held.pk}/correct"
    wrong = paula.post(put_right, {"starts_on": "2026-08-03", "ends_on": "2026-08-02", "why": "Typed wrongly."})
    assert (wrong.status_code, "Choose a day after 3 Aug 2026" in wrong.content.decode()) == (422, True)
    assert paula.post(put_right, {"starts_on": "2026-08-03", "why": "The letter says so."}).status_code == 302
    before = {"on": "2026-07-01", "why": "A mistake."}
    assert paula.post(f"{computed}/memberships/{held.pk}/end", before).status_code == 422
    assert paula.post(f"{computed}/memberships/{held.pk}/end", {"on": "2026-09-01", "why": "Audit."}).status_code == 302
    cast.northwind.refresh_from_db()
    assert cast.northwind.kinds == ["reseller"]


@pytest.mark.rule("ELG-03")
def test_evidence_is_recorded_with_its_source_and_withdrawn_with_a_reason(cast, computed):
    elena, erin = as_(cast.elena), as_(cast.erin)
    told = {
        "kind": "net_arr_bookings",
        "amount": "310,000",
        "starts_on": "2026-08-01",
        "evidence": "The ledger of July",
    }
    assert erin.post(f"{computed}/evidence", told).status_code == 404, "another region"
    for wrong, says in (
        ({"amount": "much"}, "Write a number"), ({"evidence": ""}, "where it can be seen"), ({"kind": "luck"}, "Choose one"),
        ({"starts_on": "soon"}, "Write the day as"), ({"starts_on": "2999-01-01"}, "once the day has come"),
    ):  # fmt: skip
        answer = elena.post(f"{computed}/evidence", told | wrong)
        assert (answer.status_code, says in answer.content.decode()) == (422, True), wrong
    assert elena.post(f"{computed}/evidence", told).status_code == 302
    row = Attestation.objects.get()
    assert (row.amount, row.recorded_by) == (310_000, cast.elena)
    assert elena.post(f"{computed}/evidence/{row.pk}/withdraw", {"why": ""}).status_code == 422
    assert elena.post(f"{computed}/evidence/{row.pk}/withdraw", {"why": "Counted twice."}).status_code == 302
    assert elena.post(f"{computed}/evidence/{row.pk}/withdraw", {"why": "Again."}).status_code == 409


def test_outsiders_find_nothing(cast, computed):
    for person in (cast.ruth, cast.dirk, cast.erin, cast.aiko):
        client = as_(person)
        assert client.get(f"{computed}/compliance").status_code == 404
        assert "Northwind" not in client.get("/partners/compliance").content.decode()
        for part in ("evidence", "evidence/1/withdraw", "memberships/track", "memberships/grant", "memberships/1/end"):
            assert client.post(f"{computed}/{part}", {"why": "x"}).status_code == 404, (person, part)
    assert "Northwind" not in as_(cast.ruth).get("/portal/compliance").content.decode()


@pytest.mark.rule("CRT-04", "CRT-01")
def test_psp_eligibility_on_the_scorecard_leads_to_what_is_missing_and_back(
    cast, by, computed, django_assert_max_num_queries
):
    member(cast.northwind, "psp")
    Partner.objects.filter(pk=cast.northwind.pk).update(kinds=["reseller", "psp"])
    paula, reference = as_(cast.paula), cast.northwind.reference
    assert "not computed yet" in paula.get("/enablement/scorecard?kind=psp").content.decode()
    compliance.recompute_all(by(None, door="job"), again=True)
    with django_assert_max_num_queries(12):
        page = paula.get("/enablement/scorecard?kind=psp").content.decode()
    assert re.search(rf'href="/partners/{reference}/compliance#psp"[^>]*>Not compliant, \d missing<', page)
    assert "Eligibility" not in paula.get("/enablement/scorecard").content.decode()
    record = paula.get(f"/partners/{reference}/compliance").content.decode()
    assert 'id="psp"' in record
    assert f'href="/enablement/scorecard/{reference}"' in record
    with django_assert_max_num_queries(12):
        back = paula.get(f"/enablement/scorecard/{reference}").content.decode()
    assert f'href="/partners/{reference}/compliance#psp"' in back
    assert "Missing:" in back
    assert (
        f"/enablement/scorecard/{reference}"
        not in as_(cast.felix).get(f"/partners/{reference}/compliance").content.decode()
    )


@pytest.mark.rule("CRT-01")
def test_a_partners_scorecard_drills_down_by_quarter_and_badge_to_completions(cast, by, computed):
    paula = as_(cast.paula)
    learner(cast.northwind, "Quinn", "foundations", since=date(2026, 6, 3))
    counts.place_by_the_day(by(None, door="job"))
    page = paula.get(f"/enablement/scorecard/{cast.northwind.reference}").content.decode().replace("&amp;", "&")
    found = re.search(r'href="(/enablement/completions\?partner=[^"]*badge=foundations[^"]*quarter=[^"]*)"', page)
    assert found, "each figure opens what it counts"
    listed = paula.get(found[1]).content.decode()
    assert "Quinn" in listed
    assert "Sara" not in listed

"""Tracks, designations and evidence through the API: the same acts as on the page, each once."""

from datetime import UTC, datetime, timedelta

import pytest

from towpath.domain.enablement.models import Attestation
from towpath.domain.partners.models import Membership

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ONB-10")]
LAST_YEAR = (datetime.now(UTC).date() - timedelta(days=365)).isoformat()
LAST_MONTH = (datetime.now(UTC).date() - timedelta(days=30)).isoformat()


def test_a_track_and_a_designation_begin_are_corrected_and_end(cast, as_):
    paula, path = as_(cast.paula), f"/partners/{cast.northwind.reference}/memberships"
    asked = {"track": "select", "on": LAST_YEAR, "why": "Invests more."}
    refused = paula.post(f"{path}/track", asked)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["invitation"])
    entered = paula.post(f"{path}/track", asked | {"invitation": "Elena, after the review."})
    assert (entered.status_code, entered.json()["value"]) == (201, "select")
    granted = paula.post(f"{path}/designation", {"designation": "psp", "on": LAST_YEAR, "why": "Three engineers."})
    assert granted.status_code == 201
    one = f"{path}/{granted.json()['id']}"
    corrected = paula.post(f"{one}/correct", {"starts_on": LAST_MONTH, "why": "The letter says so."})
    assert (corrected.status_code, corrected.json()["starts_on"]) == (200, LAST_MONTH)
    wrong = paula.post(f"{one}/end", {"on": LAST_YEAR, "why": "Too early."})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["on"])
    ended = paula.post(f"{one}/end", {"why": "Audit."}, Idempotency_Key="end-it")
    again = paula.post(f"{one}/end", {"why": "Audit."}, Idempotency_Key="end-it")
    assert (ended.status_code, again.json()) == (200, ended.json())
    listed = as_(cast.nina).get(path).json()["items"]
    assert [each["value"] for each in listed] == ["psp", "select", "open"], "the partner reads its own"
    assert Membership.objects.filter(partner=cast.northwind).count() == 3


@pytest.mark.rule("ELG-03")
def test_evidence_is_recorded_read_and_withdrawn(cast, as_):
    elena, path = as_(cast.elena), f"/partners/{cast.northwind.reference}/evidence"
    told = {"kind": "net_arr_bookings", "amount": "310000.50", "starts_on": LAST_MONTH, "evidence": "The ledger"}
    refused = elena.post(path, told | {"kind": "luck", "amount": "much"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["kind"])
    made = elena.post(path, told)
    assert (made.status_code, made.json()["amount"], made.json()["recorded_by"]) == (201, "310000.5", "Elena")
    withdrawn = elena.post(f"{path}/{made.json()['id']}/withdraw", {"why": "Counted twice."})
    assert (withdrawn.status_code, withdrawn.json()["withdrawn_by"]) == (200, "Elena")
    assert elena.post(f"{path}/{made.json()['id']}/withdraw", {"why": "Again."}).status_code == 409
    assert [one["id"] for one in elena.get(path).json()["items"]] == [Attestation.objects.get().pk]
    for who in (cast.nina, cast.erin):
        assert as_(who).get(path).status_code == 404


@pytest.mark.parametrize("who", ["nina", "elena", "felix"])
def test_those_who_only_read_change_nothing(cast, as_, who):
    path = f"/partners/{cast.northwind.reference}/memberships"
    asked = {"designation": "psp", "why": "Mine."}
    assert as_(getattr(cast, who)).post(f"{path}/designation", asked).status_code == 404
    assert not Membership.objects.exists()

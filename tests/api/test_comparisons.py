"""What a draft would change, through the API: asked, computed, read by sum and case by case."""

import pytest

from tests.domain.deals.stages import stage
from tests.domain.rulebook.drafting import PROTECTION, drafted
from towpath.domain.rulebook.actions import comparisons

pytestmark = pytest.mark.django_db


def test_from_the_question_to_the_cases(cast, by, as_):
    reference = stage("approved", cast, by).reference
    draft = drafted(cast.paula, by(cast.paula))
    paula = as_(cast.paula)
    asked = paula.post("/program/comparisons", {"draft": draft.reference, "over": "2026-01-01..2027-01-01"})
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting"), asked.content
    comparisons.compute(asked.json()["reference"], by(None, door="job"))
    one = asked.headers["Location"].removeprefix("/api/v1")
    done = paula.get(one).json()
    assert (done["state"], done["result"]["total"]["loss"], done["as_if_then"]) == ("done", 1, True)
    (case,) = paula.get(f"{one}/cases?effect=loss").json()["items"]
    assert (case["subject"], case["question"], case["after"]["expires_on"]) == (reference, PROTECTION, "2026-10-31")
    assert paula.get(f"{one}/cases?effect=gain").json()["items"] == []


def test_what_is_wrong_is_said(cast, by, as_):
    draft = drafted(cast.paula, by(cast.paula))
    wrong = as_(cast.paula).post("/program/comparisons", {"draft": draft.reference, "over": "tomorrow"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["over"])
    assert as_(cast.paula).post("/program/comparisons", {"draft": "DRF99999"}).status_code == 404
    for who in (cast.nadia, cast.elena, cast.sofia):
        assert as_(who).post("/program/comparisons", {"draft": draft.reference}).status_code == 404

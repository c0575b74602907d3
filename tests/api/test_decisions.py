"""Decisions over the API: those on a record, and one in full with its wordings, replays and counterfactuals."""

import pytest

from tests.domain.deals.stages import stage
from towpath.domain.deals.models import Registration
from towpath.program.replay import replayed, wording_now

PROTECTION = "deal_registration.protection"


@pytest.fixture
def registration(cast, by) -> Registration:
    return Registration.objects.get(reference=stage("approved", cast, by).reference)


def listed(as_, person, reference: str) -> dict[str, dict]:
    answer = as_(person).get("/decisions", {"record": reference})
    assert answer.status_code == 200, answer.content
    return {each["question"]: each for each in answer.json()["items"]}


def path_of(brief: dict) -> str:
    return brief["href"].removeprefix("/api/v1")


def test_a_record_tells_its_decisions_and_each_tells_all(as_, cast, registration, book):
    brief = listed(as_, cast.elena, registration.reference)
    assert {PROTECTION, "tagging.source_tags", "deal_registration.eligibility"} <= brief.keys()
    told = as_(cast.elena).get(path_of(brief[PROTECTION])).json()
    assert told["replayed_then"]["verdict"] == told["replayed_now"]["verdict"] == "same"
    assert told["book"] == book.fingerprint
    assert [each["wording"] for each in told["because"]] == ["same"]
    assert told["facts"]["extensions"] == 0
    changes = {each["fact"]: each for each in told["would_have_changed_it"]}
    assert changes["extensions"]["would_be"] == 1


def test_partners_read_their_own_by_their_pages(as_, cast, registration):
    inside, outside = listed(as_, cast.elena, registration.reference), listed(as_, cast.nadia, registration.reference)
    assert PROTECTION in outside
    assert "tagging.source_tags" not in outside
    told = as_(cast.nadia).get(path_of(outside[PROTECTION])).json()
    assert told["book"] is None
    assert told["facts"]["extensions"] == 0
    assert as_(cast.nadia).get(path_of(inside["tagging.source_tags"])).status_code == 404
    for rival in (cast.ruth, cast.erin):
        assert as_(rival).get(path_of(outside[PROTECTION])).status_code == 404
        assert as_(rival).get("/decisions", {"record": registration.reference}).status_code == 404


def test_a_wording_that_changed_since_is_told(book):
    """By the same page: still held, followed by another, told otherwise for the same day, gone."""
    page = book[PROTECTION]
    first, last = min(page.since), max(page.since)
    assert wording_now(PROTECTION, last, book, book, last).standing == "same"
    assert wording_now(PROTECTION, last, None, book, last).standing == "unknown"
    texts = book.texts
    days = type(book).of(texts | {PROTECTION: texts[PROTECTION].replace("term_days = 90", "term_days = 60")})
    assert wording_now(PROTECTION, last, days, book, last).standing in ("rewritten", "same")
    assert wording_now("deal_registration.gone", last, book, book, last).standing == "gone"
    if first != last:
        changed = wording_now(PROTECTION, first, book, book, last)
        assert (changed.standing, changed.since) == ("changed", last)


def test_a_decision_without_a_question_cannot_be_asked(book):
    assert replayed({"question": "", "on": None, "facts": {}, "outcome": True}, book).verdict == "unasked"

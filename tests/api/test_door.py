"""Who gets in, and how the door answers what it does not take."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from towpath.kernel.identity.models import ApiToken
from towpath.kernel.identity.tokens import bearer, make, revoke
from towpath.kernel.refusals import Invalid, NotFound

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_a_token_has_its_persons_rights(as_, cast):
    me = as_(cast.nadia).get("/me").json()
    assert (me["name"], me["organisation"]["partner"]) == ("Nadia", cast.northwind.reference)
    assert as_(cast.omar).get("/me").json()["organisation"] is None


@pytest.mark.django_db
def test_without_a_usable_token_there_is_no_entry(as_, cast):
    revoked, key = make(cast.nadia, "old", NOW)
    revoke(cast.nadia, revoked.pk, NOW)
    expired = make(cast.nadia, "short", NOW - timedelta(days=500), NOW - timedelta(days=400))[1]
    leaver = make(cast.ruth, "left", NOW)[1]
    cast.ruth.is_active = False
    cast.ruth.save()
    for wrong in ("", "nonsense", key, expired, leaver, "x" * 5000, "ü"):
        refused = as_(key=wrong).get("/me") if wrong else as_().get("/me")
        assert refused.status_code == 401
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert refused.json()["remedy"]


def test_a_session_cookie_is_no_token(as_, cast, client):
    client.force_login(cast.nadia, backend="towpath.kernel.identity.backend.Backend")
    assert client.get("/api/v1/me").status_code == 401


def test_the_day_of_last_use_is_written_once_a_day(cast, django_assert_num_queries):
    token, key = make(cast.nadia, "daily", NOW)
    with django_assert_num_queries(2):
        assert bearer(key, NOW) == cast.nadia
    assert ApiToken.objects.get(pk=token.pk).last_used_on == NOW.date()
    with django_assert_num_queries(1):
        bearer(key, NOW + timedelta(hours=5))
    bearer(key, NOW + timedelta(days=1))
    assert ApiToken.objects.get(pk=token.pk).last_used_on == NOW.date() + timedelta(days=1)


def test_tokens_are_named_end_later_and_are_ones_own(cast):
    with pytest.raises(Invalid):
        make(cast.nadia, " ", NOW)
    with pytest.raises(Invalid):
        make(cast.nadia, "back then", NOW, NOW)
    token, key = make(cast.nadia, "mine", NOW)
    assert key not in str(vars(token))
    with pytest.raises(NotFound):
        revoke(cast.nina, token.pk, NOW)


@pytest.mark.parametrize("path", ["/nowhere", "/deals", "/deals/registrations/", "/deals/registrations/REG00042/fly"])
def test_unknown_addresses_are_problems_not_pages(as_, cast, path):
    answer = as_(cast.nadia).get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_is_not_taken(as_, cast):
    answer = as_(cast.nadia).delete("/me")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["type"] == "/problems/no-such-method"


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 422), ('"x"', 422), ("\xff", 400), ("[" * 100_000, 400), ('{"deal_name": "\\u0000"}', 422),
     ('{"deal_name": "\\ud800"}', 422), ('{"amount": NaN}', 422), ('{"need": "' + "x" * 3_000_000 + '"}', 413)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_kindly(as_, cast, body, status):
    program = as_(cast.nadia)
    answer = program.post("/deals/registrations", body.encode("latin-1"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "reference", ["REG00042", "REG99999999999999999999", "%00", "reg-1", "ü", "REG%2F1", "." * 300]
)
def test_odd_references_are_simply_not_there(as_, cast, reference):
    for path in (f"/deals/registrations/{reference}", f"/accounts/{reference}", f"/opportunities/{reference}"):
        answer = as_(cast.omar).get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_a_database_that_does_not_answer_is_said_so(as_, cast, monkeypatch):
    from towpath.api import door

    program = as_(cast.nadia)

    def gone(*_):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(door, "bearer", gone)
    answer = program.get("/me")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "again" in answer.json()["remedy"]


def test_our_own_fault_is_a_problem_without_a_trace(as_, cast, monkeypatch):
    from towpath.api import people

    def broken(_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(people, "actor_of", broken)
    answer = as_(cast.nadia).get("/me")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/fault")
    assert "secret" not in json.dumps(answer.json())

"""The API's reference as a page: every operation is there, with an example that can be typed, for both faces."""

import json
import re

import pytest

from towpath.api.schema import render


@pytest.mark.parametrize("name", ["nadia", "omar"])
def test_it_names_every_operation_and_shape(cast, client, name):
    client.force_login(getattr(cast, name))
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    document = json.loads(render())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in page
            assert f'id="{operation["operationId"]}"' in page
    assert set(re.findall(r'href="#shape-(\w+)"', page)) <= set(re.findall(r'id="shape-(\w+)"', page))
    for word in ("Idempotency-Key", "problem+json", "Authorization: Bearer", "curl -X POST", "cursor"):
        assert word in page
    assert "script-src" in answer.headers["Content-Security-Policy"]
    assert re.findall(r'<script[^>]+src="(?!/static/)', page) == []


def test_it_wants_a_session_and_a_token_does_not_open_it(as_, cast, client):
    assert client.get("/api/v1/docs").status_code == 302
    assert as_(cast.nadia).get("/docs").status_code == 302
    client.force_login(cast.nadia)
    assert client.post("/api/v1/docs").status_code in (403, 405)


def test_its_size_and_its_questions(cast, client, django_assert_max_num_queries):
    client.force_login(cast.nadia)
    client.get("/api/v1/docs")
    with django_assert_max_num_queries(6):
        page = client.get("/api/v1/docs").content
    assert len(page) < 600_000

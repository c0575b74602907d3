"""The API's reference as a page: every operation is there, with an example that can be typed, for both faces."""

import json
import re

import pytest

from towpath.api.urls import render


@pytest.mark.parametrize("name", ["nadia", "omar"])
def test_it_names_every_operation_and_shape(cast, client, name):
    client.force_login(getattr(cast, name))
    answer = client.get("/api/v1/docs")
    front = answer.content.decode()
    document = json.loads(render())
    groups = {
        group: client.get(f"/api/v1/docs/{group}").content.decode()
        for group in re.findall(r'href="/api/v1/docs/([^"#]+)#', front)
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            page = groups[operation["tags"][0].replace(" ", "-")]
            for shown in (front, page):
                assert f"<code>{method.upper()} {path}</code>" in shown
            assert f'id="{operation["operationId"]}"' in page
    for page in groups.values():
        assert set(re.findall(r'href="#shape-(\w+)"', page)) <= set(re.findall(r'id="shape-(\w+)"', page))
    for word in ("Idempotency-Key", "problem+json", "Authorization: Bearer", "cursor"):
        assert word in front
    assert "curl -X POST" in groups["registrations"]
    assert "script-src" in answer.headers["Content-Security-Policy"]
    assert re.findall(r'<script[^>]+src="(?!/static/)', front) == []
    assert client.get("/api/v1/docs/nothing").status_code == 404


def test_it_wants_a_session_and_a_token_does_not_open_it(as_, cast, client):
    assert client.get("/api/v1/docs").status_code == 302
    assert as_(cast.nadia).get("/docs").status_code == 302
    client.force_login(cast.nadia)
    assert client.post("/api/v1/docs").status_code in (403, 405)


def test_its_size_and_its_questions(cast, client, django_assert_max_num_queries):
    client.force_login(cast.nadia)
    for address in ("/api/v1/docs", "/api/v1/docs/registrations"):
        client.get(address)
        with django_assert_max_num_queries(6):
            assert len(client.get(address).content) < 110_000

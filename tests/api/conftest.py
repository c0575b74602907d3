"""Programs that knock at the API with somebody's token."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


class Program:
    """A client with a person's token; paths are given from /api/v1 on."""

    def __init__(self, person: Any = None, key: str = "") -> None:
        from django.test import Client

        from towpath.kernel.identity.tokens import make

        if person is not None:
            key = make(person, "tests", datetime(2025, 1, 6, tzinfo=UTC))[1]
        self.key = key
        self.client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method not in ("get", "post", "patch", "delete", "put", "options"):
            raise AttributeError(method)
        send = getattr(self.client, method)

        def ask(path: str, body: Any = None, **headers: str) -> Any:
            more = {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}
            if body is not None and method == "get":
                return send(f"/api/v1{path}", body, **more)
            if method in ("post", "patch"):
                more |= {"data": "" if body is None else body, "content_type": "application/json"}
            return send(f"/api/v1{path}", **more)

        return ask

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        key = fields.pop("key", "")
        headers = {"headers": {"Idempotency-Key": key}} if key else {}
        return self.client.post(f"/api/v1{path}", {"file": SimpleUploadedFile(name, content), **fields}, **headers)


@pytest.fixture
def as_(cast: Any) -> Callable[[Any], Program]:
    """as_(cast.nadia): a program with Nadia's token."""
    return Program


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    """The fields of a complete resale registration whose close date is still to come."""
    from tests.cast import claim

    def fields(**more: Any) -> dict[str, Any]:
        return claim(close_on=(datetime.now(UTC).date() + timedelta(days=90)).isoformat()) | more

    return fields


ROOT = "/deals/registrations"


@pytest.fixture
def sent(as_, cast, form) -> str:
    """The reference of a registration that Nadia has submitted."""
    return as_(cast.nadia).post(ROOT, form(submit=True)).json()["reference"]


@pytest.fixture
def reviewed(as_, cast, sent) -> str:
    """The same, put forward: it waits for Elena."""
    ops = as_(cast.omar)
    assert ops.post(f"{ROOT}/{sent}/link_account", {"account": cast.acme.reference}).status_code == 200
    assert ops.post(f"{ROOT}/{sent}/put_forward").status_code == 200
    return sent

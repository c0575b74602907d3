"""The OpenAPI document: complete, checked in as it is, served without a token."""

import json

from tests.conftest import ROOT
from towpath.api.fields import Given, Shown
from towpath.api.urls import render

SNAPSHOT = ROOT / "docs" / "generated" / "openapi.json"


def test_the_snapshot_is_fresh():
    assert SNAPSHOT.read_text() == render(), "Write it anew with `towpath docs`."


def test_it_is_served_as_it_is(client):
    assert client.get("/api/v1/openapi.json").json() == json.loads(render())


def test_every_operation_declares_who_may_and_what_can_go_wrong():
    document = json.loads(render())
    assert document["openapi"] == "3.1.0"
    names = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            assert operation["security"], path
            assert operation["tags"], path
            assert {"401", "404", "422", "503"} <= set(operation["responses"])
            keys = [one for one in operation["parameters"] if one["name"] == "Idempotency-Key"]
            assert len(keys) == (0 if method == "get" else 1), path
    assert len(names) == len(set(names))


def test_no_two_shapes_share_a_name():
    """The document keeps shapes by name alone: the second of a name would quietly take the place of the first."""
    shapes = {}
    for shape in (*_all_below(Given), *_all_below(Shown)):
        if shape.__module__.startswith("towpath.api"):
            drawn = json.dumps(shape.model_json_schema(), sort_keys=True)
            shapes.setdefault(shape.__name__, {})[drawn] = shape.__module__
    assert "Plain" in shapes, "shapes are looked at"
    assert {name: sorted(found.values()) for name, found in shapes.items() if len(found) > 1} == {}


def _all_below(shape):
    for one in shape.__subclasses__():
        yield one
        yield from _all_below(one)

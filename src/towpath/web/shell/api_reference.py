"""The API's reference as a page of ours, read from its OpenAPI document: no scripts of others, and found by the browser's search."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from towpath.kernel.refusals import NotFound

type Json = Mapping[str, Any]

WRITES = ("post", "patch", "put")
TAGS = {
    "registrations": "Registrations", "moves": "Moves on a registration", "opportunities": "Opportunities",
    "accounts": "Customer accounts", "absences": "Absences", "program": "The program", "people": "People",
}  # fmt: skip


@login_required
@require_safe
def reference(request: HttpRequest, document: Callable[[], str], tag: str = "") -> HttpResponse:
    """How to call the API and every operation in a line; of one group, what each takes and gives, ready to copy."""
    whole = _context(document)
    if not tag:
        return render(request, "shell/api_reference.html", whole)
    found = next((group for group in whole["groups"] if group["tag"] == tag), None)
    if found is None:
        raise NotFound("There is no such part of the reference.")
    return render(request, "shell/api_reference_group.html", {"group": found})


@lru_cache(maxsize=1)
def _context(document: Callable[[], str]) -> dict[str, Any]:
    whole = json.loads(document())
    shapes = whole["components"]["schemas"]
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation, shapes))
    titles = {tag: title for tag, title in TAGS.items() if tag in groups}
    titles |= {tag: tag.replace("_", " ").replace("-", " ").capitalize() for tag in groups if tag not in TAGS}
    return {
        "groups": [
            {
                "tag": tag.replace(" ", "-"),
                "title": title,
                "operations": groups[tag],
                "shapes": _used(groups[tag], shapes),
            }
            for tag, title in titles.items()
        ],
        "refusals": [
            (status, said["description"]) for status, said in sorted(whole["components"]["responses"].items())
        ],
        "base": settings.BASE_URL,
    }


def _used(operations: list[dict[str, Any]], shapes: Json) -> list[dict[str, Any]]:
    """The shapes that the operations give and take, and those inside them, by name."""
    waiting = [name for one in operations for _, names in one["gives"] for name in names]
    waiting += [one["body"] for one in operations if one["body"]]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in shapes:
            found.add(name)
            waiting += re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(shapes[name]))
    return [_shape(name, shapes[name]) for name in sorted(found) if "properties" in shapes[name]]


def _operation(path: str, method: str, operation: Json, shapes: Json) -> dict[str, Any]:
    body = _body(operation)
    taken = shapes.get(_name(body), {}) if body else {}
    given = [(status, said) for status, said in operation["responses"].items() if status.startswith("2")]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "says": _words(operation.get("description") or operation.get("summary", "")),
        "parameters": [
            {
                "name": one["name"],
                "where": one["in"],
                **_field(one["schema"], one.get("description", ""), one.get("required")),
            }
            for one in operation.get("parameters", ())
            if one["name"] != "Idempotency-Key"
        ],
        "body": _name(body) if body else "",
        "fields": _shape("", taken)["fields"] if taken else [],
        "gives": [(status, _names(said)) for status, said in given],
        "curl": _curl(path, method, taken, shapes),
    }


def _words(text: str) -> str:
    """A docstring as a sentence of a page."""
    return re.sub(r"`([^`]+)`", r"“\1”", " ".join(text.split()))


def _body(operation: Json) -> Json:
    content = operation.get("requestBody", {}).get("content", {})
    schema: Json = content.get("application/json", {}).get("schema", {})
    return schema


def _shape(name: str, shape: Json) -> dict[str, Any]:
    needed = shape.get("required", ())
    return {
        "name": name,
        "says": _words(shape.get("description", "")),
        "fields": [
            {"name": field, **_field(schema, schema.get("description", ""), field in needed)}
            for field, schema in shape.get("properties", {}).items()
        ],
    }


def _field(schema: Json, says: str, required: bool | None) -> dict[str, Any]:
    return {"kind": kind(schema), "says": says or schema.get("description", ""), "required": bool(required)}


def kind(schema: Json) -> str:
    """What a value is, in words: "string (date)", "list of Change", "“open”, “closed_won”", "integer or nothing"."""
    if "$ref" in schema or "allOf" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"“{value}”" for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    word = {"null": "nothing", "object": "object", "": "anything"}.get(schema.get("type", ""), schema.get("type", ""))
    return f"{word} ({schema['format']})" if "format" in schema else str(word)


def _name(schema: Json) -> str:
    inner = schema if "$ref" in schema else next(iter(schema.get("allOf", ())), {})
    return str(inner.get("$ref", "")).rsplit("/", 1)[-1]


def _names(answer: Json) -> list[str]:
    """The shapes of an answer: the vendor's people and partners may get one each."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return [name for name in (_name(one) for one in schema.get("anyOf", [schema])) if name]


def _curl(path: str, method: str, taken: Json, shapes: Json) -> str:
    lines = [f"curl {settings.BASE_URL}{_filled(path)}", '-H "Authorization: Bearer $TOWPATH_TOKEN"']
    if method != "get":
        lines[0] = f"curl -X {method.upper()} {settings.BASE_URL}{_filled(path)}"
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if method in WRITES and taken:
        lines += [
            '-H "Content-Type: application/json"',
            f"-d '{json.dumps(_example(taken, shapes), ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)


def _filled(path: str) -> str:
    stem = "OPP00021" if "/opportunities/" in path else "ACC00017" if "/accounts/" in path else "REG00042"
    return path.replace("{reference}", stem).replace("{name}", "sla.first_contact").replace("{", "").replace("}", "")


def _example(shape: Json, shapes: Json) -> Any:
    """A body: the one that the shape gives, or its required fields with an example each."""
    if shape.get("examples"):
        return shape["examples"][0]
    return {
        name: _value(schema, shapes)
        for name, schema in shape.get("properties", {}).items()
        if name in shape.get("required", ())
    }


def _value(schema: Json, shapes: Json) -> Any:
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(shapes.get(_name(schema), {}), shapes)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_value(schema.get("items", {}), shapes)]
    if schema.get("format") == "date":
        return "2026-12-31"
    if schema.get("format") == "date-time":
        return "2026-12-31T09:00:00Z"
    return {"integer": 1, "boolean": True, "number": 1}.get(schema.get("type", ""), "…")

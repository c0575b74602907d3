"""What every operation of the OpenAPI document shares: problems, idempotency keys, the header of created things."""

from typing import Any

from towpath.api.problems import KINDS, MEDIA_TYPE, Problem

WRITES = ("post", "patch", "put", "delete")
HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Of your making, such as a UUID: the same key with the same request is done once.",
    "examples": {"uuid": {"value": "5f0c6f0e-6a53-4f0b-9a0e-2f7f3f6f4c11"}},
}
REPLAYED = {
    "Idempotency-Replayed": {"schema": {"type": "string", "enum": ["true"]}, "description": "The first answer, again."}
}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what every operation shares: problems, keys of writes, the header of created things."""
    schemas = document["components"]["schemas"]
    whole = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(whole.pop("$defs", {}))
    schemas["Problem"] = whole
    document["components"]["responses"] = {str(status): _problem(status) for status in _statuses()}
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation)
    return document


def _statuses() -> list[int]:
    return sorted({status for status, _ in KINDS.values()} - {500})


def _problem(status: int) -> dict[str, Any]:
    titles = [title for number, title in KINDS.values() if number == status]
    return {
        "description": "; ".join(titles) + ".",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _complete(method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    wanted = [401, 403, 404, 422, 503]
    if method in WRITES:
        wanted += [400, 409, 413]
        operation["parameters"] = [*operation.get("parameters", []), HEADER]
        for status, said in answers.items():
            said["headers"] = dict(REPLAYED)
            if int(status) == 201:
                said["headers"]["Location"] = {"schema": {"type": "string"}, "description": "Where it is now."}
    for status in wanted:
        answers[status] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = {str(status): answers[status] for status in sorted(answers, key=int)}

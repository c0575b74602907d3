"""Fields of small forms as the shell's macros draw them, with what was typed and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

type Options = Iterable[tuple[Any, Any]]


def field(
    name: str, label: Any, typed: Mapping[str, Any], errors: Mapping[str, Sequence[str]], **more: Any
) -> dict[str, Any]:
    """One field. `options` may be given as (value, label) pairs; the value typed is kept."""
    if "options" in more:
        more["options"] = [{"value": value, "label": text} for value, text in more["options"]]
    return {"name": name, "label": label, "value": typed.get(name, ""), "errors": list(errors.get(name, ())), **more}


def summary(errors: Mapping[str, Sequence[str]], fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The errors for the summary on top of a form, in the fields' order, each linked; those of no field come last.

    `missing` marks fields that were left empty: the summary tells them together.
    """
    fields = list(fields)
    labels = {one["name"]: one["label"] for one in fields}
    empty = {one["name"] for one in fields if one.get("required") and not str(one.get("value") or "").strip()}
    order = [*(name for name in labels if name in errors), *(name for name in errors if name not in labels)]
    return [
        {"name": name if name in labels else None, "label": labels.get(name), "message": text, "missing": name in empty}
        for name in order
        for text in errors[name]
    ]


def whole(text: str) -> int | None:
    """A whole number that somebody chose in a form; None for anything else."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else None

"""Facts from plain values: what an example gives, or what an event kept, becomes a facts dataclass or is refused."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from towpath.program.problem import did_you_mean


class UnfitFacts(ValueError):
    """The values don't make these facts: a missing or unknown name, or a value of the wrong kind."""


def facts_from[Facts](cls: type[Facts], given: Mapping[str, Any]) -> Facts:
    """A frozen facts dataclass from plain values: ISO days and decimal strings are read, lists become tuples."""
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    for name in given:
        if name not in hints:
            raise UnfitFacts(f'"{name}" is nothing that can be given here. {did_you_mean(name, hints)}')
    for each in fields(cls):  # type: ignore[arg-type]
        if each.name not in given and each.default is MISSING and each.default_factory is MISSING:
            raise UnfitFacts(f'What is given lacks "{each.name}". Add it.')
    return cls(**{name: _read(value, hints[name], name) for name, value in given.items()})


@cache  # as many as there are facts classes
def _hints(cls: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _read(value: Any, wanted: Any, name: str) -> Any:
    origin = get_origin(wanted)
    if origin is Literal:
        if value in get_args(wanted):
            return value
        raise UnfitFacts(f'"{name}" cannot be {_written(value)}. {did_you_mean(value, get_args(wanted))}')
    if origin in (Union, types.UnionType):
        if value is None and type(None) in get_args(wanted):
            return None
        return _read(value, next(each for each in get_args(wanted) if each is not type(None)), name)
    if origin is Mapping and isinstance(value, Mapping):
        return {str(key): _read(each, get_args(wanted)[1], f"{name}.{key}") for key, each in value.items()}
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_read(each, get_args(wanted)[0], f"{name} {at}") for at, each in enumerate(value, 1))
    if is_dataclass(wanted) and isinstance(wanted, type) and isinstance(value, Mapping):
        return facts_from(wanted, value)
    try:
        read = _scalar(value, wanted)
    except (ValueError, ArithmeticError):
        read = None
    if read is None:
        raise UnfitFacts(f'"{name}" cannot be {_written(value)}. Give {_WORDS.get(wanted, str(wanted))}.')
    return read


def _written(value: Any) -> str:
    """A value as a page writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


_WORDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    date: "a day such as 2025-02-01",
}


def _scalar(value: Any, wanted: Any) -> Any:
    """The value as the wanted type, or None when it is no such thing."""
    if wanted is date:
        return date.fromisoformat(value) if isinstance(value, str) else (value if type(value) is date else None)
    if wanted is Decimal:
        return None if isinstance(value, bool) or not isinstance(value, int | str | Decimal) else Decimal(value)
    return value if type(value) is wanted else None

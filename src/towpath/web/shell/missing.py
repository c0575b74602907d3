"""What templates see where something is missing: an unknown name or attribute is an error, a key left out of a dict is empty."""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined


class Missing(StrictUndefined):
    """Strict, save for keys of dicts: the macros take dicts whose optional keys may be left out."""

    def __new__(cls, hint: Any = None, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(obj, Mapping):
            return Undefined(hint, obj, *args, **kwargs)
        return super().__new__(cls)

"""What templates see where something is missing: an unknown name or attribute is an error, a key left out of a dict is empty."""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Undefined


class Missing(StrictUndefined):
    """Strict, save for keys of dicts and the optional caller of a macro: macros ask for both and do without."""

    def __new__(cls, hint: Any = None, obj: Any = None, name: Any = None, **rest: Any) -> Any:
        if isinstance(obj, Mapping):
            return Undefined(hint, obj, name, **rest)
        if name == "caller":
            return Undefined(hint, name=name)
        return super().__new__(cls)

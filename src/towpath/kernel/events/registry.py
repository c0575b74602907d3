"""Every event a room can write, with the sentence that the history shows. A room registers its table at import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.basics.days import day_in_words


@dataclass(frozen=True)
class Happening:
    """One kind of event.

    says      the sentence in the vendor's history; fields in braces come from the event's data
    outside   the sentence a partner reads; "" keeps the event inside
    personal  keys of `data` that hold personal words, shredded when a person is erased
    """

    name: str
    says: str
    outside: str
    personal: tuple[str, ...] = ()


ENDS = (".", "!", "?", "…")
HAPPENINGS: dict[str, Happening] = {}


def register(*happenings: Happening) -> None:
    for one in happenings:
        if HAPPENINGS.get(one.name, one) != one:
            raise ValueError(f"The event {one.name} is declared twice, differently.")
        HAPPENINGS[one.name] = one


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(name: str, data: Mapping[str, Any], *, inside: bool) -> str:
    """The event in words for a vendor's person (inside) or a partner's; "" when it is not hers to read."""
    happening = HAPPENINGS[name]
    text = happening.says if inside else happening.outside
    words = _Gaps({k: _in_words(k, v) for k, v in data.items() if v is not None})
    for key, value in words.items():
        if isinstance(value, str) and value.endswith(ENDS):  # what somebody wrote ends by itself: not twice
            text = text.replace(f"{{{key}}}.", f"{{{key}}}")
    return text.format_map(words)


def _in_words(key: str, value: Any) -> Any:
    """Days are kept as 2027-02-17 and read as 17 Feb 2027; everything else as it is."""
    if not ((key == "on" or key.endswith("_on")) and isinstance(value, str)):
        return value
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return value

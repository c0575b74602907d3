"""The small language in which the shape of a page is declared: what may stand where, and the problem when it does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.program.locate import Place
from towpath.program.problem import did_you_mean


@dataclass(frozen=True)
class Misfit:
    """Something that does not fit its shape, by its place within the page."""

    place: Place
    what: str
    remedy: str


@dataclass(frozen=True)
class Text:
    """A sentence or a name; never empty unless `may_be_empty`; optionally one of some words or of a pattern."""

    one_of: tuple[str, ...] = ()
    pattern: str = ""
    written_like: str = ""
    may_be_empty: bool = False

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if not isinstance(value, str):
            yield _wrong_type(value, place, "text", 'Write it in quotes, as "...".')
        elif not value.strip() and not self.may_be_empty:
            yield Misfit(place, f"{_named(place)} is empty.", "Write a text.")
        elif self.one_of and value not in self.one_of:
            yield Misfit(place, f'{_named(place)} cannot be "{value}".', did_you_mean(value, self.one_of))
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield Misfit(place, f'{_named(place)} cannot be "{value}".', f"Write it like {self.written_like}.")


@dataclass(frozen=True)
class Whole:
    """A whole number between two limits, both allowed."""

    least: int = 0
    most: int = 10**9

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield _wrong_type(value, place, "a whole number", "Write digits only, without quotes.")
        elif not self.least <= value <= self.most:
            yield Misfit(
                place, f"{_named(place)} cannot be {value}.", f"Write a number from {self.least} to {self.most}."
            )


@dataclass(frozen=True)
class Number:
    """A number with or without decimals, read as Decimal, between two limits."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10**12)

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            yield _wrong_type(value, place, "a number", "Write it without quotes, as 0.25.")
        elif not self.least <= value <= self.most:
            yield Misfit(
                place, f"{_named(place)} cannot be {value}.", f"Write a number from {self.least} to {self.most}."
            )


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if not isinstance(value, bool):
            yield _wrong_type(value, place, "true or false", "Write true or false, without quotes.")


@dataclass(frozen=True)
class Day:
    """A calendar day."""

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if type(value) is not date:
            yield _wrong_type(value, place, "a day", "Write it as 2025-02-01, without quotes.")


@dataclass(frozen=True)
class Anything:
    """Any value: what an example gives and expects is judged by its decision."""

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        return iter(())


@dataclass(frozen=True)
class Listed:
    """A list whose members have one shape; `unique` names the key (or "" for the member itself) that must not repeat."""

    member: "Shape"
    at_least: int = 1
    unique: str | None = None

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if not isinstance(value, list):
            yield _wrong_type(value, place, "a list", "Write it in square brackets, or as [[tables]].")
            return
        if len(value) < self.at_least:
            yield Misfit(place, f"{_named(place)} has {len(value)} entries.", f"Write at least {self.at_least}.")
        for index, each in enumerate(value):
            yield from self.member.misfits(each, (*place, index))
        yield from self._repeats(value, place)

    def _repeats(self, value: list[Any], place: Place) -> Iterator[Misfit]:
        if self.unique is None:
            return
        seen: list[Any] = []
        for index, each in enumerate(value):
            key = each.get(self.unique) if self.unique and isinstance(each, dict) else each
            if key in seen:
                what = f'{_named(place)} names "{key}" twice.'
                yield Misfit((*place, index, *([self.unique] if self.unique else [])), what, "Keep one of them.")
            seen.append(key)


@dataclass(frozen=True)
class OneOrMore:
    """One member, or a list of them."""

    member: "Shape"

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        whole = Listed(self.member) if isinstance(value, list) else self.member
        yield from whole.misfits(value, place)


@dataclass(frozen=True)
class Mapped:
    """A table whose keys are free (or one of some words) and whose values have one shape."""

    member: "Shape"
    keys: tuple[str, ...] = ()
    at_least: int = 1

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if not isinstance(value, dict):
            yield _wrong_type(value, place, "a table", "Write { key = value } or a [table].")
            return
        entries = {key: each for key, each in value.items() if key != "invented"}
        if len(entries) < self.at_least:
            yield Misfit(place, f"{_named(place)} has {len(entries)} entries.", f"Write at least {self.at_least}.")
        for key, each in entries.items():
            if self.keys and key not in self.keys:
                yield Misfit((*place, key), f'{_named(place)} has no key "{key}".', did_you_mean(key, self.keys))
            else:
                yield from self.member.misfits(each, (*place, key))


Together = Callable[[Mapping[str, Any], Place], Iterator[Misfit]]


@dataclass(frozen=True)
class Table:
    """A table with declared keys. Keys of `optional` may be left out; `invented = true` may stand in any table."""

    required: Mapping[str, "Shape"]
    optional: Mapping[str, "Shape"] = field(default_factory=dict)
    together: Together | None = None  # what the keys must fulfil together; asked only when each by itself fits
    written: Mapping[str, str] = field(
        default_factory=dict
    )  # key -> how it is written, where `key = ...` says too little

    def misfits(self, value: Any, place: Place) -> Iterator[Misfit]:
        if not isinstance(value, dict):
            yield _wrong_type(value, place, "a table", "Write { key = value } or a [table].")
            return
        found = list(self._keys(value, place))
        yield from found
        if not found and self.together is not None:
            yield from self.together(value, place)

    def _keys(self, value: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
        known = {**self.optional, **self.required, "invented": Flag()}
        for key in self.required:
            if key not in value:
                how = self.written.get(key, f"{key} = ...")
                yield Misfit(place, f'{_sentence(place)} lacks "{key}".', f"Add {how}")
        for key, each in value.items():
            if key in known:
                yield from known[key].misfits(each, (*place, key))
            else:
                yield Misfit((*place, key), f'Unknown key "{key}" in {_named(place)}.', did_you_mean(key, known))


type Shape = Text | Whole | Number | Flag | Day | Anything | Listed | OneOrMore | Mapped | Table

_TYPES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    date: "a day",
    list: "a list",
    dict: "a table",
}


def _wrong_type(value: Any, place: Place, wanted: str, remedy: str) -> Misfit:
    given = _TYPES.get(type(value), f"a {type(value).__name__}")
    return Misfit(place, f"{_named(place)} must be {wanted}, not {given}.", remedy)


def _sentence(place: Place) -> str:
    """The place as the beginning of a sentence; what is written on the page stays as it is."""
    return _named(place) if place else "The page"


def _named(place: Place) -> str:
    """The place in words: since.2025-02-01.reason 3."""
    words = ""
    for part in place:
        words += f" {part + 1}" if isinstance(part, int) else f".{part}"
    return words.lstrip(". ") or "the page"

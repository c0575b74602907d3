"""What a single fact of a decision could have been instead: values taken from its type, the pages read and their examples."""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

from towpath.program.book import Page

type Path = tuple[str | int, ...]
NAMES_THE_QUESTION = frozenset(
    {"question", "subject"}
)  # facts that say what is asked: changed, something else is asked
CENT, DAY = Decimal("0.01"), timedelta(days=1)
AT_MOST = 24  # other values tried of one text, and elements of one list


class Nothing:
    """An entry of a mapping that is not there."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


@dataclass(frozen=True)
class Fact:
    """One value within the facts, by its path, and the values that it could have had instead.

    others  in order of nearness, where no order lies in the values themselves
    scale   for numbers and days: the smallest step; None for everything else, and where the value is missing now
    """

    path: Path
    was: Any
    others: tuple[Any, ...]
    scale: Any = None


@dataclass(frozen=True)
class Known:
    """What the pages of a decision say on its day, and what the examples of its question give."""

    pages: tuple[Page, ...]
    examples: tuple[Mapping[str, Any], ...]
    on: date

    @cached_property
    def said(self) -> tuple[tuple[Path, Any], ...]:
        """Every plain value that stands on the pages, with the keys that lead to it."""
        wordings = [wording for page in self.pages for day, wording in [_wording(page, self.on)] if day]
        return tuple(dict.fromkeys(each for wording in wordings for each in _values(wording)))

    @cached_property
    def numbers(self) -> tuple[Decimal, ...]:
        found = {
            Decimal(value) for _, value in self.said if isinstance(value, int | Decimal) and type(value) is not bool
        }
        return tuple(sorted(found))

    @cached_property
    def days(self) -> tuple[date, ...]:
        wordings = {day for page in self.pages for day in page.since}
        return tuple(sorted(wordings | {value for _, value in self.said if type(value) is date}))

    def given(self, path: Path) -> Iterator[Any]:
        """What the examples give for a fact, by its names; positions in lists are passed over."""
        for example in self.examples:
            yield from _under(example.get("given", {}), [part for part in path if isinstance(part, str)])

    def texts(self, path: Path) -> list[str]:
        """The words that the pages know for a fact: those under a key of its name, and those of examples that stand there."""
        name = str(next(part for part in reversed(path) if isinstance(part, str)))
        named = {name, f"{name}s", f"{name.removesuffix('y')}ies"}
        under = [
            value for keys, value in self.said if isinstance(value, str) and any(_ends(key, named) for key in keys)
        ]
        anywhere = {value for _, value in self.said} | {key for keys, _ in self.said for key in keys}
        examples = [
            one for value in self.given(path) for one in _flat(value) if isinstance(one, str) and one in anywhere
        ]
        return list(dict.fromkeys([*under, *examples]))[:AT_MOST]


def facts_of(cls: type[Any], tree: Mapping[str, Any], known: Known) -> Iterator[Fact]:
    """Every fact of a facts dataclass, by path, with what it could have been; `tree` holds its values, unpacked."""
    hints = get_type_hints(cls)
    for each in fields(cls):
        if each.name not in NAMES_THE_QUESTION:
            default = () if each.default is MISSING else (each.default,)
            yield from _of(hints[each.name], (each.name,), tree[each.name], known, default, tree)


def _of(hint: Any, path: Path, was: Any, known: Known, default: tuple[Any, ...], tree: Any) -> Iterator[Fact]:
    if isinstance(hint, TypeAliasType):
        hint = hint.__value__
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(each for each in get_args(hint) if each is not type(None))
        if was is None:
            yield Fact(path, None, tuple(_from_nothing(inner, path, known, tree)))
            return
        yield Fact(path, was, (None,))
        hint, origin = inner, get_origin(inner)
    if origin is Literal:
        yield Fact(path, was, tuple(each for each in get_args(hint) if each != was))
    elif origin is tuple:
        yield from _of_list(get_args(hint)[0], path, was, known, tree)
    elif origin is Mapping:
        yield from _of_mapping(get_args(hint)[1], path, was, known, tree)
    elif is_dataclass(hint):
        inner_hints = get_type_hints(hint)
        for each in fields(hint):
            yield from _of(inner_hints[each.name], (*path, each.name), was[each.name], known, (), tree)
    elif hint is bool:
        yield Fact(path, was, (not was,))
    elif hint is str:
        yield Fact(path, was, tuple(_words(path, was, known, default, tree)))
    elif hint in (int, Decimal):
        yield Fact(path, was, tuple(_numbers(hint, path, known)), 1 if hint is int else CENT)
    elif hint is date:
        yield Fact(path, was, tuple(_days(was, known, tree)), DAY)


def _words(path: Path, was: str, known: Known, default: tuple[Any, ...], tree: Any) -> list[str]:
    """The words that the pages know for a text and what its like says: "given_id" could be "opportunity_id".

    Where there is none of them, what the examples give for it.
    """
    like = [value for name, value in tree.items() if isinstance(value, str) and _like(name, path[-1])]
    for words in ((*known.texts(path), *default, *like), known.given(path)):
        others = dict.fromkeys(each for each in words if isinstance(each, str) and _letters(each) != _letters(was))
        if others:
            return list(others)[: AT_MOST + len(like)]
    return []


def _like(name: str, other: Any) -> bool:
    """Whether two facts are of one kind by their names: both are some "id"."""
    return "_" in name and name != other and name.rpartition("_")[2] == str(other).rpartition("_")[2]


def _from_nothing(inner: Any, path: Path, known: Known, tree: Any) -> Iterator[Any]:
    """What a fact that is not known could be: the least number first, the day asked about first."""
    if inner in (int, Decimal):
        yield from sorted(_numbers(inner, path, known))
    elif inner is date:
        yield from sorted(_days(known.on, known, tree), key=lambda day: (abs(day - known.on), day))
    elif inner is bool:
        yield from (True, False)
    elif inner is str:
        yield from known.texts(path)
    elif get_origin(inner) is Literal:
        yield from get_args(inner)


def _of_list(inner: Any, path: Path, was: Sequence[Any], known: Known, tree: Any) -> Iterator[Fact]:
    """A list with one element more or less; the elements of a list of tables each by itself."""
    if is_dataclass(inner):
        for index, each in enumerate(was[:3]):
            yield from _of(inner, (*path, index), each, known, (), tree)
    words = list(get_args(inner)) if get_origin(inner) is Literal else known.texts(path)
    fewer = [[*was[:index], *was[index + 1 :]] for index in range(min(len(was), AT_MOST))]
    more: list[list[Any]] = []
    if inner is str or get_origin(inner) is Literal:
        more = [[*was, word] for word in words if word not in was]
    elif get_origin(inner) is tuple:  # people, each with what she holds: one more, or one who holds more
        more = [[*was, [word]] for word in words]
        more += [[[*was[0], word], *was[1:]] for word in words if was and word not in was[0]]
    elif inner in (int, Decimal):
        more = [[*was, number] for number in _numbers(inner, path, known)]
    others = [one for at, one in enumerate([*more, *fewer]) if one not in [*more, *fewer][:at]]
    yield Fact(path, was, tuple(others))


def _of_mapping(inner: Any, path: Path, was: Mapping[str, Any], known: Known, tree: Any) -> Iterator[Fact]:
    for key, value in was.items():
        yield from _of(inner, (*path, key), value, known, (), tree)
    given = (key for value in known.given(path) if isinstance(value, Mapping) for key in value)
    for key in list(dict.fromkeys([*given, *known.texts(path)]))[:AT_MOST]:
        if key not in was:
            yield Fact((*path, key), NOTHING, tuple(_from_nothing(inner, (*path, key), known, tree)))


def _numbers(kind: type[Any], path: Path, known: Known) -> Iterator[Any]:
    """Just below, at and just above each number that stands on the pages, 0 among them; and what examples give."""
    step = Decimal(1) if kind is int else CENT
    given = [Decimal(one) for one in known.given(path) if isinstance(one, int | Decimal) and type(one) is not bool]
    around = {at + shift for at in (*known.numbers, Decimal(0), *given) for shift in (-step, Decimal(0), step)}
    for number in sorted(around):
        if kind is Decimal:
            yield number
        elif number == int(number) and number >= 0:
            yield int(number)


def _days(was: date, known: Known, tree: Any) -> Iterator[date]:
    """Days that stand on the pages; so many days from the other days of the case; and ever farther from the day itself."""
    others = {known.on, *(value for value in _flat(tree) if type(value) is date)}
    counts = [int(number) for number in known.numbers if number == int(number) and 0 < number <= 4000][:12]
    marks = {*known.days, *(day + timedelta(days=sign * n) for day in others for n in (0, *counts) for sign in (1, -1))}
    near = {was + timedelta(days=sign * 2**power) for power in range(12) for sign in (1, -1)}
    yield from sorted({day for mark in marks for day in (mark - DAY, mark, mark + DAY)} | near)


def _wording(page: Page, on: date) -> tuple[date | None, Mapping[str, Any]]:
    try:
        return page.in_force(on)
    except LookupError:
        return None, {}


def _values(value: Any, keys: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _values(each, (*keys, str(key)))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each, keys)
    else:
        yield keys, value


def _under(value: Any, names: list[str]) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _under(each, names)
    elif not names:
        yield value
    elif isinstance(value, Mapping) and names[0] in value:
        inner = value[names[0]]
        if len(names) == 1:
            yield inner
        else:
            yield from _under(inner, names[1:])


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _flat(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _letters(text: str) -> str:
    """A text without what one word may be written with or without: "Partner Qualified" is "partner_qualified"."""
    return text.casefold().replace("_", " ")


def _ends(key: Any, names: Iterable[str]) -> bool:
    return any(key == name or str(key).endswith(f"_{name}") for name in names)

"""Mutations: every figure of the book changed a little, one at a time, to see whether a proof or an example notices.

A figure is a number, true or false, or an outcome of a table's row. Days, words and sentences are no figures.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.program.book import Book, Page
from towpath.program.check import as_a_whole, contradictions, example_differs
from towpath.program.locate import Place, line_of
from towpath.program.problem import BadBook
from towpath.program.references import dangling
from towpath.program.shapes import shape_of

SENTENCES = frozenset({"says", "mend", "note", "label", "title", "rules", "exception_to", "meaning", "words"})
UNJUDGED = frozenset({"invented", "when", "inputs"})  # `when` and `inputs` are walked for numbers and flags only


@dataclass(frozen=True)
class Mutation:
    """One figure changed: `place` is in the page, `line` counts from 1."""

    page: str
    file: str
    line: int
    place: Place
    before: Any
    after: Any

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.place[1:])
        return f"{self.file}:{self.line}: {where} = {_word(self.before)} could as well be {_word(self.after)}"


@dataclass(frozen=True)
class Score:
    """What became of all mutations of some pages."""

    made: int
    survivors: tuple[Mutation, ...]

    @property
    def percent(self) -> Decimal:
        """Caught of a hundred, rounded down to one decimal; a book without figures has them all."""
        return Decimal(1000 * (self.made - len(self.survivors)) // self.made if self.made else 1000) / 10


def score(book: Book, names: Sequence[str] = (), told: Callable[[str, int, int], None] | None = None) -> Score:
    """Mutate every figure of the pages named, or of all; `told` hears name, made and survived after each page.

    BadBook for one that is not sound as it stands: there, everything would look caught.
    """
    if problems := [*contradictions(book), *as_a_whole(book)]:
        raise BadBook(problems)
    made, survivors = 0, []
    for page in book:
        if names and page.name not in names:
            continue
        mutants = list(mutations(page))
        left = [each for each in mutants if not caught(book, page, each)]
        made += len(mutants)
        survivors += left
        if told is not None:
            told(page.name, len(mutants), len(left))
    return Score(made, tuple(survivors))


def mutations(page: Page) -> Iterator[Mutation]:
    """A small change of every figure, in the order of the page: one that fits the page's shape, where any does."""
    for day, wording in page.since.items():
        for place, before, others in _figures(wording, ("since", day.isoformat())):
            after = next((each for each in others if _fits(page, day, place, each)), next(iter(others), None))
            if after is not None:
                yield Mutation(page.name, str(page.path), line_of(page.text, place), place, before, after)


def caught(book: Book, page: Page, mutation: Mutation) -> bool:
    """Whether anything that `program check` looks at fails once the figure is changed: this page first, then the others."""
    if not _fits(page, date.fromisoformat(str(mutation.place[1])), mutation.place, mutation.after):
        return True
    changed = mutated(page, mutation.place, mutation.after)
    other = book.with_page(changed)
    if any(True for _ in contradictions([changed])) or _an_example_fails(changed, other):
        return True
    if any(True for _ in dangling(other)):
        return True
    return any(_an_example_fails(each, other) for each in other if each.name != page.name)


def mutated(page: Page, place: Place, value: Any) -> Page:
    """The page with another value at a place of its wordings."""
    day = date.fromisoformat(str(place[1]))
    wording = _with(page.since[day], place[2:], value)
    return replace(page, since={**page.since, day: wording})


def _with(whole: Any, place: Place, value: Any) -> Any:
    """A copy with one place changed; what stands beside it is shared."""
    if not place:
        return value
    copy: Any = whole.copy()  # a list or a dict
    copy[place[0]] = _with(whole[place[0]], place[1:], value)
    return copy


def _an_example_fails(page: Page, book: Book) -> bool:
    for example in page.examples:
        try:
            if example_differs(page, example, book):
                return True
        except Exception:  # whatever breaks is noticed by `program check` too, which never fails open
            return True
    return False


def _fits(page: Page, day: date, place: Place, after: Any) -> bool:
    shape = shape_of(page.name)
    wording = mutated(page, place, after).since[day]
    return shape is None or not any(True for _ in shape.misfits(wording, ()))


def _figures(value: Any, place: Place) -> Iterator[tuple[Place, Any, tuple[Any, ...]]]:
    """Places of figures with what each could be instead, the nearest first."""
    if isinstance(value, bool):
        yield place, value, (not value,)
    elif isinstance(value, int):
        yield place, value, (value + 1, value - 1)
    elif isinstance(value, Decimal):
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))  # one in its last place
        yield place, value, (value + step, value - step)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key != "invented":
                yield from _figures(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _figures(each, (*place, index))
        if value and all(isinstance(row, Mapping) and "when" in row for row in value):
            yield from _outcomes(value, place)


def _outcomes(rows: list[Mapping[str, Any]], place: Place) -> Iterator[tuple[Place, Any, tuple[Any, ...]]]:
    """Words that rows of a table answer with, each with what other rows answer in its stead."""
    for index, row in enumerate(rows):
        for path, word in _words(row):
            others = [each for one in rows for where, each in _words(one) if where == path and each != word]
            yield (*place, index, *path), word, tuple(dict.fromkeys(others))


def _words(row: Mapping[str, Any], path: Place = ()) -> Iterator[tuple[Place, str]]:
    for key, each in row.items():
        if key in SENTENCES or key in UNJUDGED:
            continue
        if isinstance(each, str):
            yield (*path, key), each
        elif isinstance(each, Mapping):
            yield from _words(each, (*path, key))


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)

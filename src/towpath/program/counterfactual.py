"""What would have had to differ: the smallest change of one fact that changes the outcome of a decision. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.basics.days import day_in_words
from towpath.program.book import Book
from towpath.program.candidates import NOTHING, Fact, Known, Path, facts_of
from towpath.program.decision import Decision, plain
from towpath.program.given import facts_from
from towpath.program.questions import question as question_named

BUDGET = 400  # questions asked of the book for one decision, at the most
MOST = 4  # facts that would have to differ together, at the most
SENTENCES = frozenset({"why", "wrong", "right", "on_order", "on_quote"})  # parts of outcomes that only say more of them
STATES = {"not": "not compliant", "temporary": "temporarily eligible", "grace": "in grace"}
_UNASKED = object()


@dataclass(frozen=True)
class Change:
    """Had one fact been otherwise, the outcome would have been another.

    path      where it stands in the facts: names of facts, keys of mappings, positions in lists from 0
    was       its value, plain; None also where nothing was given
    would_be  the value nearest to it that changes the outcome, plain
    outcome   the outcome then, plain
    bound     where every value tried farther on gives that outcome too: "or more", "or less", "or later", "or earlier",
              and "more than", "less than" where the value before is the rounder one; or ""
    says      all this in one sentence
    """

    path: Path
    was: Any
    would_be: Any
    outcome: Any
    bound: str
    says: str

    @property
    def fact(self) -> str:
        """The fact by its names alone: "evidence.bookings.year"."""
        return ".".join(str(part) for part in self.path)


def nearest(question: str, facts: Mapping[str, Any], book: Book, on: date) -> tuple[Change, ...]:
    """For each fact the nearest value that changes the outcome, the smallest change first; none where nothing is judged.

    question, facts, on  as a decision keeps them. No change of a number or a day that is given lies between the fact and
    the one told, among all values tried; values are tried at every number and day that stands on the pages read.
    ValueError or LookupError where the question itself cannot be asked.
    """
    kind = question_named(question).facts
    if kind is None:
        return ()
    asked = _Asked(question, kind, _unpacked(facts_from(kind, facts)), book, on)
    found = [(size, at, change) for at, fact in enumerate(asked.facts()) for size, change in _changes(fact, asked)]
    return tuple(change for _, _, change in sorted(found, key=lambda each: each[:2]))


@dataclass(frozen=True)
class Together:
    """Several facts that would have changed the outcome with one another, where no single one does.

    paths    where each stands in the facts
    outcome  the outcome then, plain
    says     all this in one sentence
    """

    paths: tuple[Path, ...]
    outcome: Any
    says: str


def together(question: str, facts: Mapping[str, Any], book: Book, on: date) -> Together | None:
    """The facts that put one failed condition right after the other until the outcome is another, the smallest changes first.

    None where no condition failed, where a condition cannot be put right by one fact, or where more than MOST would differ.
    """
    kind = question_named(question).facts
    if kind is None:
        return None
    asked = first = _Asked(question, kind, _unpacked(facts_from(kind, facts)), book, on)
    made: list[tuple[Fact, Any]] = []
    for _ in range(MOST):
        better = _better(asked)
        if better is None:
            return None
        fact, other, outcome = better
        made.append((fact, other))
        if first.differs(outcome):
            supposed = ", and ".join(_supposed(each, value, "", None) for each, value in made)
            says = f"Had {supposed}, {difference(first.outcome, outcome)}."
            return Together(tuple(each.path for each, _ in made), outcome, says)
        asked = _Asked(question, kind, _changed(asked.tree, fact.path, other), book, on)
    return None


def _better(asked: "_Asked") -> tuple[Fact, Any, Any] | None:
    """The smallest change of one fact by which fewer conditions fail, with the outcome then."""
    found = [
        (failing, _size(fact, other), at, fact, other, plain(answer.outcome))
        for at, fact in enumerate(asked.facts())
        for other in fact.others
        if (answer := asked.put(fact.path, other)) is not None and (failing := _failing(answer)) < asked.failing
    ]
    return min(found, key=lambda each: each[:3])[3:] if found else None


def _failing(answer: Decision[Any]) -> int:
    """How many conditions failed: each says what would put it right."""
    return sum(1 for reason in answer.because if reason.mend)


class _Asked:
    """One decision, asked again and again with one fact changed. Answers are kept; the budget is not passed."""

    def __init__(self, name: str, kind: type[Any], tree: dict[str, Any], book: Book, on: date):
        self.name, self.kind, self.tree, self.book, self.on, self.left = name, kind, tree, book, on, BUDGET
        first = question_named(name).ask(tree, book, on)
        self.outcome, self.failing = plain(first.outcome), _failing(first)
        self.pages = _pages_of(name, first, book)

    def facts(self) -> Iterator[Fact]:
        examples = tuple(self.book[self.name].examples) if self.name in self.book else ()
        known = Known(tuple(self.book[name] for name in self.pages), examples, self.on)
        return facts_of(self.kind, self.tree, known)

    def with_(self, path: Path, value: Any) -> Any:
        """The outcome with one fact changed; _UNASKED where the question cannot be asked so, or too much was asked."""
        answer = self.put(path, value)
        return _UNASKED if answer is None else plain(answer.outcome)

    def put(self, path: Path, value: Any) -> Decision[Any] | None:
        """The decision with one fact changed; None where there is none, or too much was asked."""
        if self.left <= 0:
            return None
        self.left -= 1
        try:
            answer: Decision[Any] = question_named(self.name).ask(_changed(self.tree, path, value), self.book, self.on)
        except (LookupError, ValueError, ArithmeticError):
            return None
        return answer

    def differs(self, outcome: Any) -> bool:
        return outcome is not _UNASKED and heart(outcome) != heart(self.outcome)


def heart(outcome: Any) -> Any:
    """What counts as another outcome: of a standing its state, without how far each requirement is met; no sentences."""
    if isinstance(outcome, Mapping):
        if "state" in outcome:
            return outcome["state"]
        return {key: heart(each) for key, each in outcome.items() if key not in SENTENCES}
    return [heart(each) for each in outcome] if isinstance(outcome, list) else outcome


def _pages_of(name: str, first: Decision[Any], book: Book) -> tuple[str, ...]:
    rests = [name, *(reason.rule for reason in first.because)]
    return tuple(each for each in dict.fromkeys(rests) if each in book)


def _changes(fact: Fact, asked: _Asked) -> Iterator[tuple[float, Change]]:
    if fact.scale is None:
        for other in fact.others:
            outcome = asked.with_(fact.path, other)
            if asked.differs(outcome):
                yield _size(fact, other), _change(fact, other, outcome, "", asked)
                return
        return
    for way in (1, -1):
        yield from _along(fact, way, asked)


def _along(fact: Fact, way: int, asked: _Asked) -> Iterator[tuple[float, Change]]:
    """The nearest value in one direction that changes the outcome, found by trying the marks and halving between two."""
    marks = sorted(
        (each for each in fact.others if (each > fact.was) == (way > 0) and each != fact.was), reverse=way < 0
    )
    same = fact.was
    for at, mark in enumerate(marks):
        outcome = asked.with_(fact.path, mark)
        if outcome is _UNASKED:
            continue
        if asked.differs(outcome):
            same, value, outcome = _halved(fact, same, mark, outcome, asked)
            onwards = all(heart(asked.with_(fact.path, each)) == heart(outcome) for each in marks[at:])
            bound = _bound(fact, way, same, value) if onwards else ""
            yield _size(fact, value), _change(fact, value, outcome, bound, asked, same)
            return
        same = mark


def _halved(fact: Fact, same: Any, other: Any, outcome: Any, asked: _Asked) -> tuple[Any, Any, Any]:
    """Between a value that changes nothing and one that does: the two that stand side by side, and the outcome."""
    while abs(other - same) > fact.scale:
        steps = int(abs(other - same) / fact.scale)
        middle = same + (steps // 2) * fact.scale * (1 if other > same else -1)
        found = asked.with_(fact.path, middle)
        if found is _UNASKED:
            break
        if asked.differs(found):
            other, outcome = middle, found
        else:
            same = middle
    return same, other, outcome


def _bound(fact: Fact, way: int, same: Any, value: Any) -> str:
    if isinstance(value, Decimal) and value % 1 and not same % 1:  # a cent from a round number is told by that number
        return "more than" if way > 0 else "less than"
    if type(value) is int and value == 0 and way < 0:  # nothing is less
        return ""
    if isinstance(fact.was, date):
        return "or later" if way > 0 else "or earlier"
    return "or more" if way > 0 else "or less"


def _size(fact: Fact, other: Any) -> float:
    """How small a change is: a yes for a no is 1, a year is 1, a number doubled is 1, another word is 2."""
    if isinstance(fact.was, date) and isinstance(other, date):
        return abs(other - fact.was).days / 365
    if fact.scale is not None:
        return float(abs(other - fact.was) / max(abs(fact.was), 1))
    return 2.0 if isinstance(other, str) and isinstance(fact.was, str) else 1.0


def _change(fact: Fact, other: Any, outcome: Any, bound: str, asked: _Asked, same: Any = None) -> Change:
    was = None if fact.was is NOTHING else fact.was
    says = f"Had {_supposed(fact, other, bound, same)}, {difference(asked.outcome, outcome)}."
    return Change(fact.path, plain(was), plain(other), outcome, bound, says)


def _supposed(fact: Fact, other: Any, bound: str, same: Any) -> str:
    """The changed fact in words, after "Had"."""
    named = f"“{_label(fact.path)}”"
    if isinstance(fact.was, list) and isinstance(other, list):
        more, fewer = [each for each in other if each not in fact.was], [each for each in fact.was if each not in other]
        if len(other) > len(fact.was) and more:
            return f"{named} also named {said(more[0])}"
        if len(other) > len(fact.was):
            return f"{named} named one more such entry"
        if len(other) == len(fact.was) and more:
            return f"{named} named {said(more[0])} instead of {said(fewer[0])}"
        return f"{named} not named {said(fewer[0])}" if fewer else f"{named} named one such entry fewer"
    if other is None:
        return f"{named} not been given"
    if fact.was == "" and isinstance(other, str) and not other.replace("_", "").isalnum():
        return f"{named} been given"  # a text that somebody writes: which one does not matter
    been = f"{bound} {said(same)}" if bound.endswith("than") else f"{said(other)} {bound}".rstrip()
    if fact.was is None or fact.was is NOTHING:
        return f"{named} been given as {been}"
    return f"{named} been {been} instead of {said(fact.was)}"


def difference(was: Any, now: Any) -> str:
    """What would have been, in words: the answer, or the parts of it that change."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        if "state" in was and heart(was) != heart(now):
            new, old = (said(STATES.get(heart(each), heart(each))) for each in (now, was))
            return f"it would have been {new} instead of {old}"
        told = [(key, said(now[key]), said(was.get(key))) for key in now if not _is_nested(now[key])]
        other = [each for each in told if each[1] != each[2]]
        # What an outcome is called follows from what it is: told where nothing else differs.
        other = [each for each in other if each[0] != "label"] or other
        parts = [f"“{_label((key,))}” would have been {new} instead of {old}" for key, new, old in other]
        parts += [each for key in now if _is_nested(now[key]) for each in _entries(key, was.get(key), now[key])]
        return " and ".join(parts[:3]) or "the answer would have had other parts"
    if (
        isinstance(was, Sequence)
        and isinstance(now, Sequence)
        and not isinstance(was, str)
        and not isinstance(now, str)
    ):
        more, fewer = [each for each in now if each not in was], [each for each in was if each not in now]
        parts = [f"{_named(each)} would have come in" for each in more] + [
            f"{_named(each)} would not have" for each in fewer
        ]
        return " and ".join(parts[:3]) or "the order would have been another"
    return f"the answer would have been {said(now)}"


def _entries(key: str, was: Any, now: Any) -> Iterator[str]:
    """Which entries a list of an outcome would have had more or fewer, by name."""
    names, before = ([_named(each) for each in value] if isinstance(value, list) else [] for value in (now, was))
    more, fewer = [each for each in names if each not in before], [each for each in before if each not in names]
    if more:
        yield f"“{_label((key,))}” would also have named {' and '.join(more)}"
    if fewer:
        yield f"“{_label((key,))}” would not have named {' and '.join(fewer)}"


def said(value: Any) -> str:
    """A plain value in words."""
    if value is None or value is NOTHING or value in ("", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return _named(value)
    if isinstance(value, list | tuple):
        return ", ".join(said(each) for each in value)
    if (number := _number(value)) is not None:
        return f"{number:,}"
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return f"“{value.replace('_', ' ')}”" if value.replace("_", "").islower() else f"“{value}”"


def _number(text: str) -> Decimal | None:
    """A decimal that is kept as a text; None for what is none."""
    if not text.removeprefix("-")[:1].isdigit() or not text.isascii():
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _named(value: Any) -> str:
    """An element of a list by its label, or the first text in it."""
    if isinstance(value, Mapping):
        return (
            said(value["label"])
            if value.get("label")
            else next((said(each) for each in value.values() if isinstance(each, str) and each), "an entry")
        )
    return said(value)


def _label(path: Path) -> str:
    return ", ".join(
        str(part + 1) if isinstance(part, int) else part.replace("_", " ").replace(".", ", ") for part in path
    )


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(each, Mapping) for each in value))


def _unpacked(value: Any) -> Any:
    """Facts as dictionaries and lists around their typed values, so that one of them can be changed by its path."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _unpacked(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _unpacked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_unpacked(each) for each in value]
    return value


def _changed(tree: Any, path: Path, value: Any) -> Any:
    """A copy of the tree with one value set."""
    if not path:
        return value
    here, rest = path[0], path[1:]
    copy: Any = dict(tree) if isinstance(tree, Mapping) else list(tree)
    inner = copy.get(here) if isinstance(copy, dict) else copy[int(here)]
    copy[here] = _changed(inner, rest, value)
    return copy

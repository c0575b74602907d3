"""Drift: what changed between two editions of a text, which pages of the book were drawn from it, and which tests prove these.

A page keeps the fingerprint of the words that it was drawn from, never the words themselves (`[[drawn_from]]`).
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from towpath.program.book import Page
from towpath.program.paragraphs import Paragraph

type Kind = Literal["changed", "moved", "went", "came"]
ALIKE_UNDER_ONE_HEADING, ALIKE_ANYWHERE = 0.4, 0.65  # share of words in common from which two paragraphs are one


@dataclass(frozen=True)
class Citing:
    """A page drawn from a paragraph: its rules, its examples, and the tests that are marked with its rules."""

    page: str
    file: str
    rules: tuple[str, ...]
    examples: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One paragraph that differs: `before` is None where it came, `after` where it went."""

    kind: Kind
    before: Paragraph | None
    after: Paragraph | None
    cited: tuple[Citing, ...] = ()

    @property
    def shown(self) -> Paragraph:
        """The newer words, or the older ones of what went."""
        if (found := self.after or self.before) is None:
            raise ValueError("A change is that of a paragraph: give before, after or both.")
        return found

    @property
    def matters(self) -> bool:
        """Whether a page rests on words that are no longer there."""
        return bool(self.cited) and self.kind in ("changed", "went")

    def as_record(self) -> dict[str, Any]:
        """The change as values that JSON can carry."""
        return {
            "kind": self.kind,
            "heading": self.shown.heading,
            "begins": self.shown.beginning,
            "before": _record(self.before),
            "after": _record(self.after),
            "cited": [
                {"page": one.page, "file": one.file, "rules": list(one.rules),
                 "examples": list(one.examples), "tests": list(one.tests)}
                for one in self.cited
            ],
        }  # fmt: skip


def drift(
    before: Sequence[Paragraph],
    after: Sequence[Paragraph],
    pages: Iterable[Page] = (),
    tests: Mapping[str, Sequence[str]] | None = None,
) -> list[Change]:
    """Every paragraph that changed, moved, went or came, in the order of the newer text; `tests` is rule -> names."""
    citing = _citing(pages, tests or {})
    found = [*_moved(before, after), *_unlike(before, after)]
    told = [
        Change(kind, old, new, tuple(citing.get(old.fingerprint, ())) if old is not None else ())
        for kind, old, new in found
    ]
    return sorted(told, key=_order)


def unfound(paragraphs: Iterable[Paragraph], pages: Iterable[Page], document: str) -> list[str]:
    """Pages that name this document and words that the text does not hold: they were drawn from another edition."""
    there = {each.fingerprint for each in paragraphs}
    return [
        page.name
        for page in pages
        if any(each["document"] == document and each["words"] not in there for each in page.drawn_from)
    ]


def marked_tests(folder: Path) -> dict[str, list[str]]:
    """Rule -> the tests under a folder that are marked with it: `@pytest.mark.rule("DRG-17")`, on a test or a class."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for rule in _marked(node):
                    found.setdefault(rule, []).append(f"{path}::{node.name}")
    return found


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    marks = [
        each
        for each in node.decorator_list
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "rule"
    ]
    return [
        value.value
        for mark in marks
        for value in mark.args
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]


def _citing(pages: Iterable[Page], tests: Mapping[str, Sequence[str]]) -> dict[str, list[Citing]]:
    """Fingerprint -> the pages that were drawn from it."""
    found: dict[str, list[Citing]] = {}
    for page in pages:
        proved = tuple(dict.fromkeys(name for rule in page.rules for name in tests.get(rule, ())))
        examples = tuple(each["case"] for each in page.examples)
        for words in dict.fromkeys(each["words"] for each in page.drawn_from):
            found.setdefault(words, []).append(Citing(page.name, str(page.path), page.rules, examples, proved))
    return found


type _Found = tuple[Kind, Paragraph | None, Paragraph | None]


def _moved(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[_Found]:
    """The same words under another heading; where they stand more often than once, each counts once."""
    found: list[_Found] = []
    headings = _headings(after)
    old_headings = _headings(before)
    for old in before:
        now = headings.get(old.fingerprint, [])
        if now and old.heading not in [each.heading for each in now]:
            new = next(
                (each for each in now if each.heading not in [one.heading for one in old_headings[old.fingerprint]]),
                None,
            )
            if new is not None:
                found.append(("moved", old, new))
    return found


def _headings(paragraphs: Sequence[Paragraph]) -> dict[str, list[Paragraph]]:
    found: dict[str, list[Paragraph]] = {}
    for each in paragraphs:
        found.setdefault(each.fingerprint, []).append(each)
    return found


def _unlike(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[_Found]:
    """Words that stand in one of the texts only: the most alike are one paragraph that changed."""
    there, then = {each.fingerprint for each in after}, {each.fingerprint for each in before}
    gone = [each for each in before if each.fingerprint not in there]
    new = [each for each in after if each.fingerprint not in then]
    pairs = sorted(
        (
            (-_alike(one, other), at, to)
            for at, one in enumerate(gone)
            for to, other in enumerate(new)
            if _alike(one, other) >= (ALIKE_UNDER_ONE_HEADING if one.heading == other.heading else ALIKE_ANYWHERE)
        ),
    )
    paired: dict[int, int] = {}
    for _, at, to in pairs:
        if at not in paired and to not in paired.values():
            paired[at] = to
    changed: list[_Found] = [("changed", gone[at], new[to]) for at, to in paired.items()]
    went: list[_Found] = [("went", each, None) for at, each in enumerate(gone) if at not in paired]
    came: list[_Found] = [("came", None, each) for to, each in enumerate(new) if to not in paired.values()]
    return [*changed, *went, *came]


def _alike(one: Paragraph, other: Paragraph) -> float:
    """The share of words in common and in order, from 0 to 1."""
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE_UNDER_ONE_HEADING else 0.0


def _order(change: Change) -> tuple[int, int]:
    """By the line of the newer text; what went, by that of the older one, at the end."""
    if change.after is not None:
        return 0, change.after.line
    return 1, change.before.line if change.before is not None else 0


def _record(paragraph: Paragraph | None) -> dict[str, Any] | None:
    if paragraph is None:
        return None
    return {"heading": paragraph.heading, "line": paragraph.line, "words": paragraph.fingerprint}

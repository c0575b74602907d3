"""What is wrong with a page that is being written: its own proofs and examples, the names that it shares with other pages.

Quick enough to be asked at every pause in typing: the other pages are taken as they are. The whole is asked at submitting.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from towpath.domain.rulebook.writing import values
from towpath.program.book import Book, Page, page_name, pages_of
from towpath.program.check import check_texts, example_differs
from towpath.program.decision import Decision, plain
from towpath.program.locate import Place, line_of, place_at
from towpath.program.problem import BadBook
from towpath.program.questions import question
from towpath.program.references import dangling
from towpath.program.shapes import page_problems, shape_of
from towpath.program.spec import Misfit

FOLDER = Path("program")


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a page from being published: where, what is wrong, what would be right."""

    page: str
    what: str
    remedy: str
    place: Place = ()  # within the page: ("since", "2026-12-01", "term_days")
    line: int = 0

    def __str__(self) -> str:
        return f"{self.page}{f', line {self.line}' if self.line else ''}: {self.what} {self.remedy}".rstrip()


@dataclass(frozen=True)
class Mark:
    """Whether an example of a page holds."""

    index: int
    case: str
    holds: bool
    says: str = ""  # how the answer differs


@dataclass(frozen=True)
class Verdict:
    """What a check of one page found: problems by place, and each example with its mark; none where it was not asked."""

    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.findings


def check_page(name: str, text: str, base: Book) -> Verdict:
    """Everything that is wrong with one page among the others of a book, which are taken for sound and not read anew."""
    written, findings = _read(name, text)
    if written is None or findings:
        return Verdict(tuple(findings))
    try:
        (page,) = pages_of({name: text}, FOLDER)[0]
        proof = question(name).proof
        for day, wording in page.since.items() if proof else ():
            place: Place = ("since", day.isoformat())
            findings += [_finding(name, text, each) for each in (proof(wording, place) if proof else ())]
        if findings:
            return Verdict(tuple(findings))
        book = base.with_page(page)
        findings += [
            Finding(name, each.what, each.remedy, place_at(text, each.line), each.line)
            for each in dangling(book)
            if each.file == page.path
        ]
        marks = tuple(_marks(page, book)) if not findings else ()
    except Exception as error:  # what could not be checked is not sound
        what = f"The check of this page failed with {type(error).__name__}: {error}."
        return Verdict((*findings, Finding(name, what, "Look at the values that were changed last.")))
    return Verdict((*findings, *_untrue(name, text, marks)), marks)


def check_whole(texts: Mapping[str, str]) -> list[Finding]:
    """Everything that is wrong with a whole program; empty when it is sound. The same pages are judged once."""
    return list(_judged(tuple(sorted(texts.items()))))


@lru_cache(maxsize=4)
def _judged(pages: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    texts, found = dict(pages), []
    for each in check_texts(texts, FOLDER):
        inside = each.file != FOLDER and each.file.suffix == ".toml"
        name = page_name(each.file, FOLDER) if inside else ""
        place = place_at(texts[name], each.line) if name in texts and each.line else ()
        found.append(Finding(name, each.what, each.remedy, place, each.line))
    return tuple(found)


def answer(name: str, index: int, text: str, base: Book) -> Any:
    """What a page's rule says of one of its examples, as plain values: to fill in what is expected.

    BadBook, LookupError and ValueError say why it says nothing.
    """
    pages, problems = pages_of({name: text}, FOLDER)
    if problems:
        raise BadBook(problems)
    example = pages[0].examples[index]
    said = question(name).ask(example["given"], base.with_pages(pages, mark=text), example["on"])
    return plain(said.outcome if isinstance(said, Decision) else said)


def _read(name: str, text: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        written = values(text)
    except tomllib.TOMLDecodeError:
        _, problems = pages_of({name: text}, FOLDER)
        return None, [Finding(name, each.what, each.remedy, (), each.line) for each in problems]
    shape = shape_of(name)
    if shape is None:
        return None, [
            Finding(name, f"No decision reads a page called {name}.", "Change one of the pages that are there.")
        ]
    return written, [_finding(name, text, each) for each in page_problems(written, shape)]


def _finding(name: str, text: str, misfit: Misfit) -> Finding:
    return Finding(name, misfit.what, misfit.remedy, misfit.place, line_of(text, misfit.place))


def _marks(page: Page, book: Book) -> Iterator[Mark]:
    for index, example in enumerate(page.examples):
        try:
            says = example_differs(page, example, book)
        except Exception as error:  # an example that cannot be judged does not hold
            says = f"It cannot be judged: {error}"
        yield Mark(index, example["case"], not says, says)


def _untrue(name: str, text: str, marks: tuple[Mark, ...]) -> Iterator[Finding]:
    for mark in marks:
        if not mark.holds:
            place: Place = ("example", mark.index)
            what = f"Example “{mark.case}”: {mark.says}"
            yield Finding(name, what, "Correct the example or the rule.", place, line_of(text, place))

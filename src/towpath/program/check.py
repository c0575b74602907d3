"""`towpath program check`: shapes, proofs, every example of every page, cited rules, what is invented. Never fails open."""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from towpath.program.book import Book, Page, pages_of, texts_under
from towpath.program.decision import Decision, plain
from towpath.program.locate import Place, line_of
from towpath.program.problem import BadBook, Problem
from towpath.program.questions import QUESTIONS, question
from towpath.program.references import dangling


def check(folder: Path | str) -> list[Problem]:
    """Everything that is wrong with a folder of pages, in order of file and line; empty when the book is sound.

    An exception inside the check is itself a problem: a book that could not be checked is not sound.
    """
    folder = Path(folder)
    try:
        texts, problems = texts_under(folder)
        if problems:  # what cannot be read answers nothing: whether a page is missing is not asked then
            return sorted([*problems, *pages_of(texts, folder)[1]])
    except Exception as error:
        return [_broken(folder, 0, "The check itself", error)]
    return check_texts(texts, folder)


def check_texts(texts: Mapping[str, str], folder: Path | str = "program") -> list[Problem]:
    """Everything that is wrong with pages that may lie in no folder (name -> text); as `check`, and it never fails open."""
    folder = Path(folder)
    try:
        pages, problems = pages_of(texts, folder)
        if not problems:
            problems = [*_missing(folder, pages), *_contradictions(pages)]
        if not problems:
            book = Book.of(texts, folder)
            problems = [*dangling(book), *_examples(book)]
    except Exception as error:
        problems = [_broken(folder, 0, "The check itself", error)]
    return sorted(problems)


def sound_book(folder: Path | str) -> Book:
    """The book, once everything that `check` looks at holds; BadBook with all problems otherwise."""
    if problems := check(folder):
        raise BadBook(problems)
    return Book(folder)


def invented(book: Iterable[Page]) -> list[tuple[Page, str]]:
    """Every place of the book whose figures no source gives, page by page."""
    return [(page, place) for page in book for place in page.invented]


def _missing(folder: Path, pages: Iterable[Page]) -> Iterator[Problem]:
    """Questions that the product will ask and no page answers."""
    for name in sorted(QUESTIONS.keys() - {page.name for page in pages}):
        wanted = Path(*name.split(".")).with_suffix(".toml")
        yield Problem(folder, 0, f"No page answers {name}.", f"Write {wanted.as_posix()}.")


def _contradictions(pages: Iterable[Page]) -> Iterator[Problem]:
    for page in pages:
        text = page.text
        proof = question(page.name).proof
        for day, wording in page.since.items() if proof else ():
            place: Place = ("since", day.isoformat())
            try:
                for each in proof(wording, place) if proof else ():
                    yield Problem(page.path, line_of(text, each.place), each.what, each.remedy)
            except Exception as error:
                yield _broken(page.path, line_of(text, place), "The proof of this wording", error)


def _examples(book: Book) -> Iterator[Problem]:
    for page in book:
        for index, example in enumerate(page.examples):
            try:
                found = example_differs(page, example, book)
            except (LookupError, ValueError) as error:
                what = f'Example "{example["case"]}" cannot be judged: {error}'
                yield Problem(page.path, _line(page, index), what, "Correct it.")
                continue
            except Exception as error:
                yield _broken(page.path, _line(page, index), f'Example "{example["case"]}"', error)
                continue
            if found:
                what = f'Example "{example["case"]}": {found}'
                yield Problem(page.path, _line(page, index), what, "Correct the example or the rule.")


def _line(page: Page, example: int) -> int:
    """Where an example stands; looked for only when something is wrong with it."""
    return line_of(page.text, ("example", example))


def example_differs(page: Page, example: Mapping[str, Any], book: Book) -> str:
    """How the answer differs from what the example expects; "" when it does not."""
    answer = question(page.name).ask(example["given"], book, example["on"])
    outcome = plain(answer.outcome if isinstance(answer, Decision) else answer)
    expected = plain(example["expect"])
    if not _fits(expected, outcome):
        return f"expected {_written(expected)}, but the answer is {_written(_shown(expected, outcome))}."
    if "cites" in example:
        cited = (
            {each for reason in answer.because for each in reason.catalogue_ids}
            if isinstance(answer, Decision)
            else set()
        )
        lacking = [each for each in example["cites"] if each not in cited]
        if lacking:
            return f"expected {lacking[0]} among the reasons, which cite {', '.join(sorted(cited)) or 'nothing'}."
    return ""


def _fits(expected: Any, outcome: Any) -> bool:
    """Equal; in a table only what the example names is compared, and lists must be equally long."""
    if isinstance(expected, dict):
        return isinstance(outcome, dict) and all(
            key in outcome and _fits(each, outcome[key]) for key, each in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(outcome, list)
            and len(expected) == len(outcome)
            and all(_fits(one, other) for one, other in zip(expected, outcome, strict=True))
        )
    return type(expected) is type(outcome) and expected == outcome


def _shown(expected: Any, outcome: Any) -> Any:
    """Of a table, only what was asked about."""
    if isinstance(expected, dict) and isinstance(outcome, dict):
        return {key: each for key, each in outcome.items() if key in expected} or outcome
    return outcome


def _written(value: Any) -> str:
    """A value as a page would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) and not _is_day(value) else str(value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _broken(path: Path, line: int, what: str, error: Exception) -> Problem:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    said = f"{what} broke off: {type(error).__name__}: {error} ({where})."
    return Problem(
        path, line, said, "This is a fault of the program, or of a page in a way nobody foresaw; nothing was passed."
    )

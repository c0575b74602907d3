"""`towpath program check`: shapes, proofs, every example of every page, cited rules, what is invented. Never fails open."""

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from towpath.program.book import Book, NoWordingInForce, Page, page_path, pages_of, texts_under
from towpath.program.catalogue import RULES
from towpath.program.decision import Decision, Reason, plain
from towpath.program.kept import kept
from towpath.program.locate import Place, line_of
from towpath.program.problem import Problem, did_you_mean
from towpath.program.questions import OPTIONAL, PARTS, QUESTIONS, question
from towpath.program.references import dangling

SOON = timedelta(days=60)  # before its day a review is shown as coming


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
            problems = [*strangers(pages), *missing(folder, pages), *contradictions(pages)]
        if not problems:
            problems = list(as_a_whole(Book.bound(pages, folder)))
    except Exception as error:
        problems = [_broken(folder, 0, "The check itself", error)]
    return sorted(problems)


def as_a_whole(book: Book) -> Iterator[Problem]:
    """What can be asked of a book as a whole only: names that lead from page to page, and every example."""
    yield from dangling(book)
    for page in book:
        yield from examples(page, book)


def invented(book: Iterable[Page]) -> list[tuple[Page, str]]:
    """Every place of the book whose figures no source gives, page by page."""
    return [(page, place) for page in book for place in page.invented]


def invented_line(page: Page, place: str) -> int:
    """The line of such a place."""
    parts: Place = tuple(int(part) if part.isdecimal() else part for part in place.split("."))
    return line_of(page.text, ("since", *parts, "invented"))


def due_for_review(book: Iterable[Page], on: date) -> list[Page]:
    """Pages to be reviewed within the next weeks (`SOON`), and those that should have been; the longest due first."""
    dated = [(page.review_by, page.name, page) for page in book if page.review_by and page.review_by < on + SOON]
    return [page for _due, _name, page in sorted(dated, key=itemgetter(0, 1))]


def overdue(book: Iterable[Page], on: date) -> list[Problem]:
    """Pages that were to be looked at again before a day: no reason to refuse the book, but to compare it with its sources."""
    return [
        Problem(
            page.path,
            line_of(page.text, ("review_by",)),
            f"{page.name} was to be reviewed by {page.review_by}.",
            "Compare it with its source, then write a later review_by.",
        )
        for page in book
        if page.review_by is not None and page.review_by < on
    ]


def strangers(pages: Iterable[Page]) -> Iterator[Problem]:
    """Rules that pages and their examples cite and the catalogue does not have."""
    known = set(RULES)
    for page in pages:
        cited: dict[str, Place] = {}
        for at, example in enumerate(page.examples):
            cited |= dict.fromkeys(example.get("cites", ()), ("example", at, "cites"))
        for day, wording in page.since.items():
            for at, row in enumerate(wording.get("row", ())):
                cited |= dict.fromkeys(row.get("rules", ()), ("since", day.isoformat(), "row", at, "rules"))
        cited |= dict.fromkeys(page.rules, ("rules",))
        for each in sorted(cited.keys() - known):
            line = line_of(page.text, cited[each])
            yield Problem(page.path, line, f"The catalogue has no rule {each}.", did_you_mean(each, _near(each)))


def _near(rule: str) -> list[str]:
    """The rules of the same subject, or the first of every subject."""
    return [each for each in RULES if each[:3] == rule[:3]] or [each for each in RULES if each.endswith("-01")]


def missing(folder: Path, pages: Iterable[Page]) -> Iterator[Problem]:
    """Questions that the product will ask and no page answers; a part that the program does without asks none."""
    there = {page.name: page for page in pages}
    unused = {name for part in PARTS.values() if there.keys().isdisjoint(part) for name in part}
    tracks = there["partners.tracks"].since.values() if "partners.tracks" in there else ()
    asked = {f"compliance.{each['key']}" for wording in tracks for each in wording["track"]}
    for name in sorted((QUESTIONS.keys() | asked) - OPTIONAL - unused - there.keys()):
        wanted = page_path(Path(), name)
        yield Problem(folder, 0, f"No page answers {name}.", f"Write {wanted.as_posix()}.")


def contradictions(pages: Iterable[Page]) -> Iterator[Problem]:
    """What the proofs of the pages' questions find: gaps, overlaps, rows that nothing reaches."""
    for page in pages:
        proof = question(page.name).proof
        for day, wording in page.since.items() if proof else ():
            place: Place = ("since", day.isoformat())
            try:
                for each in proof(wording, place) if proof else ():
                    yield Problem(page.path, line_of(page.text, each.place), each.what, each.remedy)
            except Exception as error:
                yield _broken(page.path, line_of(page.text, place), "The proof of this wording", error)


def examples(page: Page, book: Book) -> Iterator[Problem]:
    """Examples of a page that the book answers otherwise, or cannot answer."""
    for index, example in enumerate(page.examples):
        try:
            found = example_differs(page, example, book)
        except (LookupError, ValueError) as error:  # what is wrong, and mostly what would be right
            what = f'Example "{example["case"]}" cannot be judged: {error}'
            early = isinstance(error, NoWordingInForce)
            remedy = "Write a later day for it, or begin a wording earlier." if early else ""
            yield Problem(page.path, _line(page, index), what, remedy)
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


@kept
def example_verdicts(book: Book, name: str) -> tuple[str, ...]:
    """Of each example of a page how the answer differs from what it expects, "" where it holds; worked out once a book."""
    found = []
    for example in book[name].examples:
        try:
            found.append(example_differs(book[name], example, book))
        except (LookupError, ValueError, ArithmeticError) as error:
            found.append(f"It cannot be judged: {error}")
    return tuple(found)


def example_differs(page: Page, example: Mapping[str, Any], book: Book) -> str:
    """How the answer differs from what the example expects; "" when it does not."""
    answer = question(page.name).ask(example["given"], book, example["on"])
    outcome = plain(answer.outcome if isinstance(answer, Decision) else answer)
    expected = plain(example["expect"])
    if not _fits(expected, outcome):
        return f"expected {_written(expected)}, but the answer is {_written(_shown(expected, outcome))}."
    return _reasons_differ(example, answer.because if isinstance(answer, Decision) else ())


def _reasons_differ(example: Mapping[str, Any], because: Sequence[Reason]) -> str:
    """How the reasons differ from those that the example cites and the sentence that it wants said; "" when they don't."""
    cited = {each for reason in because for each in reason.catalogue_ids}
    lacking = [each for each in example.get("cites", ()) if each not in cited]
    if lacking:
        return f"expected {lacking[0]} among the reasons, which cite {', '.join(sorted(cited)) or 'nothing'}."
    said = [reason.says for reason in because]
    if example.get("says", "") in ("", *said):
        return ""
    return f'expected the sentence "{example["says"]}", but what is said is: {" ".join(said) or "nothing"}'


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

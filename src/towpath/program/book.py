"""The book: a vendor's program as dated pages, one question a page. Reading and looking up; judging is in `decisions`."""

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from towpath.program.decision import Reason
from towpath.program.locate import line_of
from towpath.program.problem import BadBook, Problem, did_you_mean
from towpath.program.shapes import SHAPES, page_problems, shape_of
from towpath.program.tables import DecisionTable

MOST_REASONS = 500  # of one page that are kept; sentences that name a day or an amount come without end


# What pages for partners say that is not for them: who inside the vendor owes something, and words for its own people.
INSIDE_KEYS = frozenset({"team", "escalate_to", "internal", "words_internal"})


def stripped(value: Any, without: Collection[str]) -> Any:
    """A wording or an example without some keys, wherever they stand in it."""
    if isinstance(value, Mapping):
        return {key: stripped(each, without) for key, each in value.items() if key not in without}
    if isinstance(value, list):
        return [stripped(each, without) for each in value]
    return value


class NoWordingInForce(LookupError):
    """The page says nothing for this day."""


class NoSuchPage(LookupError):
    """The book has no page of this name (`page`)."""

    def __init__(self, page: str, remedy: str):
        super().__init__(f"The book has no page {page}. {remedy}")
        self.page = page


@dataclass(frozen=True)
class Page:
    """One question of the program, with every wording that its answer has had."""

    name: str  # "deal_registration.protection"
    path: Path
    title: str
    rules: tuple[str, ...]  # identifiers of the catalogue
    source: str
    since: Mapping[date, Mapping[str, Any]]  # in order of date
    examples: tuple[Mapping[str, Any], ...]
    audience: str = "internal"  # or "partner": who may read the page in the rule book; nobody outside unless it says so
    invented: tuple[str, ...] = ()  # places whose figures no source gives, such as "2025-02-01.reason.0"
    review_by: date | None = None
    note: str = ""
    text: str = ""  # the file as it is written
    drawn_from: tuple[Mapping[str, Any], ...] = ()  # document, heading, and the fingerprint of the words (`words`)
    known_outside_as: str = ""  # where its own name holds words of the inside: what partners see in addresses instead

    @property
    def public_name(self) -> str:
        """The page's name for partners: in addresses of the portal and in what the API tells them."""
        return self.known_outside_as or self.name

    def in_force(self, on: date) -> tuple[date, Mapping[str, Any]]:
        """The day on which the wording in force on `on` began, and that wording."""
        for day, wording in self._newest_first:
            if day <= on:
                return day, wording
        first, _ = self._newest_first[-1]
        raise NoWordingInForce(f"{self.name}: no wording in force on {on}; the first begins on {first}.")

    def table(self, on: date) -> DecisionTable:
        """The decision table of the wording in force, for pages whose wordings are tables (`inputs` and `row`)."""
        since, _ = self.in_force(on)
        return self._tables[since]

    def periods(self) -> tuple[tuple[date, date | None, Mapping[str, Any]], ...]:
        """Each wording with the half-open period [start, end) in which it is in force; the last has no end."""
        days = sorted(self.since)
        return tuple((day, after, self.since[day]) for day, after in zip(days, [*days[1:], None], strict=True))

    def reason(self, on: date, says: str, *ids: str, mend: str = "") -> Reason:
        """A reason that rests on this page as it reads on a day; `ids` narrows the rules cited."""
        since = self.in_force(on)[0]
        key = (since, says, ids, mend)
        found = self._reasons.get(key)
        if found is None:
            found = Reason(self.name, ids or self.rules, since, self.source, says, mend)
            if len(self._reasons) < MOST_REASONS:
                self._reasons[key] = found
        return found

    @cached_property
    def _newest_first(self) -> list[tuple[date, Mapping[str, Any]]]:
        return sorted(self.since.items(), reverse=True, key=itemgetter(0))

    @cached_property
    def _reasons(self) -> dict[tuple[date, str, tuple[str, ...], str], Reason]:
        """Reasons given before: most pages say the same few sentences again and again."""
        return {}

    @cached_property
    def _tables(self) -> dict[date, DecisionTable]:
        return {day: DecisionTable.of(wording) for day, wording in self.since.items()}


class Book:
    """All pages of one vendor's program. Refused as a whole (`BadBook`) when any page is malformed."""

    def __init__(self, folder: Path | str):
        texts, problems = texts_under(Path(folder))
        self._open(texts, Path(folder), problems)

    @classmethod
    def of(cls, texts: Mapping[str, str], folder: Path | str = "program") -> Self:
        """A book of pages that lie in no folder: name -> text. `folder` is where its problems say that they stand."""
        book = cls.__new__(cls)
        book._open(texts, Path(folder), [])
        return book

    def _open(self, texts: Mapping[str, str], folder: Path, problems: list[Problem]) -> None:
        pages, wrong = pages_of(texts, folder)
        if problems := [*problems, *wrong]:
            raise BadBook(problems)
        self._hold(pages, folder, _fingerprint(pages))

    @classmethod
    def bound(cls, pages: list[Page], folder: Path) -> Self:
        """A book of pages that were read already."""
        book = cls.__new__(cls)
        book._hold(pages, folder, _fingerprint(pages))
        return book

    def with_page(self, changed: Page) -> Self:
        """The same book with another page in the place of the one of its name; its fingerprint tells the two apart."""
        return self.with_pages([changed], mark=repr(changed))

    def with_pages(self, changed: Iterable[Page], *, mark: str) -> Self:
        """This book with some pages judged otherwise than they are written; `mark` goes into its fingerprint."""
        other = type(self).__new__(type(self))
        digest = hashlib.sha256(f"{self.fingerprint} {mark}".encode()).hexdigest()
        pages = self._pages | {page.name: page for page in changed}
        other._hold(list(pages.values()), self.folder, digest[:12])
        return other

    def _hold(self, pages: list[Page], folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self._pages = {page.name: page for page in pages}
        self._public = {page.public_name: page for page in pages if page.audience == "partner"}
        self.fingerprint = fingerprint

    @property
    def texts(self) -> dict[str, str]:
        """Each page as it is written: name -> text."""
        return {page.name: page.text for page in self}

    def __getitem__(self, name: str) -> Page:
        try:
            return self._pages[name]
        except KeyError:
            raise NoSuchPage(name, did_you_mean(name, self._pages)) from None

    def public_name(self, name: str) -> str:
        """What partners call a page; a name that the book has not stays as it is."""
        return self._pages[name].public_name if name in self._pages else name

    def title_of(self, name: str) -> str:
        """What a page is titled; a name that the book has not stays as it is."""
        return self._pages[name].title if name in self._pages else name

    def outside(self, public_name: str) -> Page | None:
        """The page that partners know under this name; None where they know none."""
        return self._public.get(public_name)

    def __contains__(self, name: object) -> bool:
        return name in self._pages

    def __iter__(self) -> Iterator[Page]:
        return iter(self._pages.values())

    def __len__(self) -> int:
        return len(self._pages)


def texts_under(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The pages of a folder as they are written, name -> text, and what cannot be read as text."""
    if not folder.is_dir():
        remedy = "Name the folder of a program, such as program/reference."
        return {}, [Problem(folder, 0, "There is no such folder.", remedy)]
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.toml")):
        try:
            texts[page_name(path, folder)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            problems.append(Problem(path, 0, f"Not UTF-8 (byte {error.start}).", "Save the file as UTF-8."))
    if not texts and not problems:
        problems.append(Problem(folder, 0, "The folder holds no page.", "Write one question a file, ending in .toml."))
    return texts, problems


def pages_of(texts: Mapping[str, str], folder: Path) -> tuple[list[Page], list[Problem]]:
    """Pages from their texts (name -> text), and everything that is wrong with those that cannot be used."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for name, text in texts.items():
        page, wrong = page_of(name, text, page_path(folder, name))
        problems += wrong
        if page is not None:
            pages.append(page)
    return pages, problems


def page_name(path: Path, folder: Path) -> str:
    """The page that a file of a folder holds."""
    return ".".join(path.relative_to(folder).with_suffix("").parts)


def page_path(folder: Path, name: str) -> Path:
    """The file in which a page lies: deal_registration.protection is deal_registration/protection.toml."""
    return folder.joinpath(*name.split(".")).with_suffix(".toml")


def page_of(name: str, text: str, path: Path) -> tuple[Page | None, list[Problem]]:
    """One page from its text, or everything that is wrong with it."""
    try:
        written = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_problem(path, error)]
    shape = shape_of(name)
    if shape is None:
        remedy = did_you_mean(name, SHAPES) + " A new question also needs its decision in the code."
        return None, [Problem(path, 0, f"No decision reads the page {name}.", remedy)]
    found = page_problems(written, shape)
    if found:
        return None, [Problem(path, line_of(text, each.place) or 1, each.what, each.remedy) for each in found]
    return _page(name, path, text, written), []


# What tomllib says -> what is wrong with the line, and what to write instead.
_SYNTAX = {
    "Cannot overwrite a value": ("This key stands in its table already.", "Keep one of the two."),
    "Cannot declare": ("This table stands on the page already.", "Keep one of the two, or write [[...]] for a list of them."),
    "Duplicate inline table key": ("A key stands twice between the braces.", "Keep one of the two."),
    "Illegal character": ("A text is not closed at the end of its line.", 'Close it with ".'),
    "Unterminated string": ("A text is not closed.", 'Close it with ".'),
    "Expected '='": ("There is no = after the key.", "Write key = value."),
    "Invalid value": (
        "The value cannot be read.", 'Write texts in quotes, days as 2025-02-01, numbers as 0.25, and true or false.'
    ),
    "Unclosed array": ("A list is not closed, or a comma is missing in it.", "Put a comma between its entries and ] at its end."),
    "Unclosed inline table": ("A brace is not closed, or a comma is missing.", "Put a comma between the entries and } at the end."),
    "Expected newline": ("Something stands after the value.", "Begin a new line, or put the text in quotes."),
    "Expected ']": ("The heading of a table is not closed.", "Close it with ] or ]], as many as it begins with."),
    "Invalid statement": ("This is neither a key with its value nor a heading.", "Write key = value, or begin the line with # for a remark."),
}  # fmt: skip


def _syntax_problem(path: Path, error: tomllib.TOMLDecodeError) -> Problem:
    said = str(error)
    line = int(said.split("(at line ")[1].split(",")[0]) if "(at line " in said else 0
    known = next((words for start, words in _SYNTAX.items() if said.startswith(start)), None)
    what, remedy = known or (f"Not readable as TOML: {said.split(' (at ')[0]}.", "Correct the line.")
    return Problem(path, line, what, remedy)


def _page(name: str, path: Path, text: str, written: dict[str, Any]) -> Page:
    wordings = {date.fromisoformat(day): wording for day, wording in written["since"].items()}
    return Page(
        name=name,
        path=path,
        title=written["title"],
        rules=tuple(written["rules"]),
        source=written["source"],
        since=wordings,
        examples=tuple(written["example"]),
        audience=written.get("audience", "internal"),
        invented=tuple(_invented(written["since"])),
        review_by=written.get("review_by"),
        note=written.get("note", ""),
        text=text,
        drawn_from=tuple(written.get("drawn_from", ())),
        known_outside_as=written.get("known_outside_as", ""),
    )


def _invented(value: Any, place: tuple[str, ...] = ()) -> Iterator[str]:
    """Places at or under which `invented = true` stands."""
    if isinstance(value, dict):
        if value.get("invented") is True:
            yield ".".join(place)
        for key, each in value.items():
            yield from _invented(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _invented(each, (*place, str(index)))


def _fingerprint(pages: list[Page]) -> str:
    return fingerprint_of({page.name: page.text for page in pages})


def fingerprint_of(texts: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits over names and contents, sound or not; where the folder lies does not matter."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(name.encode() + b"\0" + texts[name].encode() + b"\0")
    return digest.hexdigest()[:12]

"""Which badges the program knows, how files write them, how long they hold, and what each counts as (CRT-05, ELG-01, ELG-02)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.basics.days import months_later
from towpath.program.book import Book, Page
from towpath.program.decisions.vendor import vendor
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

BADGES = "enablement.badges"
SALES_CERTIFICATION, FOUNDATIONS = "sales_certification", "foundations"
PURPOSES = (SALES_CERTIFICATION, FOUNDATIONS)


@dataclass(frozen=True)
class BadgeGroup:
    """Badges that scorecards show together."""

    key: str  # "pse"
    name: str
    months: int | None  # how long a completion holds where its source names no end; None: for good


@dataclass(frozen=True)
class Badge:
    """One badge under the name of its edition."""

    code: str  # "sales_professional": the same over all editions
    name: str
    group: BadgeGroup
    aliases: tuple[str, ...]  # how files write it, beside its name
    retired: bool  # nobody earns it any more; what is held holds on
    counts_as: tuple[str, ...]  # of PURPOSES


@kept
def badges(book: Book, on: date) -> tuple[Badge, ...]:
    """Every badge as the wording of that day names it, in the page's order; before the first wording, by the first."""
    wording = _wording(book[BADGES], on)
    groups = {each["key"]: BadgeGroup(each["key"], each["name"], each.get("months")) for each in wording["group"]}
    counts = wording["counts_as"]
    return tuple(
        Badge(
            code=each["code"],
            name=each["name"],
            group=groups[each["group"]],
            aliases=tuple(each.get("aliases", ())),
            retired=each.get("retired", False),
            counts_as=tuple(purpose for purpose in PURPOSES if each["code"] in counts[purpose]),
        )
        for each in wording["badge"]
    )


def badge(code: str, book: Book, on: date) -> Badge:
    """The badge of a code; LookupError with the nearest one when the wording of that day has none."""
    known = {each.code: each for each in badges(book, on)}
    if code not in known:
        raise LookupError(f'There is no badge "{code}". {did_you_mean(code, known)}')
    return known[code]


def badge_name(code: str, book: Book, on: date) -> str:
    """The badge's name on that day, or the code itself where the wording has forgotten it."""
    return next((each.name for each in badges(book, on) if each.code == code), code)


@kept
def groups(book: Book, on: date) -> tuple[BadgeGroup, ...]:
    """The groups in the page's order."""
    return tuple(dict.fromkeys(each.group for each in badges(book, on)))


@kept
def counting_as(purpose: str, book: Book, on: date) -> frozenset[str]:
    """The codes of the badges that count for a purpose on that day: "sales_certification" or "foundations"."""
    return frozenset(each.code for each in badges(book, on) if purpose in each.counts_as)


@kept
def spellings(book: Book) -> Mapping[str, str]:
    """Every name, alias and code of every wording, as `spelled` leaves it -> the badge's code; newer wordings win."""
    found: dict[str, str] = {}
    for day in sorted(book[BADGES].since):
        for each in badges(book, day):
            found |= {spelled(text, book): each.code for text in (each.code, each.name, *each.aliases)}
    return found


def read_as(text: str, book: Book) -> str | None:
    """The code of the badge that a file means by a text, whatever the edition; None when no wording knows it."""
    return spellings(book).get(spelled(text, book))


def spelled(text: str, book: Book) -> str:
    """A badge's name without what people write differently: case, spaces, signs and the vendor's own name."""
    plain = _letters(text)
    return plain.removeprefix(_letters(vendor(book, max(book["vendor"].since)).name)) or plain


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def runs_out_on(code: str, completed_on: date, book: Book) -> date | None:
    """The first day on which a completion no longer counts where its source names none; None: it holds for good.

    By the wording of the day of completion: a later change of the term leaves what was earned before as it was.
    """
    try:
        months = badge(code, book, completed_on).group.months
    except LookupError:
        months = badge(code, book, max(book[BADGES].since)).group.months
    return None if months is None else months_later(completed_on, months)


def _wording(page: Page, on: date) -> Mapping[str, Any]:
    return page.in_force(max(on, min(page.since)))[1]


def badge_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof: groups exist, what counts exists, and no two badges are written alike."""
    groups_known = [each["key"] for each in wording["group"]]
    codes = [each["code"] for each in wording["badge"]]
    seen: dict[str, str] = {}
    for index, each in enumerate(wording["badge"]):
        here = (*place, "badge", index)
        if each["group"] not in groups_known:
            yield Misfit(
                (*here, "group"), f'There is no group "{each["group"]}".', did_you_mean(each["group"], groups_known)
            )
        for text in (each["code"], each["name"], *each.get("aliases", ())):
            other = seen.setdefault(_letters(text), each["code"])
            if other != each["code"]:
                yield Misfit(here, f'"{text}" means both {other} and {each["code"]}.', "Take it from one of them.")
    for purpose in PURPOSES:
        for index, code in enumerate(wording["counts_as"][purpose]):
            if code not in codes:
                where = (*place, "counts_as", purpose, index)
                yield Misfit(where, f'There is no badge "{code}".', did_you_mean(code, codes))

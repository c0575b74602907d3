"""Which distributors cover a country, where their orders go, and where nobody buys directly (DST-02, DST-03)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.kept import kept
from towpath.program.locate import Place
from towpath.program.spec import Misfit

COVERAGE = "distribution.coverage"
COMMERCIAL, PUBLIC_SECTOR = "commercial", "public_sector"
SEGMENTS = (COMMERCIAL, PUBLIC_SECTOR)
MANDATORY, COVERED, NO_DIRECT, NONE = "mandatory", "covered", "no_direct", "none"


class UnknownCountry(ValueError):
    """The country is not a code of ISO 3166-1."""


@dataclass(frozen=True)
class Cover:
    """A distributor in a country: where its quotes and orders go."""

    code: str
    name: str
    mailbox: str
    mandatory: bool = False


@dataclass(frozen=True)
class Covering:
    """How a country is covered in a segment: by whom, and what follows for buying directly."""

    coverage: str  # MANDATORY, COVERED, NO_DIRECT, NONE
    distributors: tuple[Cover, ...]


@kept
def distributors(book: Book, on: date) -> dict[str, str]:
    """Code -> name of every distributor of the program on a day."""
    return {each["code"]: each["name"] for each in book[COVERAGE].in_force(on)[1]["distributor"]}


@kept
def lines_of(code: str, book: Book, on: date) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """What a distributor covers: (segment, countries, mailbox)."""
    found = (each for each in book[COVERAGE].in_force(on)[1]["cover"] if each["distributor"] == code)
    return tuple((each["segment"], tuple(each["countries"]), each["mailbox"]) for each in found)


def mailboxes(code: str, country: str, book: Book, on: date) -> tuple[str, ...]:
    """Where a distributor takes orders for a country: at its mailboxes there, or at all of them where it has none (DST-03)."""
    lines = lines_of(code, book, on)
    here = tuple(mailbox for _, countries, mailbox in lines if country in countries)
    return here or tuple(mailbox for _, _, mailbox in lines)


def covering(country: str, segment: str, book: Book, on: date, inactive: Iterable[str] = ()) -> Covering:
    """How a country is covered; a public sector that nobody covers apart is covered like the commercial market.

    inactive  codes of distributors that take no orders at present
    """
    if country not in COUNTRY_NAMES:
        raise UnknownCountry(
            f'"{country}" is not a country code. Write the two letters of ISO 3166-1, such as DE for Germany.'
        )
    _, wording = book[COVERAGE].in_force(on)
    away = set(inactive)
    found = _covers(wording, country, segment, away) or _covers(wording, country, COMMERCIAL, away)
    if any(each.mandatory for each in found):
        return Covering(MANDATORY, tuple(each for each in found if each.mandatory))
    if not found:
        return Covering(NONE, ())
    return Covering(NO_DIRECT if country in wording["no_direct"]["countries"] else COVERED, found)


def _covers(wording: Mapping[str, Any], country: str, segment: str, away: set[str]) -> tuple[Cover, ...]:
    names = {each["code"]: each["name"] for each in wording["distributor"]}
    return tuple(
        Cover(each["distributor"], names[each["distributor"]], each["mailbox"], each.get("mandatory", False))
        for each in wording["cover"]
        if each["segment"] == segment and country in each["countries"] and each["distributor"] not in away
    )


def coverage_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """Distributors that nobody names, that cover nothing or twice the same, and a country closed to both ways of buying."""
    known = [each["code"] for each in wording["distributor"]]
    seen: Counter[tuple[str, str, str]] = Counter()
    for index, each in enumerate(wording["cover"]):
        here = (*place, "cover", index)
        if each["distributor"] not in known:
            what = f'"{each["distributor"]}" covers countries but is no distributor of this wording.'
            yield Misfit((*here, "distributor"), what, "Name it under distributor, or use the code of one that is.")
        for country in each["countries"]:
            key = (each["distributor"], each["segment"], country)
            seen[key] += 1
            if seen[key] == 2:
                what = f"{each['distributor']} covers {country}, {each['segment']}, twice."
                yield Misfit((*here, "countries"), what, "Keep one of them: orders go to one mailbox.")
    busy = {code for code, _, _ in seen}
    for index, code in enumerate(known):
        if code not in busy:
            yield Misfit((*place, "distributor", index), f"{code} covers nothing.", "Add a cover, or leave it out.")
    covered = {country for _, segment, country in seen if segment == COMMERCIAL}
    for country in wording["no_direct"]["countries"]:
        if country not in covered:
            what = f"Nobody may buy directly in {country}, and no distributor covers it."
            yield Misfit((*place, "no_direct", "countries"), what, "Cover it, or take it out of no_direct.")

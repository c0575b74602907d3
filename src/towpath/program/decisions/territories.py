"""Which territory, region and segment a customer account belongs to. The nightly assignment asks this."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.decisions.regions import ASSIGNMENT, of_public_sector
from towpath.program.locate import Place
from towpath.program.spec import Misfit

SEGMENTS = "territories.segments"


class UnknownCountry(ValueError):
    """The country is not a code of ISO 3166-1."""


@dataclass(frozen=True)
class TerritoryFacts:
    """What is known of the customer account."""

    country: str  # ISO 3166-1, two letters
    employees: int | None = None  # over the whole corporate family; None where unknown
    public_sector: bool = False
    industry: str = ""


@dataclass(frozen=True)
class Territory:
    """Where the account belongs."""

    code: str
    region: str  # its key
    segment: str


def territory(facts: TerritoryFacts, book: Book, *, on: date) -> Decision[Territory]:
    """The territory of an account; every country of ISO 3166-1 has one, by a named exception, by its list or by default."""
    if facts.country not in COUNTRY_NAMES:
        raise UnknownCountry(
            f'"{facts.country}" is not a country code. Write the two letters of ISO 3166-1, such as DE for Germany.'
        )
    page = book[ASSIGNMENT]
    _, wording = page.in_force(on)
    size = _segment_by_size(facts.employees, book, on)
    code, why = _code(facts, size, wording)
    entry = next(each for each in wording["territory"] if each["code"] == code)
    _, sizes = book[SEGMENTS].in_force(on)
    segment = sizes["public_sector"] if of_public_sector(entry["region"], book, on) else size
    reasons = [page.reason(on, f"{entry['title']}: {why}."), book[SEGMENTS].reason(on, _segment_says(facts, segment))]
    return judged(ASSIGNMENT, Territory(code, entry["region"], segment), reasons, facts, book, on)


def segment(facts: TerritoryFacts, book: Book, *, on: date) -> Decision[str]:
    """The segment of an account in its territory, with the reason of it."""
    found = territory(facts, book, on=on)
    return judged(SEGMENTS, found.outcome.segment, found.because[1:], facts, book, on)


def segment_for(facts: TerritoryFacts, book: Book, *, on: date) -> str:
    """The segment of an account by its size and sector alone, whatever is known of its country."""
    if facts.public_sector:
        return str(book[SEGMENTS].in_force(on)[1]["public_sector"])
    return _segment_by_size(facts.employees, book, on)


def segments(book: Book, on: date) -> tuple[str, ...]:
    """Every segment that an account can be of, the public sector's last."""
    _, wording = book[SEGMENTS].in_force(on)
    return tuple(dict.fromkeys([*(each["name"] for each in wording["segment"]), wording["public_sector"]]))


def region_by_territory(book: Book, on: date) -> dict[str, str]:
    """Territory code -> the key of its region."""
    _, wording = book[ASSIGNMENT].in_force(on)
    return {each["code"]: each["region"] for each in wording["territory"]}


def _code(facts: TerritoryFacts, segment: str, wording: Mapping[str, Any]) -> tuple[str, str]:
    """The territory's code and the ground in words. An exception goes before the lists; at most one holds."""
    for exception in wording.get("exception", ()):
        if _applies(exception, facts, segment):
            return exception["territory"], f"exception, {exception['label']}"
    for each in wording["territory"]:
        if facts.country in each["countries"]:
            return each["code"], f"{facts.country} is in its list of countries"
    return wording["default"], f"default, since no list names {facts.country}"


def _applies(exception: Mapping[str, Any], facts: TerritoryFacts, segment: str) -> bool:
    return (
        facts.country in exception["countries"]
        and facts.public_sector == exception.get("public_sector", facts.public_sector)
        and _among(facts.industry, exception.get("industries", (facts.industry,)))
        and not _among(facts.industry, exception.get("except_industries", ()))
        and segment in exception.get("segments", (segment,))
    )


def _among(industry: str, names: Iterable[str]) -> bool:
    """Whether an industry is named, however its letters are cased."""
    return industry.casefold() in [each.casefold() for each in names]


def territory_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the exceptions: no account falls under two of them. The first that would is reported."""
    exceptions = wording.get("exception", ())
    countries = sorted({each for exception in exceptions for each in exception["countries"]})
    industries = [*_named(exceptions, "industries", "except_industries"), "any other"]
    segments = [*_named(exceptions, "segments"), "any other"]
    for country, public_sector, industry, segment in product(countries, (True, False), industries, segments):
        facts = TerritoryFacts(country, None, public_sector, industry)
        hits = [index for index, each in enumerate(exceptions) if _applies(each, facts, segment)]
        if len(hits) > 1:
            labels = " and ".join(f'"{exceptions[index]["label"]}"' for index in hits)
            sector = "public" if public_sector else "private"
            what = (
                f"Two exceptions hold for {country}, {sector} sector, industry {industry}, segment {segment}: {labels}."
            )
            yield Misfit((*place, "exception", hits[1]), what, "Narrow one of them, by except_industries for example.")
            return


def _named(exceptions: Iterable[Mapping[str, Any]], *keys: str) -> list[str]:
    return sorted({each for exception in exceptions for key in keys for each in exception.get(key, ())})


def _segment_by_size(employees: int | None, book: Book, on: date) -> str:
    _, wording = book[SEGMENTS].in_force(on)
    if employees is None or employees < 0:
        return str(wording["unknown"])
    fitting = (
        each["name"]
        for each in wording["segment"]
        if each["from"] <= employees and ("to" not in each or employees < each["to"])
    )
    return str(next(fitting))


def _segment_says(facts: TerritoryFacts, segment: str) -> str:
    known = "an unknown number of" if facts.employees is None or facts.employees < 0 else str(facts.employees)
    return f"Segment {segment}, with {known} employees."

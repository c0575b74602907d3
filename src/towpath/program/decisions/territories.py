"""Which territory, region and segment a customer account belongs to. The nightly assignment asks this."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged

ASSIGNMENT = "territories.assignment"
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

    code: str  # "EMEA-DACH"
    region: str  # "AMER", "EMEA", "APJ", "PUBSEC"
    segment: str  # "SMB", "Mid-Market", "Large", "PubSec"


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
    _, segments = book[SEGMENTS].in_force(on)
    segment = segments["public_sector"] if entry["region"] == "PUBSEC" else size
    reasons = [page.reason(on, f"{entry['title']}: {why}."), book[SEGMENTS].reason(on, _segment_says(facts, segment))]
    return judged(ASSIGNMENT, Territory(code, entry["region"], segment), reasons, facts, book, on)


def regions(book: Book, on: date) -> dict[str, str]:
    """Territory code -> region."""
    _, wording = book[ASSIGNMENT].in_force(on)
    return {each["code"]: each["region"] for each in wording["territory"]}


def _code(facts: TerritoryFacts, segment: str, wording: Mapping[str, Any]) -> tuple[str, str]:
    """The territory's code and the ground in words. The first exception that holds goes before the lists."""
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
        and facts.industry.casefold() in [each.casefold() for each in exception.get("industries", (facts.industry,))]
        and segment in exception.get("segments", (segment,))
    )


def _segment_by_size(employees: int | None, book: Book, on: date) -> str:
    _, wording = book[SEGMENTS].in_force(on)
    if employees is None or employees < 0:
        return wording["unknown"]
    return next(
        each["name"]
        for each in wording["segment"]
        if each["from"] <= employees and ("to" not in each or employees < each["to"])
    )


def _segment_says(facts: TerritoryFacts, segment: str) -> str:
    known = "an unknown number of" if facts.employees is None or facts.employees < 0 else str(facts.employees)
    return f"Segment {segment}, with {known} employees."

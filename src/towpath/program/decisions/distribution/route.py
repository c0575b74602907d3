"""Who must, and who may, buy through whom (DST-01): by track, designation, segment and how the country is covered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.distribution.coverage import COVERAGE, NO_DIRECT, NONE, Cover, covering
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.shapes_distribution import COVERAGES, DESIGNATIONS, SEGMENTS
from towpath.program.spec import Misfit
from towpath.program.tables import proved

ROUTE = "distribution.route"
DISTRIBUTOR, DIRECT, EITHER, CONTRACT = "distributor", "direct", "either", "contract"
type Way = Literal["distributor", "direct", "either", "contract"]
SEGMENT_WORDS = {"commercial": "commercial", "public_sector": "public sector"}


@dataclass(frozen=True)
class RouteFacts:
    """Who buys, for which country and segment.

    inactive  codes of distributors that take no orders at present: an authorized one counts only while active
    """

    track: str  # a key of the page partners.tracks
    country: str  # ISO 3166-1, two letters
    segment: Literal["commercial", "public_sector"] = "commercial"
    designations: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """How a partner buys. `distributors` are those that it must or may choose from; empty where it buys otherwise."""

    way: Way
    codes: tuple[str, ...]
    distributors: tuple[Cover, ...]

    @property
    def direct(self) -> bool:
        """Whether it may buy from the vendor itself."""
        return self.way in (DIRECT, EITHER)

    @property
    def through(self) -> bool:
        """Whether it may buy through a distributor."""
        return self.way in (DISTRIBUTOR, EITHER)


def route(facts: RouteFacts, book: Book, *, on: date) -> Decision[Route]:
    """How the partner buys on a day, with the reason and the distributors of the country."""
    page, coverage = book[ROUTE], covering(facts.country, facts.segment, book, on, facts.inactive)
    _, wording = page.in_force(on)
    designation = next((each for each in wording["deciding"] if each in facts.designations), "none")
    case = {
        "track": facts.track, "segment": facts.segment, "coverage": coverage.coverage, "designation": designation,
    }  # fmt: skip
    row = page.table(on).row_for(case)
    offered = coverage.distributors if row["way"] in (DISTRIBUTOR, EITHER) else ()
    reasons = [page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))]
    if row["way"] != CONTRACT and designation != "distributor":
        reasons.append(book[COVERAGE].reason(on, _covered(facts, coverage.coverage, coverage.distributors), "DST-02"))
    codes = tuple(each.code for each in offered)
    return judged(ROUTE, Route(row["way"], codes, offered), reasons, facts, book, on)


def _covered(facts: RouteFacts, coverage: str, found: tuple[Cover, ...]) -> str:
    where = f"{COUNTRY_NAMES[facts.country]}, {SEGMENT_WORDS[facts.segment]}"
    if coverage == NONE:
        return f"{where}: no active distributor."
    named = " or ".join(each.name for each in found)
    closed = " Buying directly is not open there." if coverage == NO_DIRECT else ""
    return f"{where}: {named}.{closed}"


def route_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: it knows every value of every input, and each case has exactly one answer."""
    wanted = {
        "track": wording["inputs"]["track"], "segment": SEGMENTS, "coverage": COVERAGES, "designation": (*wording["deciding"], "none"),
    }  # fmt: skip
    yield from proved(wording, wanted, place)


__all__ = ["DESIGNATIONS", "Route", "RouteFacts", "route", "route_misfits"]

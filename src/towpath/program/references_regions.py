"""Where pages name regions: each must be one of the page of regions on the days that count, and no table may leave one out."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from towpath.program.book import Book, Page
from towpath.program.decisions.regions import ASSIGNMENT, REGIONS
from towpath.program.decisions.sla import CALENDARS
from towpath.program.locate import Place, line_of
from towpath.program.problem import Problem, did_you_mean

NAMING = frozenset({"region", "regions", "through_support"})  # keys under which wordings name regions
NO_REGION = "default"  # of the calendars: for a region that the page does not name


def strange_regions(book: Book) -> Iterator[Problem]:
    """Regions that wordings and examples name and the book has not, tables that leave one out, and a home without a country."""
    for page in book:
        if page.name == REGIONS:
            continue
        for day, until, wording in page.periods():
            yield from _of_wording(page, day, until, wording, book)
        for index, example in enumerate(page.examples):
            named = example["given"].get("region", "")
            if isinstance(named, str) and named and example["on"] >= min(book[REGIONS].since):
                known = _keys(book[REGIONS].in_force(example["on"])[1])
                yield from _unknown(
                    page, ("example", index, "given"), [named], known, "region of the program on its day"
                )
    yield from _homeless(book)


def _of_wording(page: Page, day: date, until: date | None, wording: Mapping[str, Any], book: Book) -> Iterator[Problem]:
    """What one wording names, beside every wording of the regions that holds while it does."""
    here: Place = ("since", day.isoformat())
    named = list(_named(page, wording, here))
    if not named:
        return
    beside = [_keys(each) for since, end, each in book[REGIONS].periods() if _meet((day, until), (since, end))]
    known = list(dict.fromkeys(key for each in beside for key in each))
    for place, keys in named:
        yield from _unknown(page, place, keys, known, "region of the program")
        if page.name == ASSIGNMENT:  # whoever is sent there must find it on every day
            lost = [key for key in keys if key in known and not all(key in each for each in beside)]
            yield from _unknown(page, place, lost, (), "region of the program on every day of this wording")
    for key in known if "region" in wording.get("inputs", {}) else ():
        if key not in wording["inputs"]["region"]:
            line = line_of(page.text, (*here, "inputs", "region"))
            yield Problem(
                page.path, line, f'The table leaves out the region "{key}".', "Add it to region, and rows for it."
            )
    first = min(book[REGIONS].since)
    if day < first:
        what = f"{page.name} names regions from {day} on, the page of regions only from {first} on."
        line = line_of(book[REGIONS].text, ("since", first.isoformat()))
        yield Problem(book[REGIONS].path, line, what, f"Begin its first wording on {day} or earlier.")


def _keys(wording: Mapping[str, Any]) -> list[str]:
    return [each["key"] for each in wording["region"]]


def _meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two half-open periods share a day."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def _named(page: Page, wording: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, list[str]]]:
    """Where a wording names regions, and which."""
    if page.name == CALENDARS:
        for team, calendars in wording["uses"].items():
            if team != "invented":
                yield (*place, "uses", team), [each for each in calendars if each not in (NO_REGION, "invented")]
    else:
        yield from _under(wording, place)


def _under(value: Any, place: Place) -> Iterator[tuple[Place, list[str]]]:
    if isinstance(value, dict):
        for key, each in value.items():
            named = each if isinstance(each, list) else [each]
            if key in NAMING and named and all(isinstance(one, str) for one in named):
                yield (*place, key), named
            else:
                yield from _under(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _under(each, (*place, index))


def _homeless(book: Book) -> Iterator[Problem]:
    """The vendor's pseudo-partner lives in the default region: one of its territories must list a country."""
    page = book[REGIONS]
    for day, until, wording in page.periods():
        for since, end, territories in book[ASSIGNMENT].periods():
            homes = [each for each in territories["territory"] if each["region"] == wording["default"]]
            if _meet((day, until), (since, end)) and not any(each["countries"] for each in homes):
                line = line_of(page.text, ("since", day.isoformat(), "default"))
                what = f'No territory of the default region "{wording["default"]}" lists a country.'
                yield Problem(page.path, line, what, "List one there, or name another default.")
                break


def _unknown(page: Page, place: Place, named: list[str], known: Any, kind: str) -> Iterator[Problem]:
    for each in named:
        if each not in known:
            remedy = did_you_mean(each, known) if known else "Name it on all of them, or begin a new wording here."
            yield Problem(page.path, line_of(page.text, place), f'"{each}" is no {kind}.', remedy)

"""Regions are a page of the program: what it says of each, what pages may name, and how a book of before the page is read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from towpath.program.book import Book
from towpath.program.decisions.regions import (
    Region,
    default_region,
    home_country,
    of_public_sector,
    region,
    region_keys,
    region_terms,
)
from towpath.program.decisions.territories import TerritoryFacts, territory
from towpath.program.questions import ask
from towpath.program.references_regions import strange_regions

PROGRAMS = Path(__file__).parents[2] / "program"
BOOK, OTHER = Book(PROGRAMS / "gitlab"), Book(PROGRAMS / "brackenhall")
ON = date(2026, 3, 2)
OLD = Book.of({name: text for name, text in BOOK.texts.items() if name != "territories.regions"})
PAGE = BOOK["territories.regions"]


@pytest.mark.rule("ROL-20")
@pytest.mark.parametrize(
    ("book", "keys", "public", "default", "country"),
    [
        (BOOK, ("AMER", "EMEA", "APJ", "PUBSEC"), ["PUBSEC"], "AMER", "US"),
        (OTHER, ("HOME", "OVERSEAS", "ISLANDS"), [], "HOME", "PT"),
    ],
    ids=["reference", "second vendor"],
)
def test_each_program_has_regions_of_its_own(book, keys, public, default, country):
    assert region_keys(book, ON) == keys
    assert [each for each in keys if of_public_sector(each, book, ON)] == public
    assert (default_region(book, ON), home_country(book, ON)) == (default, country)
    assert not of_public_sector("", book, ON)


def test_a_region_has_words_and_an_unknown_one_says_which_there_are():
    assert region("APJ", BOOK, ON) == Region("APJ", "Asia Pacific and Japan")
    with pytest.raises(LookupError, match=r'no region "EMAE". Did you mean "EMEA"'):
        region("EMAE", BOOK, ON)
    with pytest.raises(LookupError, match="Known here: HOME, ISLANDS, OVERSEAS"):
        region("EMEA", OTHER, ON)


def test_a_kept_book_of_before_the_page_has_the_regions_of_its_territories():
    assert set(region_keys(OLD, ON)) == set(region_keys(BOOK, ON))
    assert [each.key for each in region_terms(OLD, ON).regions if each.public_sector] == ["PUBSEC"]
    assert default_region(OLD, ON) == "EMEA", "that of the territory of countries that nobody names"


def test_and_answers_what_it_answered_before():
    for page in (BOOK[name] for name in ("territories.assignment", "quotes.purchase_orders", "quotes.quoting")):
        for example in page.examples:
            answers = [ask(page.name, example["given"], book, example["on"]).outcome for book in (OLD, BOOK)]
            assert answers[0] == answers[1], example["case"]


def test_no_region_of_the_second_vendor_is_of_the_public_sector_so_no_account_is():
    found = territory(TerritoryFacts("PT", 400, public_sector=True), OTHER, on=ON).outcome
    assert (found.region, found.segment) == ("HOME", "Plant")


def told(**wordings) -> list[tuple[str, str]]:
    """What is strange once the page of regions reads so: file and sentence. A wording names keys, the first of them the default."""
    since = {
        date.fromisoformat(day[1:].replace("_", "-")): {
            "default": keys.split()[0],
            "region": [{"key": key, "label": key} for key in keys.split()],
        }
        for day, keys in wordings.items()
    }
    return [(each.file.name, each.what) for each in strange_regions(BOOK.with_page(replace(PAGE, since=since)))]


def test_what_holds_while_a_region_goes_must_do_without_it_where_somebody_is_sent_there():
    gone = told(_2022_02_01="AMER EMEA APJ PUBSEC", _2026_06_01="AMER EMEA PUBSEC")
    assert {file for file, _ in gone} == {"assignment.toml"}
    assert {what for _, what in gone} == {'"APJ" is no region of the program on every day of this wording.'}


def test_a_region_that_comes_must_stand_in_each_table_that_holds_then_and_in_none_that_ended_before():
    come = told(_2022_02_01="AMER EMEA APJ PUBSEC", _2026_06_01="AMER EMEA APJ PUBSEC NORDICS")
    assert come == [
        (name, 'The table leaves out the region "NORDICS".') for name in ("purchase_orders.toml", "quoting.toml")
    ]


def test_the_page_begins_no_later_than_any_that_names_a_region():
    late = told(_2022_03_01="AMER EMEA APJ PUBSEC")
    assert {file for file, _ in late} == {"regions.toml"}
    assert "territories.assignment names regions from 2022-02-01 on, the page of regions only from 2022-03-01 on." in {
        what for _, what in late
    }


def test_the_default_region_has_a_country():
    assert told(_2022_02_01="PUBSEC EMEA APJ AMER") == [
        ("regions.toml", 'No territory of the default region "PUBSEC" lists a country.')
    ]

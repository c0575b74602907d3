"""The invariant of every page: a wording dated D changes nothing that is decided for a day before D."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from towpath.program.book import Book, Page
from towpath.program.decision import Decision, plain
from towpath.program.mutations import Mutation, mutated, mutations
from towpath.program.questions import ask

BOOK, OTHER = (Book(Path(__file__).parents[2] / "program" / name) for name in ("gitlab", "brackenhall"))
PAGES = [pytest.param(book, page.name, id=f"{book.folder.name} {page.name}") for book in (BOOK, OTHER) for page in book]
LAST = date(2030, 1, 1)
CHANGES = functools.cache(lambda book, name: tuple(mutations(book[name])))  # a page's small changes, found once
ASKED = {book: [(page.name, each["given"]) for page in book for each in page.examples] for book in (BOOK, OTHER)}


def answer(name: str, given: Mapping[str, Any], book: Book, on: date) -> Any:
    """Outcome and reasons as they are kept, without the book's fingerprint; what cannot be asked, in words."""
    try:
        found = ask(name, given, book, on)
    except (LookupError, ValueError) as error:  # no wording in force yet, among others
        return f"{type(error).__name__}: {error}"
    if not isinstance(found, Decision):
        return plain(found)
    record = found.as_record()
    return record | {"book": ""}


def days_of(facts: Any) -> Iterator[date]:
    """Every day that stands somewhere in the facts."""
    if isinstance(facts, date):
        yield facts
    elif isinstance(facts, Mapping | list):
        for each in facts.values() if isinstance(facts, Mapping) else facts:
            yield from days_of(each)


def changed_from(page: Page, day: date, change: Mutation | None) -> Page:
    """The page with one more wording, which begins on a day: the one in force then, with one figure changed where it has any."""
    since, wording = page.in_force(day)
    other = mutated(page, change.place, change.after).since[since] if change else wording
    return replace(page, since=dict(sorted({**page.since, day: other}.items())))


@pytest.mark.parametrize(("book", "name"), PAGES)
@settings(max_examples=2, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_a_wording_changes_nothing_before_its_day(book, name, data):
    page = book[name]
    first = min(page.since)
    day = data.draw(st.dates(first + timedelta(days=1), LAST).filter(lambda each: each not in page.since), "begins on")
    since = page.in_force(day)[0].isoformat()
    own = [each for each in CHANGES(book, name) if each.place[1] == since]
    change = data.draw(st.sampled_from(own), "changes") if own else None
    other = book.with_page(changed_from(page, day, change))
    asked = [(name, each["given"]) for each in page.examples]
    asked += data.draw(st.lists(st.sampled_from(ASKED[book]), min_size=6, max_size=6), "other questions")
    for on in (day - timedelta(days=1), data.draw(st.dates(first, day - timedelta(days=1)), "a day before")):
        for question, facts in asked:
            if any(each >= day for each in days_of(facts)):
                continue  # it speaks of a day from which the new wording holds
            assert answer(question, facts, other, on) == answer(question, facts, book, on)


def test_and_changes_what_is_decided_from_its_day_on():
    """Lest the test above should hold because nothing ever changes."""
    page, day = BOOK["deal_registration.protection"], date(2026, 6, 1)
    change = next(each for each in mutations(page) if each.place[-1] == "term_days")
    other = BOOK.with_page(changed_from(page, day, change))
    facts = {"approved_on": date(2026, 5, 1)}
    asked = [ask(page.name, facts, book, on).outcome for book in (BOOK, other) for on in (day - timedelta(days=1), day)]
    assert [each.expires_on.isoformat() for each in asked] == ["2026-07-30", "2026-07-30", "2026-07-30", "2026-07-31"]

"""What may be published, page by page: told with place and remedy, without a database."""

from datetime import date

import pytest

from tests.domain.rulebook.conftest import EXAMPLE, PROTECTION, SHORTER, shortened
from towpath.domain.rulebook.changes import change_of, forbidden
from towpath.domain.rulebook.checking import check_page

TODAY = date(2026, 9, 1)


def sooner(day):
    return SHORTER.replace("2026-10-01", day)


@pytest.fixture
def page(book):
    return book[PROTECTION].text


@pytest.mark.parametrize(
    ("wording", "example", "says"),
    [
        (sooner("2026-09-01"), EXAMPLE, "line {line}: A new wording cannot begin on 2026-09-01: days that have come are judged already. Let it begin on 2026-09-02 or later."),
        (sooner("2026-09-02"), EXAMPLE, ""),
        (SHORTER, "", ""),  # the example over the leap day shows it
        (sooner("2028-02-01"), "", "line {line}: No example shows the wording of 2028-02-01. Add one whose day is 2028-02-01 or later."),
    ],
)  # fmt: skip
def test_a_new_wording_begins_tomorrow_at_the_earliest_and_is_shown_by_an_example(page, wording, example, says):
    found = [str(each) for each in forbidden(PROTECTION, shortened(page, wording, example), page, TODAY)]
    line = 1 + shortened(page, wording, example).splitlines().index(wording.splitlines()[1])
    assert found == ([f"{PROTECTION}, {says.format(line=line)}"] if says else [])


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("term_days = 90", "term_days = 80", "The wording of 2025-02-01 is in force or was: it stays word for word."),
        ("term_days = 90", "term_days = 90 # counted in days", None),
        ("[since.2025-02-01", "[since.2026-09-20", "The wording of 2025-02-01 is missing: what was judged by it must still find it."),
        ("How long", "For how long", None),
    ],
)  # fmt: skip
def test_no_wording_that_has_begun_is_changed(page, was, becomes, says):
    found = [each.what for each in forbidden(PROTECTION, page.replace(was, becomes), page, TODAY)]
    assert found == ([says] if says else [])


def test_a_wording_that_has_not_begun_may_change_and_go(page):
    published = shortened(page)
    changed = published.replace("term_days = 60", "term_days = 50")
    assert [*forbidden(PROTECTION, changed, published, TODAY)] == []
    assert change_of(PROTECTION, changed, published).new == (date(2026, 10, 1),)
    assert [*forbidden(PROTECTION, page, published, TODAY)] == []
    assert change_of(PROTECTION, page, published).gone == (date(2026, 10, 1),)


@pytest.mark.parametrize(
    ("was", "becomes", "place", "says"),
    [
        ("term_days = 60", 'term_days = "sixty"', ("since", "2026-10-01", "term_days"), "since.2026-10-01.term_days must be a whole number, not text."),
        ("2026-12-04", "2026-12-05", ("example", -1), "Example “approved after the first of October”: expected { expires_on = 2026-12-05 }, but the answer is { expires_on = 2026-12-04 }."),
        ("approved_on = 2026-10-05 }", "approved = 2026-10-05 }", ("example", -1), '"approved" is nothing that can be given here'),
        ("term_days = 60", "term_days = ", (), "The value cannot be read."),
        ("[14, 3]\ninvented = true\n\n[[example]]\ncase = \"no", "[14, 14]\ninvented = true\n\n[[example]]\ncase = \"no",
         ("since", "2026-10-01", "reminders", "days_before", 1), 'names "14" twice'),
    ],
)  # fmt: skip
def test_a_page_that_is_typed_is_told_place_by_place(book, page, was, becomes, place, says):
    text = shortened(page)
    assert was in text
    verdict = check_page(PROTECTION, text.replace(was, becomes), book)
    last = len(book[PROTECTION].examples)  # of the page with one example more, counted from 0
    assert [each.place for each in verdict.findings] == [("example", last) if place == ("example", -1) else place]
    assert says in verdict.findings[0].what
    assert not verdict.sound


def test_a_sound_page_has_a_mark_for_each_example(book, page):
    verdict = check_page(PROTECTION, shortened(page), book)
    assert verdict.sound
    assert [mark.holds for mark in verdict.marks] == [True] * (1 + len(book[PROTECTION].examples))


def test_names_that_lead_nowhere_are_found_on_the_page_that_names_them(book):
    name = "deal_registration.conflict_warning"
    text = book[name].text
    broken = text.replace('states = ["', 'states = ["nowhere", "', 1)
    assert broken != text
    (found,) = check_page(name, broken, book).findings
    assert '"nowhere" is no state of the status page' in found.what
    assert found.place[-1] == "states"

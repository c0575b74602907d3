"""Pages and their dated wordings; a wording dated D changes nothing judged before D."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.program.book import Book, NoSuchPage, NoWordingInForce
from towpath.program.check import check_texts
from towpath.program.decisions.deal_registration import ProtectionFacts, protection
from towpath.program.decisions.territories import TerritoryFacts, territory

REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"
BOOK = Book(REFERENCE)
PROTECTION = (REFERENCE / "deal_registration" / "protection.toml").read_text(encoding="utf-8")
FIRST = date(2025, 2, 1)
DAYS = st.dates(FIRST, date(2035, 12, 31))


def book_with(wording: str) -> Book:
    """A book of one page: protection with another wording, of which the reference knows nothing."""
    before, mark, after = PROTECTION.partition("[[example]]")
    with TemporaryDirectory() as folder:
        page = Path(folder) / "deal_registration" / "protection.toml"
        page.parent.mkdir()
        page.write_text(before + wording + mark + after, encoding="utf-8")
        return Book(folder)


def later_wording(begins: date, term_days: int, extension_days: int) -> str:
    return (
        f'[since.{begins}]\nterm_days = {term_days}\ncounts_from = "original approval"\n'
        f"standard_extension_days = {extension_days}\nreminders = {{ days_before = [7] }}\n\n"
    )


@given(
    begins=st.dates(FIRST + timedelta(days=1), date(2035, 12, 31)),
    term_days=st.integers(1, 3650),
    extension_days=st.integers(1, 3650),
    on=DAYS,
    approved_on=DAYS,
    extensions=st.integers(0, 5),
)
def test_a_wording_changes_nothing_judged_before_it_begins(
    begins, term_days, extension_days, on, approved_on, extensions
):
    changed = book_with(later_wording(begins, term_days, extension_days))
    facts = ProtectionFacts(approved_on, extensions)
    now, then = protection(facts, BOOK, on=on), protection(facts, changed, on=on)
    if on < begins:
        assert (then.outcome, then.because) == (now.outcome, now.because)
    else:
        assert then.outcome.extension_days == extension_days
        assert then.outcome.expires_on == approved_on + timedelta(days=term_days + extensions * extension_days)
        assert then.because[0].in_force_since == begins


def test_a_wording_holds_from_its_first_day_on():
    facts = TerritoryFacts("FR", 100)
    assert territory(facts, BOOK, on=date(2025, 1, 31)).outcome.segment == "SMB"
    assert territory(facts, BOOK, on=date(2025, 2, 1)).outcome.segment == "Mid-Market"


def test_before_the_first_wording_nothing_is_in_force():
    with pytest.raises(NoWordingInForce, match=r"no wording in force on 2025-01-31; the first begins on 2025-02-01"):
        BOOK["deal_registration.protection"].in_force(date(2025, 1, 31))


def test_the_periods_of_a_page_are_half_open_and_follow_each_other():
    periods = [(start, end) for start, end, _ in BOOK["territories.segments"].periods()]
    first, second, third = date(2022, 2, 1), date(2025, 2, 1), date(2026, 8, 11)
    assert periods == [(first, second), (second, third), (third, None)]


def test_an_unknown_page_names_the_nearest():
    with pytest.raises(NoSuchPage, match=r'Did you mean "deal_registration.protection"'):
        BOOK["deal_registration.protektion"]


def test_a_book_of_texts_is_the_book_of_the_folder_that_holds_them():
    book = Book.of(BOOK.texts, BOOK.folder)
    assert book.fingerprint == BOOK.fingerprint
    assert [page.path for page in book] == [page.path for page in BOOK]
    assert check_texts(BOOK.texts) == []


def test_a_book_with_another_page_is_told_apart_by_its_fingerprint():
    page = BOOK["deal_registration.protection"]
    changed = replace(page, since={FIRST: {**page.since[FIRST], "term_days": 91}})
    others = [BOOK.with_page(changed), BOOK.with_pages([changed], mark="one"), BOOK.with_pages([changed], mark="two")]
    assert len({BOOK.fingerprint, *(each.fingerprint for each in others)}) == 4
    assert [each[page.name] for each in others] == [changed] * 3
    assert [each.name for each in others[0]] == [each.name for each in BOOK]


def test_pages_in_no_folder_are_checked_like_those_of_a_folder():
    texts = BOOK.texts
    name = "deal_registration.protection"
    texts[name] = texts[name].replace("term_days = 90", "term_days = 91")
    wrong = check_texts(texts)
    assert [problem.file.as_posix() for problem in wrong[:1]] == ["program/deal_registration/protection.toml"]
    assert 'Example "no extension"' in wrong[0].what
    del texts[name]
    assert "No page answers deal_registration.protection." in [problem.what for problem in check_texts(texts)]

"""Money refuses floats and mixed currencies, loses nothing in a split, and reads amounts in one way only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.basics.money import Money, MoneyError, minor_units


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_sums_products_and_ratios_are_exact() -> None:
    assert eur("0.1") + eur("0.2") == eur("0.3")
    assert eur("10") - eur("12.5") == eur("-2.5")
    assert eur("19.99") * 3 == 3 * eur("19.99") == eur("59.97")
    assert eur("100") * Decimal("0.075") == eur("7.5")
    assert eur("20").ratio_to(eur("100")) == Decimal("0.2")
    assert Money.total([eur("1"), eur("2.5")], "EUR") == eur("3.5")
    assert Money.total([], "USD") == Money.zero("USD")


def test_order_within_one_currency() -> None:
    assert sorted([eur("3"), eur("-1"), eur("2")]) == [eur("-1"), eur("2"), eur("3")]
    assert eur("3") >= eur("3")


@pytest.mark.parametrize("other", [Money(Decimal(1), "USD"), Decimal(1), 1])
def test_other_currencies_and_bare_numbers_do_not_mix(other: Money) -> None:
    with pytest.raises(MoneyError):
        eur("1") + other
    with pytest.raises(MoneyError):
        eur("1") < other  # noqa: B015


@pytest.mark.parametrize("amount", [1.5, True, "1.5", Decimal("NaN"), Decimal("Infinity")])
def test_floats_texts_and_what_is_not_finite_are_refused(amount: Decimal) -> None:
    with pytest.raises(MoneyError):
        Money(amount, "EUR")
    with pytest.raises(MoneyError):
        eur("1") * amount


@pytest.mark.parametrize("code", ["eur", "EURO", "XXQ", ""])
def test_unknown_currencies_are_refused(code: str) -> None:
    with pytest.raises(MoneyError, match="ISO 4217"):
        Money(Decimal(1), code)


@pytest.mark.parametrize(
    ("code", "units", "amount", "text"),
    [("EUR", 2, "1234.505", "EUR 1,234.51"), ("JPY", 0, "1234.5", "JPY 1,235"), ("KWD", 3, "-1.2345", "KWD -1.235")],
)
def test_rounding_to_the_smallest_unit(code: str, units: int, amount: str, text: str) -> None:
    assert minor_units(code) == units
    assert str(Money(Decimal(amount), code)) == text


@pytest.mark.parametrize(
    ("text", "code", "amount"),
    [
        ("1234", "EUR", "1234"),
        ("1,234.50", "EUR", "1234.50"),
        ("1.234,50", "EUR", "1234.50"),
        ("1 234,50", "EUR", "1234.50"),
        ("1\u00a0234,5 EUR", "EUR", "1234.5"),
        ("eur 12", "EUR", "12"),
        ("1'234'567.80", "CHF", "1234567.80"),
        ("1,234", "EUR", "1234"),
        ("1,234,567", "JPY", "1234567"),
        ("1.234.567", "EUR", "1234567"),
        ("1.234", "KWD", "1.234"),
        ("-12.30", "USD", "-12.30"),
    ],
)
def test_amounts_as_people_write_them(text: str, code: str, amount: str) -> None:
    assert Money.parse(text, code) == Money(Decimal(amount), code)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,2345", "0,500", "12,34,56", "1.5.5", "1,23.456", "12 USD", "1e5", "--1", "٣"]
)
def test_amounts_that_cannot_be_read_in_one_way_are_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        Money.parse(text, "EUR")


@given(
    st.decimals(-1_000_000, 1_000_000, places=2),
    st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_a_split_loses_nothing(amount: Decimal, weights: list[int], code: str) -> None:
    whole = Money(amount, code).rounded()
    shares = whole.split(weights)
    assert Money.total(shares, code) == whole
    step = Decimal(1).scaleb(-minor_units(code))
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount - whole.amount * weight / sum(weights)) < step


def test_a_split_gives_the_odd_cent_to_the_first_of_equals() -> None:
    assert eur("0.05").split([1, 1, 1]) == [eur("0.02"), eur("0.02"), eur("0.01")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_split_without_weights_is_refused(weights: list[int]) -> None:
    with pytest.raises(MoneyError, match="weights"):
        eur("1").split(weights)

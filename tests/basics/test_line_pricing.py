"""Line prices: list x quantity x term, ramps, discounts, rounding; sums that add up, whatever is drawn."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.basics.line_pricing import (
    Discount,
    Line,
    Off,
    PricingError,
    Stretch,
    months_between,
    price_line,
    total,
    years_of,
)
from towpath.basics.money import Money, MoneyError, minor_units

DAY = date(2026, 9, 1)
YEAR = date(2027, 9, 1)


def line(*stretches: Stretch, currency: str = "USD", term: int | None = 12) -> Line:
    return Line(currency, term, stretches)


def stretch(quantity=10, unit="228", *discounts: Discount, starts=DAY, ends=YEAR) -> Stretch:
    return Stretch(starts, ends, quantity, Decimal(unit), discounts)


def off(percent: str, key: str = "program", of: Off = Off.LIST) -> Discount:
    return Discount(key, Decimal(percent), of)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


# -- examples ----------------------------------------------------------------------------------------------------------


def test_a_year_of_ten_users():
    priced = price_line(line(stretch()))
    assert (priced.list, priced.net) == (usd("2280"), usd("2280"))
    assert priced.stretches[0].annual == usd("2280")


@pytest.mark.rule("INC-10")
def test_discounts_are_off_list_price():
    priced = price_line(line(stretch(10, "228", off("20"), off("10", "customer")))).stretches[0]
    assert [(each.key, each.amount) for each in priced.taken] == [("program", usd("456")), ("customer", usd("228"))]
    assert (priced.net, priced.percent_off, priced.unit_net) == (usd("1596"), Decimal("30.00"), usd("159.60"))


def test_a_discount_may_be_off_what_is_left():
    priced = price_line(line(stretch(10, "100", off("20"), off("10", "fee", Off.REST)))).stretches[0]
    assert priced.net == usd("720")


def test_a_ramp_is_priced_year_by_year():
    """Three years in a row, each with its users, by a price that pays for twelve months."""
    users = [100, 150, 200]
    years = years_of(DAY, date(2029, 9, 1))
    ramp = line(*(stretch(n, "228", off("10"), starts=a, ends=b) for n, (a, b) in zip(users, years, strict=True)))
    priced = price_line(ramp)
    assert [each.net for each in priced.stretches] == [usd("20520"), usd("30780"), usd("41040")]
    assert priced.net == usd("92340")


def test_an_add_on_in_mid_term_pays_for_its_months_and_days():
    priced = price_line(line(stretch(1, "120", ends=date(2026, 11, 16))))
    assert priced.stretches[0].months == Fraction(5, 2)  # two months and 15 of November's 30 days
    assert priced.net == usd("25")


def test_what_is_paid_once_costs_the_same_however_long_it_takes():
    short, long = (price_line(line(stretch(3, "330", ends=end), term=None)) for end in (date(2026, 9, 2), YEAR))
    assert short.net == long.net == usd("990")
    assert long.stretches[0].annual == usd("0")


def test_a_half_goes_up_and_each_stretch_is_rounded_once():
    """A third of a cent in each of three lines: rounded each, not at the end, so that the page adds up."""
    priced = price_line(line(stretch(1, "0.01", off("50"))))
    assert priced.net == usd("0.01")
    thirds = [price_line(line(stretch(1, "1", ends=date(2027, 1, 1)))) for _ in range(3)]
    assert [each.net for each in thirds] == [usd("0.33")] * 3
    assert total(thirds, "USD").net == usd("0.99")


def test_yen_are_rounded_to_whole_yen():
    priced = price_line(line(stretch(3, "333", off("10")), currency="JPY"))
    assert priced.net == Money(Decimal(899), "JPY")  # 899.1


def test_nothing_at_a_hundred_percent():
    priced = price_line(line(stretch(5, "228", off("100", "waived")))).stretches[0]
    assert (priced.net, priced.percent_off) == (usd("0"), Decimal("100.00"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (line(stretch(10, "100", off("60"), off("50", "customer"))), "more than is left"),
        (line(stretch(10, "100", off("101"))), "at most 100"),
        (line(stretch(10, "100", off("-1"))), "not negative"),
        (line(stretch(-1)), "not negative"),
        (line(stretch(10, "-228")), "not negative"),
        (line(stretch(1.5)), "never a float"),
        (line(stretch(10, "NaN")), "finite"),
        (line(stretch(ends=DAY)), "later"),
        (line(), "one stretch"),
        (line(stretch(), stretch()), "share the day"),
        (line(stretch(), term=0), "one month"),
    ],
)
def test_what_cannot_be_priced_says_why(wrong, says):
    with pytest.raises(PricingError, match=says):
        price_line(wrong)


def test_lines_in_two_currencies_have_no_sum():
    with pytest.raises(MoneyError):
        total([price_line(line(stretch(), currency="EUR"))], "USD")


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 3, 1), date(2027, 3, 1), 12),
        (date(2026, 2, 1), date(2026, 2, 15), Fraction(1, 2)),
        (date(2026, 12, 31), date(2027, 1, 31), 1),
    ],
)
def test_months_are_counted_as_people_do(start, end, months):
    assert months_between(start, end) == months


# -- laws --------------------------------------------------------------------------------------------------------------

currencies = st.sampled_from(["USD", "JPY", "KWD", "EUR"])
amounts = st.decimals(0, 1_000_000, places=2)
percents = st.decimals(0, 100, places=2)
terms = st.sampled_from([None, 1, 12, 36])


@st.composite
def lines(draw, currency: str) -> Line:
    start = draw(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    found = []
    for _ in range(draw(st.integers(1, 4))):
        end = start + timedelta(days=draw(st.integers(1, 1200)))
        first = draw(percents)
        rest = Discount("rest", draw(percents), Off.REST)
        second = Discount("customer", draw(st.decimals(0, 100 - first, places=2)))
        discounts = draw(
            st.sampled_from([(), (Discount("program", first),), (Discount("program", first), second, rest)])
        )
        quantity = draw(st.one_of(st.integers(0, 100_000), st.decimals(0, 1000, places=3)))
        found.append(Stretch(start, end, quantity, draw(amounts), discounts))
        start = end
    return Line(currency, draw(terms), tuple(found))


@given(st.data(), currencies)
def test_sums_are_the_sums_of_what_is_shown(data, currency):
    """For lines of any sort: net = list less the discounts, totals = sums of lines, in whole smallest units."""
    priced = [price_line(data.draw(lines(currency))) for _ in range(data.draw(st.integers(0, 3)))]
    for each in priced:
        for part in each.stretches:
            assert part.list - Money.total((taken.amount for taken in part.taken), currency) == part.net
            for shown in (part.list, part.net, part.annual, part.unit_net, *(taken.amount for taken in part.taken)):
                assert isinstance(shown.amount, Decimal)
                assert shown.amount >= 0
                assert shown == shown.rounded()
                assert -shown.amount.as_tuple().exponent <= minor_units(currency)
        assert each.net == Money.total((part.net for part in each.stretches), currency)
        assert each.net <= each.list
    sums = total(priced, currency)
    assert sums.net == Money.total((each.net for each in priced), currency)
    assert sums.list - Money.total(sums.taken.values(), currency) == sums.net


@given(st.data(), currencies, percents, percents)
def test_a_larger_discount_never_costs_more(data, currency, one, other):
    each = data.draw(lines(currency))
    small, large = sorted([one, other])
    nets = [
        price_line(
            Line(currency, each.term_months, [Stretch(s.starts_on, s.ends_on, s.quantity, s.unit_price, (Discount("p", p),)) for s in each.stretches])
        ).net
        for p in (small, large)
    ]  # fmt: skip
    assert nets[1] <= nets[0]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 4000), st.integers(1, 4000))
def test_a_longer_term_has_more_months(start, one, more):
    first, second = start + timedelta(days=one), start + timedelta(days=one + more)
    assert 0 < months_between(start, first) < months_between(start, second)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_whole_months_are_whole(start, months):
    from towpath.basics.days import months_later

    assert months_between(start, months_later(start, months)) == months


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 3000))
def test_the_years_of_a_ramp_lie_end_to_end(start, days):
    years = years_of(start, start + timedelta(days=days))
    assert years[0][0] == start
    assert years[-1][1] == start + timedelta(days=days)
    assert all(one[1] == following[0] for one, following in pairwise(years))
    assert all(months_between(*year) == 12 for year in years[:-1])


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2055, 2, 28), date(2056, 2, 29), 12),
        (date(2052, 2, 29), date(2056, 2, 29), 48),
        (date(2056, 2, 28), date(2057, 2, 28), 12),
        (date(2056, 2, 28), date(2056, 2, 29), Fraction(1, 29)),
    ],
)
def test_a_year_is_twelve_months_from_the_last_of_february_to_the_last_of_february(start, end, months):
    assert months_between(start, end) == months

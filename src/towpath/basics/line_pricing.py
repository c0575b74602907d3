"""What a line of a quote costs: list price x quantity x term, stretch by stretch, with discounts and rounding. Pure.

Rounding (docs/decisions/0022): everything is reckoned exactly; each stretch of a line is rounded once, to the currency's
smallest unit, a half going up; totals are sums of what was rounded, so that what stands on a page adds up. A unit price
after discounts is shown and never multiplied.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from towpath.basics.days import months_later
from towpath.basics.money import Money, minor_units

HUNDRED = 100


class PricingError(ValueError):
    """A line that cannot be priced; says what is wrong and what would be right."""


class Off(StrEnum):
    """What a discount's percentage is taken from."""

    LIST = "list"  # the list amount, whatever was taken off before (INC-10)
    REST = "rest"  # what is left after the discounts before it


@dataclass(frozen=True, slots=True)
class Discount:
    """So many percent off, under a key that says whose: "program", "customer" ..."""

    key: str
    percent: Decimal
    off: Off = Off.LIST


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of a line, over [starts_on, ends_on): the whole of it, or a year of a ramp.

    unit_price  for one unit over the product's term (`Line.term_months`), before discounts
    """

    starts_on: date
    ends_on: date
    quantity: Decimal | int
    unit_price: Decimal
    discounts: Sequence[Discount] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A product on a quote. `term_months`: what one unit price pays for; None: it is paid once, however long it takes."""

    currency: str
    term_months: int | None
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one discount takes off a stretch."""

    key: str
    percent: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class Priced:
    """A stretch with its price: `net` = `list` less what every discount takes, to the smallest unit."""

    stretch: Stretch
    months: Fraction
    list: Money
    taken: tuple[Taken, ...]
    net: Money
    annual: Money  # net over twelve months; nothing for what is paid once
    unit_net: Money  # for one unit over the product's term, for reading alone

    @property
    def percent_off(self) -> Decimal:
        """All discounts together, in percent of the list amount to two places; 0 where nothing is asked anyway."""
        if not self.list:
            return Decimal("0.00")
        return ((self.list - self.net).ratio_to(self.list) * HUNDRED).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class LinePrice:
    """A line with its price: the sums of its stretches."""

    line: Line
    stretches: tuple[Priced, ...]
    list: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of some lines, and what each discount takes off all of them."""

    list: Money
    net: Money
    taken: dict[str, Money]


@lru_cache(maxsize=1024)  # the lines of a quote share their terms
def months_between(starts_on: date, ends_on: date) -> Fraction:
    """Months from a day until another: whole ones, and of the last the days that it has, exactly.

    A year is 12 whatever February has, from its last day to its last day too; from 31 January, one month ends with the
    last of February.
    """
    if ends_on <= starts_on:
        raise PricingError(f"The term ends {ends_on}: that must be later than its first day, {starts_on}.")
    whole = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    if _ends_february(starts_on) and _ends_february(ends_on):
        return Fraction(whole)
    if months_later(starts_on, whole) > ends_on:
        whole -= 1
    reached, following = months_later(starts_on, whole), months_later(starts_on, whole + 1)
    return whole + Fraction((ends_on - reached).days, (following - reached).days)


def _ends_february(day: date) -> bool:
    return day.month == 2 and (day + timedelta(days=1)).month == 3


@lru_cache(maxsize=1024)
def years_of(starts_on: date, ends_on: date) -> tuple[tuple[date, date], ...]:
    """The annual stretches of a term, for a ramp; the last may be shorter."""
    found, start, number = [], starts_on, 0
    while start < ends_on:
        number += 1
        end = min(months_later(starts_on, 12 * number), ends_on)
        found.append((start, end))
        start = end
    return tuple(found)


def price_line(line: Line) -> LinePrice:
    """The price of a line. PricingError says what is wrong with it."""
    if line.term_months is not None and line.term_months < 1:
        raise PricingError("A price is for one month or more, or is paid once.")
    if not line.stretches:
        raise PricingError("A line has one stretch at the least: say from when, until when and how many.")
    for one, following in zip(line.stretches, line.stretches[1:], strict=False):
        if following.starts_on < one.ends_on:
            raise PricingError(
                f"Two stretches of a line share the day {following.starts_on}: end one where the next begins."
            )
    priced = tuple(_priced(line, stretch) for stretch in line.stretches)
    return LinePrice(
        line, priced, Money.total((each.list for each in priced), line.currency),
        Money.total((each.net for each in priced), line.currency),
    )  # fmt: skip


def total(lines: Iterable[LinePrice], currency: str) -> Total:
    """The sums of lines in one currency; MoneyError where one is in another."""
    priced = list(lines)
    taken: dict[str, list[Money]] = {}
    for line in priced:
        for stretch in line.stretches:
            for each in stretch.taken:
                taken.setdefault(each.key, []).append(each.amount)
    return Total(
        Money.total((line.list for line in priced), currency),
        Money.total((line.net for line in priced), currency),
        {key: Money.total(amounts, currency) for key, amounts in taken.items()},
    )


def _priced(line: Line, stretch: Stretch) -> Priced:
    quantity, unit = _number(stretch.quantity, "A quantity"), _number(stretch.unit_price, "A unit price")
    months = months_between(stretch.starts_on, stretch.ends_on)
    units = quantity if line.term_months is None else quantity * months / line.term_months  # that a unit price pays for
    exact = unit * units
    left, places, taken = exact, minor_units(line.currency), []
    shown = asked = _rounded(exact, places)
    for each in stretch.discounts:
        left -= _share(each, exact, left)
        after = _rounded(left, places)
        taken.append(Taken(each.key, each.percent, Money(shown - after, line.currency)))
        shown = after
    per_year = Fraction(0) if line.term_months is None else left * 12 / months
    for_one = left / units if units else Fraction(0)
    return Priced(
        stretch, months, Money(asked, line.currency), tuple(taken), Money(shown, line.currency),
        Money(_rounded(per_year, places), line.currency), Money(_rounded(for_one, places), line.currency),
    )  # fmt: skip


def _share(discount: Discount, exact: Fraction, left: Fraction) -> Fraction:
    """What a discount takes; PricingError when more than there is would be taken."""
    percent = _number(discount.percent, "A discount")
    if discount.percent > HUNDRED:
        raise PricingError(f"A discount is at most 100 percent; {discount.key} is {discount.percent}.")
    share = (exact if discount.off is Off.LIST else left) * percent / HUNDRED
    if (left - share).numerator < 0:
        raise PricingError(
            f"The discounts together are more than the list price: {discount.key} takes more than is left."
        )
    return share


def _number(value: object, what: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise PricingError(f"{what} is a Decimal or a whole number, never a float or text; not {value!r}.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise PricingError(f"{what} is a finite number; not {value}.")
    if value < 0:
        raise PricingError(f"{what} is not negative; {value} is.")
    return _exactly(value)


@lru_cache(maxsize=4096)  # percentages and quantities come again and again
def _exactly(value: Decimal | int) -> Fraction:
    return Fraction(value)


def _rounded(exact: Fraction, places: int) -> Decimal:
    """To so many decimals, a half going up; the amount is never negative here."""
    scale = 10**places
    units = (2 * exact.numerator * scale + exact.denominator) // (2 * exact.denominator)
    return Decimal(units).scaleb(-places)

"""Money: a decimal amount and its ISO 4217 currency. No floats, no mixing of currencies, no exchange rates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

# The currencies in use by ISO 4217; those whose smallest unit is not a hundredth are named below.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
_WITH_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_WITH_FOUR = "CLF UYW"
CURRENCIES = frozenset(_CODES.split())
_MINOR_UNITS = {
    code: units
    for units, codes in ((0, _WITH_NO_DECIMALS), (3, _WITH_THREE), (4, _WITH_FOUR))
    for code in codes.split()
}
_SPACES = re.compile(r"[\s'\u2019_]+")


class MoneyError(ValueError):
    """An amount or a currency that cannot be, or two currencies in one sum."""


def minor_units(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD. An unknown code is refused."""
    if currency not in CURRENCIES:
        raise MoneyError(f"{currency!r} is not a currency in use: write the ISO 4217 code in capitals, such as EUR.")
    return _MINOR_UNITS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount; it may be finer than the currency's smallest unit until `rounded()` is asked for."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        minor_units(self.currency)
        object.__setattr__(self, "amount", _number(self.amount, "An amount of money"))

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str) -> Money:
        """The sum of the parts; the currency is named because there may be no parts."""
        zero, amount = cls.zero(currency), Decimal(0)
        for part in parts:
            zero._same(part)
            amount += part.amount
        return cls(amount, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read what a person typed, such as "1,234.50", "1 234,50" or "EUR 1234.5"; what can be read two ways is refused."""
        return cls(_parse_amount(text, currency), currency)

    def rounded(self) -> Money:
        """In whole smallest units of the currency, a half going away from zero."""
        step = Decimal(1).scaleb(-minor_units(self.currency))
        return Money(self.amount.quantize(step, rounding=ROUND_HALF_UP), self.currency)

    def split(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Shares in proportion to the weights, in whole smallest units; together they are exactly `rounded()`.

        What rounding leaves over goes, one unit each, to the shares with the largest remainders, the earlier one first.
        """
        exact = [_number(weight, "A weight") for weight in weights]
        if not exact or any(weight < 0 for weight in exact) or not sum(exact):
            raise MoneyError("Money is split by one or more weights that are not negative and not all zero.")
        step = Decimal(1).scaleb(-minor_units(self.currency))
        whole = self.rounded().amount
        ideal = [whole * weight / sum(exact) for weight in exact]
        shares = [part.quantize(step, rounding=ROUND_DOWN) for part in ideal]
        left = int((whole - sum(shares)) / step)
        by_remainder = sorted(range(len(shares)), key=lambda i: -abs(ideal[i] - shares[i]))
        for i in by_remainder[: abs(left)]:
            shares[i] += step if left > 0 else -step
        return [Money(share, self.currency) for share in shares]

    def ratio_to(self, other: Money) -> Decimal:
        """This amount as a part of the other: Decimal("0.2") when it is a fifth of it."""
        self._same(other)
        if not other.amount:
            raise MoneyError(f"{self} cannot be compared with nothing: the other amount is zero.")
        return self.amount / other.amount

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * _number(factor, "A factor of money"), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Money:
        number = _number(divisor, "A divisor of money")
        if not number:
            raise MoneyError(f"{self} cannot be divided by zero.")
        return Money(self.amount / number, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __str__(self) -> str:
        """For logs, exports and tests: "EUR 1,234.50"; pages write money in the reader's manner."""
        return f"{self.currency} {self.rounded().amount:,f}"

    def _same(self, other: Money) -> None:
        if not isinstance(other, Money):
            raise MoneyError(
                f"Money goes with money only: {self} and {other!r} do not. Say the currency of the second."
            )
        if other.currency != self.currency:
            raise MoneyError(f"{self} and {other} are in different currencies: convert one of them first.")


def _number(value: object, what: str) -> Decimal:
    """The value as a finite Decimal; floats are refused because 0.1 is not a tenth in them."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise MoneyError(f"{what} is a Decimal or a whole number, never a float or text; not {value!r}.")
    number = Decimal(value)
    if not number.is_finite():
        raise MoneyError(f"{what} is a finite number; not {value}.")
    return number


def _parse_amount(text: str, currency: str) -> Decimal:
    units = minor_units(currency)
    bare = _SPACES.sub("", _without_code(text.strip(), currency))
    sign, digits = ("-", bare[1:]) if bare[:1] in ("-", "\u2212") else ("", bare.removeprefix("+"))
    right = f"write it as {Decimal('1234.5').quantize(Decimal(1).scaleb(-units), rounding=ROUND_DOWN)}"
    if not re.fullmatch(r"[0-9]+([.,][0-9]+)*", digits) or not digits.isascii():
        raise MoneyError(f"{text.strip()!r} is not an amount of money: {right}.")
    *groups, last = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    if not groups:
        return Decimal(sign + digits)
    if len(marks) == 1 and len(last) == 3 and (marks[0] == ".") == (units != 3):
        raise MoneyError(f"{text.strip()!r} can be read two ways, as thousands or as a fraction: {right}.")
    decimal_mark = len(last) <= units and (len(marks) == 1 or marks[-1] not in marks[:-1])
    grouping, whole = (marks[:-1], groups) if decimal_mark else (marks, [*groups, last])
    grouped_well = len(whole) == 1 or (
        1 <= len(whole[0]) <= 3 and whole[0][0] != "0" and all(len(group) == 3 for group in whole[1:])
    )
    if len(set(grouping)) > 1 or not grouped_well:
        raise MoneyError(f"{text.strip()!r} is not an amount in {currency}, which has {units} decimals: {right}.")
    return Decimal(sign + "".join(whole) + (f".{last}" if decimal_mark else ""))


def _without_code(text: str, currency: str) -> str:
    """The text without its currency code, which must be the one that is asked for."""
    match = re.fullmatch(r"([A-Za-z]{3})\s*(.*\S)|(.*\S)\s*([A-Za-z]{3})", text)
    if match is None:
        return text
    named = (match[1] or match[4]).upper()
    if named != currency:
        raise MoneyError(f"{text!r} is in {named}, but {currency} is expected here.")
    return match[2] or match[3]

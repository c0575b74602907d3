"""Spans of business time: an amount of working hours or of business days, as a program page promises them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from towpath.basics.working_hours import BusinessTimeError

Unit = Literal["hours", "days"]
HOUR = 3_600_000_000  # in microseconds
_PLACES = Decimal("0.000000001")
_NAMES = {"hours": "working hour", "days": "business day"}
_TEXT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s+(working hour|business day)s?")


@dataclass(frozen=True, slots=True)
class Span:
    """A positive amount of open hours, or of business days: each open day counts 1, however long it is open."""

    amount: Decimal
    unit: Unit
    # Reckoned once, because a span is used for many clocks: the amount as a ratio, and in open microseconds.
    numerator: int = field(init=False, repr=False, compare=False)
    denominator: int = field(init=False, repr=False, compare=False)
    micro: int = field(init=False, repr=False, compare=False)

    def __init__(self, amount: Decimal | int, unit: Unit) -> None:
        if unit not in _NAMES:
            raise BusinessTimeError(f'Business time is counted in "hours" or "days"; not in {unit!r}.')
        if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
            raise BusinessTimeError(f"An amount of business time is a whole number or a Decimal; not {amount!r}.")
        exact = Decimal(amount)
        if not exact.is_finite() or exact <= 0:
            raise BusinessTimeError(f"An amount of business time is more than zero; not {amount}.")
        numerator, denominator = exact.as_integer_ratio()
        object.__setattr__(self, "amount", exact)
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "numerator", numerator)
        object.__setattr__(self, "denominator", denominator)
        object.__setattr__(self, "micro", max(1, round(exact * HOUR)))

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read "2 working hours" or "1 business day"."""
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise BusinessTimeError(
                f'{text!r} is no span of business time: write "2 working hours" or "1 business day".'
            )
        return cls(Decimal(match[1]), "hours" if match[2] == "working hour" else "days")

    def part(self, share: Decimal) -> Span:
        """That share of the span, such as Decimal("0.75") for a warning at three quarters."""
        return Span(self.amount * share, self.unit)

    def __str__(self) -> str:
        text = f"{self.amount:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{text} {_NAMES[self.unit]}{'' if self.amount == 1 else 's'}"


def as_amount(mark: Fraction | int, unit: Unit) -> Decimal:
    """Days, or hours from open microseconds, to nine decimals (a few microseconds)."""
    exact = Fraction(mark, HOUR) if unit == "hours" else Fraction(mark)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_PLACES).normalize() + 0

"""References that people read out and type: a prefix of letters and a zero-padded number, such as REG00042."""

from __future__ import annotations

import re
from dataclasses import dataclass

WIDTH = 5
_PREFIX = re.compile(r"[A-Z]{2,5}")
_TYPED = re.compile(r"#?([A-Za-z]{2,5})[\s\-_#]*([0-9]{1,12})")


class BadReference(ValueError):
    """A text that is no reference, or a number that cannot have one."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A kind of thing (`prefix`, two to five capitals) and its number, from 1."""

    prefix: str
    number: int

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise BadReference(
                f"A reference's prefix is two to five capital letters, such as REG; not {self.prefix!r}."
            )
        if isinstance(self.number, bool) or not isinstance(self.number, int) or self.number < 1:
            raise BadReference(f"A reference's number is a whole number from 1; not {self.number!r}.")

    def __str__(self) -> str:
        return f"{self.prefix}{self.number:0{WIDTH}d}"


def format(prefix: str, number: int) -> str:  # noqa: A001 (always read as references.format)
    """`format("REG", 42)` is "REG00042"; numbers of more than five digits simply grow longer."""
    return str(Reference(prefix, number))


def parse(text: str, prefix: str | None = None) -> Reference:
    """Read what a person typed: "REG00042", "reg 42" and " REG-42 " are the same. With `prefix`, only that kind of thing."""
    right = f"{prefix or 'REG'}00042"
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        raise BadReference(f"{text.strip()!r} is not a reference: write letters and a number, such as {right}.")
    if int(match[2]) == 0:
        raise BadReference(
            f"{text.strip()!r} is not a reference: numbers begin at 1, such as {format(match[1].upper(), 1)}."
        )
    found = Reference(match[1].upper(), int(match[2]))
    if prefix is not None and found.prefix != prefix:
        raise BadReference(f"{found} is a reference of another kind: a {prefix} number is expected, such as {right}.")
    return found

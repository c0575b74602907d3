"""Asking for a part of the product that the vendor's program does without: refused in words at every door, never a fault."""

from towpath.kernel.refusals import Ineligible, Refusal
from towpath.program.book import NoSuchPage
from towpath.program.parts import WORDS, part_of

ADD = "Whoever looks after the program can add the pages of that part."


def of_the_program(error: BaseException) -> Refusal | None:
    """The refusal where a page of such a part was asked; None for every other error."""
    part = part_of(error.page) if isinstance(error, NoSuchPage) else ""
    return Ineligible(f"This program does without {WORDS[part]}.", remedy=ADD) if part else None

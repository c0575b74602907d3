"""References are read as people type them, and refused with what would be right."""

from __future__ import annotations

import pytest

from towpath.basics import references
from towpath.basics.references import BadReference, Reference


def test_references_are_padded_and_grow() -> None:
    assert references.format("REG", 42) == "REG00042"
    assert references.format("OPP", 1_234_567) == "OPP1234567"


@pytest.mark.parametrize("text", ["REG00042", "reg42", " Reg 42 ", "#REG-00042", "reg_042", "REG #42"])
def test_what_people_type(text: str) -> None:
    assert references.parse(text) == references.parse(text, "REG") == Reference("REG", 42)


@pytest.mark.parametrize("text", ["", "42", "REG", "REG00000", "REG42x", "R42", "REG 4 2", "REG-1.5", "REG٤٢"])
def test_what_is_no_reference_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(BadReference, match="such as REG000"):
        references.parse(text)


def test_another_kind_of_thing_is_refused() -> None:
    with pytest.raises(BadReference, match="a REG number is expected, such as REG00042"):
        references.parse("OPP00007", "REG")


@pytest.mark.parametrize(("prefix", "number"), [("reg", 1), ("R", 1), ("REG", 0), ("REG", -1), ("REG", True)])
def test_impossible_references_are_refused(prefix: str, number: int) -> None:
    with pytest.raises(BadReference):
        references.format(prefix, number)

"""Identifiers of the CRM: 15 characters are completed to 18, and a slip in the case of one is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.basics.crm_ids import BadCrmId, eighteen, read

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
FIFTEEN = st.text(alphabet=ALPHABET, min_size=15, max_size=15)


@pytest.mark.rule("PSC-02")
@pytest.mark.parametrize(
    ("fifteen", "whole"),
    [
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("006000000000000", "006000000000000AAA"),
        ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
        ("abcdefghijklmnO", "abcdefghijklmnOAAQ"),
    ],
)
def test_fifteen_characters_are_completed_to_eighteen(fifteen, whole):
    assert eighteen(fifteen) == read(fifteen) == read(f" {whole} ") == read(fifteen + whole[15:].lower()) == whole


@given(FIFTEEN, st.integers(0, 14))
def test_one_letter_in_the_wrong_case_is_always_noticed(fifteen, at):
    whole = eighteen(fifteen)
    slipped = whole[:at] + whole[at].swapcase() + whole[at + 1 :]
    if slipped != whole:
        with pytest.raises(BadCrmId, match="mistyped"):
            read(slipped)


@given(FIFTEEN)
def test_reading_once_or_twice_is_the_same(fifteen):
    assert read(read(fifteen)) == read(fifteen)


@pytest.mark.parametrize(
    "text", ["", "006", "006A0000006Vm9", "006A0000006Vm9rIA", "006A0000006Vm9é", "006A0000006Vm9r-AC"]
)
def test_what_is_no_identifier_is_refused_with_what_would_be_one(text):
    with pytest.raises(BadCrmId, match="15"):
        read(text)


def test_an_identifier_of_another_kind_is_refused():
    with pytest.raises(BadCrmId, match="begins with 006"):
        read("001A0000006Vm9r", prefix="006")
    assert read("006A0000006Vm9r", prefix="006").startswith("006A0000006Vm9r")

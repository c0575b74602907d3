"""Addresses by name are those that Django's own reverse gives."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from towpath.web.shell.addresses import address

ASKED: list[tuple[str, tuple[Any, ...]]] = [
    ("portal:registrations", ()),
    ("portal:registration", ("REG00042",)),
    ("portal:registration", ("a b-ü%?#",)),
    ("portal:registration", ("..",)),
    ("portal:registration", ("%s",)),
    ("portal:clock", ("REG00042", 7)),
    ("portal:clock", ("REG00042", "7")),
    ("portal:rule", ("deal_registration.types",)),
    ("workspace:file", ("x7mark0x", 73519000)),
]


@pytest.mark.parametrize(("name", "args"), ASKED)
def test_an_address_is_the_one_that_reverse_gives(name: str, args: tuple[Any, ...]) -> None:
    assert [address(name, *args) for _time in range(2)] == [reverse(name, args=args)] * 2


@pytest.mark.parametrize(("name", "args"), [("portal:nowhere", ()), ("portal:clock", ("REG00042", "x"))])
def test_an_address_that_is_none_is_an_error(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address(name, *args)

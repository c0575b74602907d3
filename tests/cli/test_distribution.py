"""`towpath partners route` and `towpath distribution` through the command line."""

import json

import pytest

from tests.domain.distribution.houses import with_distributors


@pytest.mark.rule("DST-01", "DST-03")
def test_the_route_of_a_partner_with_its_reason_and_mailbox(cast, by, command):
    with_distributors(cast, by)
    said = command("partners", "route", "Northwind", "--as", "omar@example.org")
    assert said.exit_code == 0
    for words in ("Northwind buys through a distributor.", "DST-01", "Amazic (amazic): orders@amazic.example"):
        assert words in said.output, words
    asked = ("partners", "route", "Northwind", "--country", "us", "--segment", "public_sector", "--json")
    found = json.loads(command(*asked, "--as", "omar@example.org").output)
    assert found["outcome"]["codes"] == ["carahsoft"]
    wrong = command("partners", "route", "Northwind", "--country", "XX", "--as", "omar@example.org")
    assert wrong.exit_code == 1


def test_buying_is_recorded_and_resellers_are_listed(cast, by, command):
    with_distributors(cast, by)
    begun = command("partners", "buying", "Northwind", "--begin", "amazic", "--as", "omar@example.org")
    assert (begun.exit_code, "amazic" in begun.output) == (0, True)
    mine = command("distribution", "resellers", "--as", "dirk@example.org")
    assert "Northwind" in mine.output
    other = command("distribution", "resellers", "--as", "fiona@example.org")
    assert "Northwind" not in other.output
    ended = command("partners", "buying", "Northwind", "--end", "amazic", "--as", "omar@example.org")
    assert ended.exit_code == 0
    assert command("distribution", "add", "amazic", "--as", "omar@example.org").exit_code == 1
    assert command("distribution", "list", "--as", "omar@example.org").output.count("amazic") == 1
    assert command("partners", "invoice-owner", "Northwind", "--as", "omar@example.org").exit_code == 1


@pytest.mark.rule("DST-05")
def test_people_of_a_distributor_are_invited_and_removed(cast, by, command):
    with_distributors(cast, by)
    by_omar = ("--as", "omar@example.org")
    asked = command("distribution", "invite", "amazic", "tariq@amazic.example", "--name", "Tariq", *by_omar)
    assert (asked.exit_code, "tariq@amazic.example is invited until" in asked.output) == (0, True)
    listed = command("distribution", "people", "amazic", *by_omar).output
    assert "Dirk" in listed
    assert "invited until" in listed
    assert command("distribution", "invite", "amazic", "x@amazic.example", "--as", "dirk@example.org").exit_code == 1
    assert command("distribution", "take-back", "amazic", "Tariq@amazic.example", *by_omar).exit_code == 0
    assert command("distribution", "take-back", "amazic", "tariq@amazic.example", *by_omar).exit_code == 1
    ended = command("distribution", "remove", "amazic", "dirk@example.org", "--yes", *by_omar)
    assert "Dirk has no access any more." in ended.output
    assert "Dirk" not in command("distribution", "people", "amazic", *by_omar).output

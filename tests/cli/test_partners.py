"""`towpath partners`: who they are and what they may do, with what would mend it."""

import json

import pytest

pytestmark = pytest.mark.django_db


def test_lists_and_one_partner_with_its_people(cast, command):
    rows = json.loads(command("partners", "list", "--json", who=cast.omar).stdout)
    assert [row["name"] for row in rows] == ["Northwind", "Rivalry"]
    told = command("partners", "show", "northwind", who=cast.omar).stdout
    assert "Nadia" in told
    assert cast.northwind.reference in told


def test_a_partner_sees_itself_alone(cast, command):
    rows = json.loads(command("partners", "list", "--json", who=cast.nadia).stdout)
    assert [row["name"] for row in rows] == ["Northwind"]
    rival = command("partners", "show", cast.rival.reference, who=cast.nadia)
    missing = command("partners", "show", "PAR99999", who=cast.nadia)
    assert rival.exit_code == missing.exit_code == 1
    assert rival.stderr.replace(cast.rival.reference, "PAR99999") == missing.stderr


@pytest.mark.rule("ELG-01", "ELG-02")
def test_each_failed_condition_says_what_would_mend_it(cast, command):
    assert command("partners", "may", "Northwind", "register", who=cast.omar).exit_code == 0
    cast.northwind.good_standing, cast.northwind.foundations_completed = False, 0
    cast.northwind.save()
    answer = command("partners", "may", "Northwind", "register", who=cast.omar)
    assert answer.exit_code == 1
    assert "may not register deals on 2026-09-01" in answer.stdout
    assert answer.stdout.count("To mend it:") == 2
    assert "ELG-02" in answer.stdout


@pytest.mark.rule("ELG-01")
def test_transacting_is_judged_by_the_day_asked_for(cast, command):
    asked = ("partners", "may", cast.northwind.reference, "transact", "--on", "2025-06-30", "--json")
    answer = command(*asked, who=cast.omar)
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["on"] == "2025-06-30"
    assert command("partners", "may", "Northwind", "transact", "--on", "soon", who=cast.omar).exit_code == 2

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


@pytest.mark.rule("ONB-10")
@pytest.mark.django_db(transaction=True)
def test_tracks_and_designations_begin_are_corrected_and_end(cast, command):
    refused = command("partners", "memberships", "track", "Northwind", "select", "--why", "Invests.", who=cast.paula)
    assert (refused.exit_code, "invitation: Say who invited it" in refused.stderr) == (1, True)
    granted = (
        "partners",
        "memberships",
        "grant",
        "Northwind",
        "psp",
        "--on",
        "2026-08-01",
        "--why",
        "Three engineers.",
    )
    assert command(*granted, who=cast.elena).exit_code == 1
    assert "designation psp from 2026-08-01" in command(*granted, who=cast.paula).stdout
    listed = ("partners", "memberships", "list", "Northwind", "--json")
    number = json.loads(command(*listed, who=cast.nina).stdout)[0]["number"]
    right = ("partners", "memberships", "correct", "Northwind", number, "--from", "2026-07-01", "--why", "The letter.")
    assert "psp from 2026-07-01." in command(*right, who=cast.paula).stdout
    ended = ("partners", "memberships", "end", "Northwind", number, "--on", "2026-09-01", "--why", "Audit.")
    assert "until 2026-09-01" in command(*ended, who=cast.paula).stdout


@pytest.mark.rule("ELG-03")
@pytest.mark.django_db(transaction=True)
def test_evidence_is_recorded_listed_and_withdrawn(cast, command):
    told = ("partners", "evidence", "record", "Northwind", "net_arr_bookings", "--amount", "310,000")
    asked = (*told, "--from", "2026-08-01", "--evidence", "The ledger of July")
    assert command(*asked, who=cast.erin).exit_code == 1
    assert command(*asked, who=cast.elena).exit_code == 0
    listed = ("partners", "evidence", "list", "Northwind", "--json")
    (row,) = json.loads(command(*listed, who=cast.elena).stdout)
    assert (row["kind"], row["withdrawn"], row["by"]) == ("net_arr_bookings", False, "Elena")
    assert command(*listed, who=cast.nina).exit_code == 1
    taken = ("partners", "evidence", "withdraw", "Northwind", row["number"], "--why", "Counted twice.")
    assert "is withdrawn" in command(*taken, who=cast.elena).stdout

"""What Operations do on pages, done by programs: closed days, territories, contacts, account files, many moves at once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.api.conftest import ROOT
from tests.cast import account, person
from towpath.domain.accounts.models import Account, AccountImport, Contact
from towpath.kernel.clocks.models import Closure
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role

GOOD = b"Name,Website,BillingCountryCode\nAlpha AG,alpha.example,DE\nBeta SA,beta.example,FR\n"
BAD = b"Name,Website,BillingCountryCode\nAlpha AG,alpha.example,DE\n,beta.example,XX\n"


def soon() -> str:
    return (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


# -- calendars ---------------------------------------------------------------------------------------------------------


def a_calendar(program) -> str:
    return program.get("/calendars").json()["items"][0]["name"]


@pytest.mark.rule("SLA-01")
def test_a_day_is_closed_and_opened_again(as_, cast):
    omar = as_(cast.omar)
    name, on = a_calendar(omar), soon()
    closed = omar.post(f"/calendars/{name}/close_day", {"on": on, "reason": "The office moves."})
    assert closed.status_code == 200, closed.json()
    assert [(one["on"], one["reason"], one["added_by"]["name"]) for one in closed.json()["closures"]] == [
        (on, "The office moves.", "Omar")
    ]
    assert Closure.objects.get().on == date.fromisoformat(on)
    assert Event.objects.filter(name="deals.calendar.closed", door="api").count() == 1
    again = omar.post(f"/calendars/{name}/close_day", {"on": on, "reason": "Twice."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/taken")
    opened = omar.post(f"/calendars/{name}/reopen_day", {"on": on})
    assert opened.json()["closures"] == []
    assert omar.post(f"/calendars/{name}/reopen_day", {"on": on}).status_code == 404


def test_what_cannot_be_closed_is_said(as_, cast):
    omar = as_(cast.omar)
    name = a_calendar(omar)
    past = omar.post(f"/calendars/{name}/close_day", {"on": "2020-01-01", "reason": "Gone."})
    assert past.json()["errors"].keys() == {"on"}
    assert omar.post("/calendars/nowhere/close_day", {"on": soon(), "reason": "No."}).status_code == 404
    assert as_(cast.elena).post(f"/calendars/{name}/close_day", {"on": soon(), "reason": "No."}).status_code == 404
    assert a_calendar(as_(cast.elena)) == name  # whoever works by it may read it
    assert as_(cast.nadia).get("/calendars").status_code == 404
    assert not Closure.objects.exists()


# -- territories -------------------------------------------------------------------------------------------------------


@pytest.mark.rule("DRG-06")
def test_the_people_of_a_territory_are_named(as_, cast):
    omar, solveig = as_(cast.omar), person("Solveig", Role.SALES_REP, region="EMEA")
    before = omar.get("/territories/EMEA-DACH").json()
    assert before in omar.get("/territories").json()["items"]
    assert (before["owner"]["name"], before["esm"]["name"], before["asm"]["name"]) == ("Sofia", "Elena", "Amir")
    seats = {"owner": solveig.pk, "esm": cast.emil.pk, "asm": cast.amir.pk}
    after = omar.post("/territories/emea-dach/set_people", seats | {"move_accounts": True})
    assert after.status_code == 200, after.json()
    assert (after.json()["owner"]["name"], after.json()["esm"]["name"]) == ("Solveig", "Emil")
    cast.acme.refresh_from_db()
    assert cast.acme.owner == solveig


def test_a_seat_takes_only_whom_it_fits(as_, cast):
    omar = as_(cast.omar)
    seats = {"owner": cast.sofia.pk, "esm": cast.erin.pk, "asm": cast.elena.pk}
    refused = omar.post("/territories/EMEA-DACH/set_people", seats)
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"esm", "asm"})
    assert omar.get("/territories/NOWHERE").status_code == 404
    for other in (cast.elena, cast.paula, cast.nadia):
        assert as_(other).get("/territories").status_code == 404
        assert as_(other).post("/territories/EMEA-DACH/set_people", seats).status_code == 404


# -- contacts and places -----------------------------------------------------------------------------------------------


def test_contacts_are_added_once_each(as_, cast):
    elena, path = as_(cast.elena), f"/accounts/{cast.acme.reference}/contacts"
    made = elena.post(path, {"name": "Carla", "email": "carla@acme.example"}, Idempotency_Key="one")
    assert made.status_code == 201, made.json()
    assert elena.post(path, {"name": "Carla", "email": "carla@acme.example"}, Idempotency_Key="one").json() == (
        made.json()
    )
    assert elena.post(path, {"name": "Carla", "email": "CARLA@acme.example"}).json()["errors"].keys() == {"email"}
    assert elena.post(path, {"name": "", "email": "nobody"}).json()["errors"].keys() == {"name", "email"}
    assert Contact.objects.count() == 1
    elena.post(path, {"name": "Omid"})
    first = elena.get(path, {"size": 1}).json()
    assert [one["name"] for one in first["items"]] == ["Omid"]
    second = elena.get(path, {"size": 1, "cursor": first["next"]}).json()
    assert ([one["name"] for one in second["items"]], second["next"]) == (["Carla"], None)


def test_an_account_is_placed_at_once(as_, cast):
    waiting = account("Ankers AG")
    assert as_(cast.elena).post(f"/accounts/{waiting.reference}/place").status_code == 404
    placed = as_(cast.omar).post(f"/accounts/{waiting.reference}/place").json()
    assert (placed["territory"], placed["owner"]["name"]) == ("EMEA-DACH", "Sofia")


# -- files of accounts -------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_then_read_in(as_, cast):
    omar = as_(cast.omar)
    before = Account.objects.count()
    looked = omar.upload("/accounts/imports", "new.csv", GOOD, dry_run="true").json()
    assert (looked["written"], looked["added"], Account.objects.count()) == (False, 2, before)
    done = omar.upload("/accounts/imports", "new.csv", GOOD, key="file-1")
    assert (done.status_code, done.json()["written"], done.json()["added"]) == (200, True, 2)
    assert omar.upload("/accounts/imports", "new.csv", GOOD, key="file-1").json() == done.json()
    assert omar.upload("/accounts/imports", "new.csv", GOOD).json()["unchanged"] == 2
    assert Account.objects.count() == before + 2
    listed = omar.get("/accounts/imports").json()["items"]
    assert [(one["file_name"], one["added"], one["done_by"]["name"]) for one in listed] == [
        ("new.csv", 0, "Omar"), ("new.csv", 2, "Omar")
    ]  # fmt: skip


def test_a_file_with_a_bad_row_changes_nothing_and_names_it(as_, cast):
    omar, before = as_(cast.omar), Account.objects.count()
    refused = omar.upload("/accounts/imports", "new.csv", BAD, key="file-2")
    said = refused.json()
    assert (refused.status_code, said["type"]) == (422, "/problems/bad-rows")
    assert any(place.startswith("line 3, ") for place in said["errors"]), said
    assert Account.objects.count() == before
    good = omar.upload("/accounts/imports", "new.csv", BAD, accept_good="true", key="file-3").json()
    assert (good["added"], good["refused"], good["faults"][0]["line"]) == (1, 1, 3)
    unreadable = omar.upload("/accounts/imports", "new.csv", "Name\nMüller\n".encode("cp1252"))
    assert unreadable.json()["errors"].keys() == {"file"}
    assert AccountImport.objects.count() == 1


def test_files_are_read_in_by_operations_alone(as_, cast):
    for other in (cast.elena, cast.nadia, cast.dirk):
        assert as_(other).upload("/accounts/imports", "new.csv", GOOD).status_code == 404
        assert as_(other).get("/accounts/imports").status_code == 404


# -- many at once ------------------------------------------------------------------------------------------------------


def test_many_are_looked_at_then_moved(as_, cast, sent, form):
    omar = as_(cast.omar)
    other = as_(cast.nadia).post(ROOT, form(submit=True, deal_name="Another")).json()["reference"]
    assert omar.post(f"{ROOT}/{sent}/link_account", {"account": cast.acme.reference}).status_code == 200
    looked = omar.post("/deals/bulk/put_forward/look", {"references": [sent, other, "REG99999"]}).json()["items"]
    assert [(one["reference"], bool(one["would"]), bool(one["refused"])) for one in looked] == [
        (sent, True, False), (other, False, True)
    ]  # fmt: skip
    chosen = [{"reference": one["reference"], "version": one["version"]} for one in looked]
    done = omar.post("/deals/bulk/put_forward", {"registrations": chosen}, Idempotency_Key="bulk").json()["items"]
    assert [(one["reference"], one["done"]) for one in done] == [(sent, True), (other, False)]
    again = omar.post("/deals/bulk/put_forward", {"registrations": chosen}).json()["items"]
    assert [one["done"] for one in again] == [False, False]
    assert omar.get(f"{ROOT}/{sent}").json()["state"] == "in_review"


def test_many_go_to_a_sales_manager_who_is_one(as_, cast, reviewed):
    omar = as_(cast.omar)
    version = omar.get(f"{ROOT}/{reviewed}").json()["version"]
    chosen = {"registrations": [{"reference": reviewed, "version": version}]}
    for esm in ({}, {"esm": cast.amir.pk}):
        assert omar.post("/deals/bulk/reassign_esm", chosen | esm).json()["errors"].keys() == {"esm"}
    done = omar.post("/deals/bulk/reassign_esm", chosen | {"esm": cast.emil.pk}).json()["items"]
    assert [one["done"] for one in done] == [True], done
    assert omar.get(f"{ROOT}/{reviewed}").json()["esm"]["name"] == "Emil"


def test_who_may_not_move_one_moves_not_many(as_, cast, sent):
    for other in (cast.nadia, cast.ruth, cast.dirk, cast.sofia, cast.paula):
        assert as_(other).post("/deals/bulk/put_forward/look", {"references": [sent]}).status_code == 404
        chosen = {"registrations": [{"reference": sent, "version": 1}]}
        assert as_(other).post("/deals/bulk/put_forward", chosen).status_code == 404


@pytest.mark.rule("ROL-20")
def test_what_one_may_not_see_is_the_same_as_what_is_not_there(as_, cast, sent):
    erin = as_(cast.erin)
    assert erin.post("/deals/bulk/extend/look", {"references": [sent, "REG99999"]}).json() == {"items": []}
    chosen = [{"reference": reference, "version": 1} for reference in (sent, "REG99999")]
    hers, nobodys = erin.post("/deals/bulk/extend", {"registrations": chosen}).json()["items"]
    assert hers["says"].replace(sent, "REG99999") == nobodys["says"]
    assert not hers["done"]

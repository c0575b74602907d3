"""`towpath accounts opportunities` and `towpath deals attainment`: what ends deals, and how well promises were kept."""

import json

import pytest

from tests.cast import claim
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations


def test_an_opportunity_is_closed_by_its_owner_with_a_reason_that_fits(cast, by, command):
    known = stage("approved", cast, by).known.reference
    assert command("accounts", "opportunities", "close-won", known, who=cast.elena).exit_code == 1
    assert command("accounts", "opportunities", "close-lost", known, who=cast.sofia).exit_code == 2, "no reason"
    long = command("accounts", "opportunities", "close-lost", known, "--reason", "x" * 201, who=cast.sofia)
    assert (long.exit_code, "At most 200 characters fit" in long.stderr) == (1, True)
    lost = command("accounts", "opportunities", "close-lost", known, "--reason", "No budget", who=cast.sofia)
    assert (lost.exit_code, lost.stdout) == (0, f"{known} Acme: 200 seats: closed as lost.\n")
    again = command("accounts", "opportunities", "close-won", known, who=cast.sofia)
    assert (again.exit_code, "closed lost" in again.stderr) == (1, True)


def test_opportunities_are_listed_for_who_may_see_them(cast, by, command):
    reached = stage("submitted", cast, by)
    told = command("accounts", "opportunities", "list", "--state", "open", "--json", who=cast.sofia)
    assert {one["opportunity"] for one in json.loads(told.stdout)} == {reached.known.reference, reached.other.reference}
    for name in ("nadia", "erin"):
        assert command("accounts", "opportunities", "list", who=getattr(cast, name)).stdout == "No opportunity fits.\n"


@pytest.mark.rule("SLA-03")
def test_attainment_counts_what_was_met_and_missed(cast, by, command):
    ref = registrations.register(by(cast.nadia), claim()).reference
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    told = json.loads(command("deals", "attainment", "--json", who=cast.omar).stdout)
    assert told == [
        {"month": "2026-09", "promise": "sla.ops_review", "team": "ops", "person": "Omar", "met": 1, "missed": 0, "share_met": "100%"}
    ]  # fmt: skip
    assert "No promise was due" in command("deals", "attainment", "--team", "asm", who=cast.omar).stdout
    assert command("deals", "attainment", "--csv", who=cast.paula).stdout.splitlines()[0].startswith("Month,Promise")
    assert command("deals", "attainment", who=cast.nadia).exit_code == 1


@pytest.mark.rule("FLD-08", "TAG-08")
def test_fields_stages_tags_and_the_forecast_by_their_shorter_name(cast, by, command):
    known = stage("submitted", cast, by).other.reference

    def done(*words, who=cast.sofia):
        return command("opportunities", *words, who=who)

    edited = done("edit", known, "--set", "net_arr=48000", "--set", "transacts=partner", "--set", "close_on=2026-12-18")
    assert edited.stdout.endswith("order type 1. New - First Order.\n")
    refused = done("edit", known, "--set", "dr_status=approved")
    assert (refused.exit_code, "dr_status is not written here" in refused.stderr) == (1, True)
    assert done("edit", known, "--set", "nothing").exit_code == 2
    assert done("edit", known).exit_code == 2
    assert done("move", known, "5-Negotiating").stdout.endswith("5-Negotiating.\n")
    assert "forward only" in done("move", known, "2-Scoping").stderr
    assert done("next-step", known, "Ring Carla").exit_code == 0
    assert "use case 4" in done("tagging", known).stdout
    assert json.loads(done("tagging", known, "--json").stdout)["offers"][0]["value"] == "Partner"
    assert "Partner" in done("apply-tags", known).stdout
    assert done("set-order-type", known, "3. Growth", "--why", "Known", who=cast.omar).stdout.endswith("by hand.\n")
    assert done("compute-order-type", known, who=cast.omar).stdout.endswith("computed.\n")
    assert done("unlock-partner-fields", known, "--why", "x", who=cast.omar).exit_code == 1
    assert done("disqualify", known, "--reason", "x").exit_code == 1
    listed = json.loads(done("list", "--sort", "closing", "--mine", "--stage", "5-Negotiating", "--json").stdout)
    assert [one["opportunity"] for one in listed] == [known]
    told = json.loads(done("forecast", "--on", "2026-12-01", "--json").stdout)
    assert [(one["quarter"], one["net arr"]) for one in told] == [("FY27-Q4", "48000.00")]
    second = done(
        "create", "--account", cast.acme.reference, "--name", "Acme again", "--set", "type=renewal"
    ).stdout.split()[0]
    assert done("merge", second, "--into", known).stdout.endswith(f"merged into {known}.\n")

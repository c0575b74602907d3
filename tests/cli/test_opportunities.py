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

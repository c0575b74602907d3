"""What a page asks the program as things stand opens as kept decisions do: how a partner stands, what it may do, how it buys."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Program
from tests.domain.deals.stages import stage
from towpath.domain.deals.models import Registration
from towpath.domain.rulebook import decisions
from towpath.domain.rulebook.on_rows import SOURCES
from towpath.domain.rulebook.records import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon() -> datetime:
    return datetime.now(UTC)


def approved(cast, by) -> Registration:
    return Registration.objects.get(reference=stage("approved", cast, by).reference)


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.rule("ELG-05")
def test_a_partner_opens_how_it_stands_and_what_it_may_do(cast):
    nadia, own = signed_in(cast.nadia), f"/portal/decisions/of/{cast.northwind.reference}"
    for page, key in (
        ("/portal/compliance", "stands-open"), ("/portal/may", "may-register"), ("/portal/may", "may-letter"),
        ("/portal/buying", f"buys-{cast.northwind.country}-commercial"), ("/portal/buying", "buys-billing"),
    ):  # fmt: skip
        assert f"{own}/{key}" in text(nadia, page), key
        shown = text(nadia, f"{own}/{key}")
        assert "asked now, and kept nowhere" in shown
        assert "Asked again" not in shown
    assert "Had “foundations completed” been" in text(nadia, f"{own}/may-register")
    assert "Had “" in text(nadia, f"{own}/stands-open")
    ruth = signed_in(cast.ruth)
    for key in ("stands-open", "may-register", "buys-billing"):
        text(ruth, f"{own}/{key}", 404)
    text(nadia, f"/portal/decisions/of/{cast.rival.reference}/may-register", 404)


def test_another_day_has_its_own_answer(cast):
    client, day = signed_in(cast.omar), date(2025, 6, 3)
    reference = cast.northwind.reference
    page = text(client, f"/partners/{reference}/compliance?on={day}")
    assert f"/decisions/of/{reference}/may-transact?on={day}" in page
    shown = text(client, f"/decisions/of/{reference}/may-transact?on={day}")
    assert "3 Jun 2025" in shown
    told = Program(cast.omar).get(f"/decisions/of/{reference}/may-transact", {"on": str(day)}).json()
    assert told["on"] == str(day)
    assert told["replayed_now"] is None
    for key in ("may-transact", "may-incentives", "stands-open"):
        text(client, f"/decisions/of/{reference}/{key}?on=2001-01-01", 404)


def test_the_workspace_leads_to_each(cast, by):
    client, reference = signed_in(cast.omar), cast.northwind.reference
    page = text(client, f"/partners/{reference}")
    for key in ("may-register", "may-transact", "may-incentives", f"buys-{cast.northwind.country}-commercial"):
        assert f"/decisions/of/{reference}/{key}" in page, key
        text(client, f"/decisions/of/{reference}/{key}")
    registration = approved(cast, by)
    opportunity = registration.opportunity.reference
    page = text(client, f"/accounts/opportunities/{opportunity}")
    assert f"/decisions/of/{registration.reference}/incentives" in page
    for key in ("use-cases", "incumbent"):
        assert f"/decisions/of/{opportunity}/{key}" in page, key
        text(client, f"/decisions/of/{opportunity}/{key}")


def test_every_decision_asked_now_has_changes_or_says_why_none(cast, by):
    """Over every kind of record that pages ask something of: no decision is left without a word on what would differ."""
    registration = approved(cast, by)
    records = [cast.northwind, registration, registration.opportunity, cast.acme]
    told = [one for row in records for one in decisions.on_record(by(cast.omar), row.reference)[2]]
    assert len(told) > 15
    for one in told:
        found = decisions.explained(one.kept, by(cast.omar).book, by(cast.omar).day, inside=True)
        assert bool(found.changes) is not bool(found.why_none), one.address
    assert SOURCES.keys() <= {kind.name for kind in KINDS}
    assert len({kind.prefix for kind in KINDS}) == len(KINDS)


def test_no_key_is_guessed(cast):
    client, reference = signed_in(cast.omar), cast.northwind.reference
    for key in ("may-fly", "stands-psp", "buys-XX-commercial", "buys-DE-lunar", "line-1", "x"):
        text(client, f"/decisions/of/{reference}/{key}", 404)
    for record in ("PAR99999", "NONE", "QUO99999-1"):
        text(client, f"/decisions/of/{record}/line-1", 404)


def test_it_costs_few_queries(cast, by):
    client, opportunity = signed_in(cast.omar), approved(cast, by).opportunity.reference
    for path in (
        f"/decisions/of/{cast.northwind.reference}/stands-open", f"/decisions/of/{cast.northwind.reference}/may-letter",
        f"/decisions/of/{cast.northwind.reference}/buys-billing", f"/decisions/of/{opportunity}/incumbent",
    ):  # fmt: skip
        text(client, path)
        with CaptureQueriesContext(connection) as seen:
            text(client, path)
        assert len(seen) <= 12, path

"""The API is tried out by its own document: whatever is sent, it answers as it declares and never falls over."""

import zlib
from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Program
from tests.cast import assemble, claim
from tests.domain.quotes.shop import SKU, stocked
from towpath.config.wsgi import application
from towpath.kernel.in_force import occasion

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TRIES = 10  # for each operation and person

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema.config.phases.coverage.enabled = False  # every boundary of every field takes minutes; `TRIES` of them will do


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """References that exist, in several states, and the keys of a partner's seller and of Ops: made once, then gone.

    Every test works inside this transaction, in one of its own that is taken back.
    """
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # actions ask for a transaction of their own; a test's does not count
        outer.__enter__()
        try:
            yield _assembled()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def _assembled() -> dict:
    cast = assemble()
    fields = claim(close_on=(datetime.now(UTC).date() + timedelta(days=90)).isoformat())
    nadia, omar = Program(cast.nadia), Program(cast.omar)
    here = "/deals/registrations"
    drafted, submitted, reviewed = (
        nadia.post(here, fields | {"submit": submit}).json()["reference"] for submit in (False, True, True)
    )
    assert omar.post(f"{here}/{reviewed}/link_account", {"account": cast.acme.reference}).status_code == 200
    assert omar.post(f"{here}/{reviewed}/put_forward").status_code == 200
    made = Program(cast.elena).post(f"{here}/{reviewed}/create_opportunity").json()
    quote = Program(cast.sofia).post("/quotes", _quote(cast)).json()["reference"]
    return {
        "nadia": nadia.key,
        "omar": omar.key,
        "/deals": [drafted, submitted, reviewed],
        "/accounts": [cast.acme.reference],
        "/opportunities": [made["opportunity"]["reference"]],
        "/partners": [cast.northwind.reference, cast.rival.reference],
        "/quotes": [quote],
    }


def _quote(cast) -> dict:
    """What a quote of two hundred seats is asked for with."""
    at = datetime.now(UTC)
    shop = stocked(cast, lambda person: occasion(person, at, "workspace"))
    return {
        "opportunity": shop.opportunity.reference, "path": "resale", "partner": cast.northwind.reference,
        "lines": [{"sku": SKU, "quantity": "200"}], "starts_on": str(at.date()),
    }  # fmt: skip


@pytest.fixture
def one_connection(world, db):
    """The application stays on the test's own connection, as under Django's test client, which connects these again."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", ["nadia", "omar"])
@schema.parametrize()
@settings(
    max_examples=TRIES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_declared_one(case, world, one_connection, who):
    if case.path_parameters and "reference" in case.path_parameters:
        path = case.path.removeprefix("/api/v1")
        real = next(
            (found for root, found in world.items() if root.startswith("/") and path.startswith(root)), ["none"]
        )
        drawn = zlib.crc32(repr(case.path_parameters["reference"]).encode())
        if drawn % 4:  # three in four ask for something that is there
            case.path_parameters["reference"] = real[drawn % len(real)]
    case.call_and_validate(headers={"Authorization": f"Bearer {world[who]}"}, checks=CHECKS)

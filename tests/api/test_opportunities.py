"""Opportunities through the API: created by hand, tagged by hand, in one's own region."""

import pytest

from tests.cast import account


def test_created_by_hand_on_an_account(as_, cast):
    made = as_(cast.elena).post(
        "/opportunities", {"account": cast.acme.reference, "name": "Acme: 200 seats", "amount": "48000.00", "currency": "EUR"}
    )  # fmt: skip
    assert made.status_code == 201, made.json()
    shown = made.json()
    assert (shown["owner"]["name"], shown["amount"], shown["currency"], shown["region"]) == (
        "Sofia",
        "48000.00",
        "EUR",
        "EMEA",
    )
    assert as_(cast.sofia).get(made.headers["Location"].removeprefix("/api/v1")).json() == shown


@pytest.mark.rule("ROL-20")
def test_what_cannot_be_created_is_said(as_, cast):
    elena = as_(cast.elena)
    given = {"account": cast.acme.reference, "name": "Acme"}
    waiting = {"account": account("Ankers AG").reference}
    assert elena.post("/opportunities", given | waiting).status_code == 404
    assert as_(cast.omar).post("/opportunities", given | waiting).status_code == 409
    assert elena.post("/opportunities", given | {"owner": cast.erin.pk}).json()["errors"].keys() == {"owner"}
    assert elena.post("/opportunities", given | {"owner": cast.nadia.pk}).json()["errors"].keys() == {"owner"}
    assert elena.post("/opportunities", given | {"amount": "lots"}).json()["errors"].keys() == {"amount"}
    assert as_(cast.erin).post("/opportunities", given).status_code == 404
    assert as_(cast.nadia).post("/opportunities", given).status_code == 404


@pytest.mark.rule("TAG-09")
def test_sources_are_fixed_and_freed(as_, cast):
    sofia = as_(cast.sofia)
    path = sofia.post("/opportunities", {"account": cast.acme.reference, "name": "Acme"}).json()["href"]
    one = path.removeprefix("/api/v1")
    fixed = sofia.post(f"{one}/fix_sources", {"sales_qualified_source": "AE Generated", "why": "Found by us"}).json()
    assert (fixed["forecast_locked"], fixed["sales_qualified_source"]) == (True, "AE Generated")
    assert sofia.post(f"{one}/fix_sources", {"sales_qualified_source": "Me", "why": "x"}).status_code == 422
    assert sofia.post(f"{one}/free_sources").json()["forecast_locked"] is False

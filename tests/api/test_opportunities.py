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


@pytest.mark.rule("FLD-08", "FLD-10")
def test_fields_are_edited_and_locked_ones_refused_by_name(as_, cast):
    sofia = as_(cast.sofia)
    given = {"account": cast.acme.reference, "name": "Acme", "fields": {"net_arr": "500.00", "type": "new_business"}}
    shown = sofia.post("/opportunities", given).json()
    assert (shown["order_type"], shown["sales_qualified_source"], shown["net_arr"]) == (
        "1. New - First Order",
        "AE Generated",
        "500.00",
    )
    one = shown["href"].removeprefix("/api/v1")
    refused = sofia.post(
        f"{one}/edit",
        {"fields": {"dr_status": "approved", "resale_partner": "PAR00001", "order_type": "x", "nmae": "x"}},
    )
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"dr_status", "resale_partner", "order_type", "nmae"}
    assert "registration" in refused.json()["errors"]["dr_status"][0]
    assert {"dr_status", "resale_partner", "order_type"} <= set(shown["locked"])
    edited = sofia.post(
        f"{one}/edit", {"fields": {"influence_partner": cast.northwind.reference, "transacts": "direct"}}
    )
    assert edited.json()["influence_partner"] == cast.northwind.reference
    doubled = sofia.post("/opportunities", given | {"fields": {"name": "y"}})
    assert doubled.status_code == 422


@pytest.mark.rule("TAG-08")
def test_it_moves_is_tagged_merged_and_counted(as_, cast):
    sofia, omar = as_(cast.sofia), as_(cast.omar)
    made = [
        sofia.post("/opportunities", {"account": cast.acme.reference, "name": name, "close_on": "2026-12-18", "fields": {"net_arr": "70", "transacts": "partner"}}).json()
        for name in ("First", "Second")
    ]  # fmt: skip
    first, second = (one["href"].removeprefix("/api/v1") for one in made)
    assert sofia.post(f"{first}/move_stage", {"stage": "4-Proposal"}).json()["stage"] == "4-Proposal"
    back = sofia.post(f"{first}/move_stage", {"stage": "1-Discovery"})
    assert (back.status_code, back.json()["because"][0]["rule"]) == (409, "opportunities.stages")
    assert sofia.post(f"{first}/log_next_step", {"next_step": "Ring Carla"}).json()["next_step"] == "Ring Carla"
    told = sofia.get(f"{first}/tagging").json()
    assert (told["use_case"], told["offers"][0]["field"], told["offers"][0]["value"]) == ("4", "deal_path", "Partner")
    assert sofia.post(f"{first}/apply_tags", {}).json()["deal_path"] == "Partner"
    assert (
        omar.post(f"{first}/set_order_type", {"order_type": "3. Growth", "why": "Known"}).json()["order_type"]
        == "3. Growth"
    )
    assert omar.post(f"{first}/compute_order_type", {}).json()["order_type_why"] == ""
    assert sofia.post(f"{first}/set_order_type", {"order_type": "3. Growth", "why": "Known"}).status_code == 404
    listed = sofia.get("/opportunities?sort=closing&stage=4-Proposal&owner=me&closes_until=2026-12-18").json()["items"]
    assert [one["reference"] for one in listed] == [made[0]["reference"]]
    forecast = sofia.get("/opportunities/forecast?on=2026-12-01").json()
    assert (forecast["quarter"], forecast["totals"][0]["count"], forecast["totals"][0]["net_arr"]) == (
        "FY27-Q4",
        2,
        "140.00",
    )
    merged = sofia.post(f"{second}/merge", {"into": made[0]["reference"]}).json()
    assert (merged["stage"], merged["duplicate_of"]) == ("10-Duplicate", made[0]["reference"])
    lost = sofia.post(f"{first}/close_lost", {"lost_reason": "Price"}).json()
    assert (lost["lost_reason"], lost["closed_reason"]) == ("Price", "Price")

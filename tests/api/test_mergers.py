"""Mergers and changes of names through the API: looked at, carried out, undone, with the words of each refusal (BRD-07)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import person
from tests.domain.partners.mergers.stages import furnish
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.models import Merger, Partner
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]


@pytest.fixture
def two(cast, by, noon):
    furnish(cast, by, noon)
    return cast


def test_from_the_preview_to_the_undoing(two, as_):
    omar = as_(two.omar)
    pair = {"kept": two.northwind.reference, "gone": two.rival.reference}
    seen = omar.post("/mergers/preview", pair)
    assert seen.status_code == 200, seen.content
    assert {"what": "people", "number": 2} in seen.json()["counts"]
    assert not Merger.objects.exists()
    made = omar.post("/mergers", pair | {"reason": "Bought"})
    assert (made.status_code, made.json()["state"]) == (201, "planned")
    one = f"/mergers/{made.json()['reference']}"
    done = omar.post(f"{one}/carry_out", {"version": made.json()["version"]})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    old = omar.get(f"/partners/{two.rival.reference}")
    assert old.json()["reference"] == two.northwind.reference, "an old reference leads to the kept partner"
    assert [each["reference"] for each in omar.get("/mergers?state=done").json()["items"]] == [done.json()["reference"]]
    Partner.objects.filter(pk=two.rival.pk).update(version=1)
    undone = omar.post(f"{one}/undo", {"reason": "Wrong"})
    assert undone.json()["state"] == "undone", undone.content
    again = omar.post(f"{one}/undo", {"reason": "Wrong"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/move-not-open")


def test_what_is_wrong_is_a_problem_with_its_fields(two, as_):
    wrong = as_(two.omar).post("/mergers", {"kept": "PAR99999", "gone": two.rival.reference, "reason": " "})
    assert wrong.status_code == 422
    assert set(wrong.json()["errors"]) == {"kept", "reason"}
    for who in (two.elena, two.nina):
        assert as_(who).post("/mergers", {"kept": "PAR00001", "gone": "PAR00002", "reason": "Mine"}).status_code == 404


def test_a_name_is_asked_for_by_the_partner_and_entered_by_legal(cast, as_, by):
    lex = person("Lex", Role.LEGAL)
    asked = as_(cast.nina).post(
        "/name-changes", {"partner": cast.northwind.reference, "name": "Northgale", "reason": "A new brand"}
    )
    assert asked.status_code == 201, asked.content
    one = f"/name-changes/{asked.json()['reference']}"
    legal = as_(lex)
    assert legal.post(f"{one}/take_up", {}).json()["state"] == "with_legal"
    refused = legal.post(f"{one}/enter", {})
    assert (refused.status_code, refused.json()["because"][0]["says"]) == (
        422, "Tax form, W-9 or W-8BEN: not on file.",
    )  # fmt: skip
    paper = SimpleUploadedFile("w9.pdf", b"%PDF-1.7")
    name_changes.file(asked.json()["reference"], by(cast.nina), kind="tax_form", upload=paper)
    assert legal.post(f"{one}/enter", {}).json()["state"] == "done"
    assert as_(cast.nina).get(f"/partners/{cast.northwind.reference}").json()["name"] == "Northgale"
    assert as_(cast.ruth).get(one).status_code == 404

"""The library through the API: read, take, publish (LIB-01)."""

import json

import pytest

from tests.domain.library.shelf import published
from towpath.domain.library.models import Asset, Download

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LIB-01")]
A = "/library/assets"


def test_a_partners_program_finds_and_takes_what_is_hers(cast, as_, by):
    guide, _hidden = published(by(cast.omar)), published(by(cast.omar), "Hidden", tracks=["select"])
    nadia = as_(cast.nadia)
    items = nadia.get(A).json()["items"]
    assert [(one["reference"], one["audience"]) for one in items] == [(guide.reference, None)]
    taken = nadia.get(f"{A}/{guide.reference}/file")
    assert b"".join(taken) == b"%PDF-1.7 Partner guide"
    assert Download.objects.get().door == "api"
    assert nadia.get(f"{A}/{guide.reference}/downloads").status_code == 404


def test_the_agreement_is_not_given_to_programs(cast, as_, by):
    agreement = published(by(cast.omar), "Agreement", kind="agreement")
    answer = as_(cast.nadia).get(f"{A}/{agreement.reference}/file")
    assert (answer.status_code, "opens on the pages alone" in answer.json()["detail"]) == (409, True)


def test_publish_change_replace_withdraw_and_publish_again(cast, as_):
    paula = as_(cast.paula)
    details = json.dumps({"title": "Prices", "kind": "price_file", "for_partners": True, "starts_on": "2026-02-01"})
    made = paula.upload(A, "prices.csv", b"sku,price", details=details, key="once")
    again = paula.upload(A, "prices.csv", b"sku,price", details=details, key="once")
    assert (made.status_code, again.json(), Asset.objects.count()) == (201, made.json(), 1)
    one = made.json()["href"].removeprefix("/api/v1")
    assert made.json()["audience"]["for_partners"] is True
    changed = paula.patch(one, {"title": "Price file", "version": made.json()["version"]}).json()
    assert (changed["title"], changed["kind"]) == ("Price file", "price_file")
    newer = paula.upload(f"{one}/replace", "prices-2.csv", b"sku,price,2", note="Q3").json()
    assert (newer["number"], newer["note"], newer["file_name"]) == (2, "Q3", "prices-2.csv")
    assert paula.post(f"{one}/withdraw", {"reason": "Wrong"}).json()["state"] == "withdrawn"
    assert paula.post(f"{one}/restore", {}).json()["state"] == "published"
    assert as_(cast.elena).upload(A, "x.csv", b"1", details=details).status_code == 404


@pytest.mark.parametrize(
    ("details", "field"),
    [("{", "details"), ('{"colour": "red"}', "colour"), ('{"title": "T", "kind": "price_file", "starts_on": "soon"}', "starts_on"),
     ('{"kind": "price_file", "for_inside": true}', "title"), ("[]", "details")],
)  # fmt: skip
def test_details_that_cannot_be_read_say_which(cast, as_, details, field):
    answer = as_(cast.paula).upload(A, "x.csv", b"1", details=details)
    assert answer.status_code == 422
    assert field in json.dumps(answer.json())
    assert not Asset.objects.exists()

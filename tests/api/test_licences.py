"""Licences that are not for resale through the API and the command line."""

import pytest

from tests.domain.enablement.licences.stages import asked, people
from towpath.domain.enablement.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.rule("NFR-01")]
GIVEN = {
    "product": "saas",
    "amount": 5,
    "use": "training",
    "contact_name": "Nadia",
    "contact_email": "nadia@northwind.example",
}


@pytest.fixture
def staff(cast):
    return people(cast)


def test_a_partners_program_asks_and_licence_support_sends(cast, staff, as_):
    made = as_(cast.nadia).post(
        "/licences/requests", GIVEN | {"partner": cast.northwind.reference}, Idempotency_Key="a"
    )
    again = as_(cast.nadia).post(
        "/licences/requests", GIVEN | {"partner": cast.northwind.reference}, Idempotency_Key="a"
    )
    assert (made.status_code, made.json()["state"], again.json()) == (201, "to_fulfil", made.json())
    one = made.json()["href"].removeprefix("/api/v1")
    luca = as_(staff.luca)
    assert [each["reference"] for each in luca.get("/licences/requests", {"state": "to_fulfil"}).json()["items"]] == [
        made.json()["reference"]
    ]
    done = luca.post(f"{one}/fulfil", {"key": "KEY-9"})
    assert done.json()["licence"] == Licence.objects.get().reference
    assert "KEY-9" not in done.content.decode()
    assert luca.get("/licences", {"state": "active"}).json()["items"][0]["amount"] == 5


def test_a_refusal_is_an_answer_with_its_reasons(cast, as_):
    made = as_(cast.ruth).post("/licences/requests", GIVEN | {"partner": cast.rival.reference}).json()
    assert made["state"] == "refused"
    assert made["missing"][0]["mend"]


def test_an_exception_by_program(cast, staff, as_):
    given = GIVEN | {
        "partner": cast.northwind.reference, "amount": 50, "should_pay": False, "consulted": "Sol", "justification": "Why.",
    }  # fmt: skip
    made = as_(cast.elena).post("/licences/exceptions", given).json()
    assert made["state"] == "with_director"
    answer = as_(staff.cora).post(f"/licences/requests/{made['reference']}/decline", {"reason": "Let them buy"})
    assert answer.json()["state"] == "declined"
    assert as_(cast.nadia).post("/licences/exceptions", given).status_code == 404


def test_what_waits_is_withdrawn(cast, staff, as_, by):
    request = asked(staff, by)
    assert as_(cast.nina).post(f"/licences/requests/{request.reference}/withdraw", {}).json()["state"] == "withdrawn"

"""Every list and request of the API that takes a region takes those of the program in force, and says which they are."""

import pytest

pytestmark = pytest.mark.django_db
LISTS = (
    "/accounts", "/partners", "/opportunities", "/opportunities/forecast", "/quotes", "/deals/registrations",
)  # fmt: skip
SAYS = "There is no region “OVERSEAS”; choose one of AMER, EMEA, APJ, PUBSEC."


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_narrowed_to_a_region_of_the_program_and_to_no_other(cast, as_, path):
    omar = as_(cast.omar)
    assert [omar.get(path, {"region": each}).status_code for each in ("", "emea", "PUBSEC")] == [200, 200, 200]
    refused = omar.get(path, {"region": "OVERSEAS"})
    assert (refused.status_code, refused.json()["errors"]) == (422, {"region": [SAYS]})


def test_who_approves_is_asked_for_in_a_region_of_the_program(cast, as_):
    asked = {
        "level": "asm",
        "region": "OVERSEAS",
        "person": cast.anna.pk,
        "starts_on": "2099-01-01",
        "why": "She is new.",
    }
    refused = as_(cast.omar).post("/approvers/changes", asked, Idempotency_Key="one")
    assert (refused.status_code, refused.json()["errors"]) == (422, {"region": [f"{SAYS} None is every region."]})


def test_the_narrowing_of_a_partner_by_region_tells_it_nothing(cast, as_):
    """A partner's list of registrations knows no regions: the name is passed over, as it was."""
    assert as_(cast.nadia).get("/deals/registrations", {"region": "OVERSEAS"}).status_code == 200

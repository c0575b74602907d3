"""The page of one decision, in the workspace and in the portal: why, on which facts, and what would have had to differ."""

import pytest
from django.test import Client

from tests.domain.deals.stages import stage
from towpath.domain.deals.models import Registration
from towpath.kernel.events.decided import kept_on
from towpath.kernel.events.models import Event

SUBJECT = "deals.registration"


@pytest.fixture
def approved(cast, by):
    """A registration that was approved, and so judged by five pages."""
    return Registration.objects.get(reference=stage("approved", cast, by).reference)


def page(person, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def address(registration, question: str, door: str = "") -> str:
    found = next(one for one in kept_on(SUBJECT, registration.pk) if one.record["question"] == question)
    return f"{door}/decisions/{found.event.pk}/{found.number}"


def test_the_workspace_tells_all_of_it(approved, cast):
    text = page(cast.elena, address(approved, "deal_registration.protection"))
    for said in (
        "Protected for 90 days from the approval", "DRG-17", "This wording still holds.", "Approved on",
        "Had “extensions” been 1 instead of 0", "Asked again of the very rules that decided, the answer is the same.",
        "Under today’s rule book".replace("’", "&#39;"), approved.reference, "Decided together with it",
    ):  # fmt: skip
        assert said in text, said


def test_a_partner_reads_of_her_own_record_what_rests_on_her_pages(approved, cast):
    text = page(cast.nadia, address(approved, "deal_registration.protection", "/portal"))
    assert "Protected for 90 days from the approval" in text
    assert "Had “extensions” been 1" in text
    for inside in ("In an act of", "<code>", "Source tags"):
        assert inside not in text
    page(cast.nadia, address(approved, "tagging.source_tags", "/portal"), 404)
    page(cast.nadia, address(approved, "deal_registration.protection"), 404)
    page(cast.ruth, address(approved, "deal_registration.protection", "/portal"), 404)


def test_every_place_that_shows_a_decision_leads_to_its_page(approved, cast):
    protection = address(approved, "deal_registration.protection")
    assert (
        page(cast.elena, f"/deals/registrations/{approved.reference}").count(f'href="{protection}"') >= 2
    )  # why panel, history
    assert f'href="/portal{protection}"' in page(cast.nadia, f"/portal/deals/registrations/{approved.reference}")
    tags = kept_on("accounts.opportunity", approved.opportunity_id)[0]
    opportunity = page(cast.elena, f"/accounts/opportunities/{approved.opportunity.reference}")
    assert f'href="/decisions/{tags.event.pk}/{tags.number}"' in opportunity


def test_what_there_is_not_is_not_found(approved, cast):
    event = Event.objects.filter(subject_type=SUBJECT, subject_id=approved.pk).latest("pk")
    page(cast.elena, f"/decisions/{event.pk}/99", 404)
    page(cast.elena, "/decisions/987654321/1", 404)


def test_it_costs_few_queries(approved, cast, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.elena)
    found = address(approved, "deal_registration.protection")
    client.get(found)
    with django_assert_max_num_queries(10):
        client.get(found)

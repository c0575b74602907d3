"""Register: draft and submit in one act, for doors that send everything at once."""

import pytest

from tests.cast import claim, partner
from tests.domain.deals.stages import happened
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.refusals import Invalid, NotAllowed


@pytest.mark.rule("DRG-04")
def test_one_row_and_one_event(cast, by):
    sent = registrations.register(by(cast.nadia, door="api"), claim())
    assert (sent.state, sent.version, sent.judged_on.isoformat()) == ("submitted", 1, "2026-09-01")
    event = happened(sent).get()
    assert (event.name, event.actor, event.door) == ("deals.registration.submitted", cast.nadia, "api")
    assert [one["question"] for one in event.data["decisions"]] == [
        "deal_registration.eligibility",
        "tagging.source_tags",
    ]


def test_with_every_field_wrong_all_are_named_and_nothing_is_kept(cast, by):
    wrong = {
        "deal_type": "lease", "customer_website": "not a site", "customer_country": "Atlantis", "contact_email": "carla",
        "amount": "-", "currency": "EURO", "close_on": "soon", "product": "gold", "seats": "many",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        registrations.register(by(cast.nadia), wrong)
    assert set(wrong) <= set(refused.value.errors)
    assert {"customer_name", "contact_name", "deal_name", "need", "how_sourced"} <= set(refused.value.errors)
    assert not Registration.objects.exists()


@pytest.mark.rule("DRG-21")
def test_what_is_on_behalf_of_a_partner_is_submitted_by_operations_only(cast, by):
    cloud = partner("Cloudia", kinds=["oem"], manager=cast.elena)
    with pytest.raises(NotAllowed, match="Ecosystem Operations"):
        registrations.register(by(cast.elena), claim(), partner=cloud)
    assert registrations.register(by(cast.omar), claim(), partner=cloud).state == "submitted"

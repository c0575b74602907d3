"""Draft: a registration begins, by the partner for itself or by the vendor for partners who submit none."""

import pytest

from tests.cast import partner
from tests.domain.deals.stages import happened
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import NotAllowed, NotFound


@pytest.mark.rule("DRG-01", "DRG-06")
def test_a_draft_may_be_incomplete_and_is_the_partners_own(cast, by):
    drafted = registrations.draft(by(cast.nadia, door="portal"), {"customer_name": "Acme"})
    assert (drafted.state, drafted.partner, drafted.organisation) == (
        "draft",
        cast.northwind,
        cast.northwind.organisation,
    )
    assert (drafted.esm, drafted.judged_on) == (cast.elena, None)
    event = happened(drafted).get()
    assert (event.name, event.actor, event.door) == ("deals.registration.drafted", cast.nadia, "portal")


def test_nobody_at_the_vendor_sees_a_partners_draft(cast, by):
    drafted = registrations.draft(by(cast.nadia), {})
    for name in ["omar", "elena", "amir", "sofia", "paula", "felix", "ruth", "dirk"]:
        assert not queries.visible(getattr(cast, name)).filter(pk=drafted.pk).exists(), name


@pytest.mark.rule("DRG-21")
def test_the_esm_begins_on_behalf_of_an_alliance_partner(cast, by):
    cloud = partner("Cloudia", kinds=["alliance"], manager=cast.elena)
    drafted = registrations.draft(by(cast.elena), {"customer_name": "Acme"}, partner=cloud)
    assert (drafted.on_behalf, drafted.started_by, drafted.partner) == (True, cast.elena, cloud)


@pytest.mark.rule("DRG-21")
def test_other_partners_register_themselves(cast, by):
    with pytest.raises(NotAllowed, match="registers its deals itself"):
        registrations.draft(by(cast.elena), {}, partner=cast.northwind)


@pytest.mark.rule("ROL-20", "DRG-21")
def test_not_for_a_partner_of_another_region(cast, by):
    cloud = partner("Cloudia", kinds=["alliance"])
    with pytest.raises(NotFound):
        registrations.draft(by(cast.erin), {}, partner=cloud)


@pytest.mark.parametrize("name", ["amir", "sofia", "paula", "felix", "dirk"])
def test_others_begin_none(name, cast, by):
    with pytest.raises(NotAllowed):
        registrations.draft(by(getattr(cast, name)), {}, partner=cast.northwind)

"""Editing an opportunity: what sales keeps by hand, what is locked, the order type that follows, and the next step."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.cast import account, partner
from tests.domain.deals.stages import opportunity_of, stage
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import LOCKED
from towpath.domain.distribution.models import Distributor
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Stale


@pytest.fixture
def known(cast):
    return opportunity_of(cast.acme, cast.sofia)


def again(one) -> Opportunity:
    return Opportunity.objects.get(pk=one.pk)


def last(one) -> Event:
    return Event.objects.filter(subject_type="accounts.opportunity", subject_id=one.pk).latest("id")


def test_what_was_typed_is_kept_with_an_event_of_what_changed(cast, by, known):
    given = {
        "name": " Acme:  300 seats ", "net_arr": "48,000.50", "starts_on": "2026-10-01", "ends_on": "2027-10-01",
        "transacts": "Web direct", "cloud": "aws", "psp_engaged": cast.northwind.reference, "came_with_order": "yes",
        "partner_services_amount": "1000", "referral_link": "https://example.com/referral/7",
    }  # fmt: skip
    opportunities.edit(known.reference, by(cast.sofia), given)
    kept = again(known)
    assert (kept.name, kept.name_norm, kept.net_arr) == ("Acme: 300 seats", "acme: 300 seats", Decimal("48000.50"))
    assert (kept.starts_on, kept.transacts, kept.cloud, kept.psp_engaged) == (
        date(2026, 10, 1),
        "web_direct",
        "aws",
        cast.northwind,
    )
    event = last(known)
    assert (event.name, event.actor) == ("accounts.opportunity.edited", cast.sofia)
    assert event.data["changed"]["psp_engaged"] == {"before": "", "after": "Northwind"}
    assert event.data["changed"]["came_with_order"] == {"before": "no", "after": "yes"}


@pytest.mark.rule("FLD-06", "FLD-08", "FLD-10", "QUO-08")
@pytest.mark.parametrize("field", sorted(LOCKED))
def test_what_is_stamped_or_computed_is_refused_by_its_name(cast, by, known, field):
    with pytest.raises(Invalid) as refused:
        opportunities.edit(known.reference, by(cast.omar), {field: "x", "name": "Other"})
    assert list(refused.value.errors) == [field]
    assert field in refused.value.errors[field][0]
    assert again(known).name == known.name


def test_everything_that_cannot_be_taken_is_said_at_once_and_nothing_is_kept(cast, by, known):
    wrong = {
        "name": "", "type": "newish", "owner": "ruth@example.org", "net_arr": "lots", "currency": "EURO",
        "close_on": "soon", "referral_link": "ftp:x", "influence_partner": "PAR99999", "base": "OPP99999",
        "came_with_order": "perhaps", "esm_notes": "x" * 2001, "nmae": "x", "amount": -1,
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        opportunities.edit(known.reference, by(cast.sofia), wrong)
    assert set(refused.value.errors) == set(wrong)
    assert "name" in refused.value.errors["nmae"][0]
    assert again(known).version == known.version


def test_fields_must_fit_together(cast, by, known):
    elsewhere = opportunity_of(account("Ankers AG", territory=cast.dach), cast.sofia, name="Ankers")
    for given, field in (
        ({"starts_on": "2027-01-01", "ends_on": "2027-01-01"}, "ends_on"),
        ({"type": "add_on", "base": elsewhere.reference}, "base"),
        ({"base": known.reference}, "base"),
        ({"category": "Decommission"}, "base"),
        ({"currency": "JPY", "net_arr": "10.50"}, "net_arr"),
    ):
        with pytest.raises(Invalid) as refused:
            opportunities.edit(known.reference, by(cast.sofia), given)
        assert field in refused.value.errors
    add_on = opportunity_of(cast.acme, cast.sofia, name="More seats")
    Opportunity.objects.filter(pk=add_on.pk).update(type="add_on")
    with pytest.raises(Invalid, match="another look"):
        opportunities.edit(known.reference, by(cast.sofia), {"type": "add_on", "base": add_on.reference})


@pytest.mark.rule("ROL-20")
def test_who_may_and_when(cast, by, known):
    for who in (cast.nadia, cast.dirk, cast.erin, cast.felix, cast.paula, cast.amir):
        with pytest.raises(NotFound):
            opportunities.edit(known.reference, by(who), {"name": "Mine"})
    with pytest.raises(Stale):
        opportunities.edit(known.reference, by(cast.elena), {"name": "Other"}, version=99)
    with pytest.raises(NotReady):
        opportunities.edit(known.reference, by(cast.elena), {"name": known.name})
    opportunities.close_won(known.reference, by(cast.sofia))
    with pytest.raises(MoveNotOpen):
        opportunities.edit(known.reference, by(cast.sofia), {"name": "Late"})


@pytest.mark.rule("TAG-04", "FLD-10")
def test_the_order_type_follows_from_what_the_family_bought(cast, by, known):
    opportunities.edit(known.reference, by(cast.sofia), {"net_arr": "48000", "ends_on": "2027-09-01"})
    assert again(known).order_type == "1. New - First Order"
    assert "first new business" in again(known).order_type_decision["because"][0]["says"]
    opportunities.close_won(known.reference, by(cast.sofia))

    later = opportunity_of(cast.acme, cast.sofia, name="Another team")
    opportunities.edit(later.reference, by(cast.sofia), {"net_arr": "9000"})
    assert again(later).order_type == "3. Growth"
    sister = account("Acme Welding GmbH", territory=cast.dach, website="acme-robotics.example")
    theirs = opportunity_of(sister, cast.sofia, name="The sister")
    opportunities.edit(theirs.reference, by(cast.sofia), {"net_arr": "9000"})
    assert again(theirs).order_type == "2. New - Connected"
    renewal = opportunity_of(cast.acme, cast.sofia, name="The renewal")
    given = {"type": "renewal", "base": known.reference, "net_arr": "-48000"}
    opportunities.edit(renewal.reference, by(cast.sofia), given)
    assert again(renewal).order_type == "4. Contraction"
    opportunities.close_lost(renewal.reference, by(cast.sofia), reason="They stop")
    assert again(renewal).order_type == "6. Churn - Final"


@pytest.mark.rule("TAG-04")
def test_a_customer_that_left_long_ago_is_new_again(cast, by, known):
    opportunities.edit(known.reference, by(cast.sofia), {"net_arr": "10", "ends_on": "2026-03-05"})
    opportunities.close_won(known.reference, by(cast.sofia))
    back = opportunity_of(cast.acme, cast.sofia, name="Back again")
    opportunities.edit(back.reference, by(cast.sofia), {"net_arr": "10"})
    assert again(back).order_type == "3. Growth", "180 days after the term it still counts"
    from datetime import timedelta

    later = by(cast.sofia).later(by(cast.sofia).at + timedelta(days=1))
    opportunities.edit(back.reference, later, {"net_arr": "11"})
    assert again(back).order_type == "1. New - First Order"


def test_operations_sets_the_order_type_with_a_reason_and_lets_it_go_again(cast, by, known):
    ref = known.reference
    with pytest.raises(NotFound):
        opportunities.set_order_type(ref, by(cast.sofia), order_type="3. Growth", why="Mine")
    with pytest.raises(Invalid) as refused:
        opportunities.set_order_type(ref, by(cast.omar), order_type="Growing", why=" ")
    assert set(refused.value.errors) == {"order_type", "why"}
    opportunities.set_order_type(ref, by(cast.omar), order_type="3. Growth", why="Bought before under another name")
    opportunities.edit(ref, by(cast.sofia), {"net_arr": "48000"})
    assert again(known).order_type == "3. Growth"
    opportunities.compute_order_type(ref, by(cast.omar))
    assert again(known).order_type == "1. New - First Order"
    with pytest.raises(NotReady):
        opportunities.compute_order_type(ref, by(cast.omar))


def test_a_next_step_counts_as_activity(cast, by, known, noon):
    Opportunity.objects.filter(pk=known.pk).update(last_activity_at="2026-01-01T00:00Z", warned_at="2026-01-09T00:00Z")
    opportunities.log_next_step(known.reference, by(cast.sofia), next_step="Call  Carla on Monday")
    kept = again(known)
    assert (kept.next_step, kept.last_activity_at, kept.warned_at) == ("Call Carla on Monday", noon, None)
    for text in (" ", "x" * 501):
        with pytest.raises(Invalid):
            opportunities.log_next_step(known.reference, by(cast.sofia), next_step=text)


@pytest.mark.rule("TAG-08", "TAG-01", "TAG-09", "TAG-07")
def test_the_case_offers_its_values_and_one_click_takes_over_what_may_be(cast, by, known):
    ref = known.reference
    opportunities.edit(ref, by(cast.sofia), {"transacts": "partner", "came_with_order": "yes"})
    Opportunity.objects.filter(pk=known.pk).update(initial_source="", sales_qualified_source="")
    opportunities.apply_tags(ref, by(cast.sofia))
    kept = again(known)
    assert (kept.deal_path, kept.initial_source, kept.sales_qualified_source) == (
        "Partner",
        "Partner Qualified Lead",
        "Partner Generated",
    )
    event = last(known)
    assert event.data["case"] == "use case 3"
    assert event.data["decisions"][0]["question"] == "tagging.use_cases"
    with pytest.raises(NotReady):
        opportunities.apply_tags(ref, by(cast.sofia))
    opportunities.fix_sources(ref, by(cast.sofia), sales_qualified_source="AE Generated", why="Ours")
    with pytest.raises(Invalid, match="another look"):
        opportunities.apply_tags(ref, by(cast.sofia), fields=["sales_qualified_source"])
    assert again(known).sales_qualified_source == "AE Generated"


@pytest.mark.rule("MKT-01", "MKT-03", "FLD-10")
def test_marketplaces_and_arrangements_offer_partners_by_name(cast, by, known):
    from towpath.domain.accounts.tagging import offers

    ref = known.reference
    given = {"cloud": "aws", "arrangement": "dsor", "influence_partner": cast.northwind.reference}
    opportunities.edit(ref, by(cast.sofia), given)
    unknown = {one.field: one for one in offers(again(known), by(cast.sofia)).offers}
    assert "No partner of this name" in unknown["cppo_or_dsor_partner"].lock
    aws = partner("Amazon Web Services", kinds=["alliance"])
    found = offers(again(known), by(cast.sofia))
    assert (found.arrangement, found.marketplace_case) == ("dsor", "4")
    opportunities.apply_tags(ref, by(cast.sofia), fields=["cppo_or_dsor_partner"])
    assert again(known).cppo_or_dsor_partner == aws


@pytest.mark.rule("FLD-06", "QUO-08")
def test_a_quote_stamps_and_locks_the_partner_fields(cast, by, known):
    carahsoft = Distributor.objects.create(
        organisation=Organisation.objects.create(name="Carahsoft", kind="distributor"),
        code="carahsoft",
        name="Carahsoft",
    )
    fields = {"resale_partner": cast.northwind, "distributor": carahsoft, "track": "select"}

    def stamp(quote="QUO00001", **more):
        with transaction.atomic():
            row = Opportunity.objects.select_for_update().get(pk=known.pk)
            return opportunities.stamp_quote(row, quote=quote, occasion=by(cast.omar), **(fields | more))

    stamp()
    kept = again(known)
    assert (kept.resale_partner, kept.distributor, kept.resale_partner_track) == (cast.northwind, carahsoft, "select")
    version = kept.version
    stamp()
    assert again(known).version == version, "the same quote again changes nothing"
    stamp("QUO00002", resale_partner=cast.rival)
    assert (again(known).resale_partner, again(known).stamped_quote) == (cast.rival, "QUO00002")
    with pytest.raises(ValueError, match="beside a resale partner"):
        stamp(resale_partner=None)
    with pytest.raises(NotFound):
        opportunities.unlock_partner_fields(known.reference, by(cast.sofia), why="Wrong")
    opportunities.unlock_partner_fields(known.reference, by(cast.omar), why="Withdrawn by the partner")
    assert (again(known).resale_partner, again(known).stamped_quote) == (None, "")
    with pytest.raises(IntegrityError, match="opportunity_stamped_by_a_quote"), transaction.atomic():
        Opportunity.objects.filter(pk=known.pk).update(resale_partner=cast.northwind)


def test_the_sources_it_begins_with(cast, by):
    made = opportunities.create(by(cast.elena), account=cast.acme, name="Acme", more={"sdr": "sofia@example.org"})
    assert (made.sales_qualified_source, made.segment) == ("SDR Generated", "SMB")
    plain = opportunities.create(by(cast.elena), account=cast.acme, name="Acme", more={"net_arr": "500"})
    assert (plain.sales_qualified_source, plain.order_type) == ("AE Generated", "1. New - First Order")
    Opportunity.objects.filter(pk=plain.pk).update(initial_source="Trade show")
    opportunities.close_won(plain.reference, by(cast.sofia))
    renewal = opportunities.create(by(cast.elena), account=cast.acme, name="Acme", more={"type": "renewal"})
    assert renewal.initial_source == "Trade show"
    with pytest.raises(Invalid) as refused:
        opportunities.create(
            by(cast.elena), account=cast.acme, name="Acme", more={"dr_status": "approved", "type": "x"}
        )
    assert set(refused.value.errors) == {"dr_status", "type"}


def test_a_registrations_step_counts_as_activity(cast, by, noon):
    reached = stage("submitted", cast, by)
    assert again(reached.known).last_activity_at == noon


@pytest.mark.rule("FLD-07")
def test_what_a_partner_contributes_is_kept_and_can_be_corrected(cast, by, known):
    given = {
        "referral_link": "https://labs.example/registrations/17", "esm_notes": "They run the workshop.",
        "alliance_opportunity_id": "O12345678", "platform_partner": "OpenShift", "cloud": "aws",
    }  # fmt: skip
    opportunities.edit(known.reference, by(cast.elena), given)
    kept = again(known)
    assert {name: getattr(kept, name) for name in given} == given
    opportunities.edit(known.reference, by(cast.elena), {"alliance_opportunity_id": "O12345679", "esm_notes": ""})
    corrected = again(known)
    assert (corrected.alliance_opportunity_id, corrected.esm_notes) == ("O12345679", "")

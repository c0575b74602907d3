"""How a partner buys: recorded where the program lets it, dated, and seen by the distributor it names alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import partner
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import buying, distributors
from towpath.domain.distribution.models import Buying
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, NotFound, Taken

pytestmark = pytest.mark.django_db


@pytest.mark.rule("DST-01")
def test_an_open_partner_in_germany_buys_through_its_distributor_and_not_directly(channel, by):
    made = buying.begin(channel.northwind.reference, by(channel.nina, door="portal"), how="amazic")
    assert (made.distributor, made.starts_on) == (channel.amazic, by(channel.nina).day)
    with pytest.raises(Ineligible) as refused:
        buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    assert refused.value.because[0]["catalogue_ids"] == ["DST-01"] or refused.value.because[0]["catalogue_ids"] == (
        "DST-01",
    )
    with pytest.raises(Ineligible):
        buying.begin(channel.northwind.reference, by(channel.nina), how="climb")
    event = Event.objects.get(name="distribution.reseller.began")
    assert event.data["decision"]["outcome"]["way"] == "distributor"


@pytest.mark.rule("DST-01")
def test_a_select_partner_may_do_both_and_each_once_at_a_time(channel, by):
    channel.northwind.track = "select"
    channel.northwind.save()
    for how in ("amazic", "direct"):
        buying.begin(channel.northwind.reference, by(channel.elena), how=how)
        with pytest.raises(Taken):
            buying.begin(channel.northwind.reference, by(channel.elena), how=how)
    assert {row.distributor_id for row in queries.buying(channel.elena, channel.northwind)} == {channel.amazic.pk, None}
    row = Buying.objects.get(distributor=None)
    with pytest.raises(IntegrityError, match="buying_once"), transaction.atomic():
        Buying.objects.create(
            partner=row.partner, organisation=row.organisation, starts_on=row.starts_on + timedelta(days=5)
        )


def test_it_ends_with_a_day_and_can_begin_again(channel, by, noon):
    made = buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    later = by(channel.nina, at=noon + timedelta(days=30))
    ended = buying.end(channel.northwind.reference, made.pk, later)
    assert ended.ends_on == later.day
    with pytest.raises(NotFound):
        buying.end(channel.northwind.reference, made.pk, later)
    again = buying.begin(channel.northwind.reference, later, how="amazic")
    assert again.starts_on == later.day


def test_an_inactive_distributor_takes_no_new_resellers(channel, by):
    distributors.change("amazic", by(channel.omar), active=False)
    with pytest.raises(Invalid):
        buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    buying.begin(channel.northwind.reference, by(channel.nina), how="direct")  # nobody active covers Germany now


@pytest.mark.rule("DST-05")
def test_a_distributor_sees_its_own_resellers_and_no_others(channel, by):
    buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    us = partner("Lakeside", country="US", region="AMER")
    buying.begin(us.reference, by(channel.omar), how="climb")
    on = by(channel.dirk).day
    assert [row.partner.name for row in queries.resellers(channel.dirk, on).rows] == ["Northwind"]
    assert [row.partner.name for row in queries.resellers(channel.fiona, on).rows] == ["Lakeside"]
    assert [row.partner.name for row in queries.resellers(channel.ruth, on).rows] == []
    assert [one.code for one in queries.distributors(channel.dirk)] == ["amazic"]
    with pytest.raises(NotFound):
        queries.distributor(channel.dirk, "climb")
    assert queries.distributors(channel.nadia) == []


def test_others_change_nothing(channel, by):
    made = buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    for who in (channel.ruth, channel.dirk, channel.nadia, channel.erin, channel.felix):
        with pytest.raises(NotFound):
            buying.begin(channel.northwind.reference, by(who), how="amazic")
        with pytest.raises(NotFound):
            buying.end(channel.northwind.reference, made.pk, by(who))
    for who in (channel.elena, channel.dirk, channel.nina):
        with pytest.raises(NotAllowed):
            distributors.add(by(who), code="redington")
        with pytest.raises(NotFound):
            distributors.change("amazic", by(who), active=False)


def test_a_distributor_comes_in_once_under_a_code_that_the_program_knows(channel, by):
    with pytest.raises(Invalid):
        distributors.add(by(channel.omar), code="nobody")
    with pytest.raises(Taken):
        distributors.add(by(channel.omar), code="amazic")
    with pytest.raises(Invalid):
        distributors.add(by(channel.omar), code="redington", organisation=channel.northwind.organisation_id)
    with pytest.raises(Invalid):
        distributors.add(by(channel.omar), code="redington", organisation=channel.dirk.organisation_id)
    made = distributors.add(by(channel.omar), code="redington")
    assert made.organisation.kind == Organisation.Kind.DISTRIBUTOR


@pytest.mark.rule("DST-03")
def test_a_mailbox_on_file_goes_before_the_one_of_the_page(channel, by):
    occasion = by(channel.omar)
    assert queries.way(channel.northwind, occasion).distributors == (("amazic", "Amazic", "orders@amazic.example"),)
    distributors.change("amazic", occasion, active=True, mailbox="emea@amazic.example")
    assert queries.way(channel.northwind, occasion).distributors[0][2] == "emea@amazic.example"
    with pytest.raises(Invalid) as refused:
        distributors.change("amazic", occasion, active=True, mailbox="nowhere", billing_account="Amazic B.V.")
    assert set(refused.value.errors) == {"mailbox", "billing_contact", "billing_email"}

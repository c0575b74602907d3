"""Who buys directly and has signed needs billing records: her manager is told once, and the page shows it (BIL-01)."""

from datetime import timedelta

import pytest

from tests.cast import partner
from tests.mailbox import deliver_everything
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import billing, billing_needs, buying
from towpath.domain.distribution.models import BillingNeed
from towpath.domain.partners.models import Partner
from towpath.kernel.events.models import Event
from towpath.kernel.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("BIL-01")]


@pytest.fixture
def night(by):
    return lambda **more: billing_needs.follow_the_day(by(None, door="job", **more))


@pytest.fixture
def lakeside(channel) -> Partner:
    """Signed, in a country where nobody distributes: it buys directly."""
    return partner("Lakeside", country="BR", region="EMEA", manager=channel.elena)


def needed() -> set[str]:
    return set(BillingNeed.objects.values_list("partner__name", flat=True))


def test_the_manager_is_told_once_and_the_page_shows_it_until_it_is_asked_for(
    channel, lakeside, by, night, noon, client
):
    assert night() == 1, "Northwind must buy through a distributor"
    assert night() == 0
    assert needed() == {"Lakeside"}
    deliver_everything(noon)
    (mail,) = OutgoingMail.objects.filter(kind="distribution.billing.needed")
    assert (mail.person, f"/partners/{lakeside.reference}/buying/billing" in mail.text) == (channel.elena, True)
    assert "buys directly" in mail.text
    client.force_login(channel.elena)
    page = client.get("/billing-records").content.decode()
    assert "Needed, and not asked for yet" in page
    assert f"/partners/{lakeside.reference}/buying/billing" in page
    for who in (channel.bela, channel.erin):
        assert "Lakeside" not in str(queries.billing_needs(who).rows)
    typed = {"contact_email": "ap@lakeside.example", "street": "1 Shore Road", "city": "Recife", "postal_code": "50000"}
    billing.request(lakeside.reference, by(channel.elena), typed)
    assert (needed(), night()) == (set(), 0)


def test_a_partner_that_has_not_signed_or_is_suspended_from_the_program_needs_none(channel, lakeside, night):
    Partner.objects.filter(pk=lakeside.pk).update(
        status="prospect", signed_contract_on=None, click_through_agreement=False
    )
    assert night() == 0
    Partner.objects.filter(pk=lakeside.pk).update(
        status="authorized", signed_contract_on="2026-08-01", click_through_agreement=True
    )
    assert night() == 1


def test_a_choice_taken_back_ends_the_need(channel, by, night, noon):
    Partner.objects.filter(pk=channel.northwind.pk).update(track="select")
    assert night() == 0, "it has not said how it buys"
    direct = buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    assert night() == 1
    buying.end(channel.northwind.reference, direct.pk, by(channel.nina))
    buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    assert (night(at=noon + timedelta(days=2)), needed()) == (0, set())
    assert Event.objects.filter(name="distribution.billing.needed").count() == 1


def test_where_nobody_manages_it_operations_hear(channel, lakeside, night, noon):
    Partner.objects.filter(pk=lakeside.pk).update(manager=None)
    night()
    deliver_everything(noon)
    assert OutgoingMail.objects.get(kind="distribution.billing.needed").person == channel.omar

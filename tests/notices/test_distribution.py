"""Who hears what about billing, banks, resellers and e-marketplace pages."""

import pytest

from tests.domain.distribution.houses import with_distributors
from tests.mailbox import deliver_everything
from towpath.domain.distribution.actions import banks, billing, buying, marketplace
from towpath.kernel.mail.models import OutgoingMail


@pytest.fixture
def channel(cast, by):
    return with_distributors(cast, by)


def told(noon) -> dict[str, str]:
    """Address -> subject of the mails so far."""
    deliver_everything(noon)
    return {mail.to: mail.subject for mail in OutgoingMail.objects.order_by("id")}


@pytest.mark.rule("DST-04")
def test_the_written_approval_goes_to_the_distributors_mailbox_and_people(channel, by, noon):
    page = marketplace.request(channel.northwind.reference, by(channel.nina), distributor="amazic", expertise="x")
    assert set(told(noon)) == {"dirk@example.org"}
    marketplace.draft(page.reference, by(channel.dirk), {"draft_address": "https://shop.example/d"})
    assert {"omar@example.org", "paula@example.org"} <= set(told(noon))
    OutgoingMail.objects.all().delete()
    approved = marketplace.approve(page.reference, by(channel.omar))
    assert set(told(noon)) == {"dirk@example.org", "nina@example.org", "orders@amazic.example"}
    mail = OutgoingMail.objects.get(to="orders@amazic.example")
    assert " ".join(approved.approval.split()) in " ".join(mail.text.split())


@pytest.mark.rule("BIL-03")
def test_billing_operations_and_then_the_partner_hear(channel, by, noon):
    channel.northwind.track = "select"
    channel.northwind.save()
    buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    typed = {"contact_email": "pay@northwind.example", "street": "1 Dock", "city": "Kiel"}
    record = billing.request(channel.northwind.reference, by(channel.elena), typed)
    assert "needs a billing account" in told(noon)["bela@example.org"]
    billing.complete(record.reference, by(channel.bela), account_number="BA-1")
    assert {"elena@example.org", "nina@example.org"} <= set(told(noon))
    OutgoingMail.objects.all().delete()
    billing.change_address(channel.northwind.reference, by(channel.nina), {"street": "2 Quay", "city": "Kiel"})
    assert "something changed" in told(noon)["bela@example.org"]


def test_a_changed_bank_is_told_to_every_administrator_without_its_number(channel, by, noon):
    banks.keep(channel.northwind.reference, by(channel.nina), {"holder": "N", "number": "DE89370400440532013000"})
    assert set(told(noon)) == {"nina@example.org"}
    text = OutgoingMail.objects.get().text
    assert "DE••••3000" in text
    assert "532013" not in text


@pytest.mark.rule("DST-05")
def test_a_distributor_hears_of_its_own_new_reseller_alone(channel, by, noon):
    buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    assert told(noon) == {"dirk@example.org": "Northwind buys through you"}

"""Distributors, how partners buy, billing records and e-marketplace pages in the workspace."""

import pytest
from django.urls import reverse

from tests.domain.distribution.houses import with_distributors
from towpath.domain.distribution.actions import buying, marketplace
from towpath.domain.distribution.models import BankDetails, BillingRecord, Buying, Distributor, MarketplacePage

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"
ASKED = {"company_name": "Northwind GmbH", "contact_email": "pay@northwind.example", "street": "1 Dock", "city": "Kiel"}


@pytest.fixture
def channel(cast, by):
    """Northwind as a Select partner that buys directly and through Amazic, with a page on its marketplace."""
    with_distributors(cast, by)
    cast.northwind.track = "select"
    cast.northwind.save()
    for how in ("amazic", "direct"):
        buying.begin(cast.northwind.reference, by(cast.nina), how=how)
    cast.page = marketplace.request(
        cast.northwind.reference, by(cast.nina), distributor="amazic", expertise="Pipelines at scale."
    )
    return cast


def at(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.mark.rule("DST-01", "DST-02")
def test_the_page_of_buying_says_from_whom_and_why(channel, seen):
    page = seen(channel.elena, at("buying", channel.northwind.reference))
    for words in ("Directly or through a distributor", "A Select partner chooses", "orders@amazic.example", "Needed"):
        assert words in page.said, words
    assert page.queries <= 12
    us = seen(channel.elena, at("buying", channel.northwind.reference), {"country": "US", "segment": "public_sector"})
    assert "orders@carahsoft.example" in us.said
    record = seen(channel.elena, at("partner", channel.northwind.reference))
    assert "A Select partner chooses" in record.said


@pytest.mark.parametrize("who", ["omar", "elena", "bela", "felix"])
@pytest.mark.parametrize("name", ["billing_records", "distributors"])
def test_lists_open_in_few_queries(channel, seen, who, name):
    page = seen(getattr(channel, who), at(name))
    assert page.status_code == 200
    assert page.queries <= 12


def test_pages_of_marketplaces_are_for_those_who_review_them(channel, seen):
    assert seen(channel.omar, at("marketplace_pages"), {"state": ""}).said.count(channel.page.reference)
    for who in (channel.felix, channel.bela, channel.sofia, channel.nina, channel.dirk):
        assert seen(who, at("marketplace_pages")).status_code == 404


def test_a_way_of_buying_is_recorded_and_ended(channel, client):
    client.force_login(channel.elena)
    row = Buying.objects.get(distributor=None)
    assert client.post(at("buying_end", channel.northwind.reference, row.pk)).status_code == 302
    wrong = client.post(at("buying_begin", channel.northwind.reference), {"how": "direct", "starts_on": "soon"})
    assert wrong.status_code == 422
    assert "Choose a day, such as" in wrong.content.decode()
    assert client.post(at("buying_begin", channel.northwind.reference), {"how": "climb"}).status_code == 422
    with_climb = Buying.objects.filter(distributor=channel.climb)
    assert not with_climb.exists()


@pytest.mark.rule("BIL-01", "BIL-02", "BIL-03")
def test_billing_records_from_the_request_to_complete(channel, client):
    client.force_login(channel.elena)
    form = at("billing_request", channel.northwind.reference)
    assert "Northwind - Accounts Payable" in client.get(form).content.decode()
    wrong = client.post(form, ASKED | {"contact_email": "nobody", "tax_number": "123"})
    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert 'href="#id_contact_email"' in said
    assert 'value="1 Dock"' in said  # what was typed is kept
    assert client.post(form, ASKED).status_code == 302
    record = BillingRecord.objects.get()
    client.force_login(channel.bela)
    page = at("billing_record", record.reference)
    for words in ("Northwind - Accounts Payable", "1 Dock, Kiel, DE", "pay@northwind.example"):
        assert words in client.get(page).content.decode(), words
    assert client.post(at("billing_move", record.reference, "complete"), {"account_number": ""}).status_code == 422
    assert client.post(at("billing_move", record.reference, "complete"), {"account_number": "BA-1"}).status_code == 302
    client.force_login(channel.omar)
    client.post(at("buying_address", channel.northwind.reference), {"street": "2 Quay", "city": "Kiel"})
    client.force_login(channel.bela)
    assert "Something changed since it was complete" in client.get(page).content.decode()
    assert record.reference in client.get(at("billing_records"), {"state": "changed"}).content.decode()
    client.post(at("billing_move", record.reference, "confirm"))
    record.refresh_from_db()
    assert (record.state, record.changed_at) == ("complete", None)


def test_the_numbers_of_a_bank_are_shown_once_for_a_reason(channel, client):
    client.force_login(channel.felix)
    typed = {"holder": "Northwind GmbH", "country": "DE", "number": IBAN}
    wrong = client.post(at("buying_bank", channel.northwind.reference), typed | {"number": "DE00123"})
    assert wrong.status_code == 422
    assert "DE00123" not in wrong.content.decode()
    assert client.post(at("buying_bank", channel.northwind.reference), typed).status_code == 302
    page = client.get(at("buying", channel.northwind.reference)).content.decode()
    assert "DE••••3000" in page
    assert IBAN not in page
    reveal = at("buying_bank_reveal", channel.northwind.reference)
    assert client.post(reveal, {"reason": ""}).status_code == 302
    shown = client.post(reveal, {"reason": "Fees of the quarter"})
    assert IBAN in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    for who in (channel.omar, channel.elena):
        client.force_login(who)
        assert client.post(reveal, {"reason": "Curious"}).status_code == 404
        assert "DE••••3000" not in client.get(at("buying", channel.northwind.reference)).content.decode()
    assert BankDetails.objects.count() == 1


@pytest.mark.rule("DST-04")
def test_a_draft_is_reviewed_approved_in_writing_and_paused(channel, client, by):
    marketplace.draft(channel.page.reference, by(channel.dirk), {"draft_address": "https://shop.example/draft"})
    client.force_login(channel.omar)
    page = at("marketplace_page", channel.page.reference)
    assert "The approval goes to the distributor in writing" in client.get(page).content.decode()
    wrong = client.post(at("marketplace_move", channel.page.reference, "send_back"), {"note_send_back": ""})
    assert wrong.status_code == 422
    assert 'href="#id_note_send_back"' in wrong.content.decode()
    assert client.post(at("marketplace_move", channel.page.reference, "approve")).status_code == 302
    assert "has reviewed the draft" in client.get(page).content.decode()
    assert client.post(at("marketplace_move", channel.page.reference, "ask")).status_code == 404
    client.post(at("marketplace_move", channel.page.reference, "go_live"))
    client.post(at("marketplace_move", channel.page.reference, "pause"), {"note_pause": "Old prices."})
    assert MarketplacePage.objects.get().state == "paused"


def test_distributors_are_brought_in_and_changed(channel, client):
    client.force_login(channel.omar)
    assert client.post(at("distributors"), {"code": "nobody"}).status_code == 422
    assert client.post(at("distributors"), {"code": "redington"}).status_code == 302
    page = at("distributor", "redington")
    assert "orders@redington.example" in client.get(page).content.decode()
    wrong = client.post(page, {"mailbox": "nowhere", "active": "on"})
    assert wrong.status_code == 422
    assert client.post(page, {"mailbox": "in@redington.example"}).status_code == 302
    found = Distributor.objects.get(code="redington")
    assert (found.active, found.mailbox) == (False, "in@redington.example")
    client.force_login(channel.sofia)
    assert client.post(page, {"active": "on"}).status_code == 404
    assert client.post(at("distributors"), {"code": "networld"}).status_code in (302, 404)
    assert not Distributor.objects.filter(code="networld").exists()

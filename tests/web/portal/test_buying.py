"""How a partner buys, in its portal; and what a distributor sees of its own resellers and of nobody else's."""

import pytest
from django.urls import reverse

from tests.domain.distribution.houses import with_distributors
from tests.web.portal.test_pages import enter, queries_of
from towpath.domain.distribution.actions import billing, buying, marketplace
from towpath.domain.distribution.models import BankDetails, Buying, MarketplacePage

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"


@pytest.fixture
def channel(cast, by):
    return with_distributors(cast, by)


def at(name, *args):
    return reverse(f"portal:{name}", args=args)


@pytest.mark.rule("DST-01", "DST-03")
def test_a_partner_reads_from_whom_it_buys_and_says_so(client, channel):
    enter(client, channel.nina)
    page = client.get(at("buying")).content.decode()
    for words in ("Through a distributor", "buys through it", "orders@amazic.example", "Not needed"):
        assert words in page, words
    assert queries_of(client, at("buying")) <= 12
    assert client.post(at("buying_begin"), {"how": "amazic"}).status_code == 302
    row = Buying.objects.get()
    assert client.post(at("buying_begin"), {"how": "climb"}).status_code == 422
    assert client.post(at("buying_end", row.pk)).status_code == 302
    elsewhere = client.get(at("buying"), {"country": "BR", "segment": "commercial"}).content.decode()
    assert "Brazil, commercial: no active distributor." in elsewhere


def test_only_an_administrator_changes_anything(client, channel):
    enter(client, channel.nadia)
    page = client.get(at("buying")).content.decode()
    assert "Bank for referral fees" not in page
    assert client.post(at("buying_begin"), {"how": "amazic"}).status_code == 404
    for name in ("buying_bank", "buying_address", "buying_billing", "marketplace_new"):
        assert client.get(at(name)).status_code == 404
    enter(client, channel.dirk)
    assert client.get(at("buying")).status_code == 404


def test_a_bank_is_kept_and_never_shown(client, channel):
    enter(client, channel.nina)
    wrong = client.post(at("buying_bank"), {"holder": "Northwind", "country": "DE", "number": "DE89370400440532013001"})
    assert wrong.status_code == 422
    assert "check each digit" in wrong.content.decode()
    assert "532013001" not in wrong.content.decode()
    client.post(at("buying_bank"), {"holder": "Northwind", "country": "DE", "number": IBAN})
    page = client.get(at("buying")).content.decode()
    assert "DE••••3000" in page
    assert IBAN not in page
    assert BankDetails.objects.count() == 1


@pytest.mark.rule("BIL-03")
def test_returned_billing_data_are_mended_by_the_partner(client, channel, by):
    channel.northwind.track = "select"
    channel.northwind.save()
    buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    typed = {"contact_email": "pay@northwind.example", "street": "1 Dock", "city": "Kiel"}
    record = billing.request(channel.northwind.reference, by(channel.elena), typed)
    billing.send_back(record.reference, by(channel.bela), note="The address bounces.")
    enter(client, channel.nina)
    page = client.get(at("buying_billing")).content.decode()
    assert "The address bounces." in page
    for inner in ("Bela", "Elena"):
        assert inner not in page
    given = {"company_name": "Northwind", "contact_email": "ap@northwind.example"}
    assert client.post(at("buying_billing"), given | {"contact_email": "x"}).status_code == 422
    assert client.post(at("buying_billing"), given).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.contact.email) == ("requested", "ap@northwind.example")


@pytest.mark.rule("DST-04", "DST-05")
def test_a_marketplace_page_from_the_partner_to_its_distributor_and_live(client, channel, by):
    enter(client, channel.nina)
    assert client.post(at("marketplace_new"), {"distributor": "amazic"}).status_code == 422
    answer = client.post(at("marketplace_new"), {"distributor": "amazic", "expertise": "Pipelines at scale."})
    page = answer.url
    ref = MarketplacePage.objects.get().reference
    enter(client, channel.fiona)
    assert client.get(page).status_code == 404
    assert ref not in client.get(at("distributor_pages")).content.decode()
    enter(client, channel.dirk)
    assert ref in client.get(at("distributor")).content.decode()
    assert client.post(at("marketplace_draft", ref), {"draft_address": "shop"}).status_code == 422
    assert client.post(at("marketplace_draft", ref), {"draft_address": "https://shop.example/d"}).status_code == 302
    marketplace.approve(ref, by(channel.omar))
    said = client.get(page).content.decode()
    assert "has reviewed the draft" in said
    assert "Omar" not in said
    assert client.post(at("marketplace_go_live", ref)).status_code == 302
    enter(client, channel.nina)
    assert client.post(at("marketplace_end", ref), {"note": ""}).status_code == 422
    assert client.post(at("marketplace_end", ref), {"note": "We left."}).status_code == 302
    assert MarketplacePage.objects.get().state == "ended"


def test_who_may_not_have_a_page_reads_why(client, channel):
    channel.northwind.good_standing = False
    channel.northwind.save()
    enter(client, channel.nina)
    page = client.get(at("marketplace_new")).content.decode()
    assert "not in good standing" in page
    assert "<textarea" not in page
    assert client.post(at("marketplace_new"), {"distributor": "amazic", "expertise": "x"}).status_code == 422


@pytest.mark.rule("DST-05")
def test_a_distributor_reads_its_own_resellers_and_nothing_more(client, channel, by):
    buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    enter(client, channel.dirk)
    page = client.get(at("resellers")).content.decode()
    assert "Northwind" in page
    for secret in ("Rivalry", "Nadia", "northwind.example", "DE••"):
        assert secret not in page
    assert queries_of(client, at("resellers")) <= 8
    home = client.get(at("distributor")).content.decode()
    assert "orders@amazic.example" in home
    assert queries_of(client, at("distributor")) <= 9
    enter(client, channel.fiona)
    assert "Northwind" not in client.get(at("resellers")).content.decode()
    for other in (channel.nina, channel.omar):
        enter(client, other)
        for name in ("resellers", "distributor_pages"):
            assert client.get(at(name)).status_code == 404

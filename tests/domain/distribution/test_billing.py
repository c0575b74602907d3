"""Billing records: who needs one, what the request carries, the contact's name and address, Billing Operations' moves."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import partner
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import billing, buying, distributors
from towpath.domain.distribution.models import BillingContact, BillingRecord
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotFound, NotReady, Taken

pytestmark = pytest.mark.django_db
TYPED = {
    "contact_email": "ap@lakeside.example", "street": "1 Shore Road", "city": "Recife", "postal_code": "50000",
}  # fmt: skip


@pytest.fixture
def lakeside(channel):
    """A partner in Brazil, where nobody distributes: it buys directly."""
    return partner("Lakeside", country="BR", region="EMEA", legal_name="Lakeside Ltda", manager=channel.elena)


@pytest.fixture
def asked(channel, lakeside, by):
    return billing.request(lakeside.reference, by(channel.elena), TYPED)


@pytest.mark.rule("BIL-01")
def test_who_buys_through_a_distributor_needs_no_records(channel, by):
    decision = queries.billing_needed(channel.elena, channel.northwind, by(channel.elena))
    assert decision.outcome == "not_needed"
    with pytest.raises(Ineligible) as refused:
        billing.request(channel.northwind.reference, by(channel.elena), TYPED)
    assert "distributor" in refused.value.because[0]["says"]


@pytest.mark.rule("BIL-01")
def test_a_select_partner_needs_them_once_it_says_that_it_buys_directly(channel, by):
    channel.northwind.track = "select"
    channel.northwind.save()
    ask = queries.billing_needed
    assert ask(channel.elena, channel.northwind, by(channel.elena)).outcome == "not_yet"
    buying.begin(channel.northwind.reference, by(channel.nina), how="amazic")
    assert ask(channel.elena, channel.northwind, by(channel.elena)).outcome == "not_needed"
    buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    assert ask(channel.elena, channel.northwind, by(channel.elena)).outcome == "needed"


@pytest.mark.rule("BIL-02", "BIL-03")
def test_the_request_carries_name_contact_vat_and_the_partners_own_address(channel, lakeside, asked, by):
    assert (asked.state, asked.company_name, asked.contact.email) == (
        "requested",
        "Lakeside Ltda",
        "ap@lakeside.example",
    )
    assert queries.contact_words(asked, by(channel.elena)) == "Lakeside - Accounts Payable"
    lakeside.refresh_from_db()
    assert queries.address_lines(lakeside) == ("1 Shore Road", "50000 Recife", "BR")


@pytest.mark.rule("BIL-02")
def test_address_and_name_of_the_contact_follow_the_partners(channel, lakeside, asked, by, noon):
    billing.take_up(asked.reference, by(channel.bela))
    billing.complete(asked.reference, by(channel.bela), account_number="BA-7")
    changed = {"street": "2 Hill Street", "city": "Olinda", "postal_code": "53000"}
    billing.change_address(lakeside.reference, by(channel.elena), changed)
    owner = queries.invoice_owner(channel.elena, lakeside.reference, by(channel.elena))
    assert owner.address == ("2 Hill Street", "53000 Olinda", "BR")
    record = queries.billing_record(channel.bela, asked.reference)
    assert record.changed_at == noon
    assert [one.pk for one in queries.billing_records(channel.bela, state="changed").rows] == [record.pk]
    assert Event.objects.filter(name="distribution.billing.address_changed", subject_id=record.pk).exists()
    assert billing.confirm(asked.reference, by(channel.bela)).changed_at is None
    lakeside.refresh_from_db()
    lakeside.name = "Seaside"
    lakeside.save()
    assert queries.contact_words(queries.billing_record(channel.bela, asked.reference), by(channel.bela)) == (
        "Seaside - Accounts Payable"
    )


@pytest.mark.rule("BIL-03")
def test_bad_input_is_named_field_by_field_and_nothing_is_kept(channel, by):
    north = partner("Nordlys", country="NO", region="EMEA", track="select", manager=channel.elena)
    buying.begin(north.reference, by(channel.elena), how="direct")
    with pytest.raises(Invalid) as refused:
        billing.request(north.reference, by(channel.elena), {"contact_email": "nobody", "tax_number": "NO 123"})
    assert set(refused.value.errors) == {"contact_email", "tax_number"}
    with pytest.raises(Invalid) as refused:
        billing.request(north.reference, by(channel.elena), {"contact_email": "ap@nordlys.example"})
    assert set(refused.value.errors) == {"street", "city"}
    assert not BillingRecord.objects.exists()
    assert not BillingContact.objects.exists()
    given = TYPED | {"tax_number": "NO 995 525 828 MVA"}
    made = billing.request(north.reference, by(channel.elena), given)
    assert (made.tax_kind, made.tax_number) == ("no.mva", "995525828MVA")


def test_it_is_returned_with_what_is_missing_and_sent_again(channel, asked, by):
    with pytest.raises(Invalid):
        billing.send_back(asked.reference, by(channel.bela), note=" ")
    billing.send_back(asked.reference, by(channel.bela), note="The address of accounts payable bounces.")
    with pytest.raises(MoveNotOpen):
        billing.complete(asked.reference, by(channel.bela), account_number="BA-7")
    again = billing.resubmit(asked.reference, by(channel.elena), {"contact_email": "pay@lakeside.example"})
    assert (again.state, again.contact.email, again.note) == ("requested", "pay@lakeside.example", "")
    done = billing.complete(asked.reference, by(channel.bela), account_number="BA-7")
    assert (done.state, done.account_number) == ("complete", "BA-7")


def test_one_record_a_partner_and_a_complete_one_has_its_account(channel, lakeside, asked, by):
    with pytest.raises(Taken):
        billing.request(lakeside.reference, by(channel.elena), TYPED)
    with pytest.raises(IntegrityError, match="billing_complete_has_account"), transaction.atomic():
        BillingRecord.objects.filter(pk=asked.pk).update(state="complete")


def test_only_billing_operations_work_on_it(channel, lakeside, asked, by):
    for who in (channel.elena, channel.omar, channel.felix, channel.nina, channel.dirk):
        with pytest.raises(NotFound):
            billing.complete(asked.reference, by(who), account_number="BA-7")
    for who in (channel.nina, channel.ruth, channel.dirk, channel.erin, channel.sofia):
        with pytest.raises(NotFound):
            billing.amend(asked.reference, by(who), {"company_name": "Mine"})
        with pytest.raises(NotFound):
            queries.billing_record(who, asked.reference)
    for who in (channel.sofia, channel.nina, channel.felix):
        with pytest.raises(NotFound):
            billing.request(channel.northwind.reference, by(who), TYPED)


@pytest.mark.rule("BIL-04")
def test_the_invoice_owner_is_the_billing_account_or_the_distributors(channel, lakeside, asked, by):
    occasion = by(channel.sofia)
    with pytest.raises(NotReady, match="is requested"):
        queries.invoice_owner(channel.sofia, lakeside.reference, occasion)
    billing.complete(asked.reference, by(channel.bela), account_number="BA-7")
    owner = queries.invoice_owner(channel.sofia, lakeside.reference, occasion)
    assert (owner.account, owner.account_number, owner.contact, owner.email) == (
        "Lakeside Ltda", "BA-7", "Lakeside - Accounts Payable", "ap@lakeside.example",
    )  # fmt: skip
    with pytest.raises(NotReady, match="No billing account of Amazic"):
        queries.invoice_owner(channel.sofia, channel.northwind.reference, occasion, distributor="amazic")
    distributors.change(
        "amazic", by(channel.omar), active=True, billing_account="Amazic B.V.", billing_contact="Accounts Payable",
        billing_email="ap@amazic.example",
    )  # fmt: skip
    theirs = queries.invoice_owner(channel.sofia, channel.northwind.reference, occasion, distributor="amazic")
    assert (theirs.account, theirs.contact) == ("Amazic B.V.", "Accounts Payable")
    for who in (channel.nina, channel.dirk, channel.erin):
        with pytest.raises(NotFound):
            queries.invoice_owner(who, lakeside.reference, by(who))


@pytest.mark.rule("BIL-04")
def test_an_address_that_a_contact_bears_already_makes_no_second_one(channel, lakeside, asked, by):
    billing.amend(asked.reference, by(channel.elena), {"contact_email": "new@lakeside.example"})
    billing.amend(asked.reference, by(channel.elena), {"contact_email": "AP@lakeside.example"})
    assert BillingContact.objects.filter(partner=lakeside).count() == 2

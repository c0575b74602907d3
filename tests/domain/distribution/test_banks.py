"""Banks for referral fees: checked, sealed, masked; the numbers are read by few, and every reading is on record."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import partner
from towpath.basics.bank_numbers import BadBankNumber, read
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import banks
from towpath.domain.distribution.models import BankDetails
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotFound, NotReady

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"
TYPED = {"holder": "Northwind GmbH", "country": "DE", "number": "DE89 3704 0044 0532 0130 00", "code": ""}


@pytest.fixture
def kept(channel, by):
    return banks.keep(channel.northwind.reference, by(channel.nina, door="portal"), TYPED)


def test_the_number_stands_nowhere_readable(channel, kept):
    assert kept.hint == "DE••••3000"
    row = str(BankDetails.objects.values().get())
    events = str(list(Event.objects.values_list("data", flat=True)))
    for secret in (IBAN, IBAN[4:], "370400440532"):
        assert secret not in row
        assert secret not in events
    with pytest.raises(IntegrityError, match="bank_sealed"), transaction.atomic():
        BankDetails.objects.update(sealed=IBAN)


def test_reading_it_is_a_right_and_an_event(channel, kept, by):
    shown = banks.reveal(channel.northwind.reference, by(channel.felix), reason="Referral fees of the quarter")
    assert (shown.number, shown.holder) == (IBAN, "Northwind GmbH")
    event = Event.objects.get(name="distribution.bank.revealed")
    assert (event.actor, event.data["reason"]) == (channel.felix, "Referral fees of the quarter")
    assert banks.reveal(channel.northwind.reference, by(channel.bela), reason="Check").number == IBAN
    for who in (channel.nina, channel.omar, channel.elena, channel.ruth, channel.dirk, channel.paula):
        with pytest.raises(NotFound):
            banks.reveal(channel.northwind.reference, by(who), reason="Curious")
    with pytest.raises(Invalid):
        banks.reveal(channel.northwind.reference, by(channel.felix), reason="  ")
    assert Event.objects.filter(name="distribution.bank.revealed").count() == 2


def test_another_secret_key_leaves_it_shut_and_says_so(channel, kept, by, settings):
    settings.SECRET_KEY = "another"
    with pytest.raises(NotReady, match="secret key"):
        banks.reveal(channel.northwind.reference, by(channel.felix), reason="Fees")
    assert not Event.objects.filter(name="distribution.bank.revealed").exists()


def test_a_new_bank_replaces_the_one_before_which_stays_on_record(channel, kept, by):
    newer = banks.keep(channel.northwind.reference, by(channel.nina), TYPED | {"number": "DE75 5121 0800 1245 1261 99"})
    assert queries.bank(channel.nina, channel.northwind) == newer
    kept.refresh_from_db()
    assert kept.replaced_at is not None
    banks.remove(channel.northwind.reference, by(channel.nina), reason="Account closed")
    assert queries.bank(channel.nina, channel.northwind) is None
    with pytest.raises(NotFound):
        banks.remove(channel.northwind.reference, by(channel.nina), reason="Again")


def test_who_sees_that_there_is_one(channel, kept):
    for who in (channel.nina, channel.felix, channel.bela):
        assert queries.bank(who, channel.northwind) == kept
    for who in (channel.nadia, channel.ruth, channel.dirk, channel.omar, channel.elena):
        assert queries.bank(who, channel.northwind) is None


def test_bad_numbers_are_refused_with_what_would_be_right(channel, by):
    with pytest.raises(Invalid) as refused:
        banks.keep(channel.northwind.reference, by(channel.nina), {"holder": "", "number": "DE00 1", "country": "DE"})
    assert set(refused.value.errors) == {"holder", "number"}
    for who in (channel.nadia, channel.ruth, channel.omar, channel.dirk):
        with pytest.raises(NotFound):
            banks.keep(channel.northwind.reference, by(who), TYPED)
    us = partner("Lakeside", country="US", region="AMER")
    made = banks.keep(
        us.reference, by(channel.felix), {"holder": "Lakeside Inc", "number": "000123456789", "code": "021000021"}
    )
    assert (made.kind, made.hint) == ("account", "••••6789")


@pytest.mark.parametrize(
    ("number", "code", "country", "field"),
    [
        ("", "", "DE", "number"), ("DE89370400440532013001", "", "DE", "number"), (IBAN, "", "FR", "number"),
        (IBAN, "NOBANK", "DE", "code"), ("123456", "", "US", "code"), ("123456", "021000022", "US", "code"),
        ("12", "ABC", "IN", "number"),
    ],
)  # fmt: skip
def test_each_bad_number_names_its_field(number, code, country, field):
    with pytest.raises(BadBankNumber) as refused:
        read(number, code, country)
    assert refused.value.field == field

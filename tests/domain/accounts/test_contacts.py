"""Contacts are added to accounts that one may see, once per address."""

import pytest

from towpath.domain.accounts.actions import contacts
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotFound


def test_a_contact_is_added_with_its_event(cast, by):
    contact = contacts.add(cast.acme.reference, by(cast.elena), name=" Carla ", email="carla@acme-robotics.example")
    assert (contact.name, contact.account) == ("Carla", cast.acme)
    assert Event.objects.get(name="accounts.contact.added").data == {"name": "Carla"}


def test_every_wrong_field_is_named(cast, by):
    with pytest.raises(Invalid) as refused:
        contacts.add(cast.acme.reference, by(cast.omar), name="", email="nobody", phone="1" * 61)
    assert set(refused.value.errors) == {"name", "email", "phone"}


def test_an_address_longer_than_its_column_is_refused_not_a_fault(cast, by):
    longest = f"{'n' * 60}@{'.'.join(['a' * 60] * 4)}.example"
    with pytest.raises(Invalid) as refused:
        contacts.add(cast.acme.reference, by(cast.omar), name="Carla", email=longest)
    assert "At most 254" in refused.value.errors["email"][0]


def test_an_address_is_there_once_however_it_is_cased(cast, by):
    contacts.add(cast.acme.reference, by(cast.omar), name="Carla", email="carla@acme.example")
    with pytest.raises(Invalid) as refused:
        contacts.add(cast.acme.reference, by(cast.omar), name="Carla", email="CARLA@acme.example")
    assert "already" in refused.value.errors["email"][0]


@pytest.mark.parametrize("who", ["erin", "paula", "nadia", "dirk"])
def test_others_find_no_such_account(cast, by, who):
    with pytest.raises(NotFound):
        contacts.add(cast.acme.reference, by(getattr(cast, who)), name="Carla")

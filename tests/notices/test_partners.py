"""An invitation reaches its address with a link that works, once."""

import re

from tests.mailbox import deliver_everything
from towpath.domain.partners.actions import people
from towpath.kernel.mail.models import OutgoingMail


def test_the_invited_colleague_gets_the_link(cast, by, noon):
    invitation = people.invite(by(cast.nina), email="lina@northwind.example", role="partner_seller")
    deliver_everything(noon)
    deliver_everything(noon)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("lina@northwind.example", "Nina invites you to Towpath for Northwind")
    key = re.search(r"/invitations/(\w+)", mail.text)[1]
    assert people.look_up(key, noon) == invitation
    assert "Tue 15 Sep 2026" in mail.text


def test_nothing_goes_out_once_it_was_taken_back(cast, by, noon):
    invitation = people.invite(by(cast.nina), email="lina@northwind.example", role="partner_seller")
    people.revoke(by(cast.nina), invitation=invitation.pk)
    deliver_everything(noon)
    assert not OutgoingMail.objects.exists()

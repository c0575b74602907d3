"""A colleague who is asked in gets the link, and nobody else does."""

import re
from datetime import timedelta

import pytest

from tests.mailbox import deliver_everything
from towpath.domain.partners.actions import people
from towpath.kernel.mail.models import OutgoingMail


@pytest.mark.rule("ROL-01")
def test_the_invitation_goes_to_its_address_with_a_link_that_works(cast, by, noon):
    invitation = people.invite(by(cast.nina), email="Noor@northwind.example", role="partner_seller")
    deliver_everything(noon)
    [mail] = OutgoingMail.objects.all()
    assert (mail.to, mail.person) == ("noor@northwind.example", None)
    assert mail.subject == "Nina invites you to the GitLab Partner Program portal"
    assert mail.text.startswith("Choose a password by Tue 15 Sep 2026, 12:00 UTC to come in.")
    key = re.search(r"http://localhost:8000/invitations/(\w+)", mail.text).group(1)
    assert people.look_up(key, noon) == invitation
    assert f'href="http://localhost:8000/invitations/{key}"' in mail.html


def test_an_invitation_taken_back_before_the_mail_was_made_is_not_sent(cast, by, noon):
    invitation = people.invite(by(cast.nina), email="noor@northwind.example", role="partner_seller")
    people.revoke(by(cast.nina, at=noon + timedelta(minutes=1)), invitation=invitation.pk)
    deliver_everything(noon + timedelta(minutes=2))
    assert not OutgoingMail.objects.exists()

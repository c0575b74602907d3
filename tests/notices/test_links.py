"""Every link of a mail leads to a page of ours that its reader may open."""

import pytest
from django.urls import resolve

from tests.cast import claim
from tests.mailbox import deliver_everything
from towpath.domain.deals.actions import registrations
from towpath.domain.partners.actions import people
from towpath.kernel.mail.models import OutgoingMail


def test_the_addresses_in_mails_are_those_of_pages(cast, by, noon):
    registrations.register(by(cast.nadia), claim())
    people.invite(by(cast.nina), email="noor@northwind.example", role="partner_seller")
    deliver_everything(noon)
    names = {}
    for mail in OutgoingMail.objects.all():
        path = next(line for line in mail.text.splitlines() if line.startswith("http")).removeprefix(
            "http://localhost:8000"
        )
        names[mail.kind] = resolve(path).view_name
    assert names == {
        "deals.acknowledgement": "portal:registration",
        "deals.to_review": "workspace:registration",
        "partners.invitation": "shell:invitation",
    }


@pytest.mark.parametrize(("kind", "reader"), [("deals.acknowledgement", "nadia"), ("deals.to_review", "omar")])
def test_the_reader_of_a_mail_may_open_its_page(cast, by, noon, client, kind, reader):
    registrations.register(by(cast.nadia), claim())
    deliver_everything(noon)
    mail = OutgoingMail.objects.get(kind=kind)
    client.force_login(getattr(cast, reader))
    path = next(line for line in mail.text.splitlines() if line.startswith("http")).removeprefix(
        "http://localhost:8000"
    )
    assert client.get(path).status_code == 200

"""The answer that a partner's page promises is the one that the mail names, and the program's two business days."""

import pytest

from tests.cast import claim
from tests.mailbox import deliver_everything
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.mail.models import OutgoingMail
from towpath.web.shell.formats import moment_in_zone


@pytest.mark.rule("DRG-11")
def test_the_page_and_the_mail_name_the_same_moment(cast, by, client, noon):
    ref = registrations.register(by(cast.nadia), claim()).reference
    deliver_everything(noon)
    due = moment_in_zone(Clock.objects.get(kind="sla.first_contact").due_at, "Europe/Berlin")
    assert due in OutgoingMail.objects.get(kind="deals.acknowledgement", person=cast.nadia).text
    client.force_login(cast.nadia)
    assert due in client.get(f"/portal/deals/registrations/{ref}").content.decode()

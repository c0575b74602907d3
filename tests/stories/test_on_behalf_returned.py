"""A registration on behalf of an alliance partner is returned: its preparers amend it, the partner only waits (DRG-21)."""

import pytest

from tests.cast import claim
from tests.mailbox import deliver_everything
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.history import timeline
from towpath.domain.deals.models import Registration
from towpath.kernel.mail.models import OutgoingMail


@pytest.fixture
def returned(cast, by, noon):
    cast.northwind.kinds = ["alliance"]
    cast.northwind.save()
    ref = registrations.draft(by(cast.elena), claim(), partner=cast.northwind).reference
    registrations.submit(ref, by(cast.omar))
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.hand_over(ref, by(cast.omar), to=cast.emil.pk, why="Elena prepared it herself.")
    OutgoingMail.objects.all().delete()
    registrations.send_back(ref, by(cast.emil), comments="Which department pays?")
    deliver_everything(noon)
    return ref


@pytest.mark.rule("DRG-21", "DRG-22")
def test_who_prepared_it_is_asked_and_the_partner_is_not(returned, cast, client):
    mails = OutgoingMail.objects.filter(kind="deals.returned").select_related("person")
    assert {mail.person for mail in mails} == {cast.elena, cast.omar}
    assert all("Which department pays?" in mail.text and "/portal/" not in mail.text for mail in mails)
    assert not any("department" in one.sentence for one in timeline(cast.nadia, Registration.objects.get()))
    client.force_login(cast.nadia)
    page = client.get(f"/portal/deals/registrations/{returned}").content.decode()
    assert "department" not in page
    assert "Amend and resubmit" not in page
    assert "sales team" in page
    assert "was returned to you" not in client.get("/portal/").content.decode()

"""One mail a day for those who chose so, at eight in the morning of their own zone."""

from datetime import UTC, datetime

import pytest

from tests.cast import claim
from tests.mailbox import deliver_everything
from towpath.domain.deals.actions import registrations
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail
from towpath.notices import digest

State = OutgoingMail.State


@pytest.fixture
def three_waiting(cast, by, noon):
    """Nadia in Berlin chose the digest, and did three things on Tuesday at noon UTC."""
    Person.objects.filter(pk=cast.nadia.pk).update(mail_pace=Person.MailPace.DIGEST)
    references = [registrations.register(by(cast.nadia), claim(deal_name=f"Deal {n}")).reference for n in range(3)]
    deliver_everything(noon)
    return references


def test_nothing_goes_before_eight_of_her_morning(cast, three_waiting):
    assert OutgoingMail.objects.filter(person=cast.nadia, digest=True, state=State.WAITING).count() == 3
    assert digest.gather(datetime(2026, 9, 1, 23, 59, tzinfo=UTC)) == 0
    assert digest.gather(datetime(2026, 9, 2, 5, 59, tzinfo=UTC)) == 0


def test_all_that_waited_is_one_mail(cast, three_waiting):
    eight = datetime(2026, 9, 2, 6, 0, tzinfo=UTC)
    assert digest.gather(eight) == 1
    one = OutgoingMail.objects.get(kind="digest")
    assert (one.to, one.state, one.digest, one.next_try_at) == (cast.nadia.email, State.WAITING, False, eight)
    assert one.subject == f"3 messages: {three_waiting[0]} received: Acme Robotics …"
    for reference in three_waiting:
        assert f"{reference} received: Acme Robotics" in one.text
        assert f"http://localhost:8000/portal/deals/registrations/{reference}" in one.text
        assert f'href="http://localhost:8000/portal/deals/registrations/{reference}"' in one.html
    assert one.text.startswith("Your messages up to Wed 2 Sep 2026:")
    assert "Nothing to do now: we answer by" in one.text
    gathered = OutgoingMail.objects.filter(digest=True)
    assert set(gathered.values_list("state", flat=True)) == {State.GATHERED}
    assert digest.gather(eight) == 0, "a repeat makes no second one"


def test_one_mail_a_day(cast, by, three_waiting):
    digest.gather(datetime(2026, 9, 2, 6, 0, tzinfo=UTC))
    later = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
    registrations.register(by(cast.nadia, at=later), claim(deal_name="Deal 4"))
    deliver_everything(later)
    assert digest.gather(datetime(2026, 9, 2, 20, 0, tzinfo=UTC)) == 0
    assert digest.gather(datetime(2026, 9, 3, 6, 0, tzinfo=UTC)) == 1


def test_who_left_gets_no_digest(cast, three_waiting):
    Person.objects.filter(pk=cast.nadia.pk).update(is_active=False)
    assert digest.gather(datetime(2026, 9, 2, 6, 0, tzinfo=UTC)) == 0
    assert not OutgoingMail.objects.filter(kind="digest").exists()

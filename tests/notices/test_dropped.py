"""Mail that waited is not sent to somebody who lost her access, or her right to read of the record, meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import claim
from tests.mailbox import Mailbox, deliver_everything
from towpath.adapters import mail
from towpath.domain.deals import history
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.mail.standing import _checks
from towpath.notices import digest

State = OutgoingMail.State
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(free_port, settings):
    made = Mailbox(free_port)
    settings.MAIL_URL = made.url
    made.start()
    yield made
    made.stop()


@pytest.fixture
def waiting(cast, by, noon) -> Registration:
    """A registration whose acknowledgement to Nadia and call to Omar wait in the outbox."""
    made = registrations.register(by(cast.nadia), claim())
    deliver_everything(noon)
    return made


def test_who_left_meanwhile_gets_nothing_and_the_history_says_why(cast, box, waiting, noon):
    Person.objects.filter(pk=cast.nadia.pk).update(is_active=False)
    tally = mail.send_waiting(lambda: noon)
    assert (tally.dropped, box.to(cast.nadia.email)) == (1, [])
    assert len(box.to(cast.omar.email)) == 1
    dropped = OutgoingMail.objects.get(person=cast.nadia)
    assert (dropped.state, dropped.sent_at, dropped.last_error) == (State.DROPPED, None, "Nadia has no access any more")
    inside = [line.sentence for line in history.timeline(cast.omar, waiting) if line.kind == "mail"]
    assert f"Mail to {cast.nadia.email}: {dropped.subject} (not sent: Nadia has no access any more)" in inside
    outside = [line.sentence for line in history.timeline(cast.nina, waiting) if line.kind == "mail"]
    assert not any(cast.nadia.email in sentence for sentence in outside)
    assert mail.send_waiting(lambda: noon + timedelta(days=1)).sent == 0, "what is dropped stays dropped"


@pytest.mark.rule("ROL-01")
def test_whose_right_ended_meanwhile_gets_nothing(cast, box, waiting, noon):
    Person.objects.filter(pk=cast.omar.pk).update(roles=[])
    mail.send_waiting(lambda: noon)
    assert (box.to(cast.omar.email), len(box.to(cast.nadia.email))) == ([], 1)
    assert OutgoingMail.objects.get(person=cast.omar).last_error == "Omar may not see it any more"


def test_where_it_cannot_be_told_the_message_waits(cast, box, waiting, noon):
    kept = _checks["deals.registration"]
    _checks["deals.registration"] = lambda reader, record: 1 // 0  # type: ignore[assignment, return-value]
    try:
        tally = mail.send_waiting(lambda: noon)
    finally:
        _checks["deals.registration"] = kept
    assert (tally.sent, tally.put_off, box.accepted) == (0, 2, [])
    assert mail.send_waiting(lambda: noon + timedelta(hours=1)).sent == 2


def test_a_digest_leaves_out_what_its_reader_may_not_see_any_more(cast, by, noon, box):
    Person.objects.filter(pk=cast.omar.pk).update(mail_pace=Person.MailPace.DIGEST)
    registrations.register(by(cast.nadia), claim())
    deliver_everything(noon)
    Person.objects.filter(pk=cast.omar.pk).update(roles=[])
    assert digest.gather(datetime(2026, 9, 2, 8, tzinfo=UTC)) == 0
    row = OutgoingMail.objects.get(person=cast.omar)
    assert (row.state, row.last_error) == (State.DROPPED, "Omar may not see it any more")

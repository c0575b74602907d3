"""Put a message in the outbox, in the transaction of whatever it tells; the mail adapter takes it from there."""

from datetime import datetime
from email.utils import parseaddr
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from towpath.kernel.events.log import enqueue
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.mail.models import OutgoingMail

SEND_TASK = "towpath.mail.send"
LONGEST_SUBJECT = 250


def put(
    event: Event,
    *,
    kind: str,
    to: str,
    person: Person | None,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    digest: bool = False,
) -> OutgoingMail | None:
    """Keep one message about an event's record; None when this address has had this kind for this event already.

    What a demonstration does goes out to nobody: None too.

    `digest` keeps it until the person's daily gathering; else its sending is enqueued in the same transaction.
    """
    if event.organisation is not None and event.organisation.kind == Organisation.Kind.DEMONSTRATION:
        return None
    mail, made = OutgoingMail.objects.get_or_create(
        event=event,
        kind=kind,
        to=to,
        defaults={
            "person": person,
            "subject": one_line(subject),
            "text": text,
            "html": html,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            "digest": digest,
            "message_id": message_id(f"{event.pk}/{kind}/{to.lower()}"),
            "made_at": now,
            "next_try_at": None if digest else now,
        },
    )
    if not made:
        return None
    if not digest:
        enqueue(SEND_TASK, queue="mail", mail_id=mail.pk)
    return mail


def one_line(text: str) -> str:
    """A subject fit for a header: one line, cut with an ellipsis."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SUBJECT else words[: LONGEST_SUBJECT - 1] + "…"


def message_id(mark: str) -> str:
    """The Message-ID of a message, the same however often it is made: by it a mailbox can tell a repeat."""
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid5(NAMESPACE_URL, f'{settings.BASE_URL}/mail/{mark}')}@{domain}>"

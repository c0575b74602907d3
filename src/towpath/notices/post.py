"""From a letter to the outbox: at once or for the digest, as the reader chose."""

from datetime import datetime

from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.mail import outbox
from towpath.notices.letter import Letter, rendered


def post(event: Event, kind: str, reader: Person, letter: Letter, now: datetime, *, urgent: bool = False) -> None:
    """One message of a kind to one person, in the caller's transaction; a repeat does nothing.

    An urgent one goes out at once, whatever pace the person chose.
    """
    text, html = rendered(letter)
    outbox.put(
        event,
        kind=kind,
        to=reader.email,
        person=reader,
        subject=letter.subject,
        text=text,
        html=html,
        now=now,
        digest=not urgent and reader.mail_pace == Person.MailPace.DIGEST,
    )

"""From a letter to the outbox: at once or for the digest, as the reader chose."""

from collections.abc import Iterable
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


def post_to_all(event: Event, kind: str, readers: Iterable[Person | None], letter: Letter, now: datetime) -> None:
    """The same to several: each once, those who have access and did not do it themselves; None is nobody."""
    for reader in {one.pk: one for one in readers if one is not None}.values():
        if reader.pk != event.actor_id and reader.is_active:
            post(event, kind, reader, letter, now)


def post_to_address(event: Event, kind: str, to: str, letter: Letter, now: datetime) -> None:
    """One message to an address rather than to a person: a mailbox, or somebody without access (any more) to what it names."""
    text, html = rendered(letter)
    outbox.put(event, kind=kind, to=to, person=None, subject=letter.subject, text=text, html=html, now=now)

"""The history of a registration in words, cut to what the reader may know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from towpath.domain.deals.models import Comment, Registration
from towpath.kernel.events.decided import records
from towpath.kernel.events.history import judged
from towpath.kernel.events.models import Event
from towpath.kernel.events.registry import HAPPENINGS, sentence
from towpath.kernel.identity.models import Person
from towpath.kernel.kept_reads import KeptRead
from towpath.kernel.mail.models import OutgoingMail
from towpath.program.book import Book

SUBJECT = Registration._meta.label_lower
RETURNED = "deals.registration.returned"
SAID = ("deals.registration.commented", "deals.registration.told_partner", "deals.registration.partner_commented")


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. For a partner, `actor` names only her colleagues and the vendor as such."""

    kind: str  # "event", "comment" or "mail"
    at: datetime
    sentence: str
    name: str = ""
    actor: str = ""
    on_behalf_of: str = ""
    door: str = ""
    body: str = ""
    audience: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    decisions: tuple[dict[str, Any], ...] = field(default=())
    judged: tuple[tuple[int, int, str], ...] = ()  # as in kernel.events.history.Line


def timeline(
    actor: Person, registration: Registration, *, vendor: str = "", events: list[Event] | None = None
) -> list[Entry]:
    """Everything the reader may know, newest first, in three queries.

    vendor  the vendor's name, shown to partners in place of a person's on acts of the vendor
    events  what `events_of` gave, where the caller has it already
    """
    inside = actor.is_internal
    shown = [
        *_events(registration, events, inside=inside, vendor=vendor),
        *_comments(registration, inside=inside),
        *_mails(actor, registration, inside=inside),
    ]
    return sorted(shown, key=lambda entry: entry.at)[::-1]  # of one moment, what happened last stands first


EVENTS: KeptRead[Event] = KeptRead(
    lambda subject: (
        Event.objects.filter(subject_type=SUBJECT, subject_id=subject)
        .select_related("actor", "on_behalf_of")
        .only("name", "at", "door", "data", "actor__name", "actor__organisation_id", "on_behalf_of__name")
        .order_by("id")
    ),
    subject=int,
)
COMMENTS: KeptRead[Comment] = KeptRead(lambda registration: _said(registration), registration=int)
SHARED: KeptRead[Comment] = KeptRead(
    lambda registration: _said(registration).filter(audience=Comment.Audience.SHARED), registration=int
)
MAILS: KeptRead[OutgoingMail] = KeptRead(lambda subject: _sent(subject, "text"), subject=int)
MAILS_TO: KeptRead[OutgoingMail] = KeptRead(
    lambda subject, organisation: (
        _sent(subject).filter(person__organisation=organisation).exclude(state=OutgoingMail.State.DROPPED)
    ),
    subject=int,
    organisation=int,
)


def _said(registration: int) -> QuerySet[Comment]:
    said = Comment.objects.filter(registration=registration).select_related("author")
    return said.only("registration", "at", "body", "audience", "author__name")


def _sent(subject: int, *also: str) -> QuerySet[OutgoingMail]:
    sent = OutgoingMail.objects.filter(subject_type=SUBJECT, subject_id=subject)
    return sent.only("kind", "to", "subject", "state", "made_at", "sent_at", *also)


def events_of(registration: Registration) -> list[Event]:
    """The events of a registration, oldest first, with what its history shows; the people's names alone."""
    return EVENTS.rows(subject=registration.pk)


def decisions(
    registration: Registration, book: Book, *, partner: bool = False, events: list[Event] | None = None
) -> list[dict[str, Any]]:
    """Every decision that was made on a registration, newest first, as kept in its events, with its moment and address.

    For a partner only those whose page she may read.
    """
    return [
        {**decision, "at": event.at, "event": event.name, "address": (event.pk, number)}
        for event in reversed(events_of(registration) if events is None else events)
        for number, decision in records(event.data)
        if not partner or may_read(decision, book)
    ]


def may_read(decision: Mapping[str, Any], book: Book) -> bool:
    """Whether a decision rests only on pages that partners may read."""
    pages = {reason["rule"] for reason in decision["because"]} | {decision["question"]}
    return all(page in book and book[page].audience == "partner" for page in pages)


def _events(registration: Registration, events: list[Event] | None, *, inside: bool, vendor: str) -> list[Entry]:
    found = []
    for event in events_of(registration) if events is None else events:
        words = "" if event.name in SAID else sentence(event.name, event.data, inside=inside)
        if event.name == RETURNED and registration.on_behalf and not inside:
            continue  # it went back to the vendor's own people, who prepared it (DRG-21)
        if not words or event.name not in HAPPENINGS:
            continue
        ours = event.actor is not None and event.actor.organisation_id == registration.organisation_id
        changed = event.data.get("changed", {}) if inside or ours else {}
        found.append(
            Entry(
                kind="event",
                at=event.at,
                sentence=words,
                name=event.name,
                actor=_who(event, inside=inside or ours, vendor=vendor),
                on_behalf_of=event.on_behalf_of.name if inside and event.on_behalf_of else "",
                door=event.door if inside else "",
                changes=tuple((n.replace("_", " "), c["before"], c["after"]) for n, c in changed.items()),
                decisions=tuple({**one, "address": (event.pk, number)} for number, one in records(event.data))
                if inside
                else (),
                judged=judged(event) if inside else (),
            )
        )
    return found


def _who(event: Event, *, inside: bool, vendor: str) -> str:
    if event.actor is None:
        return "Towpath"
    return event.actor.name if inside else vendor


def _comments(registration: Registration, *, inside: bool) -> list[Entry]:
    said = (COMMENTS if inside else SHARED).rows(registration=registration.pk)
    return [
        Entry(
            kind="comment",
            at=one.at,
            sentence=one.author.name,
            actor=one.author.name,
            body=one.body,
            audience=one.audience,
            name="deals.comment",
        )
        for one in said
    ]


def _mails(actor: Person, registration: Registration, *, inside: bool) -> list[Entry]:
    if inside:
        sent = MAILS.rows(subject=registration.pk)
    else:
        sent = MAILS_TO.rows(subject=registration.pk, organisation=actor.organisation_id or 0)
    return [
        Entry(
            kind="mail",
            at=one.sent_at or one.made_at,
            sentence=f"Mail to {one.to}: {one.subject}" + _not_sent(one),
            name=one.kind,
            body=one.text if inside else "",
            audience=one.state,
        )
        for one in sent
    ]


def _not_sent(mail: OutgoingMail) -> str:
    return f" (not sent: {mail.last_error})" if mail.state == OutgoingMail.State.DROPPED else ""

"""The history of any record in words. Registrations have their own, with comments and mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from towpath.kernel.events.decided import kept_in, on_pages_for_partners
from towpath.kernel.events.models import Event
from towpath.kernel.events.registry import HAPPENINGS, sentence
from towpath.program.book import Book


@dataclass(frozen=True)
class Line:
    """One line of a history.

    changes  (field, before, after)
    of       the other record that it is read with, or ""
    judged   (event, number, identifiers of the rules) of each decision of the program in it
    """

    kind: str
    at: datetime
    sentence: str
    name: str
    actor: str
    door: str
    changes: tuple[tuple[str, str, str], ...]
    of: str = ""
    judged: tuple[tuple[int, int, str], ...] = ()


def lines(
    subject: models.Model,
    *,
    limit: int = 100,
    outside: str = "",
    beside: Mapping[int, str] | None = None,
    book: Book | None = None,
) -> list[Line]:
    """What happened to a record, newest first, in one query: for the vendor's people.

    outside  for the people of the record's own partner instead: the vendor's name, which stands for its people; inner
             events and changes are left out
    book     for people of the partner: which pages they may read, and so which decisions their lines lead to
    beside   other records of the kind, id -> name, whose histories are read together with this one
    """
    others = beside or {}
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id__in=[subject.pk, *others])
    return [
        Line(
            kind="event",
            at=event.at,
            sentence=sentence(event.name, event.data, inside=not outside),
            name=event.name,
            actor=_who(event, outside),
            door=event.door,
            changes=()
            if outside
            else tuple(
                (field.replace("_", " "), change["before"], change["after"])
                for field, change in event.data.get("changed", {}).items()
            ),
            of=others.get(event.subject_id, ""),
            judged=judged(event, None if not outside else book or NO_BOOK),
        )
        for event in events.select_related("actor").order_by("-id")[:limit]
        if event.name in HAPPENINGS and (not outside or HAPPENINGS[event.name].outside)
    ]


NO_BOOK = object()


def judged(event: Event, outside: object | None = None) -> tuple[tuple[int, int, str], ...]:
    """(event, number, identifiers of the rules) of each decision in an event.

    outside  the book, for people of a partner: only what rests on pages that they may read
    """
    return tuple(
        (
            event.pk,
            one.number,
            ", ".join(dict.fromkeys(r for reason in one.record["because"] for r in reason["catalogue_ids"])),
        )
        for one in kept_in(event)
        if outside is None or (isinstance(outside, Book) and on_pages_for_partners(one, outside))
    )


def _who(event: Event, outside: str) -> str:
    if event.actor is None:
        return "Towpath"
    return outside if outside and event.actor.is_internal else event.actor.name

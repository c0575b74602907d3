"""The history of any record in words. Registrations have their own, with comments and mails."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from towpath.kernel.events.models import Event
from towpath.kernel.events.registry import HAPPENINGS, sentence


@dataclass(frozen=True)
class Line:
    """One line of a history; `changes` are (field, before, after)."""

    kind: str
    at: datetime
    sentence: str
    name: str
    actor: str
    door: str
    changes: tuple[tuple[str, str, str], ...]


def lines(subject: models.Model, *, limit: int = 100, outside: str = "") -> list[Line]:
    """What happened to a record, newest first, in one query: for the vendor's people.

    outside  for the people of the record's own partner instead: the vendor's name, which stands for its people; inner
             events and changes are left out
    """
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
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
        )
        for event in events.select_related("actor").order_by("-id")[:limit]
        if event.name in HAPPENINGS and (not outside or HAPPENINGS[event.name].outside)
    ]


def _who(event: Event, outside: str) -> str:
    if event.actor is None:
        return "Towpath"
    return outside if outside and event.actor.is_internal else event.actor.name

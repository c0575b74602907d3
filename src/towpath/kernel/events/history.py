"""The history of any record in words, for the vendor's people. Registrations have their own, with comments and mails."""

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


def lines(subject: models.Model, *, limit: int = 100) -> list[Line]:
    """What happened to a record, newest first, in one query."""
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return [
        Line(
            kind="event",
            at=event.at,
            sentence=sentence(event.name, event.data, inside=True),
            name=event.name,
            actor=event.actor.name if event.actor else "Towpath",
            door=event.door,
            changes=tuple(
                (field.replace("_", " "), change["before"], change["after"])
                for field, change in event.data.get("changed", {}).items()
            ),
        )
        for event in events.select_related("actor").order_by("-id")[:limit]
        if event.name in HAPPENINGS
    ]

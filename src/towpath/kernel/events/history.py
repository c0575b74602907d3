"""The history of any record in words. Registrations have their own, with comments and mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from towpath.kernel.events.models import Event
from towpath.kernel.events.registry import HAPPENINGS, sentence


@dataclass(frozen=True)
class Line:
    """One line of a history; `changes` are (field, before, after), `of` is the other record that it is read with, or ""."""

    kind: str
    at: datetime
    sentence: str
    name: str
    actor: str
    door: str
    changes: tuple[tuple[str, str, str], ...]
    of: str = ""


def lines(
    subject: models.Model, *, limit: int = 100, outside: str = "", beside: Mapping[int, str] | None = None
) -> list[Line]:
    """What happened to a record, newest first, in one query: for the vendor's people.

    outside  for the people of the record's own partner instead: the vendor's name, which stands for its people; inner
             events and changes are left out
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
        )
        for event in events.select_related("actor").order_by("-id")[:limit]
        if event.name in HAPPENINGS and (not outside or HAPPENINGS[event.name].outside)
    ]


def _who(event: Event, outside: str) -> str:
    if event.actor is None:
        return "Towpath"
    return outside if outside and event.actor.is_internal else event.actor.name

"""The decisions that events keep: read back by event and number, and found by the page that they rested on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from towpath.kernel.events.models import Event, Reliance
from towpath.program.book import Book


@dataclass(frozen=True)
class Kept:
    """One decision as an event keeps it. `number` counts from 1 within its event; both together name it for good."""

    event: Event
    number: int
    record: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def pages(self) -> set[str]:
        """Every page that it rests on."""
        return pages_of(self.record)


def records(data: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(number, decision) of an event's data, as the database numbers them: `decisions` in order, then `decision`."""
    listed, single = data.get("decisions"), data.get("decision")
    found = [*(listed if isinstance(listed, list) else ()), *([single] if isinstance(single, Mapping) else ())]
    yield from ((number, one) for number, one in enumerate(found, 1) if isinstance(one, Mapping) and "because" in one)


def kept_in(event: Event) -> list[Kept]:
    """The decisions of one event, in order."""
    return [Kept(event, number, record) for number, record in records(event.data)]


def kept_on(subject_type: str, subject_id: int, limit: int = 200) -> list[Kept]:
    """The decisions on one record, newest first, of its newest events up to a limit; one query."""
    events = Event.objects.filter(subject_type=subject_type, subject_id=subject_id).select_related("actor")
    judging = events.filter(models.Q(data__has_key="decisions") | models.Q(data__has_key="decision")).order_by("-id")
    return [one for event in judging[:limit] for one in reversed(kept_in(event))]


def kept_lately(page: str, limit: int) -> list[Kept]:
    """The newest decisions that rested on a page, newest first, by index; two queries."""
    found = list(
        Reliance.objects.filter(page=page).order_by("-event_id", "-number")[:limit].values_list("event_id", "number")
    )
    events = Event.objects.select_related("actor").in_bulk({event for event, _ in found})
    return [Kept(events[event], number, dict(records(events[event].data))[number]) for event, number in found]


def pages_of(record: Mapping[str, Any]) -> set[str]:
    """Every page that a decision rests on."""
    return {reason["rule"] for reason in record["because"]} | {record["question"]} - {""}


def on_pages_for_partners(kept: Kept, book: Book) -> bool:
    """Whether a decision rests only on pages that partners may read."""
    return all_for_partners(kept.pages, book)


def all_for_partners(pages: Iterable[str], book: Book) -> bool:
    """Whether partners may read every one of these pages."""
    return all(page in book and book[page].audience == "partner" for page in pages)

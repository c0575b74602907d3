"""The page of one decision: what was decided and why, under which wording, on which facts, and what would have had to differ."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Told
from towpath.kernel.events.registry import HAPPENINGS, sentence
from towpath.web.shell import decision_words as words
from towpath.web.shell.addresses import address

#: Where a record of each kind is read: in the workspace, and in the portal where partners read it at all.
RECORDS = {
    "registration": ("workspace:registration", "portal:registration"),
    "opportunity": ("workspace:opportunity", ""),
    "account": ("workspace:account", ""),
    "one_off": ("workspace:one_off", ""),
    "partner": ("workspace:partner", ""),
    "name_change": ("workspace:name_change", "portal:name_change"),
    "merger": ("workspace:merger", ""),
    "billing_record": ("workspace:billing_record", ""),
    "marketplace": ("workspace:marketplace_page", "portal:marketplace_page"),
    "licence_request": ("workspace:licence_request", "portal:licence_request"),
    "preferred": ("workspace:preferred", "portal:preferred"),
    "quote": ("workspace:quote", "portal:quote"),
}


def decision(request: HttpRequest, event: int, number: int) -> HttpResponse:
    """One decision of the program, by its event and its number in it: an address that stays."""
    book, inside = request.occasion.book, request.user.is_internal
    told = queries.one(request.user, book, event, number)
    record, found = told.kept.record, queries.explained(told.kept, book, request.occasion.day, inside=inside)
    context = {
        "title": title_of(record["question"], book),
        "question": record["question"] if inside else book.public_name(record["question"]),
        "told": told,
        "outcome": words.outcome(record["outcome"]),
        "grounds": words.grounds(found, book, inside=inside),
        "facts": words.facts(record["question"], record["facts"]) if found.facts else [],
        "changes": words.changes(found.changes),
        "single": bool(found.changes) or not found.facts,
        "replays": words.replays(found, inside=inside),
        "on": date.fromisoformat(record["on"]) if record["on"] else None,
        "happened": happened(told, inside=inside),
        "record_url": record_address(told, inside=inside),
        "others": others(told, book, inside=inside),
        "inside": inside,
        "here": request.build_absolute_uri(request.path),
    }
    return render(request, "shell/decision.html", context)


def title_of(question: str, book: Any) -> str:
    """What the page of a question is called."""
    return book[question].title if question in book else question.replace("_", " ")


def happened(told: Told, *, inside: bool) -> str:
    """The event in words, where the reader may know it."""
    event = told.kept.event
    return sentence(event.name, event.data, inside=inside) if event.name in HAPPENINGS else ""


def record_address(told: Told, *, inside: bool) -> str:
    """Where the record is read; "" where this reader has no page of it."""
    with suppress(NoReverseMatch):
        return address(RECORDS[told.kind.name][0 if inside else 1], told.reference)
    return ""


def others(told: Told, book: Any, *, inside: bool) -> list[dict[str, str]]:
    """The other decisions of the same event."""
    door = "workspace:decision" if inside else "portal:decision"
    return [
        {"title": title_of(each.record["question"], book), "url": address(door, each.event.pk, each.number)}
        for each in queries.kept_in(told.kept.event)
        if each.number != told.kept.number and (inside or queries.on_pages_for_partners(each, book))
    ]

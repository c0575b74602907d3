"""The page of one decision: what was decided and why, under which wording, on which facts, and what would have had to differ."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Told
from towpath.domain.rulebook.on_rows import OnRow
from towpath.kernel.events.decided import Kept, kept_in, on_pages_for_partners
from towpath.kernel.events.registry import HAPPENINGS, sentence
from towpath.web.shell import decision_words as words
from towpath.web.shell.addresses import address
from towpath.web.shell.standing import day_asked

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
    "duty": ("workspace:renewal_duty", "portal:renewal"),
    "quote": ("workspace:quote", "portal:quote"),
    "order": ("workspace:purchase_order", "portal:purchase_order"),
}


def decision(request: HttpRequest, event: int, number: int) -> HttpResponse:
    """One decision of the program, by its event and its number in it: an address that stays."""
    return _page(request, queries.one(request.user, request.occasion.book, event, number))


def decision_of(request: HttpRequest, record: str, key: str) -> HttpResponse:
    """One that no event keeps, by its record and its key; of a partner also as of another day."""
    on, _problem = day_asked(request.GET.get("on", ""), request.occasion.day)
    return _page(request, queries.one_of(request.occasion, record, key, on))


def _page(request: HttpRequest, told: Told) -> HttpResponse:
    book, inside = request.occasion.book, request.user.is_internal
    record, found = told.kept.record, queries.explained(told.kept, book, request.occasion.day, inside=inside)
    context = {
        "title": title_of(record["question"], book),
        "question": record["question"] if inside else book.public_name(record["question"]),
        "told": told,
        "outcome": words.outcome(record["outcome"]),
        "grounds": words.grounds(found, book, request.user),
        "facts": words.facts(record["question"], record["facts"]) if found.facts else [],
        "changes": words.changes(found.changes),
        "why_none": words.why_none(found),
        "together": found.together,
        "replays": words.replays(found, inside=inside),
        "event": told.kept.event if isinstance(told.kept, Kept) else None,
        "of": told.kept.of if isinstance(told.kept, OnRow) else "",
        "asked_now": isinstance(told.kept, OnRow) and not told.kept.kept,
        "on": date.fromisoformat(record["on"]) if record["on"] else None,
        "happened": happened(told, inside=inside),
        "record_url": record_address(told, inside=inside),
        "others": others(told, book, inside=inside),
        "inside": inside,
        "here": request.build_absolute_uri(request.get_full_path()),
    }
    return render(request, "shell/decision.html", context)


def title_of(question: str, book: Any) -> str:
    """What the page of a question is called."""
    return book[question].title if question in book else question.replace("_", " ")


def happened(told: Told, *, inside: bool) -> str:
    """The event in words, where the reader may know it."""
    event = told.kept.event if isinstance(told.kept, Kept) else None
    if event is None:
        return ""
    return sentence(event.name, event.data, inside=inside) if event.name in HAPPENINGS else ""


def record_address(told: Told, *, inside: bool) -> str:
    """Where the record is read; "" where this reader has no page of it."""
    if told.kind.name == "partner" and not inside:
        return address("portal:compliance")  # where a partner reads of itself
    with suppress(NoReverseMatch):
        return address(RECORDS[told.kind.name][0 if inside else 1], told.reference)
    return ""


def others(told: Told, book: Any, *, inside: bool) -> list[dict[str, str]]:
    """The other decisions of the same event."""
    kept = told.kept
    if not isinstance(kept, Kept):
        return []
    door = "workspace:decision" if inside else "portal:decision"
    return [
        {"title": title_of(each.record["question"], book), "url": address(door, each.event.pk, each.number)}
        for each in kept_in(kept.event)
        if each.number != kept.number and (inside or on_pages_for_partners(each, book))
    ]

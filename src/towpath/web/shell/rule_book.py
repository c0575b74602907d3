"""The rule book: every page of the program in words, for the vendor's people and, where they may read it, for partners."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from towpath.kernel.refusals import NotFound
from towpath.program.book import Book, Page
from towpath.web.shell.wordings import Block, blocks, label, pairs, searchable

SUBJECTS = {
    "deal_registration": "Deal registration",
    "sla": "Time promised",
    "tagging": "Source tags and tagging cases",
    "opportunities": "Opportunities",
    "territories": "Territories and segments",
    "fiscal": "Fiscal calendar",
    "vendor": "The vendor",
}


WHO_OWES = ("team", "escalate_to")  # who inside the vendor owes a promise is no partner's affair


@dataclass(frozen=True)
class Wording:
    """One dated wording of a page, ready to be shown. `last` is the last day on which it holds."""

    since: date
    last: date | None
    standing: str  # "now", "past" or "coming"
    blocks: list[Block]
    invented: bool


def readable(book: Book, inside: bool) -> list[Page]:
    """The pages a reader may open, in order of name: partners read those whose audience is the partner."""
    return [page for page in book if inside or page.audience == "partner"]


def _subject(key: str) -> str:
    """The words for a folder of pages; its own name where nobody gave it words."""
    return SUBJECTS.get(key, key.replace("_", " ").capitalize())


def rules(request: HttpRequest) -> HttpResponse:
    """Every page of the book, by subject, narrowed to those that speak of what was searched for."""
    inside, words = request.user.is_internal, request.GET.get("q", "").strip()[:100]
    today = request.occasion.day
    groups: dict[str, list[dict[str, Any]]] = {}
    everything = readable(request.occasion.book, inside)
    found = [page for page in everything if all(word in searchable(page) for word in words.lower().split())]
    for page in found:
        subject = page.name.split(".")[0]
        groups.setdefault(_subject(subject), []).append(
            {
                "page": page,
                "url": reverse(_door(request) + ":rule", args=[page.name if inside else page.public_name]),
                "since": max((day for day in page.since if day <= today), default=min(page.since)),
                "wordings": len(page.since),
            }
        )
    context = {"groups": groups, "q": words, "count": len(found), "total": len(everything), "here": request.path}
    return render(request, "shell/rule_book/list.html", context | {"inside": inside})


def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One page in words: what it decides, each wording side by side, its source and its examples."""
    book, inside = request.occasion.book, request.user.is_internal
    page = book[name] if name in book and inside else book.outside(name)
    if page is None and not inside and book.outside(book.public_name(name)):
        return redirect("portal:rule", book.public_name(name), permanent=True)  # an address of before the public names
    if page is None:
        raise NotFound("There is no such page for you.")
    context = {
        "page": page,
        "note": re.sub(r"`([^`]+)`", lambda found: f"“{label(found[1])}”", page.note),
        "wordings": wordings(page, request.occasion.day, without=() if inside else WHO_OWES),
        "examples": [
            {"case": e["case"], "on": e["on"], "given": pairs(e["given"]), "expect": pairs(e["expect"]), "cites": e.get("cites", [])}
            for e in page.examples
        ],
        "back": reverse(_door(request) + ":rules"),
        "subject": _(_subject(page.name.split(".")[0])),
        "inside": inside,
    }  # fmt: skip
    return render(request, "shell/rule_book/page.html", context)


def wordings(page: Page, today: date, without: Collection[str] = ()) -> list[Wording]:
    """Every wording, newest first, with what it changed against the one before it; keys of `without` left out."""
    made: list[Wording] = []
    before: Any = None
    for start, end, whole in page.periods():
        wording = {key: value for key, value in whole.items() if key not in without}
        standing = "coming" if start > today else "past" if end is not None and end <= today else "now"
        invented = any(place.split(".")[0] == start.isoformat() for place in page.invented)
        made.append(
            Wording(start, end - timedelta(days=1) if end else None, standing, blocks(wording, before), invented)
        )
        before = wording
    return made[::-1]


def _door(request: HttpRequest) -> str:
    return "workspace" if request.user.is_internal else "portal"

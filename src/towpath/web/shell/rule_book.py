"""The rule book: every page of the program in words, for the vendor's people and, where they may read it, for partners."""

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.kernel.refusals import NotFound
from towpath.program.book import INSIDE_KEYS, Book, Page
from towpath.program.check import due_for_review
from towpath.web.shell import rule_parts as parts
from towpath.web.shell.addresses import address, with_query
from towpath.web.shell.formats import date_words
from towpath.web.shell.wordings import label, searchable

SUBJECTS = {
    "deal_registration": "Deal registration",
    "eligibility": "What a partner may do",
    "compliance": "What tracks and designations ask",
    "partners": "Partners",
    "distribution": "Distribution and billing",
    "quotes": "Quotes",
    "pricing": "Prices and discounts",
    "pursuits": "Renewals, tenders and co-sell",
    "nfr": "Licences that are not for resale",
    "enablement": "Training",
    "sla": "Time promised",
    "tagging": "Source tags and tagging cases",
    "opportunities": "Opportunities",
    "territories": "Territories and segments",
    "library": "Library",
    "fiscal": "Fiscal calendar",
    "vendor": "The vendor",
}
IDENTIFIER = re.compile(r"[A-Za-z]{3}-\d{1,3}")  # of a rule: DRG-17


def readable(book: Book, inside: bool) -> list[Page]:
    """The pages a reader may open, in order of name: partners read those whose audience is the partner."""
    return [page for page in book if inside or page.audience == "partner"]


def subject_words(key: str) -> str:
    """The words for a folder of pages; its own name where nobody gave it words."""
    return SUBJECTS.get(key, key.replace("_", " ").capitalize())


def rules(request: HttpRequest) -> HttpResponse:
    """Every page of the book, by subject, narrowed to those that speak of what was searched for."""
    inside, words = request.user.is_internal, request.GET.get("q", "").strip()[:100]
    today = request.occasion.day
    groups: dict[str, list[dict[str, Any]]] = {}
    everything, named = readable(request.occasion.book, inside), _identifiers(words)
    due = due_for_review(everything, today) if ACCESS.may(request.user, Permission.REVIEW_DRAFT) else []
    only_due = bool(due) and request.GET.get("review") == "due"
    found = [page for page in (due if only_due else everything) if speaks_of(page, words)]
    for page in found:
        groups.setdefault(subject_words(page.name.split(".")[0]), []).append(
            {
                "page": page,
                "url": reverse(_door(request) + ":rule", args=[page.name if inside else page.public_name]),
                "since": max((day for day in page.since if day <= today), default=min(page.since)),
                "wordings": len(page.since),
                "rules": [(each, each in named) for each in page.rules],
                "review": _review(page, today) if page in due else "",
            }
        )
    views = [
        {"label": _("All"), "url": with_query(request, review=""), "current": not only_due},
        {
            "label": _("To be reviewed"),
            "url": with_query(request, review="due"),
            "current": only_due,
            "count": len(due),
        },
    ]
    context = {
        "groups": groups, "q": words, "count": len(found), "total": len(everything), "here": request.path,
        "whole_url": reverse(_door(request) + ":rules_whole"), "views": views if due else [], "only_due": only_due,
    }  # fmt: skip
    return render(request, "shell/rule_book/list.html", context | {"inside": inside})


def whole(request: HttpRequest) -> HttpResponse:
    """The whole book on one page, to be read through and printed: each page as it reads today, and what is to come."""
    book, inside, today = request.occasion.book, request.user.is_internal, request.occasion.day
    without = () if inside else INSIDE_KEYS
    groups: dict[str, list[dict[str, Any]]] = {}
    pages = readable(book, inside)
    for page in pages:
        name = page.name if inside else page.public_name
        groups.setdefault(subject_words(page.name.split(".")[0]), []).append(
            {
                "page": page,
                "id": name.replace(".", "-"),
                "url": reverse(_door(request) + ":rule", args=[name]),
                "note": _note(page),
                "wordings": parts.as_it_stands(page, today, without),
            }
        )
    context = {
        "groups": groups, "count": len(pages), "today": today, "inside": inside, "fingerprint": book.fingerprint,
        "back": reverse(_door(request) + ":rules"),
    }  # fmt: skip
    return render(request, "shell/rule_book/whole.html", context)


def _note(page: Page) -> str:
    """The page's note, with the names of its keys as they are shown."""
    return re.sub(r"`([^`]+)`", lambda found: f"“{label(found[1])}”", page.note)


def _review(page: Page, today: date) -> str:
    """When a page is to be reviewed, or should have been."""
    day = page.review_by or today
    words = _("review was due on %(day)s") if day < today else _("to be reviewed by %(day)s")
    return words % {"day": date_words(day)}


def speaks_of(page: Page, words: str) -> bool:
    """Whether a page speaks of all that was searched for; an identifier of a rule is meant as a whole, DRG-1 is not DRG-17."""
    named = _identifiers(words)
    rest = [word for word in words.lower().split() if word.upper() not in named]
    if not named <= set(page.rules):
        return False
    said = searchable(page) if rest else ""
    return all(word in said for word in rest)


def _identifiers(words: str) -> set[str]:
    return {word.upper() for word in words.split() if IDENTIFIER.fullmatch(word)}


def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One page in words: what it decides, each wording side by side, its source, its examples and who asks it.

    By the identifier of a rule, such as DRG-17, it leads to the page that carries the rule out, or to the list of them.
    """
    book, inside = request.occasion.book, request.user.is_internal
    if IDENTIFIER.fullmatch(name):
        return redirect(_carrying_out(request, name.upper()))
    page = book[name] if name in book and inside else book.outside(name)
    if page is None and not inside and book.outside(book.public_name(name)):
        return redirect("portal:rule", book.public_name(name), permanent=True)  # an address of before the public names
    if page is None:
        raise NotFound("There is no such page for you.")
    return render(request, "shell/rule_book/page.html", _told(request, page))


def _carrying_out(request: HttpRequest, identifier: str) -> str:
    """The address of the one page that carries a rule out for this reader, or of the list of all that do."""
    inside = request.user.is_internal
    found = [page for page in readable(request.occasion.book, inside) if identifier in page.rules]
    if not found:
        raise NotFound("There is no such page for you.")
    if len(found) == 1:
        return address(_door(request) + ":rule", found[0].name if inside else found[0].public_name)
    return f"{reverse(_door(request) + ':rules')}?{urlencode({'q': identifier})}"


def _told(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What the page of a rule shows its reader."""
    book, inside, today = request.occasion.book, request.user.is_internal, request.occasion.day
    without = () if inside else INSIDE_KEYS
    one, other = request.GET.get("one", "").strip()[:10], request.GET.get("other", "").strip()[:10]
    examples = parts.examples(page, book, without)
    return {
        "page": page,
        "note": _note(page),
        "wordings": parts.wordings(page, today, without),
        "compared": parts.compared(page, one, other, today, without),
        "first": min(page.since),
        "today": today,
        "examples": examples,
        "holding": sum(not each["differs"] for each in examples),
        "rules": [(each, address(_door(request) + ":rule", each)) for each in page.rules],
        "enforced": parts.enforced(page) if inside else [],
        "lately": parts.lately(request.user, book, page) if inside else [],
        "back": reverse(_door(request) + ":rules"),
        "here": request.path,
        "address": request.build_absolute_uri(request.path),
        "subject": _(subject_words(page.name.split(".")[0])),
        "inside": inside,
    }


def _door(request: HttpRequest) -> str:
    return "workspace" if request.user.is_internal else "portal"

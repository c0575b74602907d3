"""Drafts of the program: all of them, one with what it changes, and what its author and its reviewer do with it."""

from collections.abc import Callable, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.rulebook import queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import drafts, editions
from towpath.domain.rulebook.changes import change_of, written
from towpath.domain.rulebook.checking import check_page
from towpath.domain.rulebook.models import Draft, DraftPage
from towpath.domain.rulebook.standing import against_publishing, conflicts
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Refusal, Stale
from towpath.program.book import Book
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.rule_book import subject_words
from towpath.web.shell.wordings import Block, blocks, words
from towpath.web.workspace.lists import neighbours, state_chips

STATES = {
    "open": (lazy("Being written"), "attention"), "in_review": (lazy("In review"), "waiting"),
    "sent_back": (lazy("Sent back"), "attention"), "published": (lazy("Published"), "good"), "given_up": (lazy("Given up"), "neutral"),
}  # fmt: skip
HEADS = {
    "title": lazy("Title"), "source": lazy("Where it comes from"), "rules": lazy("Rules"), "note": lazy("Note"),
    "audience": lazy("Who may read it"), "review_by": lazy("To be reviewed by"), "known_outside_as": lazy("Name outside"),
}  # fmt: skip
type Errors = dict[str, list[str]]


def badge(draft: Draft) -> dict[str, str]:
    label, meaning = STATES[draft.state]
    return {"state": draft.state, "label": str(label), "meaning": meaning}


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The three pages about the program: as it is, as it would be, as it was."""
    places = (("rules", _("Rule book")), ("drafts", _("Drafts")), ("editions", _("Editions")))
    return [{"label": text, "url": reverse(f"workspace:{name}"), "current": name == current} for name, text in places]


@internal_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Drafts, those touched last first."""
    if not ACCESS.may(request.user, Permission.VIEW_DRAFT):
        raise NotFound("There is no such page for you.")
    state = request.GET.get("state", "")[:12]
    found = queries.drafts(request.user, state=state, cursor=request.GET.get("cursor", ""))
    book = request.occasion.book
    context = {
        "rows": [{"one": one, "state": badge(one), "pages": [book.title_of(page.name) for page in one.pages.all()]} for one in found.rows],
        "chips": state_chips(request, state, (("", _("All")), *((key, label) for key, (label, _meaning) in STATES.items()))),
        "tabs": tabs(request, "drafts"), "may_start": ACCESS.may(request.user, Permission.EDIT_DRAFT), **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/program/drafts.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft; `page` in the address is the page that one came from."""
    if not ACCESS.may(request.user, Permission.EDIT_DRAFT):
        raise NotFound("There is no such page for you.")
    errors: Errors = {}
    if request.method == "POST":
        try:
            made = drafts.start(request.occasion, title=request.POST.get("title", ""), why=request.POST.get("why", ""))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            named = request.GET.get("page", "")
            known = named in request.occasion.book
            return (
                redirect("workspace:draft_page", made.reference, named)
                if known
                else redirect("workspace:draft", made.reference)
            )
    fields = _described(request.POST, errors)
    context = {"fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/program/new.html", context, status=422 if errors else 200)


def _described(typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    return [
        field("title", _("What is to change"), typed, errors, required=True, maxlength=120, help=_("In a few words, such as: Protection of 60 days from January.")),
        field("why", _("Why"), typed, errors, kind="textarea", rows=3, required=True, maxlength=1000, help=_("Who reviews it reads this first; it is kept with the edition for good.")),
    ]  # fmt: skip


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One draft: what it changes, beside what is in force, and what can be done with it now."""
    return _page(request, queries.draft(request.user, reference))


@internal_only
@require_GET
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """From the list of pages to the page."""
    queries.draft(request.user, reference)
    return redirect("workspace:draft_page", reference, request.GET.get("page", "")[:100] or "-")


def _page(
    request: HttpRequest, found: Draft, errors: Errors | None = None, name: str = "", typed: Any = None
) -> HttpResponse:
    book, errors = request.occasion.book, errors or {}
    moves = {each.name for each in drafts.MOVES.offered(found, request.user)}
    stuck = {each.name for each in conflicts(found, book)} if found.state != "published" else set()
    forms = [
        _form(each, errors if each == name else {}, typed if each == name else {}) for each in FORMS if each in moves
    ]
    told = [each for form in forms for each in form["fields"]]
    changes = [
        _change(each, book, each.name in stuck) for each in sorted(found.pages.all(), key=lambda page: page.name)
    ]
    context = {
        "draft": found, "state": badge(found), "changes": changes, "forms": forms, "moves": moves, "history": lines(found),
        "errors": summary(errors, told), "edition": getattr(found, "publication", None), "pages": _choices(book),
        "begins_on": min((day for each in changes for day in each["days"]), default=None),
        "described": _described({"title": found.title, "why": found.why}, {}),
        "against": _against(found, book, request.occasion.day) if "publish" in moves else [],
    }  # fmt: skip
    return render(request, "workspace/program/draft.html", context, status=422 if errors else 200)


def _against(found: Draft, book: Book, today: date) -> list[str]:
    return [str(each) for each in against_publishing(found, book.texts, today)]


def _choices(book: Book) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for page in book:
        subject = page.name.split(".")[0]
        groups.setdefault(_(subject_words(subject)), []).append((page.name, page.title))
    return list(groups.items())


def _change(page: DraftPage, book: Book, stuck: bool) -> dict[str, Any]:
    """What a draft changes on one page, and whether that is sound."""
    over = page.draft.state in ("published", "given_up")
    in_force = page.base if over else book.texts.get(page.name, "")
    made = change_in_words(page.name, page.text, in_force, book) | {
        "stuck": stuck,
        "yours": _lines(page.text, in_force) if stuck else [],
        "theirs": _lines(in_force, page.text) if stuck else [],
    }
    if not over and "unreadable" not in made:
        made["wrong"] = len(check_page(page.name, page.text, book).findings)
    return made


def _lines(text: str, other: str) -> list[tuple[str, bool]]:
    """The lines of a page as it is written, each with whether the other side has it otherwise."""
    lines = text.splitlines()
    same: set[int] = set()
    for block in SequenceMatcher(None, lines, other.splitlines(), autojunk=False).get_matching_blocks():
        same.update(range(block.a, block.a + block.size))
    return [(line, at not in same) for at, line in enumerate(lines)]


def change_in_words(name: str, text: str, before: str, book: Book) -> dict[str, Any]:
    """What a page says otherwise than before, as words side by side; a page that cannot be read says so."""
    made: dict[str, Any] = {
        "name": name,
        "title": book.title_of(name),
        "sides": [],
        "heads": [],
        "days": [],
        "wrong": 0,
    }
    try:
        change = change_of(name, text, before)
        said, was = written(text), written(before)
    except (ValueError, KeyError, AttributeError):
        return made | {"wrong": 1, "unreadable": True}
    made["days"] = [*change.new, *change.gone]
    made["sides"] = [_side(day, said["since"], was["since"]) for day in change.new]
    made["sides"] += [
        {"since": day, "gone": True, "after": [], "before": blocks(was["since"][day.isoformat()])}
        for day in change.gone
    ]
    made["heads"] = [
        (str(HEADS[key]), words(was.get(key, ""), key), words(said.get(key, ""), key))
        for key in change.head
        if key in HEADS
    ]
    made["examples"] = (len(was["example"]), len(said["example"])) if "example" in change.head else None
    return made


def _side(day: date, wordings: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    """A new wording beside the one that it follows, or that it replaces before it ever held."""
    key = day.isoformat()
    earlier = max((each for each in {**was, **wordings} if each < key), default="")
    source = was.get(key) or was.get(earlier) or wordings.get(earlier)
    before: list[Block] = blocks(source) if source else []
    held = date.fromisoformat(key if key in was else earlier) if source else None
    return {
        "since": day,
        "held": held,
        "replaced": key in was,
        "before": before,
        "after": blocks(wordings[key], source),
    }


# -- moves -------------------------------------------------------------------------------------------------------------

FORMS: dict[str, tuple[Any, str, Any, str]] = {
    "publish": (lazy("Publish"), "primary", lazy("What changes, for everybody who reads the history"), "note"),
    "send_back": (lazy("Send back"), "secondary", lazy("What is to be done"), "reason"),
    "submit": (lazy("Ask for review"), "primary", None, ""),
    "take_back": (lazy("Take back"), "secondary", None, ""),
    "give_up": (lazy("Give up"), "danger", lazy("Why"), "reason"),
}
ACTS: dict[str, Callable[..., Any]] = {
    "submit": drafts.submit, "take_back": drafts.take_back, "give_up": drafts.give_up, "describe": drafts.describe,
    "publish": editions.publish, "send_back": editions.send_back, "leave": drafts.leave, "bring_forward": drafts.bring_forward,
}  # fmt: skip
ASKED = {"give_up": ("reason",), "describe": ("title", "why"), "publish": ("note",), "send_back": ("reason",), "leave": ("page",), "bring_forward": ("page", "keep")}  # fmt: skip
DONE = {
    "submit": lazy("A review is asked for. Nothing can be changed in the draft until it is answered or taken back."),
    "take_back": lazy("Taken back: you can go on writing."), "give_up": lazy("Given up. It stays readable."),
    "describe": lazy("Changed."), "send_back": lazy("Sent back to its author."), "leave": lazy("The page stays as it is in force."),
    "bring_forward": lazy("Decided."),
    "publish": lazy("Published. It is in force now; each new wording holds from its own day."),
}  # fmt: skip


def _form(name: str, errors: Errors, typed: Any) -> dict[str, Any]:
    text, kind, asked, key = FORMS[name]
    fields = (
        [
            field(
                key,
                asked,
                typed or {},
                errors,
                id=f"{name}_{key}",
                kind="textarea",
                rows=3,
                required=True,
                maxlength=1000,
            )
        ]
        if key
        else []
    )
    return {"name": name, "label": text, "kind": kind, "fields": fields}


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One move of a draft."""
    if name not in ACTS:
        raise NotFound("There is no such move.")
    said = {key: request.POST.get(key, "") for key in ASKED.get(name, ())}
    version = request.POST.get("version", "")
    try:
        ACTS[name](reference, request.occasion, **said, version=int(version) if version.isdigit() else None)
    except (Invalid, NotReady, NotAllowed, Stale) as refusal:
        return _page(request, queries.draft(request.user, reference), _told(refusal, name), name, request.POST)
    messages.success(request, str(DONE[name]))
    return redirect("workspace:draft", reference)


def _told(refusal: Refusal, name: str) -> Errors:
    return refusal.errors if isinstance(refusal, Invalid) else {name: [str(refusal)]}

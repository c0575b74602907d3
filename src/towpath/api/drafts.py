"""The program as it is changed: drafts written, checked, reviewed and published. Editions are in `editions`."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import Given, Line, Plain, Sentence, Shown
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import drafts as acts
from towpath.domain.rulebook.actions import editions as publishing
from towpath.domain.rulebook.checking import Finding
from towpath.domain.rulebook.models import Draft, Publication
from towpath.domain.rulebook.standing import against_publishing, conflicts
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

drafts = Router(tags=["drafts of the program"])
State = Literal["open", "in_review", "sent_back", "published", "given_up"]
PageName = Annotated[Line, Field(examples=["deal_registration.protection"])]
Text = Annotated[str, Field(max_length=200_000, description="The whole page, as TOML.")]


class DraftBrief(Shown):
    reference: str
    href: str
    title: str
    why: str
    state: State
    author: str
    reviewer: str | None
    answer: str = Field(description="Why it was sent back.")
    pages: list[str]
    edition: int | None
    changed_at: datetime
    version: int


class PageShown(Shown):
    name: str
    text: str
    changed_in_force_too: bool


class DraftShown(DraftBrief):
    texts: list[PageShown]


class DraftList(Shown):
    items: list[DraftBrief]
    next: str | None
    previous: str | None


class DraftsAsked(Given):
    state: Literal["", "open", "in_review", "sent_back", "published", "given_up"] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class ProgramDraftIn(Given):
    title: Line
    why: Sentence


class Described(Plain):
    title: Line
    why: Sentence


class PageIn(Plain):
    page: PageName
    text: Text


class PageNamed(Plain):
    page: PageName


class PageDecided(PageNamed):
    keep: Literal["mine", "theirs"]


class WithNote(Plain):
    note: Sentence


class WithReason(Plain):
    reason: Sentence


class FindingShownOfDraft(Shown):
    page: str
    line: int
    place: list[str | int]
    what: str
    remedy: str


class Checked(Shown):
    sound: bool
    findings: list[FindingShownOfDraft]


def _brief(one: Draft) -> dict[str, Any]:
    published: Publication | None = getattr(one, "publication", None)
    return {
        "reference": one.reference, "href": f"/api/v1/program/drafts/{one.reference}", "title": one.title, "why": one.why,
        "state": one.state, "author": one.author.name, "reviewer": one.reviewer.name if one.reviewer else None,
        "answer": one.answer, "pages": sorted(each.name for each in one.pages.all()), "edition": published.number if published else None,
        "changed_at": one.changed_at, "version": one.version,
    }  # fmt: skip


def _whole(request: HttpRequest) -> Callable[[Draft], DraftShown]:
    def shown(one: Draft) -> DraftShown:
        stuck = {each.name for each in conflicts(one, occasion_of(request).book)} if one.state != "published" else set()
        pages = [
            PageShown(name=each.name, text=each.text, changed_in_force_too=each.name in stuck)
            for each in sorted(one.pages.all(), key=lambda page: page.name)
        ]
        return DraftShown(**_brief(one), texts=pages)

    return shown


def may(request: HttpRequest, permission: Permission) -> Person:
    inside(request)
    return entitled(request, ACCESS, permission)


# -- drafts ------------------------------------------------------------------------------------------------------------


@drafts.get("", response=DraftList, operation_id="list_drafts")
def list_drafts(request: HttpRequest, asked: DraftsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Drafts of the program, those touched last first."""
    page = queries.drafts(may(request, Permission.VIEW_DRAFT), **asked.model_dump())
    return answer_page(DraftList, page, lambda one: DraftBrief(**_brief(one)))


@drafts.post("", response={201: DraftShown}, operation_id="start_draft")
def start_draft(request: HttpRequest, body: ProgramDraftIn) -> HttpResponse:
    """Begin a change of the program as it is in force now. Nothing changes before it is published."""
    actor = may(request, Permission.EDIT_DRAFT)

    def act(occasion: Occasion) -> HttpResponse:
        made = acts.start(occasion, **body.model_dump())
        shown = _whole(request)(queries.draft(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@drafts.get("/{reference}", response=DraftShown, operation_id="read_draft")
def read_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """One draft with the pages that it changes."""
    return answer(_whole(request)(queries.draft(inside(request), read_reference(reference))))


def _carried(request: HttpRequest, reference: str, act: Callable[..., Any], body: Plain) -> HttpResponse:
    actor, found = inside(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.draft(actor, found),
        _whole(request),
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@drafts.post("/{reference}/describe", response=DraftShown, operation_id="describe_draft")
def describe(request: HttpRequest, reference: str, body: Described) -> HttpResponse:
    """Change the title and the reason."""
    return _carried(request, reference, acts.describe, body)


@drafts.post("/{reference}/write", response=DraftShown, operation_id="write_page_of_draft")
def write(request: HttpRequest, reference: str, body: PageIn) -> HttpResponse:
    """Put down a page as the draft would have it. It may still be wrong: `check` says what is."""
    return _carried(request, reference, acts.write, body)


@drafts.post("/{reference}/leave", response=DraftShown, operation_id="leave_page_of_draft")
def leave(request: HttpRequest, reference: str, body: PageNamed) -> HttpResponse:
    """Let a page stay as it is in force."""
    return _carried(request, reference, acts.leave, body)


@drafts.post("/{reference}/bring_forward", response=DraftShown, operation_id="bring_draft_forward")
def bring_forward(request: HttpRequest, reference: str, body: PageDecided) -> HttpResponse:
    """Decide a page that was changed in force too: the draft's stays, or the one in force."""
    return _carried(request, reference, acts.bring_forward, body)


@drafts.post("/{reference}/check", response=Checked, operation_id="check_draft")
def check(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Everything that keeps the draft from being published now. Nothing is kept."""
    found = queries.draft(inside(request), read_reference(reference))
    occasion = occasion_of(request)
    against = against_publishing(found, occasion.book.texts, occasion.day)
    return answer(Checked(sound=not against, findings=[finding(each) for each in against]))


def finding(each: Finding) -> FindingShownOfDraft:
    return FindingShownOfDraft(
        page=each.page, line=each.line, place=list(each.place), what=each.what, remedy=each.remedy
    )


@drafts.post("/{reference}/submit", response=DraftShown, operation_id="submit_draft")
def submit(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Ask for review; refused page by page while anything does not hold."""
    return _carried(request, reference, acts.submit, body)


@drafts.post("/{reference}/take_back", response=DraftShown, operation_id="take_draft_back")
def take_back(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Go on writing instead of waiting for the review."""
    return _carried(request, reference, acts.take_back, body)


@drafts.post("/{reference}/send_back", response=DraftShown, operation_id="send_draft_back")
def send_back(request: HttpRequest, reference: str, body: WithReason) -> HttpResponse:
    """Give a draft back to its author with what is to be done."""
    return _carried(request, reference, publishing.send_back, body)


@drafts.post("/{reference}/publish", response=DraftShown, operation_id="publish_draft")
def publish(request: HttpRequest, reference: str, body: WithNote) -> HttpResponse:
    """Put a draft in force: another person than its author."""
    return _carried(request, reference, publishing.publish, body)


@drafts.post("/{reference}/give_up", response=DraftShown, operation_id="give_draft_up")
def give_up(request: HttpRequest, reference: str, body: WithReason) -> HttpResponse:
    """End a draft without publishing it."""
    return _carried(request, reference, acts.give_up, body)

"""Editions of the program: what was published, the way back, and what was changed by hand since the newest one."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import answer, answer_page, occasion_of
from towpath.api.drafts import FindingShownOfDraft, finding, may
from towpath.api.fields import Given, Line, Sentence, Shown
from towpath.api.once import once
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.access import Permission
from towpath.domain.rulebook.actions import editions as acts
from towpath.domain.rulebook.by_hand import ByHand
from towpath.domain.rulebook.models import Publication
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound, NotReady

editions = Router(tags=["editions of the program"])


class Paging(Given):
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class RollBackIn(Given):
    reason: Sentence


class TakeUpIn(Given):
    note: Sentence


class EditionShown(Shown):
    number: int
    href: str
    kind: Literal["found", "drafted", "rolled_back", "by_hand", "brought"]
    note: str
    pages: list[str]
    begins_on: date | None = Field(description="The first day on which anything new is judged by.")
    commit: str
    fingerprint: str
    draft: str | None
    author: str | None
    reviewer: str | None
    rolls_back: int | None
    published_at: datetime


class EditionList(Shown):
    items: list[EditionShown]
    next: str | None
    previous: str | None


class HandCommitShown(Shown):
    commit: str
    author: str = Field(description="As the commit says it.")
    committed_at: datetime
    note: str
    pages: list[str]
    in_force: bool


class ByHandShown(Shown):
    edition: int = Field(description="The newest edition: all of this came since.")
    commits: list[HandCommitShown]
    uncommitted: list[str] = Field(description="Pages whose files are not as they were committed.")
    pages: list[str] = Field(description="Pages that read otherwise than in the edition.")
    begins_on: date | None = Field(description="The first day on which anything new is judged by.")
    in_force: bool
    findings: list[FindingShownOfDraft] = Field(description="Why it is not in force.")
    unusual: list[FindingShownOfDraft] = Field(description="What publishing a draft would have refused.")
    set_back: bool = Field(description="The branch stands before the edition.")


def _shown(one: Publication) -> EditionShown:
    names = ("number", "kind", "note", "pages", "begins_on", "commit", "fingerprint", "published_at")
    return EditionShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/program/editions/{one.number}",
        draft=one.draft.reference if one.draft else None, author=one.author.name if one.author else None,
        reviewer=one.reviewer.name if one.reviewer else None, rolls_back=one.rolls_back.number if one.rolls_back else None,
    )  # fmt: skip


def _by_hand(found: ByHand) -> ByHandShown:
    commits = [
        HandCommitShown(
            commit=each.told.commit, author=each.told.author, committed_at=each.told.at, note=each.told.note,
            pages=list(each.told.pages), in_force=each.in_force,
        )
        for each in found.commits
    ]  # fmt: skip
    return ByHandShown(
        edition=found.edition, commits=commits, uncommitted=list(found.uncommitted), pages=sorted(found.after),
        begins_on=found.begins_on if not found.findings else None, in_force=found.in_force, set_back=found.set_back,
        findings=[finding(each) for each in found.findings], unusual=[finding(each) for each in found.unusual],
    )  # fmt: skip


@editions.get("", response=EditionList, operation_id="list_editions")
def list_editions(request: HttpRequest, asked: Paging = Query(...)) -> HttpResponse:  # noqa: B008
    """What was published, the newest first."""
    page = queries.publications(may(request, Permission.VIEW_PUBLICATION), **asked.model_dump())
    return answer_page(EditionList, page, _shown)


@editions.get("/by_hand", response=ByHandShown, operation_id="read_changes_by_hand")
def read_by_hand(request: HttpRequest) -> HttpResponse:
    """What was changed by hand in the repository of the program since the newest edition, commit by commit."""
    occasion = occasion_of(request)
    found = queries.by_hand(may(request, Permission.VIEW_PUBLICATION), occasion.book, occasion.day)
    if found is None:
        raise NotFound("Nothing was published yet: the program is as Towpath brought it.")
    return answer(_by_hand(found))


@editions.post("/take_up", response={201: EditionShown}, operation_id="take_up_changes_by_hand")
def take_up(request: HttpRequest, body: TakeUpIn) -> HttpResponse:
    """Make an edition of what was changed by hand; refused with the findings where the program does not prove."""
    actor = may(request, Permission.KEEP)
    return once(request, lambda occasion: _made(actor, acts.take_up(occasion, note=body.note)))


@editions.post("/keep", response=EditionShown, operation_id="keep_program")
def keep(request: HttpRequest) -> HttpResponse:
    """Let Towpath keep the program as a git repository in its home from now on; the newest edition."""
    actor = may(request, Permission.KEEP)
    return once(request, lambda occasion: answer(_shown(queries.publication(actor, acts.keep(occasion).number))))


@editions.post("/bring", response={201: EditionShown}, operation_id="bring_pages_of_an_upgrade")
def bring(request: HttpRequest) -> HttpResponse:
    """Bring pages that this version of Towpath asks for and the kept program lacks."""
    actor = may(request, Permission.KEEP)

    def act(occasion: Occasion) -> HttpResponse:
        made = acts.bring(occasion)
        if made is None:
            raise NotReady("The program lacks no page.", remedy="There is nothing to bring.")
        return _made(actor, made)

    return once(request, act)


def _made(actor: Person, edition: Publication) -> HttpResponse:
    shown = _shown(queries.publication(actor, edition.number))
    return answer(shown, 201, Location=shown.href)


@editions.get("/{number}", response=EditionShown, operation_id="read_edition")
def read_edition(request: HttpRequest, number: Annotated[int, Field(ge=1, le=2**31 - 1)]) -> HttpResponse:
    """One edition."""
    return answer(_shown(queries.publication(may(request, Permission.VIEW_PUBLICATION), number)))


@editions.post("/{number}/roll_back", response={201: EditionShown}, operation_id="roll_back_program")
def roll_back(
    request: HttpRequest, number: Annotated[int, Field(ge=1, le=2**31 - 1)], body: RollBackIn
) -> HttpResponse:
    """Put the pages of an earlier edition in force again, at once, as a new edition."""
    actor = may(request, Permission.ROLL_BACK)

    return once(request, lambda occasion: _made(actor, acts.roll_back(number, occasion, reason=body.reason)))

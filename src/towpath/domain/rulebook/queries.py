"""What lists and pages read; every reader takes the actor."""

from datetime import date

from django.db.models import Max, QuerySet

from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.by_hand import ByHand, since_edition
from towpath.domain.rulebook.models import Comparison, DifferingCase, Draft, Publication
from towpath.domain.rulebook.repository import Committed, Repository
from towpath.kernel import program_folder
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book

LATEST = Sort("latest", "changed_at", descending=True)
NEWEST = Sort("newest", "number", descending=True)
IN_ORDER = Sort("order", "id")


def drafts(actor: Person | None, *, state: str = "", cursor: str = "", size: int = 50) -> Page[Draft]:
    """Drafts, those touched last first; of one state where it is named."""
    rows = ACCESS.rows(actor, Permission.VIEW_DRAFT, _whole_drafts())
    rows = rows.filter(state=state) if state else rows
    return page(rows, LATEST, cursor=cursor, size=size)


def draft(actor: Person | None, reference: str) -> Draft:
    """One draft with its pages; NotFound when it is not the actor's to see."""
    found = (
        ACCESS.rows(actor, Permission.VIEW_DRAFT, _whole_drafts()).filter(reference=reference.strip().upper()).first()
    )
    if found is None:
        raise NotFound(f"There is no draft {reference} for you.")
    return found


def _whole_drafts() -> QuerySet[Draft]:
    return Draft.objects.select_related("author", "reviewer", "publication").prefetch_related("pages")


def publications(actor: Person | None, *, cursor: str = "", size: int = 50) -> Page[Publication]:
    """The editions of the program that were published, the newest first."""
    return page(
        ACCESS.rows(actor, Permission.VIEW_PUBLICATION, _whole_publications()), NEWEST, cursor=cursor, size=size
    )


def publication(actor: Person | None, number: int) -> Publication:
    """One edition; NotFound when there is none of this number, or it is not the actor's to see."""
    found = ACCESS.rows(actor, Permission.VIEW_PUBLICATION, _whole_publications()).filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no edition {number} of the program for you.")
    return found


def _whole_publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("author", "reviewer", "draft", "rolls_back")


def comparisons(actor: Person | None, draft: Draft) -> list[Comparison]:
    """What was tried with a draft, the newest first; the last twenty."""
    rows = Comparison.objects.filter(draft=draft).select_related("asked_by").defer("texts", "result")
    return list(ACCESS.rows(actor, Permission.VIEW_COMPARISON, rows).order_by("-id")[:20])


def comparison(actor: Person | None, reference: str) -> Comparison:
    """One comparison with its draft; NotFound when it is not the actor's to see."""
    rows = Comparison.objects.select_related("draft", "asked_by")
    found = ACCESS.rows(actor, Permission.VIEW_COMPARISON, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no comparison {reference} for you.")
    return found


def differing(
    one: Comparison, *, effect: str = "", question: str = "", partner: str = "", lapsed: bool = False
) -> QuerySet[DifferingCase]:
    """The cases of a comparison that differ, in the order of the past; narrowed by what is named."""
    rows = DifferingCase.objects.filter(comparison=one)
    for name, value in (("effect", effect), ("question", question), ("partner", partner)):
        rows = rows.filter(**{name: value}) if value else rows
    return rows.exclude(lapse="") if lapsed else rows


def differing_page(rows: QuerySet[DifferingCase], *, cursor: str = "", size: int = 50) -> Page[DifferingCase]:
    return page(rows, IN_ORDER, cursor=cursor, size=size)


def editions_made() -> int:
    """How many editions there are: they are counted without gaps."""
    return Publication.objects.aggregate(newest=Max("number"))["newest"] or 0


def by_hand(actor: Person | None, book: Book, today: date) -> ByHand | None:
    """What was changed by hand since the newest edition; None while there is no edition, or where they are not the actor's to see.

    NotReady where the repository of the program, or a page in it, cannot be read.
    """
    newest = ACCESS.rows(actor, Permission.VIEW_PUBLICATION, Publication.objects.order_by("-number")).first()
    if newest is None:
        return None
    with Repository(program_folder.in_use()) as repository:
        return since_edition(newest, repository, book, today)


def hand_commits_of(edition: Publication, before: Publication) -> list[Committed]:
    """The commits by hand that came between two editions, the newest first."""
    with Repository(program_folder.in_use()) as repository:
        return [each for each in repository.commits(before.commit, edition.commit) if each.commit != edition.commit]


def texts_of(edition: Publication) -> dict[str, str]:
    """The pages of an edition, name -> text, from the repository of the program."""
    with Repository(program_folder.in_use()) as repository:
        return repository.texts_at(edition.commit)


def texts_now() -> dict[str, str]:
    """The pages that lie in the folder of the program, name -> text, whether they prove or not."""
    return program_folder.texts(program_folder.in_use())[0]

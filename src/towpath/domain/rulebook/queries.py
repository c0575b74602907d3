"""What lists and pages read; every reader takes the actor."""

from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.models import Draft, Publication
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

LATEST = Sort("latest", "changed_at", descending=True)
NEWEST = Sort("newest", "number", descending=True)


def drafts(actor: Person | None, *, state: str = "", cursor: str = "", size: int = 50) -> Page[Draft]:
    """Drafts, those touched last first; of one state where it is named."""
    rows = ACCESS.rows(actor, Permission.VIEW_DRAFT, Draft.objects.select_related("author", "reviewer"))
    rows = rows.filter(state=state) if state else rows
    return page(rows.prefetch_related("pages"), LATEST, cursor=cursor, size=size)


def draft(actor: Person | None, reference: str) -> Draft:
    """One draft with its pages; NotFound when it is not the actor's to see."""
    rows = Draft.objects.select_related("author", "reviewer", "publication").prefetch_related("pages")
    found = ACCESS.rows(actor, Permission.VIEW_DRAFT, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no draft {reference} for you.")
    return found


def publications(actor: Person | None, *, cursor: str = "", size: int = 50) -> Page[Publication]:
    """The editions of the program that were published, the newest first."""
    rows = Publication.objects.select_related("author", "reviewer", "draft", "rolls_back")
    return page(ACCESS.rows(actor, Permission.VIEW_PUBLICATION, rows), NEWEST, cursor=cursor, size=size)


def publication(actor: Person | None, number: int) -> Publication:
    """One edition; NotFound when there is none of this number, or it is not the actor's to see."""
    rows = Publication.objects.select_related("author", "reviewer", "draft", "rolls_back")
    found = ACCESS.rows(actor, Permission.VIEW_PUBLICATION, rows).filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no edition {number} of the program for you.")
    return found

"""Clocks for pages: which of a registration a reader may look at, who was told of one, and those behind a report's figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from towpath.domain.deals import queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.lifecycles import WITH_VENDOR
from towpath.domain.deals.models import Registration
from towpath.domain.enablement import nfr_queries
from towpath.domain.enablement.models import LicenceRequest
from towpath.kernel.clocks.attainment import Filters, counted
from towpath.kernel.clocks.events import BREACHED, RECOMPUTED, WARNED
from towpath.kernel.clocks.follow import LIVE, clocks_of
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.events.registry import sentence
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import program_zone
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book

SUBJECT = Registration._meta.label_lower
LICENCE_REQUEST = LicenceRequest._meta.label_lower


@dataclass(frozen=True)
class Told:
    """Something that was said about a clock, in words, and when."""

    at: datetime
    sentence: str


def one(actor: Person, reference: str, clock_id: int, book: Book) -> tuple[Clock, Registration]:
    """A clock of a registration, with it; NotFound when either is not the reader's.

    Partners see only clocks of pages that they may read: what is promised to them, not who inside is late.
    """
    registration = queries.one(actor, reference)
    clock = clocks_of(registration).select_related("owner").prefetch_related("pauses").filter(pk=clock_id).first()
    if clock is None or not (actor.is_internal or book[clock.kind].audience == "partner"):
        raise NotFound(f"There is no such clock on {reference} for you.")
    return clock, registration


def promises(registrations: Iterable[Registration], book: Book) -> dict[int, datetime]:
    """By when a partner is promised an answer on each registration, by its id, in one query; those without are left out.

    Of the live clocks that she may read of the last one, as `faces.promised` shows it on her page; none while it pauses.
    A registration that was begun in this very act has its clocks with it, and needs no query.
    """
    with_us = [one for one in registrations if one.state in WITH_VENDOR]
    hers = [page.name for page in book if page.audience == "partner"]
    begun = {one.pk: one._clocks_begun for one in with_us if hasattr(one, "_clocks_begun")}
    moments = [(key, clock.due_at) for key, clocks in begun.items() for clock in clocks if clock.kind in hers]
    if elder := [one.pk for one in with_us if one.pk not in begun]:
        live = Clock.objects.filter(subject_type=SUBJECT, subject_id__in=elder, state__in=LIVE, kind__in=hers)
        moments += live.values_list("subject_id", "due_at")
    last: dict[int, datetime | None] = {}
    for subject, due_at in moments:
        before = last.get(subject, due_at)
        last[subject] = max(before, due_at) if before and due_at else None
    return {subject: moment for subject, moment in last.items() if moment is not None}


def told(clock: Clock, registration: Registration) -> list[Told]:
    """Who heard of this clock's warning, breach and new due moments, oldest first. For the vendor's people."""
    events = Event.objects.filter(
        subject_type=SUBJECT, subject_id=registration.pk, name__in=(WARNED, BREACHED, RECOMPUTED), at__gte=clock.started_at
    )  # fmt: skip
    return [
        Told(event.at, sentence(event.name, event.data, inside=True))
        for event in events.order_by("id")
        if event.data.get("clock") == clock.pk
    ]


def behind(
    actor: Person, book: Book, filters: Filters, *, met: bool | None = None, cursor: str = "", size: int = 50
) -> tuple[Page[Clock], int]:
    """The clocks behind a figure of the attainment report, newest first, and how many there are in all.

    Only clocks of registrations and licence requests that the actor may see; the report itself counts every region for
    those who may read it.
    NotFound for those who may not.
    """
    if not ACCESS.may(actor, Permission.ATTAINMENT):
        raise NotFound("There is no such report for you.")
    clocks = counted(filters, program_zone(book))
    if met is not None:
        clocks = clocks.filter(Q(met=True) if met else ~Q(met=True) | Q(met=None))
    mine = clocks.filter(
        Q(subject_type=SUBJECT, subject_id__in=queries.visible(actor).values("pk"))
        | Q(subject_type=LICENCE_REQUEST, subject_id__in=nfr_queries.visible(actor).values("pk"))
    )
    return page(
        mine.select_related("owner"), Sort("newest", "id", descending=True), cursor=cursor, size=size
    ), clocks.count()

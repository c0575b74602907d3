"""Decisions of the program, wherever they were made: one by its address, those on a record, those that used a page lately.

Every reader takes the actor: she finds decisions on records that she may see. A partner's people find, of their own
records, those that rest on pages which partners may read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Model

from towpath.domain.rulebook.records import BY_TYPE, KINDS, Kind
from towpath.kernel.books.shelf import BookNotKept, kept
from towpath.kernel.events.decided import Kept, kept_in, kept_lately, kept_on, on_pages_for_partners
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book
from towpath.program.counterfactual import Change, nearest
from towpath.program.decision import Reason
from towpath.program.problem import BadBook
from towpath.program.replay import Replay, Wording, replayed, wording_now

# What these questions ask is known of the partner itself. Others compare it with rivals, or look into a customer's
# past: their reasons may be for partners to read, the facts behind them are not (DRG-02).
ABOUT_THE_PARTNER = ("deal_registration.", "eligibility.", "partners.", "nfr.", "compliance.", "distribution.")


@dataclass(frozen=True)
class Told:
    """A kept decision, and the record that it was made on."""

    kept: Kept
    kind: Kind
    record: Model

    @property
    def reference(self) -> str:
        return str(getattr(self.record, "reference", ""))


@dataclass(frozen=True)
class Ground:
    """A reason, and what became since of the wording that it rests on."""

    reason: Reason
    wording: Wording


@dataclass(frozen=True)
class Explained:
    """All that can be said of a decision today.

    then     asked again of the very book that made it; "unasked" where that is not kept
    now      asked of the present book, on the same day with the same facts
    changes  per fact the nearest value that would have changed the outcome, under the book that made it where it is kept
    facts    whether the reader may know them; `changes` are empty where she may not
    """

    grounds: tuple[Ground, ...]
    then: Replay
    now: Replay
    changes: tuple[Change, ...]
    facts: bool


def one(actor: Person, book: Book, event: int, number: int) -> Told:
    """One decision by its address; NotFound for what does not exist, is not hers, or rests on pages that she may not read."""
    found = Event.objects.select_related("actor").filter(pk=event).first()
    decision = next((each for each in kept_in(found) if each.number == number), None) if found else None
    told = _told(actor, book, [decision]) if decision else []
    if not told:
        raise NotFound("There is no such decision for you.")
    return told[0]


def on_record(actor: Person | None, book: Book, reference: str, *, kind: str = "") -> tuple[Kind, Model, list[Told]]:
    """A record by its reference, of whatever kind, and the decisions on it, newest first; NotFound when it is not hers."""
    wanted = reference.strip().upper().replace(" ", "")
    for each in KINDS:
        found = each.rows(actor).filter(reference=wanted).first() if kind in ("", each.name) else None
        if found is not None:
            decisions = kept_on(each.subject_type, found.pk)
            return each, found, [Told(one, each, found) for one in decisions if _for(actor, one, book)]
    raise NotFound(f"There is no record {reference} for you.")


def lately(actor: Person, book: Book, page: str, limit: int = 10) -> list[Told]:
    """The newest decisions that rested on a page, on records that the actor may see.

    Looked for among the newest hundred: who sees one region alone may be told fewer.
    """
    return _told(actor, book, kept_lately(page, 100))[:limit]


def explained(kept_one: Kept, book: Book, today: date, *, inside: bool) -> Explained:
    """A decision with what became of its rules, both replays, and what would have had to differ."""
    record = kept_one.record
    then_book, missing = _book_of(record["book"])
    then = replayed(record, then_book) if then_book is not None else Replay("unasked", why=missing)
    open_facts = inside or record["question"].startswith(ABOUT_THE_PARTNER)
    reasons = [Reason.from_record(each) for each in record["because"]]
    grounds = tuple(
        Ground(each, wording_now(each.rule, each.in_force_since, then_book, book, today)) for each in reasons
    )
    changes = changes_of(kept_one, then_book or book) if open_facts else ()
    return Explained(grounds, then, replayed(record, book), changes, open_facts)


def changes_of(decision: Kept, book: Book) -> tuple[Change, ...]:
    """What would have had to differ; nothing where the question cannot be asked any more."""
    record = decision.record
    if not record["question"] or not record["on"]:
        return ()
    try:
        return nearest(record["question"], record["facts"], book, date.fromisoformat(record["on"]))
    except (LookupError, ValueError, ArithmeticError):
        return ()


def _book_of(fingerprint: str) -> tuple[Book | None, str]:
    """The book that decided, or None and why it is not to be had."""
    try:
        return kept(fingerprint), ""
    except BookNotKept:
        return None, "The book that decided is not kept: it decided before books were."
    except BadBook:
        return None, "The book that decided is written in a way that is not read any more."


def _for(actor: Person | None, decision: Kept, book: Book) -> bool:
    return actor is None or actor.is_internal or on_pages_for_partners(decision, book)


def _told(actor: Person, book: Book, decisions: Iterable[Kept]) -> list[Told]:
    """The decisions on records that the actor may see, in their order; one query a kind of record."""
    open_ones = [each for each in decisions if each.event.subject_type in BY_TYPE and _for(actor, each, book)]
    rows: dict[tuple[str, int], Model] = {}
    for subject_type, each in groupby(sorted(open_ones, key=_type), key=_type):
        found = BY_TYPE[subject_type].rows(actor).in_bulk({one.event.subject_id for one in each})
        rows |= {(subject_type, key): row for key, row in found.items()}
    return [
        Told(each, BY_TYPE[each.event.subject_type], rows[each.event.subject_type, each.event.subject_id])
        for each in open_ones
        if (each.event.subject_type, each.event.subject_id) in rows
    ]


def _type(decision: Kept) -> str:
    return decision.event.subject_type

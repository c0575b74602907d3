"""Decisions of the program, wherever they were made: one by its address, those on a record, those that used a page lately.

Every reader takes the actor: she finds decisions on records that she may see. A partner's people find, of their own
records, those that rest on pages which partners may read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from django.db.models import Model

from towpath.domain.rulebook.on_rows import OnRow, of_row
from towpath.domain.rulebook.records import BY_PREFIX, BY_TYPE, Kind
from towpath.kernel.books.shelf import BookNotKept, kept
from towpath.kernel.events.decided import Kept, all_for_partners, kept_in, kept_lately, kept_on
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book
from towpath.program.counterfactual import Change, nearest, together
from towpath.program.decision import Reason
from towpath.program.problem import BadBook
from towpath.program.questions import question
from towpath.program.replay import Replay, Wording, replayed, wording_now

# What these questions ask is known of the partner itself. Others compare it with rivals, or look into a customer's
# past: their reasons may be for partners to read, the facts behind them are not (DRG-02).
ABOUT_THE_PARTNER = ("deal_registration.", "eligibility.", "partners.", "nfr.", "compliance.", "distribution.")


# Why no single fact would have changed an outcome: the rule book is only looked up; several conditions failed; nothing
# failed, and every case one fact away is answered alike; the question cannot be asked any more; the facts are not the reader's.
type WhyNone = Literal["", "looked_up", "several", "near", "unasked", "closed"]


@dataclass(frozen=True)
class Told:
    """A decision, kept in an event or beside them, and the record that it was made on."""

    kept: Kept | OnRow
    kind: Kind
    record: Model

    @property
    def reference(self) -> str:
        return str(getattr(self.record, "reference", ""))

    @property
    def address(self) -> str:
        """Where it stands below the decisions of any door: "4711/1", or "of/QUO00042-1/line-2"."""
        if isinstance(self.kept, Kept):
            return f"{self.kept.event.pk}/{self.kept.number}"
        return f"of/{self.reference}/{self.kept.key}"


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
    why_none why there is no such change; "" where there is one
    together several facts that would have changed it with one another, in a sentence, where no single one would; or ""
    facts    whether the reader may know them; `changes` are empty where she may not
    rules    whether she may read the pages that it rests on; without it `then` and `now` are None
    then, now  None also where it was asked just now
    """

    grounds: tuple[Ground, ...]
    then: Replay | None
    now: Replay | None
    changes: tuple[Change, ...]
    why_none: WhyNone
    together: str
    facts: bool
    rules: bool


def one(actor: Person, book: Book, event: int, number: int) -> Told:
    """One decision by its address; NotFound for what does not exist, is not hers, or rests on pages that she may not read."""
    found = Event.objects.select_related("actor").filter(pk=event).first()
    decision = next((each for each in kept_in(found) if each.number == number), None) if found else None
    told = _told(actor, book, [decision]) if decision else []
    if not told:
        raise NotFound("There is no such decision for you.")
    return told[0]


def one_of(occasion: Occasion, reference: str, key: str, on: date | None = None) -> Told:
    """One decision that no event keeps, by its record and key; NotFound as with `one`.

    on  the day on which is asked what nothing keeps; without it today
    """
    kind, row = _record(occasion.actor, reference)
    found = next((each for each in _on_row(kind, row, occasion, key, on)), None)
    if found is None:
        raise NotFound("There is no such decision for you.")
    return found


def on_record(occasion: Occasion, reference: str) -> tuple[Kind, Model, list[Told]]:
    """A record by its reference, of whatever kind, and the decisions on it; NotFound when it is not hers.

    Those of its events come first, the newest first, then those that stand on it or are asked now, by their keys.
    """
    kind, row = _record(occasion.actor, reference)
    kept_ones: list[Told] = []
    if kind.rows(occasion.actor).filter(pk=row.pk).exists():
        decisions = kept_on(kind.subject_type, row.pk)
        kept_ones = [Told(one, kind, row) for one in decisions if _for(occasion.actor, one, occasion.book)]
    return kind, row, [*kept_ones, *_on_row(kind, row, occasion)]


def _record(actor: Person | None, reference: str) -> tuple[Kind, Model]:
    """A record that the reader may see, or of which she may at least ask something."""
    wanted = reference.strip().upper().replace(" ", "")
    kind = BY_PREFIX.get(wanted[:3])
    found = kind.asked_of(actor).filter(reference=wanted).first() if kind is not None else None
    if kind is None or found is None:
        raise NotFound(f"There is no record {reference} for you.")
    return kind, found


def _on_row(kind: Kind, row: Model, occasion: Occasion, key: str = "", on: date | None = None) -> Iterator[Told]:
    found = of_row(kind.name, row, occasion, key=key, on=on)
    return (Told(one, kind, row) for one in found if one.opened or _for(occasion.actor, one, occasion.book))


def lately(actor: Person, book: Book, page: str, limit: int = 10) -> list[Told]:
    """The newest decisions that rested on a page, on records that the actor may see.

    Looked for among the newest hundred: who sees one region alone may be told fewer.
    """
    return _told(actor, book, kept_lately(page, 100))[:limit]


def explained(kept_one: Kept | OnRow, book: Book, today: date, *, inside: bool) -> Explained:
    """A decision with what became of its rules, both replays, and what would have had to differ."""
    record = kept_one.record
    kept_still = isinstance(kept_one, Kept) or kept_one.kept
    then_book, missing = _book_of(record["book"]) if kept_still else (book, "")
    rules = inside or all_for_partners(kept_one.pages, book)
    open_facts = inside or (rules and record["question"].startswith(ABOUT_THE_PARTNER))
    then = now = None
    if rules and kept_still:
        then = replayed(record, then_book) if then_book is not None else Replay("unasked", why=missing)
        now = replayed(record, book)
    reasons = [Reason.from_record(each) for each in record["because"]]
    grounds = tuple(
        Ground(each, wording_now(each.rule, each.in_force_since, then_book, book, today)) for each in reasons
    )
    changes, why_none, several = changes_of(record, then_book or book) if open_facts else ((), "closed", "")
    return Explained(grounds, then, now, changes, why_none, several, open_facts, rules)


def changes_of(record: Mapping[str, Any], book: Book) -> tuple[tuple[Change, ...], WhyNone, str]:
    """What would have had to differ; where no single fact would, why, and which would together."""
    name = record["question"]
    if not name or not record["on"]:
        return (), "unasked", ""
    asked = name, record["facts"], book, date.fromisoformat(record["on"])
    try:
        if question(name).facts is None:
            return (), "looked_up", ""
        if found := nearest(*asked):
            return found, "", ""
        several = together(*asked)
    except (LookupError, ValueError, ArithmeticError):
        return (), "unasked", ""
    failed = any(reason.get("mend") for reason in record["because"])
    return (), "several" if failed else "near", several.says if several is not None else ""


def _book_of(fingerprint: str) -> tuple[Book | None, str]:
    """The book that decided, or None and why it is not to be had."""
    try:
        return kept(fingerprint), ""
    except BookNotKept:
        return None, "The book that decided is not kept: it decided before books were."
    except BadBook:
        return None, "The book that decided is written in a way that is not read any more."


def _for(actor: Person | None, decision: Kept | OnRow, book: Book) -> bool:
    return actor is None or actor.is_internal or all_for_partners(decision.pages, book)


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

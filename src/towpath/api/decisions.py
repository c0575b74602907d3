"""Decisions of the program over the API: one by its address, and those on a record of any kind."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, occasion_of, reader
from towpath.api.eligibility import DayAsked, day_of
from towpath.api.fields import Shown
from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Explained, Told
from towpath.domain.rulebook.on_rows import OnRow
from towpath.kernel.events.decided import Kept
from towpath.program.book import Book
from towpath.program.counterfactual import Change
from towpath.program.replay import Replay

router = Router(tags=["decisions"])


class GroundShown(Shown):
    rule: str
    catalogue_ids: list[str]
    in_force_since: date
    source: str
    says: str
    mend: str
    wording: Literal["same", "changed", "rewritten", "gone", "unknown"]
    wording_since: date | None


class ReplayShown(Shown):
    verdict: Literal["same", "other", "unasked"]
    outcome: object
    why: str


class ChangeShown(Shown):
    fact: str
    was: object
    would_be: object
    bound: str
    outcome: object
    says: str


class DecisionBrief(Shown):
    event: int | None = Field(description="None where no event keeps it.")
    number: int | None = Field(description="Which of the event's decisions, from 1.")
    key: str = Field(description="Names it within its record where no event keeps it.", examples=["line-2"])
    of: str = Field(description="Which part of the record it judges; empty for all of it.")
    href: str
    record: str
    kind: str
    question: str
    on: date | None
    at: datetime | None = Field(
        description="When it was made; null where it is asked as things stand, and kept nowhere."
    )
    outcome: object
    says: list[str]


class Decisions(Shown):
    items: list[DecisionBrief]


class DecisionExplained(DecisionBrief):
    because: list[GroundShown]
    facts: dict[str, object] | None
    would_have_changed_it: list[ChangeShown]
    why_no_change: Literal["", "looked_up", "several", "near", "unasked", "closed"] = Field(
        description="Why no single fact would have changed it: the rules are only looked up, more than one fact would "
        "have to differ, every case one fact away is answered alike, it cannot be asked any more, or the facts are not "
        "yours to read."
    )
    together: str = Field(description="Which facts would have changed it with one another, where no single one would.")
    replayed_then: ReplayShown | None = Field(description="Null where it was asked just now, or on closed pages.")
    replayed_now: ReplayShown | None
    book: str | None


@router.get("", response=Decisions, operation_id="list_decisions")
def decisions(request: HttpRequest, record: str = Query(max_length=20)) -> HttpResponse:
    """The decisions on one record: of a registration, an opportunity, a partner, a quote and so on.

    Those that its events keep come first, the newest first. Then those that stand on the record, such as each line's
    discount of a quote, and those that are asked as things stand: what a partner may do, how it complies.
    """
    actor, occasion = actor_of(request), occasion_of(request)
    _kind, _row, found = queries.on_record(occasion, record)
    briefs = [DecisionBrief(**_brief(one, occasion.book, inside=actor.is_internal)) for one in found]
    return answer(Decisions(items=briefs))


@router.get("/of/{record}/{key}", response=DecisionExplained, operation_id="read_decision_of_record")
def decision_of(request: HttpRequest, record: str, key: str, asked: Query[DayAsked]) -> HttpResponse:
    """One decision that no event keeps, in full: by its record and its key, such as `QUO00042-1` and `line-2`.

    `on` asks how a partner stood, or what it might do, on another day.
    """
    actor, occasion = actor_of(request), occasion_of(request)
    told = queries.one_of(occasion, record, key, day_of(asked, occasion.day))
    found = queries.explained(told.kept, occasion.book, occasion.day, inside=actor.is_internal)
    return answer(_explained(told, found, occasion.book, inside=actor.is_internal))


@router.get("/{event}/{number}", response=DecisionExplained, operation_id="read_decision")
def decision(request: HttpRequest, event: int, number: int) -> HttpResponse:
    """One decision in full: reasons with their wordings, facts, both replays, and what would have had to differ.

    `would_have_changed_it` names for each fact the nearest value that changes the outcome. Facts are null where they
    tell of others.
    """
    actor, occasion = reader(request), occasion_of(request)
    told = queries.one(actor, occasion.book, event, number)
    found = queries.explained(told.kept, occasion.book, occasion.day, inside=actor.is_internal)
    return answer(_explained(told, found, occasion.book, inside=actor.is_internal))


def _brief(one: Told, book: Book, *, inside: bool) -> dict[str, Any]:
    record, event = one.kept.record, one.kept if isinstance(one.kept, Kept) else None
    return {
        "event": event.event.pk if event else None,
        "number": event.number if event else None,
        "key": one.kept.key if isinstance(one.kept, OnRow) else "",
        "of": one.kept.of if isinstance(one.kept, OnRow) else "",
        "href": f"/api/v1/decisions/{one.address}",
        "record": one.reference,
        "kind": one.kind.name,
        "question": record["question"] if inside else book.public_name(record["question"]),
        "on": record["on"],
        "at": one.kept.at,
        "outcome": record["outcome"],
        "says": [reason["says"] for reason in record["because"]],
    }


def _explained(told: Told, found: Explained, book: Book, *, inside: bool) -> DecisionExplained:
    record = told.kept.record
    return DecisionExplained(
        **_brief(told, book, inside=inside),
        because=[
            GroundShown(
                rule=each.reason.rule if inside else book.public_name(each.reason.rule),
                catalogue_ids=list(each.reason.catalogue_ids),
                in_force_since=each.reason.in_force_since,
                source=each.reason.source,
                says=each.reason.says,
                mend=each.reason.mend,
                wording=each.wording.standing,
                wording_since=each.wording.since,
            )
            for each in found.grounds
        ],
        facts=dict(record["facts"]) if found.facts else None,
        would_have_changed_it=[_change(each) for each in found.changes],
        why_no_change=found.why_none,
        together=found.together,
        replayed_then=_replay(found.then),
        replayed_now=_replay(found.now),
        book=record["book"] if inside else None,
    )


def _change(one: Change) -> ChangeShown:
    return ChangeShown(
        fact=one.fact, was=one.was, would_be=one.would_be, bound=one.bound, outcome=one.outcome, says=one.says
    )


def _replay(one: Replay | None) -> ReplayShown | None:
    return None if one is None else ReplayShown(verdict=one.verdict, outcome=one.outcome, why=one.why)

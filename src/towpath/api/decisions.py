"""Decisions of the program over the API: one by its address, and those on a record of any kind."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from towpath.api.door import answer, occasion_of, reader
from towpath.api.fields import Shown
from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Explained, Told
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
    event: int
    number: int
    href: str
    record: str
    kind: str
    question: str
    on: date | None
    at: datetime
    outcome: object
    says: list[str]


class Decisions(Shown):
    items: list[DecisionBrief]


class DecisionExplained(DecisionBrief):
    because: list[GroundShown]
    facts: dict[str, object] | None
    would_have_changed_it: list[ChangeShown]
    replayed_then: ReplayShown
    replayed_now: ReplayShown
    book: str | None


@router.get("", response=Decisions, operation_id="list_decisions")
def decisions(request: HttpRequest, record: str = Query(max_length=20)) -> HttpResponse:
    """The decisions on one record, newest first: of a registration, an opportunity, a partner, a quote and so on."""
    actor, book = reader(request), occasion_of(request).book
    _kind, _row, found = queries.on_record(actor, book, record)
    return answer(Decisions(items=[DecisionBrief(**_brief(one, book, inside=actor.is_internal)) for one in found]))


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
    record = one.kept.record
    return {
        "event": one.kept.event.pk,
        "number": one.kept.number,
        "href": f"/api/v1/decisions/{one.kept.event.pk}/{one.kept.number}",
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
        replayed_then=_replay(found.then),
        replayed_now=_replay(found.now),
        book=record["book"] if inside else None,
    )


def _change(one: Change) -> ChangeShown:
    return ChangeShown(
        fact=one.fact, was=one.was, would_be=one.would_be, bound=one.bound, outcome=one.outcome, says=one.says
    )


def _replay(one: Replay) -> ReplayShown:
    return ReplayShown(verdict=one.verdict, outcome=one.outcome, why=one.why)

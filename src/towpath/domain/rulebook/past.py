"""The decisions of the past as the event log and the quotes keep them, in parts, for putting them to another book."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from towpath.basics.periods import Period
from towpath.domain.rulebook.tally import Case, Tally
from towpath.program.compare import BothBooks, PastDecision

AT_ONCE = 20_000  # events or lines read in one statement, or somewhat more: a record is never divided


@dataclass(frozen=True)
class Part:
    """Everything kept of the records [low, high) of one kind; no record stands in two parts."""

    kind: str  # "deals.registration", or LINES
    low: int
    high: int


LINES = "quotes.line"
_EVENTS = """
SELECT d->>'question', (d->'facts')::text, d->>'on', (d->'outcome')::text, d->>'book', e.at,
       coalesce(r.reference, o.reference, q.reference, ''),
       coalesce(p.name, g.name, ''), coalesce(r.region, o.region, q.region, ''),
       coalesce(r.amount, o.amount), coalesce(r.currency, o.currency, ''), coalesce(r.state, o.state, q.state, ''),
       (ro.closed_at AT TIME ZONE 'UTC')::date, r.expires_on, ''
FROM events_event e
CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof(e.data->'decisions') = 'array' THEN e.data->'decisions' ELSE '[]'::jsonb END
    || CASE WHEN jsonb_typeof(e.data->'decision') = 'object' THEN jsonb_build_array(e.data->'decision') ELSE '[]'::jsonb END
) AS d
LEFT JOIN deals_registration r ON e.subject_type = 'deals.registration' AND r.id = e.subject_id
LEFT JOIN partners_partner p ON p.id = r.partner_id
LEFT JOIN accounts_opportunity ro ON ro.id = r.opportunity_id
LEFT JOIN accounts_opportunity o ON e.subject_type = 'accounts.opportunity' AND o.id = e.subject_id
LEFT JOIN quotes_quote q ON e.subject_type = 'quotes.quote' AND q.id = e.subject_id
LEFT JOIN identity_organisation g ON g.id = e.organisation_id
WHERE e.subject_type = %s AND e.subject_id >= %s AND e.subject_id < %s AND e.at >= %s AND e.at < %s
  AND (e.data ? 'decisions' OR e.data ? 'decision')
  AND q.state IS DISTINCT FROM 'draft'
  AND r.demonstration IS NOT TRUE AND (d->>'question') <> '' AND (d->>'on') IS NOT NULL
ORDER BY e.subject_id, e.id
"""
_LINES = """
SELECT l.explained->>'question', (l.explained->'facts')::text, l.explained->>'on', (l.explained->'outcome')::text,
       l.explained->>'book', q.created_at, q.reference, coalesce(p.name, ''), q.region, l.list_amount, q.currency,
       q.state, NULL::date, NULL::date, l.id::text
FROM quotes_line l JOIN quotes_quote q ON q.id = l.quote_id
LEFT JOIN partners_partner p ON p.id = q.resale_partner_id
WHERE l.quote_id >= %s AND l.quote_id < %s AND q.created_at >= %s AND q.created_at < %s
  AND q.state <> 'draft' AND l.explained ? 'question'
ORDER BY l.quote_id, l.id
"""
_KINDS = """
WITH RECURSIVE kinds AS (
    (SELECT subject_type FROM events_event ORDER BY subject_type LIMIT 1)
    UNION ALL
    SELECT (SELECT e.subject_type FROM events_event e WHERE e.subject_type > k.subject_type ORDER BY e.subject_type LIMIT 1)
    FROM kinds k WHERE k.subject_type IS NOT NULL
)
SELECT subject_type FROM kinds WHERE subject_type IS NOT NULL
"""
_NEXT_EVENT = "SELECT subject_id FROM events_event WHERE subject_type = %s AND subject_id >= %s ORDER BY subject_id"
_NEXT_LINE = "SELECT quote_id FROM quotes_line WHERE %s = %s AND quote_id >= %s ORDER BY quote_id"


def parts(rows: int = AT_ONCE) -> list[Part]:
    """All that is kept, in parts of about so many events or lines; each bound is one look at an index."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        kinds = [kind for (kind,) in cursor.fetchall()]
        found = [part for kind in kinds for part in _divided(cursor, kind, _NEXT_EVENT, [kind], rows)]
        return [*found, *_divided(cursor, LINES, _NEXT_LINE, [LINES, LINES], rows)]


def _divided(cursor: Any, kind: str, following: str, given: list[str], rows: int) -> Iterator[Part]:
    low = _first(cursor, following, [*given, 0], 0)
    while low is not None:
        high = _first(cursor, following, [*given, low], rows)
        if high == low:  # one record with more than that
            high = low + 1
        yield Part(kind, low, high if high is not None else 2**62)
        low = _first(cursor, following, [*given, high], 0) if high is not None else None


def _first(cursor: Any, query: str, given: list[Any], offset: int) -> int | None:
    cursor.execute(f"{query} OFFSET %s LIMIT 1", [*given, offset])
    row = cursor.fetchone()
    return row[0] if row else None


def cases(part: Part, period: Period[datetime]) -> Iterator[Case]:
    """The decisions of a part that were made within the period, record by record, oldest first."""
    bounds = [part.low, part.high, period.start, period.end]
    with connection.cursor() as cursor:
        if part.kind == LINES:
            cursor.execute(_LINES, bounds)
        else:
            cursor.execute(_EVENTS, [part.kind, *bounds])
        for row in cursor.fetchall():
            yield _case(row)


def _case(row: tuple[Any, ...]) -> Case:
    question, facts, on, outcome, book, *where = row
    return Case(PastDecision(question, facts, on, outcome, book or ""), *where)


def tallied(
    replay: BothBooks,
    period: Period[datetime],
    today: date,
    which: list[Part],
    done: Callable[[int], None] = lambda parts: None,
) -> Tally:
    """Put every decision of these parts to both books. `done` is told how many parts are through."""
    tally = Tally()
    for number, part in enumerate(which, 1):
        tally.begin_part()
        for case in cases(part, period):
            tally.add(case, replay.put(case.kept), today)
        done(number)
    return tally

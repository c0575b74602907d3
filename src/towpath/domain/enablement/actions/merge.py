"""Many completions at once, from a file or from Credly: staged beside the tables, then merged in a few statements."""
# ruff: noqa: S608 - statements are put together from our own words alone

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connection

from towpath.basics.completion_files import CompletionRow
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.models import CompletionImport
from towpath.kernel.occasion import Occasion

ONE_AT_A_TIME = 7_203_002  # the advisory lock under which completions are merged
AT_ONCE = 10_000  # rows copied between two signs of progress

_STAGED = CompletionRow._fields


@dataclass(frozen=True)
class Merged:
    """How many completions were added, changed and here already, and how many of the rows' learners are at no partner."""

    added: int
    changed: int
    unchanged: int
    unplaced: int


def stage(rows: Iterable[CompletionRow], progress: Callable[[], None] = lambda: None) -> None:
    """Copy rows into a table of this connection; `merge` takes them from there, `clear` takes them away."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMPORARY TABLE arriving_completion (
                line integer, source_id text, email text, domain text, name text, country text, partner text, badge text,
                completed_on date, expires_on date, voucher text, learner_id bigint, completion_id bigint,
                known boolean NOT NULL DEFAULT false
            )
            """
        )
        for some in batched(rows, AT_ONCE):
            with cursor.copy(f"COPY arriving_completion ({', '.join(_STAGED)}) FROM STDIN") as copy:
                for row in some:
                    copy.write_row(row)
            progress()


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.arriving_completion, pg_temp.arriving_learner")


def merge(occasion: Occasion, source: str, of: CompletionImport | None = None) -> Merged:
    """Make the staged rows true, in the caller's transaction: learners, where they work, completions, counts.

    source  "file" or "credly": under which a row's own id is unique
    of      the import whose lines say what to put back when it is undone; None where nothing will be
    """
    named = {"source": source, "of": of.pk if of else None, "on": occasion.day}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("CREATE INDEX ON arriving_completion (email)")
        cursor.execute("ANALYZE arriving_completion")
        for statement in (_LEARNERS_KNOWN, _LEARNERS_BY_ALIAS, _LEARNERS_NEW, _LEARNERS_KNOWN, _WORKING_NOWHERE):
            cursor.execute(statement, named)
        for table in ("arriving_completion", "arriving_learner", "enablement_learner"):
            cursor.execute(f"ANALYZE {table}")  # what was filled in this transaction is unknown to the planner else
        cursor.execute(_EMPLOYED, named)
        for statement in (_WORKS_AT, _SAME_SOURCE, _SAME_COMPLETION, _TWICE):
            cursor.execute(statement, named)
        moved = _one_column(cursor, _FORMER_EMPLOYERS, named)
        if of is not None:
            cursor.execute(_LINES_OF_CHANGED, named)
        cursor.execute(_CHANGE, named)
        changed = cursor.rowcount
        cursor.execute(_ADD, named)
        added = cursor.rowcount
        if of is not None:
            cursor.execute(_LINES_OF_ADDED, named)
        cursor.execute("SELECT count(*) FROM arriving_completion")
        rows = cursor.fetchone()[0]
        unplaced = _one_column(cursor, _UNPLACED, named)[0]
        touched = _one_column(cursor, _EMPLOYERS, named)
    counts.follow(occasion, {*touched, *moved})
    return Merged(added, changed, rows - added - changed, unplaced)


def _one_column(cursor: Any, statement: str, named: dict[str, Any]) -> list[Any]:
    cursor.execute(statement, named)
    return [row[0] for row in cursor.fetchall()]


_LEARNERS_KNOWN = """
    UPDATE arriving_completion a SET learner_id = l.id FROM enablement_learner l
    WHERE a.learner_id IS NULL AND lower(l.email) = a.email
"""
_LEARNERS_BY_ALIAS = """
    UPDATE arriving_completion a SET learner_id = l.learner_id FROM enablement_alias l
    WHERE a.learner_id IS NULL AND lower(l.email) = a.email
"""
_LEARNERS_NEW = """
    INSERT INTO enablement_learner (email, name, country, person_id, employer)
    SELECT DISTINCT ON (a.email) a.email, coalesce(nullif(a.name, ''), split_part(a.email, '@', 1)), a.country, p.id, a.partner
    FROM arriving_completion a LEFT JOIN identity_person p ON lower(p.email) = a.email
    WHERE a.learner_id IS NULL ORDER BY a.email, a.line
"""
# Who never worked anywhere is placed: at the partner that the file names, else at the one of her address's domain. What
# names one that became part of another means that other one.
_WORKING_NOWHERE = """
    CREATE TEMPORARY TABLE arriving_learner AS
    SELECT a.learner_id, min(a.completed_on) AS starts_on, min(a.domain) AS domain,
        (array_agg(a.partner ORDER BY a.line) FILTER (WHERE a.partner <> ''))[1] AS partner
    FROM arriving_completion a
    WHERE NOT EXISTS (SELECT FROM enablement_employment e WHERE e.learner_id = a.learner_id)
    GROUP BY a.learner_id
"""
_EMPLOYED = """
    WITH named AS (
        SELECT key, min(id) AS id FROM (
            SELECT upper(reference) AS key, coalesce(merged_into_id, id) AS id FROM partners_partner
            UNION ALL SELECT upper(name), coalesce(merged_into_id, id) FROM partners_partner
        ) AS k GROUP BY key HAVING count(DISTINCT id) = 1
    ), domains AS (
        SELECT lower(domain) AS domain, min(coalesce(merged_into_id, id)) AS id FROM partners_partner
        WHERE domain <> '' GROUP BY lower(domain) HAVING count(DISTINCT coalesce(merged_into_id, id)) = 1
    )
    INSERT INTO enablement_employment (learner_id, partner_id, starts_on, made_by_id)
    SELECT a.learner_id, coalesce(named.id, domains.id), a.starts_on, %(of)s
    FROM arriving_learner a
    LEFT JOIN named ON named.key = upper(a.partner)
    LEFT JOIN domains ON domains.domain = a.domain
    WHERE coalesce(named.id, domains.id) IS NOT NULL
"""
_WORKS_AT = """
    UPDATE enablement_learner l SET works_at_id = e.partner_id
    FROM arriving_learner a JOIN enablement_employment e ON e.learner_id = a.learner_id
    WHERE l.id = a.learner_id AND e.starts_on <= %(on)s
"""
_SAME_SOURCE = """
    UPDATE arriving_completion a SET completion_id = c.id FROM enablement_completion c
    WHERE c.source = %(source)s AND c.source_id = a.source_id
"""
# The same badge of the same day of the same learner is here already, through another file, by hand or from Credly.
_SAME_COMPLETION = """
    UPDATE arriving_completion a SET known = true FROM enablement_completion c
    WHERE a.completion_id IS NULL AND c.learner_id = a.learner_id AND c.badge = a.badge
        AND c.completed_on = a.completed_on AND c.voided_at IS NULL
"""
# ... or twice in this file, under two addresses of one learner.
_TWICE = """
    UPDATE arriving_completion a SET known = true FROM arriving_completion b
    WHERE a.completion_id IS NULL AND b.learner_id = a.learner_id AND b.badge = a.badge
        AND b.completed_on = a.completed_on AND b.line < a.line
"""
_DIFFERS = """
    c.id = a.completion_id AND (c.voided_at IS NULL OR c.voided_as IN ('undone', 'gone'))
    AND (c.learner_id, c.badge, c.completed_on, c.expires_on, c.voucher, c.voided_at IS NULL)
        IS DISTINCT FROM (a.learner_id, a.badge, a.completed_on, a.expires_on, a.voucher, true)
"""
_FORMER_EMPLOYERS = f"""
    SELECT DISTINCT e.partner_id FROM arriving_completion a JOIN enablement_completion c ON {_DIFFERS}
    JOIN enablement_employment e ON e.learner_id = c.learner_id WHERE c.learner_id <> a.learner_id
"""
_LINES_OF_CHANGED = f"""
    INSERT INTO enablement_importline (of_id, completion_id, version, before)
    SELECT %(of)s, c.id, c.version + 1, jsonb_build_object(
        'learner_id', c.learner_id, 'badge', c.badge, 'completed_on', c.completed_on, 'expires_on', c.expires_on,
        'voucher', c.voucher, 'voided_at', c.voided_at, 'voided_as', c.voided_as)
    FROM arriving_completion a JOIN enablement_completion c ON {_DIFFERS}
"""
_CHANGE = f"""
    UPDATE enablement_completion c SET learner_id = a.learner_id, badge = a.badge, completed_on = a.completed_on,
        expires_on = a.expires_on, voucher = a.voucher, voided_at = NULL, voided_as = '', version = c.version + 1
    FROM arriving_completion a WHERE {_DIFFERS}
"""
_ADD = """
    INSERT INTO enablement_completion
        (learner_id, badge, completed_on, expires_on, source, source_id, voucher, made_by_id)
    SELECT a.learner_id, a.badge, a.completed_on, a.expires_on, %(source)s, a.source_id, a.voucher, %(of)s
    FROM arriving_completion a WHERE a.completion_id IS NULL AND NOT a.known ORDER BY a.line
"""
_LINES_OF_ADDED = """
    INSERT INTO enablement_importline (of_id, completion_id, version)
    SELECT %(of)s, c.id, c.version FROM enablement_completion c WHERE c.made_by_id = %(of)s
"""
_UNPLACED = """
    SELECT count(DISTINCT a.learner_id) FROM arriving_completion a
    JOIN enablement_learner l ON l.id = a.learner_id WHERE l.works_at_id IS NULL
"""
_EMPLOYERS = """
    SELECT DISTINCT e.partner_id FROM arriving_completion a JOIN enablement_employment e ON e.learner_id = a.learner_id
"""

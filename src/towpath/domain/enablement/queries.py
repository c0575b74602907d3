"""What lists and pages read of learning; every reader for people takes the actor. Who holds what is answered in one query."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection

# A completion counts on a day for the partner at which its learner works on that day (CRT-05).
_HELD = """
    FROM enablement_completion c
    JOIN enablement_employment e ON e.learner_id = c.learner_id
        AND e.starts_on <= %(on)s AND (e.ends_on IS NULL OR e.ends_on > %(on)s)
    WHERE c.voided_at IS NULL AND c.completed_on <= %(on)s AND (c.expires_on IS NULL OR c.expires_on > %(on)s)
"""


def holders(partner_pks: Iterable[int], on: date) -> dict[int, dict[str, set[int]]]:
    """Partner -> badge -> the learners who hold it on that day and work there on that day; in one query.

    Expired and voided completions do not count, nor those of people who have left. A partner without any is not in it.
    """
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.partner_id, c.badge, c.learner_id {_HELD} AND e.partner_id = ANY(%(partners)s)",
            {"on": on, "partners": list(partner_pks)},
        )
        for partner, badge, learner in cursor.fetchall():
            found[partner][badge].add(learner)
    return {partner: dict(badges) for partner, badges in found.items()}


def counts(
    partner_pks: Iterable[int], on: date, sales: Collection[str], foundations: Collection[str]
) -> dict[int, tuple[int, int]]:
    """Partner -> (people with any of the sales badges, people with any of the foundations ones) on that day.

    In one query, counted by the database; every partner asked about is in it.
    """
    found = dict.fromkeys(partner_pks, (0, 0))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.partner_id, count(DISTINCT c.learner_id) FILTER (WHERE c.badge = ANY(%(sales)s)), "
            f"count(DISTINCT c.learner_id) FILTER (WHERE c.badge = ANY(%(foundations)s)) {_HELD} "
            "AND c.badge = ANY(%(either)s) AND e.partner_id = ANY(%(partners)s) GROUP BY e.partner_id",
            {
                "on": on,
                "sales": list(sales),
                "foundations": list(foundations),
                "either": [*sales, *foundations],
                "partners": list(found),
            },
        )
        for partner, certified, base in cursor.fetchall():
            found[partner] = (certified, base)
    return found

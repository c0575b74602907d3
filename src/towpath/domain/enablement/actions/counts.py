"""What follows for partners when completions or employments change: their counts, in the same transaction (ELG-01, ELG-02)."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.db import connection, transaction

from towpath.domain.enablement import queries
from towpath.domain.enablement.models import Employment
from towpath.domain.partners.actions import standing
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.enablement.badges import FOUNDATIONS, SALES_CERTIFICATION, counting_as

AT_ONCE = 2_000  # partners reckoned in one statement


def follow(occasion: Occasion, partner_pks: Iterable[int]) -> int:
    """Reckon these partners' counts for the day of the occasion and keep them; returns how many partners changed."""
    book, day, changed = occasion.book, occasion.day, 0
    sales, foundations = (counting_as(purpose, book, day) for purpose in (SALES_CERTIFICATION, FOUNDATIONS))
    for some in batched(sorted(set(partner_pks)), AT_ONCE):
        changed += standing.set_many_counts(occasion, queries.counts(some, day, sales, foundations))
    return changed


def employers_of(learner_pks: Iterable[int]) -> set[int]:
    """Every partner at which these learners have worked: a change of a completion can change any of their counts."""
    pks = list(learner_pks)
    return set(Employment.objects.filter(learner__in=pks).values_list("partner", flat=True))


def follow_learners(occasion: Occasion, learner_pks: Iterable[int]) -> int:
    return follow(occasion, employers_of(learner_pks))


@transaction.atomic
def place_by_the_day(occasion: Occasion) -> int:
    """Let `works_at` follow the employments that began or ended by today; returns how many learners it changed for."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE enablement_learner l SET works_at_id = now.partner_id
            FROM enablement_learner was LEFT JOIN enablement_employment now ON now.learner_id = was.id
                AND now.starts_on <= %(on)s AND (now.ends_on IS NULL OR now.ends_on > %(on)s)
            WHERE was.id = l.id AND l.works_at_id IS DISTINCT FROM now.partner_id
            """,
            {"on": occasion.day},
        )
        return cursor.rowcount


def follow_the_day(occasion: Occasion) -> int:
    """Every night: what ran out, began or ended by today counts or stops counting. Returns how many partners changed.

    A transaction a batch, so that no partner's row is locked for long.
    """
    place_by_the_day(occasion)
    return sum(follow(occasion, some) for some in _all_partners())


def _all_partners() -> Iterator[tuple[int, ...]]:
    yield from batched(
        Partner.objects.filter(demonstration=False).order_by("pk").values_list("pk", flat=True).iterator(), AT_ONCE
    )

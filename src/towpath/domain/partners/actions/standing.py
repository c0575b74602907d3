"""What follows for a partner from what its people have learned: counts and compliance, on the partner's own row.

Computed by the enablement room and kept here, where deals and price read it. These take part in the caller's
transaction and keep no event: the completions and the results of compliance, from which they follow, have theirs.
"""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion


@transaction.atomic
def set_many_counts(occasion: Occasion, counts: Mapping[int, tuple[int, int]]) -> int:
    """Partner -> (sales certified, foundations completed), in one statement; returns how many rows changed.

    Rows are locked in the order of their keys, so that two of these never wait for each other in a ring.
    """
    _lock(counts)
    given = sorted(counts.items())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE partners_partner p SET sales_certified = n.sales, foundations_completed = n.foundations
            FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS n(id, sales, foundations)
            WHERE p.id = n.id AND (p.sales_certified, p.foundations_completed) IS DISTINCT FROM (n.sales, n.foundations)
            """,
            [[pk for pk, _ in given], [sales for _, (sales, _) in given], [base for _, (_, base) in given]],
        )
        return cursor.rowcount


@transaction.atomic
def set_many_compliant(occasion: Occasion, compliant: Mapping[int, bool]) -> int:
    """Partner -> whether it stands well with the program (ELG-03); returns how many rows changed."""
    _lock(compliant)
    changed = 0
    for value in (True, False):
        wanted = [pk for pk, holds in compliant.items() if holds is value]
        changed += Partner.objects.filter(pk__in=wanted, compliant=not value).update(compliant=value)
    return changed


def _lock(partners: Iterable[int]) -> None:
    list(Partner.objects.select_for_update().filter(pk__in=sorted(partners)).order_by("pk").values_list("pk"))

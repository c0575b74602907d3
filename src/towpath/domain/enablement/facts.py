"""Rows turned into plain facts: the only bridge from this room to the program."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from towpath.domain.enablement.lifecycles import ACTIVE, WAITING_LICENCES
from towpath.domain.enablement.models import Attestation, Licence, LicenceRequest
from towpath.domain.partners.models import Partner
from towpath.program.decisions.nfr import NfrFacts


def nfr_facts(
    partner: Partner,
    standing: Mapping[str, Any],
    on: date,
    *,
    product: str,
    amount: int,
    use: str,
    renews: Licence | None,
) -> NfrFacts:
    """What a request of licences is judged by. `standing`: the facts of the eligibility answer for the partner on that day."""
    return NfrFacts(
        **{name: standing[name] for name in ("authorized", "good_standing", "agreement", "track")},
        kinds=tuple(standing["kinds"]),
        people=tuple(tuple(each) for each in standing["people"]),
        evidence=_evidence(partner, on),
        held=held(partner, without=renews),
        product=product,
        amount=amount,
        use=use,
    )


def _evidence(partner: Partner, on: date) -> tuple[str, ...]:
    rows = Attestation.objects.filter(partner=partner, withdrawn_at=None, starts_on__lte=on)
    standing = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return tuple(sorted(set(standing.values_list("kind", flat=True))))


def held(partner: Partner, *, without: Licence | None = None) -> dict[str, int]:
    """Product -> amount that runs or is on its way; what an exception gave counts too."""
    running = Licence.objects.filter(partner=partner, state=ACTIVE).exclude(pk=without.pk if without else None)
    waiting = LicenceRequest.objects.filter(partner=partner, state__in=WAITING_LICENCES)
    found: dict[str, int] = {}
    for rows in (running, waiting):
        for product, amount in rows.order_by().values_list("product").annotate(total=Sum("amount")):
            found[product] = found.get(product, 0) + amount
    return found

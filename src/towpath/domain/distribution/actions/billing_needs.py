"""By night: which partners need billing records that nobody has asked for yet; their managers are told once (BIL-01).

The records themselves are the manager's to ask for: this opens nothing in her name.
"""

from collections.abc import Sequence

from django.db import transaction

from towpath.domain.distribution import events
from towpath.domain.distribution.facts import billing_facts, inactive, route_facts
from towpath.domain.distribution.models import BillingNeed, BillingRecord, Buying
from towpath.domain.partners.facts import authorized
from towpath.domain.partners.lifecycles import IN_PROGRAM
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.distribution.billing import NEEDED, billing
from towpath.program.decisions.distribution.route import route

AT_ONCE = 1000  # partners in one transaction


def follow_the_day(occasion: Occasion) -> int:
    """Look at every partner of the program without a billing record; returns how many needs were found anew."""
    found = after = 0
    while keys := _next(after):
        found, after = found + follow(occasion, keys), keys[-1]
    return found


def _next(after: int) -> list[int]:
    rows = Partner.objects.filter(pk__gt=after, status__in=IN_PROGRAM, demonstration=False, merged_into=None)
    return list(rows.filter(billing_record=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic(durable=True)
def follow(occasion: Occasion, keys: Sequence[int]) -> int:
    """Bring the needs of these partners in step with how they buy and what they signed; one event for each new one."""
    partners = list(Partner.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    asked = set(BillingRecord.objects.filter(partner__in=keys).values_list("partner", flat=True))
    known = dict(BillingNeed.objects.filter(partner__in=keys).values_list("partner", "pk"))
    ways: dict[int, list[Buying]] = {}
    for row in Buying.objects.filter(partner__in=keys):
        ways.setdefault(row.partner_id, []).append(row)
    book, day, away, over, found = occasion.book, occasion.day, inactive(), [], 0
    for partner in partners:
        own = route(route_facts(partner, away=away), book, on=day).outcome
        decision = billing(billing_facts(partner, own, ways.get(partner.pk, ()), day), book, on=day)
        needs = decision.outcome == NEEDED and partner.pk not in asked and authorized(partner, book, day)
        if partner.pk in known and not needs:
            over.append(known[partner.pk])
        elif needs and partner.pk not in known:
            reason = decision.because[0].says
            BillingNeed.objects.create(partner=partner, reason=reason[:300], found_at=occasion.at)
            record(
                events.BILLING_NEEDED, occasion, subject=partner, organisation=partner.organisation_id, reason=reason,
                decision=decision.as_record(),
            )  # fmt: skip
            found += 1
    BillingNeed.objects.filter(pk__in=over).delete()
    return found

"""How partners would stand with the program under another book: in their tracks and designations on the last day compared,
and whether they would earn the service-attach rebate.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from towpath.domain.enablement.histories import STANDING, histories
from towpath.domain.partners.models import Partner
from towpath.domain.rulebook.tally import Case, Tally
from towpath.program.book import NoWordingInForce
from towpath.program.compare import PastDecision, verdict
from towpath.program.decision import Decision, plain
from towpath.program.decisions.ahead import ATTACH, AttachFacts, earns_attach_rebate
from towpath.program.decisions.compliance import History, standing_on

if TYPE_CHECKING:
    from towpath.domain.rulebook.comparison import Comparison

type Both = tuple[Decision[Any], Decision[Any]]  # under the base, and under the other book

AT_ONCE = 1_000
STANDS = (Partner.Status.AUTHORIZED, Partner.Status.ACTIVE)
#: Folders of pages from which compliance follows; other changes leave every partner as it stands.
ASKED = ("compliance.", "partners.", "enablement.")


def stand(one: "Comparison", today: date, tally: Tally) -> None:
    """Count every partner in its track and designations on the last of the days, under either book, into the tally.

    Nothing keeps compliance of the past: it is computed from completions, memberships and evidence, for both alike. Nor
    does anything keep who earned the service-attach rebate: it follows from track and designations (SVC-01).
    """
    changed = {page.name for page in one.changed if page.wordings}
    stands = any(name.startswith(ASKED) for name in changed)
    asked = [put for put, wanted in ((_standing, stands), (_rebate, ATTACH in changed)) if wanted]
    if not asked:
        return
    end = one.span.end or today
    on = min(end - timedelta(days=1), today)
    rows = Partner.objects.filter(status__in=STANDS, demonstration=False, merged_into=None).order_by("pk")
    after = 0
    while some := list(rows.filter(pk__gt=after).only(*STANDING, "name", "region")[:AT_ONCE]):
        past = histories(some, one.base, on)
        for partner in some:
            mine = past[partner.pk]
            for was, would in chain.from_iterable(put(one, mine, on) for put in asked):
                found = verdict(would.question, plain(was.outcome), plain(would.outcome))
                facts = json.dumps(plain(would.facts))
                kept = PastDecision(would.question, facts, on.isoformat(), "", one.base.fingerprint)
                tally.add(Case(kept, one.moments.start, partner.reference, partner.name, partner.region), found, today)
        after = some[-1].pk


def _standing(one: "Comparison", past: History, on: date) -> Iterator[Both]:
    """Its track and each designation under either book."""
    for key in past.subjects(on):
        with suppress(NoWordingInForce):  # the program did not know it yet on that day
            yield standing_on(past, key, one.base, on), standing_on(past, key, one.other, on)


def _rebate(one: "Comparison", past: History, on: date) -> Iterator[Both]:
    """Whether services of its own earn it the rebate under either book, where both have the page."""
    if ATTACH not in one.base or ATTACH not in one.other:
        return
    facts = AttachFacts(past.track(on), past.designations_on(on))
    with suppress(NoWordingInForce):
        yield earns_attach_rebate(facts, one.base, on=on), earns_attach_rebate(facts, one.other, on=on)

"""How partners would stand with the program under another book: its tracks and designations on the last day compared."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from towpath.domain.enablement.histories import STANDING, histories
from towpath.domain.partners.models import Partner
from towpath.domain.rulebook.tally import Case, Tally
from towpath.program.book import NoWordingInForce
from towpath.program.compare import PastDecision, Verdict, verdict
from towpath.program.decision import plain
from towpath.program.decisions.compliance import History, standing_on
from towpath.program.decisions.compliance.pages import page_name

if TYPE_CHECKING:
    from towpath.domain.rulebook.comparison import Comparison

AT_ONCE = 1_000
STANDS = (Partner.Status.AUTHORIZED, Partner.Status.ACTIVE)
#: Folders of pages from which compliance follows; other changes leave every partner as it stands.
ASKED = ("compliance.", "partners.", "enablement.")


def stand(one: "Comparison", today: date, tally: Tally) -> None:
    """Count every partner in its track and designations on the last of the days, under either book, into the tally.

    Nothing keeps compliance of the past: it is computed from completions, memberships and evidence, for both alike.
    """
    if not any(page.name.startswith(ASKED) for page in one.changed if page.wordings):
        return
    end = one.span.end or today
    on = min(end - timedelta(days=1), today)
    rows = Partner.objects.filter(status__in=STANDS, demonstration=False, merged_into=None).order_by("pk")
    after = 0
    while some := list(rows.filter(pk__gt=after).only(*STANDING, "name", "region")[:AT_ONCE]):
        past = histories(some, one.base, on)
        for partner in some:
            for case, found in _judged(one, partner, past[partner.pk], on):
                tally.add(case, found, today)
        after = some[-1].pk


def _judged(one: "Comparison", partner: Partner, past: History, on: date) -> Iterator[tuple[Case, Verdict]]:
    for key in past.subjects(on):
        try:
            before, after = standing_on(past, key, one.base, on), standing_on(past, key, one.other, on)
        except NoWordingInForce:  # the program did not know it yet on that day
            continue
        found = verdict(page_name(key), plain(before.outcome), plain(after.outcome))
        kept = PastDecision(page_name(key), json.dumps(plain(after.facts)), on.isoformat(), "", one.base.fingerprint)
        yield Case(kept, one.moments.start, partner.reference, partner.name, partner.region), found

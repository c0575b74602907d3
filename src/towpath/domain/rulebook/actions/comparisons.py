"""Ask what a draft would change, and compute it in the background. It reads the past and changes nothing of it."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import batched

from django.db import IntegrityError, transaction

from towpath.basics.periods import Period
from towpath.domain.rulebook import comparison
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.comparison import Result
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.lifecycles import COMPARISON, WAITING
from towpath.domain.rulebook.models import Comparison, DifferingCase
from towpath.domain.rulebook.queries import draft as draft_named
from towpath.domain.rulebook.tally import Row
from towpath.kernel.events.log import enqueue
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady
from towpath.program.problem import BadBook

COMPUTE_TASK = "towpath.rulebook.compare"
MOVES = Moves(Comparison, COMPARISON, ACCESS, organisation=lambda row: None)
AT_ONCE = 2_000  # cases written in one statement


@transaction.atomic(durable=True)
def ask(draft: str, occasion: Occasion, *, over: Period[date], as_if_then: bool = True) -> Comparison:
    """Have a draft compared with the program in force over some days. The same question that still waits is not asked twice.

    NotReady where the draft changes nothing; Invalid with what is wrong where its program would not be sound.
    """
    if not ACCESS.may(occasion.actor, Permission.COMPARE):
        raise NotAllowed("What a draft would change is looked at by Programs, Ecosystem Operations and their heads.")
    row = draft_named(occasion.actor, draft)
    texts = pages_of(row)
    if not texts:
        raise NotReady(f"{row.reference} changes no page yet.", remedy="Change a page first, then compare.")
    if over.end is None:
        raise Invalid({"over": ["Say until which day."]})
    try:
        one = comparison.comparison(occasion.book, texts, over, as_if_then=as_if_then)
    except BadBook as error:
        raise Invalid({"draft": [str(problem) for problem in error.problems[:5]]}) from error
    asked = Comparison(
        reference=next_reference("CMP"), draft=row, starts_on=over.start, ends_on=over.end, as_if_then=as_if_then,
        texts=texts, base_fingerprint=one.base.fingerprint, tried_fingerprint=one.tried.fingerprint,
        asked_by=occasion.person, asked_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            MOVES.begin(
                asked, COMPARISON.moves["ask"], occasion,
                draft=row.reference, starts_on=over.start.isoformat(), ends_on=over.end.isoformat(),
            )  # fmt: skip
    except IntegrityError as error:
        if "comparison_waits_once" not in str(error):
            raise
        return _waiting_like(asked)
    enqueue(COMPUTE_TASK, reference=asked.reference)
    return asked


def _waiting_like(asked: Comparison) -> Comparison:
    same = ("draft", "starts_on", "ends_on", "as_if_then", "tried_fingerprint", "base_fingerprint")
    return Comparison.objects.get(state=WAITING, **{name: getattr(asked, name) for name in same})


def compute(reference: str, occasion: Occasion) -> Comparison:
    """Compute a comparison that waits, beside the program in force now; one that ended already stays as it is.

    Not one transaction: its progress is seen while it runs. What it finds is kept in one at the end, so that a run that
    broke off has left nothing and the next does it anew.
    """
    row = Comparison.objects.get(reference=reference)
    if row.state != WAITING:
        return row
    over = Period(row.starts_on, row.ends_on)
    try:
        one = comparison.comparison(occasion.book, row.texts, over, as_if_then=row.as_if_then)
        result = comparison.compared(one, occasion.day, lambda done, of: _progress(row, done, of))
    except BadBook as error:  # the program in force became another one meanwhile
        return _failed(reference, occasion, str(error.problems[0]))
    return _ended(reference, occasion, result, one.base.fingerprint)


def _progress(row: Comparison, done: int, of: int) -> None:
    Comparison.objects.filter(pk=row.pk, state=WAITING).update(parts_done=done, parts_of=of)


@transaction.atomic(durable=True)
def _ended(reference: str, occasion: Occasion, result: Result, base: str) -> Comparison:
    row, move = MOVES.take("end", reference, occasion)
    row.result, row.ended_at, row.base_fingerprint = result.as_record(), occasion.at, base
    for some in batched(_cases(row, result.tally.rows), AT_ONCE):
        DifferingCase.objects.bulk_create(some)
    total = result.tally.total
    return MOVES.keep(row, move, occasion, losses=total["loss"], gains=total["gain"])


@transaction.atomic(durable=True)
def _failed(reference: str, occasion: Occasion, why: str) -> Comparison:
    row, move = MOVES.take("fail", reference, occasion)
    row.failed_because, row.ended_at = why[:1000], occasion.at
    return MOVES.keep(row, move, occasion, reason=row.failed_because)


def _cases(row: Comparison, found: list[Row]) -> Iterator[DifferingCase]:
    for one in found:
        yield DifferingCase(
            comparison=row, question=one.question, effect=one.kind, subject=one.subject, partner=one.partner,
            region=one.region, judged_on=one.on, value=one.value, currency=one.currency, says=one.says,
            lapse=one.lapse, facts=json.loads(one.facts), before=one.before, after=one.after,
        )  # fmt: skip

"""Compute how partners stand with the program and keep it: by the night for all, and at once for one that changed.

The facts come in a few statements for many partners, the judgement is the program's, and what changed is an event.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from towpath.domain.enablement import events
from towpath.domain.enablement.histories import STANDING, histories
from towpath.domain.enablement.models import ComplianceResult
from towpath.domain.partners.actions.standing import set_many_compliant
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book
from towpath.program.decision import plain
from towpath.program.decisions.compliance import (
    COMPLIANT,
    GRACE,
    NOT,
    TEMPORARY,
    History,
    Requirement,
    Standing,
    all_met,
    breakdown_on,
    facts_on,
    lost_on,
    met_since,
    subject,
    tracks,
    wording_of,
)
from towpath.program.decisions.compliance import standing as judge
from towpath.program.decisions.compliance import (
    subjects as program_subjects,
)

AT_ONCE = 1000  # partners in one transaction
STANDS = (Partner.Status.AUTHORIZED, Partner.Status.ACTIVE)
KEPT = ("state", "since", "grace_until", "breaks_on", "warned_days", "missing", "next_step")


@dataclass(frozen=True)
class Computed:
    """How many partners were looked at, and how many of their results changed."""

    partners: int
    changed: int


def recompute_all(occasion: Occasion, *, again: bool = False) -> Computed:
    """Every partner of the program that was not computed on this day yet; in transactions of its own."""
    seen = changed = after = 0
    while keys := _due(occasion.day, after, again=again):
        one = recompute(occasion, keys)
        seen, changed, after = seen + one.partners, changed + one.changed, keys[-1]
    return Computed(seen, changed)


def _due(day: date, after: int, *, again: bool) -> list[int]:
    """The next partners in order of their keys. Those that are merged, or the vendor's own, are never counted."""
    rows = Partner.objects.filter(pk__gt=after, status__in=STANDS, demonstration=False, merged_into=None)
    if not again:
        done = ComplianceResult.objects.filter(computed_on=day, partner__gt=after)
        rows = rows.exclude(pk__in=done.values("partner"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic(durable=True)
def recompute(occasion: Occasion, partners: Collection[int]) -> Computed:
    """Compute these partners for the day of the occasion; results, flags and events in one transaction."""
    found = list(
        Partner.objects.select_for_update(of=("self",)).filter(pk__in=sorted(partners)).only(*STANDING).order_by("pk")
    )
    before = {
        (each.partner_id, each.subject): each
        for each in ComplianceResult.objects.filter(partner__in=[each.pk for each in found])
    }
    past = histories(
        found, occasion.book, occasion.day, still_on=occasion.day - timedelta(days=_longest_grace(occasion.book))
    )
    fresh: list[ComplianceResult] = []
    changed: list[ComplianceResult] = []
    compliant: dict[int, bool] = {}
    for partner in found:
        subjects = past[partner.pk].subjects(occasion.day)
        for key in subjects:
            was = before.pop((partner.pk, key), None)
            now = _judged(partner, past[partner.pk], key, was, occasion)
            if now.is_track:
                compliant[partner.pk] = now.state != NOT
            _tell(partner, past[partner.pk], was, now, occasion)
            if was is None:
                fresh.append(now)
            elif any(getattr(was, name) != getattr(now, name) for name in KEPT):
                now.pk = was.pk
                changed.append(now)
    _keep(fresh, changed, [each.pk for each in before.values()], [each.pk for each in found], occasion)
    set_many_compliant(occasion, compliant)
    return Computed(len(found), len(fresh) + len(changed))


def _keep(
    fresh: list[ComplianceResult],
    changed: list[ComplianceResult],
    over: Sequence[int],
    partners: Sequence[int],
    occasion: Occasion,
) -> None:
    ComplianceResult.objects.filter(pk__in=over).delete()  # tracks and designations that ended; their event says so
    ComplianceResult.objects.bulk_create(fresh)
    ComplianceResult.objects.bulk_update(changed, KEPT, batch_size=500)
    ComplianceResult.objects.filter(partner__in=partners).exclude(computed_on=occasion.day).update(
        computed_on=occasion.day, book=occasion.book.fingerprint
    )


def _judged(
    partner: Partner, history: History, key: str, was: ComplianceResult | None, occasion: Occasion
) -> ComplianceResult:
    """The result of one partner in one track or designation today."""
    book, on = occasion.book, occasion.day
    facts = facts_on(history, key, book, on)
    _, wording = wording_of(key, book, on)
    breaks_on = None
    if all_met(facts, wording, on):
        within = max(wording["notice_days_before"], default=0) if wording else 0
        breaks_on = breakdown_on(history, key, book, on, within) if within else None
    elif wording is not None:
        floor = on - timedelta(days=wording["grace_days"] + 1)
        facts = replace(facts, lost_on=lost_on(history, key, book, on, floor))
    standing = judge(facts, book, on)
    return ComplianceResult(
        partner=partner, subject=key, is_track=key in {each.key for each in tracks(book, on)}, state=standing.state,
        since=_since(history, key, was, standing, on, book), grace_until=standing.grace_until, breaks_on=breaks_on,
        warned_days=_warning(was, breaks_on, wording, on), missing=[_kept(each) for each in standing.missing],
        next_step=standing.next_step, computed_on=on, book=book.fingerprint,
    )  # fmt: skip


def _since(history: History, key: str, was: ComplianceResult | None, standing: Standing, on: date, book: Book) -> date:
    if was is not None:
        return was.since if was.state == standing.state else on
    return met_since(history, key, book, on) if standing.state in (COMPLIANT, GRACE) else on


def _warning(was: ComplianceResult | None, breaks_on: date | None, wording: Any, on: date) -> int | None:
    """The notice that is due: the smallest named number of days that is not below those left, or what was given before."""
    if breaks_on is None:
        return None
    left = (breaks_on - on).days
    return min((each for each in wording["notice_days_before"] if each >= left), default=None)


def _kept(one: Requirement) -> dict[str, Any]:
    return dict(plain(one))


def _tell(
    partner: Partner, history: History, was: ComplianceResult | None, now: ComplianceResult, occasion: Occasion
) -> None:
    """One event for a change of state; one for each notice before a change."""
    label = subject(now.subject, occasion.book, occasion.day).label
    missing = ", ".join(each["label"] for each in now.missing)
    if was is not None and was.state != now.state:
        record(
            _event(was.state, now.state), occasion, subject=partner, organisation=partner.organisation_id,
            label=label, subject_key=now.subject, before=was.state, state=now.state, missing=missing,
            until_on=now.grace_until.isoformat() if now.grace_until else None, next_step=now.next_step,
            book=now.book,
        )  # fmt: skip
    noticed = was is not None and was.breaks_on == now.breaks_on and was.warned_days == now.warned_days
    if now.breaks_on is not None and now.warned_days is not None and not noticed:
        record(
            events.WARNED, occasion, subject=partner, organisation=partner.organisation_id, label=label,
            subject_key=now.subject, breaks_on=now.breaks_on.isoformat(), days=(now.breaks_on - occasion.day).days,
            missing=_missing_then(history, now.subject, now.breaks_on, occasion.book), book=now.book,
        )  # fmt: skip


def _missing_then(history: History, key: str, on: date, book: Book) -> str:
    """What will be missing on the day on which it breaks."""
    standing = judge(facts_on(history, key, book, on), book, on)
    return ", ".join(each.label for each in standing.missing)


def _event(before: str, state: str) -> str:
    if state == COMPLIANT:
        return events.REACHED if before == TEMPORARY else events.REGAINED
    return {GRACE: events.IN_GRACE, TEMPORARY: events.TEMPORARY, NOT: events.LOST}[state]


def _longest_grace(book: Book) -> int:
    """Days further back than any grace reaches need not be looked at by the night."""
    pages = [book[f"compliance.{key}"] for key in program_subjects(book) if f"compliance.{key}" in book]
    return max(wording["grace_days"] for page in pages for wording in page.since.values()) + 2

"""What Credly says becomes completions here: which template stands for which badge, and each reading of all badges (CRT-05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from towpath.basics.completion_files import CompletionRow
from towpath.basics.domains import normalise_domain
from towpath.domain.enablement import events
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.actions.merge import clear, merge, stage
from towpath.domain.enablement.models import Completion, CredlyReading, CredlyTemplate
from towpath.kernel.events.log import enqueue, record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed
from towpath.program.decisions.enablement.badges import badge_name, badges, read_as, runs_out_on

GONE_AT_CREDLY = "No longer at Credly"
READ_TASK = "towpath.enablement.read_credly"


@dataclass(frozen=True)
class Issued:
    """One badge as Credly knows it; `revoked` badges count no more, `private` ones are counted and not shown by name."""

    badge_id: str
    template_id: str
    template_name: str
    email: str
    name: str
    issued_on: date
    expires_on: date | None
    revoked: bool
    private: bool


@transaction.atomic(durable=True)
def ask(occasion: Occasion) -> None:
    """Let Credly be read now, by a job."""
    _may(occasion)
    enqueue(READ_TASK)


@transaction.atomic(durable=True)
def map_templates(occasion: Occasion, wanted: Mapping[str, str]) -> int:
    """Template id -> badge code, "" for none; returns how many changed. The next reading follows."""
    _may(occasion)
    known = {each.code for each in badges(occasion.book, occasion.day)}
    if unknown := sorted(set(wanted.values()) - known - {""}):
        raise Invalid({"badge": [f"The program knows no badge “{unknown[0]}”."]})
    changed = 0
    for row in CredlyTemplate.objects.select_for_update().filter(template_id__in=wanted):
        badge = wanted[row.template_id]
        if badge != row.badge:
            row.badge = badge
            row.save(update_fields=["badge"])
            changed += 1
            words = badge_name(badge, occasion.book, occasion.day) if badge else "nothing"
            record(events.TEMPLATES_MAPPED, occasion, subject=row, template=row.name, badge=words)
    return changed


@transaction.atomic(durable=True)
def begin(occasion: Occasion) -> CredlyReading:
    return CredlyReading.objects.create(began_at=occasion.at)


@transaction.atomic(durable=True)
def give_up(reading: CredlyReading, occasion: Occasion, why: str) -> CredlyReading:
    """Credly could not be read; nothing was changed."""
    return _given_up(reading, occasion, why)


def _given_up(reading: CredlyReading, occasion: Occasion, why: str) -> CredlyReading:
    reading.done_at, reading.failure = occasion.at, why[:2000]
    reading.save()
    return reading


@transaction.atomic(durable=True)
def take_over(reading: CredlyReading, occasion: Occasion, found: Iterable[Issued]) -> CredlyReading:
    """Make a whole reading true, as one unit: new and changed badges, those revoked or gone, privacy; repeating it changes nothing.

    A badge that Credly gives no more counts no more, and again once it is given again. A reading without any badge, where
    some stood, is not believed.

    Badges of a template that stands for nothing here are counted and left; the template is remembered, and stands for
    a badge by itself where its name is one that the program knows.
    """
    issued = {each.badge_id: each for each in found}
    stood = Completion.objects.filter(source=Completion.Source.CREDLY, voided_at=None)
    if not issued and (count := stood.count()):
        return _given_up(
            reading, occasion, f"Credly gave no badge at all, though {count} stood here. Nothing was changed."
        )
    standing = _templates(occasion, issued.values())
    rows = [
        _row(line, each, standing[each.template_id], occasion)
        for line, each in enumerate(issued.values(), 1)
        if standing[each.template_id] and not each.revoked
    ]
    try:
        stage(rows)
        merged = merge(occasion, Completion.Source.CREDLY)
    finally:
        clear()
    reading.revoked = _revoke(occasion, [each.badge_id for each in issued.values() if each.revoked])
    reading.gone = _let_go(occasion, set(issued))
    _keep_private(issued.values())
    reading.badges, reading.added, reading.changed = len(issued), merged.added, merged.changed
    reading.unmapped = sum(1 for each in issued.values() if not standing[each.template_id])
    reading.done_at = occasion.at
    reading.save()
    record(
        events.CREDLY_READ, occasion, subject=reading,
        added=reading.added, altered=reading.changed, revoked=reading.revoked,
        gone=reading.gone,
    )  # fmt: skip
    return reading


def _row(line: int, each: Issued, badge: str, occasion: Occasion) -> CompletionRow:
    email = each.email.lower()
    expires_on = each.expires_on if each.expires_on and each.expires_on > each.issued_on else None
    return CompletionRow(
        line, each.badge_id, email, normalise_domain(email), each.name[:120], "", "", badge, each.issued_on,
        expires_on or runs_out_on(badge, each.issued_on, occasion.book), "",
    )  # fmt: skip


def _templates(occasion: Occasion, issued: Iterable[Issued]) -> dict[str, str]:
    """Template id -> badge code or ""; templates met for the first time are kept."""
    named = {each.template_id: each.template_name for each in issued}
    known = {row.template_id: row.badge for row in CredlyTemplate.objects.filter(template_id__in=named)}
    new = [
        CredlyTemplate(template_id=key, name=name[:200], badge=read_as(name, occasion.book) or "")
        for key, name in sorted(named.items())
        if key not in known
    ]
    CredlyTemplate.objects.bulk_create(new)
    return known | {row.template_id: row.badge for row in new}


def _let_go(occasion: Occasion, given: set[str]) -> int:
    """What Credly gives no more counts no more, with the reason; a later reading that has it puts it back."""
    live = Completion.objects.filter(source=Completion.Source.CREDLY, voided_at=None)
    missing = {pk: who for pk, key, who in live.values_list("pk", "source_id", "learner") if key not in given}
    Completion.objects.filter(pk__in=missing).update(
        voided_at=occasion.at, voided_as=Completion.Voided.GONE, note=GONE_AT_CREDLY, version=F("version") + 1
    )
    counts.follow_learners(occasion, missing.values())
    return len(missing)


def _revoke(occasion: Occasion, badge_ids: list[str]) -> int:
    """What was revoked counts no more; what was here by another way stays."""
    live = Completion.objects.filter(source=Completion.Source.CREDLY, source_id__in=badge_ids, voided_at=None)
    learners = set(live.values_list("learner", flat=True))
    revoked = 0
    for completion in live.select_for_update():
        completion.voided_at, completion.voided_as = occasion.at, Completion.Voided.REVOKED
        completion.note, completion.version = "Revoked at Credly", completion.version + 1
        completion.save(update_fields=["voided_at", "voided_as", "note", "version"])
        revoked += 1
    counts.follow_learners(occasion, learners)
    return revoked


def _keep_private(issued: Iterable[Issued]) -> None:
    private = [each.badge_id for each in issued if each.private]
    ours = Completion.objects.filter(source=Completion.Source.CREDLY)
    ours.filter(source_id__in=private, private=False).update(private=True)
    ours.exclude(source_id__in=private).filter(private=True).update(private=False)


def _may(occasion: Occasion) -> None:
    if not ACCESS.may(occasion.actor, Permission.MANAGE_CREDLY):
        raise NotAllowed("Credly is looked after by Ecosystem Operations and Programs.")

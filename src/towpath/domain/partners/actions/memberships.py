"""Tracks and designations of a partner, with their days (ONB-10): enter a track, grant a designation, end or correct either.

What holds today also stands on the partner's own row (track, kinds); `follow_the_day` keeps both in step by the night.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from towpath.basics.days import day_in_words
from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.models import Membership, Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound
from towpath.program.decisions.compliance import Subject, designations, tracks

LONGEST_REASON = 500


@transaction.atomic(durable=True)
def enter_track(
    reference: str, occasion: Occasion, *, track: str, on: date | None = None, why: str = "", invitation: str = ""
) -> Membership:
    """Move a partner into a track from a day on; the track before it ends that day.

    invitation  who invited it and on what ground: asked for where the program lets nobody in without (Select)
    """
    partner, day = _locked(reference, occasion), on or occasion.day
    wanted = _known(track, tracks(occasion.book, day), "track")
    errors = _words("why", why)
    if wanted.by_invitation:
        errors |= _words("invitation", invitation)
        if not ACCESS.held(occasion.actor, [Permission.INVITE_TRACK], partner):
            raise NotAllowed(
                f"A partner enters {wanted.label} by invitation only.", remedy="Ask the programs team to invite it."
            )
    if errors:
        raise Invalid(errors)
    current = _current_track(partner, day)
    if current.value == track:
        raise Invalid({"track": [f"{partner.name} is in {wanted.label} already on {day_in_words(day)}."]})
    _make_room(partner, day)
    if current.value and current.starts_on < day and (current.ends_on is None or current.ends_on > day):
        current.ends_on = day
        current.save()
    made = Membership.objects.create(
        partner=partner, group=Membership.Group.TRACK, value=track, starts_on=day, ends_on=None
    )
    record(
        events.TRACK_ENTERED, occasion, subject=partner, organisation=partner.organisation_id, track=wanted.label,
        before=current.value, starts_on=day.isoformat(), why=why.strip(), invitation=invitation.strip(),
    )  # fmt: skip
    follow(occasion, [partner.pk])
    return made


@transaction.atomic(durable=True)
def grant(reference: str, occasion: Occasion, *, designation: str, on: date | None = None, why: str = "") -> Membership:
    """Give a partner a designation from a day on."""
    partner, day = _locked(reference, occasion), on or occasion.day
    wanted = _known(designation, designations(occasion.book, day), "designation")
    errors = _words("why", why)
    later = Membership.objects.filter(partner=partner, value=designation, group=Membership.Group.DESIGNATION)
    if any(each.ends_on is None or each.ends_on > day for each in later):
        errors["designation"] = [f"{partner.name} holds {wanted.label} already on or after {day_in_words(day)}."]
    if errors:
        raise Invalid(errors)
    made = Membership.objects.create(
        partner=partner, group=Membership.Group.DESIGNATION, value=designation, starts_on=day, ends_on=None
    )
    record(
        events.DESIGNATION_GRANTED, occasion, subject=partner, organisation=partner.organisation_id,
        designation=wanted.label, starts_on=day.isoformat(), why=why.strip(),
    )  # fmt: skip
    follow(occasion, [partner.pk])
    return made


@transaction.atomic(durable=True)
def end(reference: str, occasion: Occasion, *, membership: int, on: date | None = None, why: str = "") -> Membership:
    """End a track or a designation on a day, the first on which it no longer holds."""
    partner, day = _locked(reference, occasion), on or occasion.day
    found = Membership.objects.select_for_update().filter(partner=partner, pk=membership).first()
    if found is None:
        raise NotFound("This partner has no such track or designation.")
    errors = _words("why", why)
    if found.ends_on is not None and found.ends_on <= occasion.day:
        errors["membership"] = [f"It ended on {day_in_words(found.ends_on)} already."]
    elif day <= found.starts_on:
        errors["on"] = [f"It began on {day_in_words(found.starts_on)}; choose a later day."]
    errors |= {} if errors else _in_the_way(found, found.starts_on, day, "on", occasion)
    if errors:
        raise Invalid(errors)
    found.ends_on = day
    found.save(update_fields=["ends_on"])
    record(
        events.MEMBERSHIP_ENDED, occasion, subject=partner, organisation=partner.organisation_id,
        membership=_label(found, occasion), ends_on=day.isoformat(), why=why.strip(),
    )  # fmt: skip
    follow(occasion, [partner.pk])
    return found


@transaction.atomic(durable=True)
def correct(
    reference: str, occasion: Occasion, *, membership: int, starts_on: date | None, ends_on: date | None, why: str = ""
) -> Membership:
    """Put right the days of a track or a designation that were recorded wrongly; the history keeps both.

    ends_on  the first day without it; None: it still runs
    """
    partner = _locked(reference, occasion)
    found = Membership.objects.select_for_update().filter(partner=partner, pk=membership).first()
    if found is None:
        raise NotFound("This partner has no such track or designation.")
    errors, was = _words("why", why), (found.starts_on, found.ends_on)
    if starts_on is None:
        errors["starts_on"] = ["Give the day on which it began."]
    elif ends_on is not None and ends_on <= starts_on:
        errors["ends_on"] = [f"Choose a day after {day_in_words(starts_on)}, or none."]
    elif (starts_on, ends_on) == was:
        errors["starts_on"] = ["These are the days that stand already."]
    else:
        errors |= _in_the_way(found, starts_on, ends_on, "starts_on", occasion)
    if errors or starts_on is None:
        raise Invalid(errors)
    found.starts_on, found.ends_on = starts_on, ends_on
    found.save(update_fields=["starts_on", "ends_on"])
    record(
        events.MEMBERSHIP_CORRECTED, occasion, subject=partner, organisation=partner.organisation_id,
        membership=_label(found, occasion), before=_days(*was), days=_days(starts_on, ends_on), why=why.strip(),
        starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat() if ends_on else None,
    )  # fmt: skip
    follow(occasion, [partner.pk])
    return found


def _in_the_way(
    moved: Membership, starts_on: date, ends_on: date | None, field: str, occasion: Occasion
) -> dict[str, list[str]]:
    """What a membership would overlap in these days: another track, or the same designation."""
    others = Membership.objects.filter(partner=moved.partner_id, group=moved.group).exclude(pk=moved.pk)
    if moved.group == Membership.Group.DESIGNATION:
        others = others.filter(value=moved.value)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).order_by("starts_on")
    found = (others.filter(starts_on__lt=ends_on) if ends_on else others).first()
    if found is None:
        return {}
    held = _days(found.starts_on, found.ends_on)
    return {field: [f"{_label(found, occasion)} holds {held}; correct or end that one first."]}


def _days(starts_on: date, ends_on: date | None) -> str:
    """A period in words: "from 1 September 2026 until 1 October 2026"."""
    return f"from {day_in_words(starts_on)}" + (f" until {day_in_words(ends_on)}" if ends_on else "")


def _label(one: Membership, occasion: Occasion) -> str:
    book, on = occasion.book, occasion.day
    known = {each.key: each.label for each in (*tracks(book, on), *designations(book, on))}
    return known.get(one.value, one.value)


@transaction.atomic(durable=True)
def follow_the_day(occasion: Occasion) -> int:
    """Bring track and kinds of every partner in step with the memberships of the day; returns how many changed."""
    return follow(occasion, None)


def follow(occasion: Occasion, partners: Sequence[int] | None) -> int:
    """Bring track and kinds of these partners in step, or of all, in the caller's transaction; returns how many changed.
    What has no membership rows at all stays as it was recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"on": occasion.day, "partners": partners})
        return cursor.rowcount


_FOLLOW = """
    WITH told AS (
        SELECT m.partner_id,
            min(m.value) FILTER (WHERE m."group" = 'track' AND m.starts_on <= %(on)s
                AND (m.ends_on IS NULL OR m.ends_on > %(on)s)) AS track,
            array_agg(DISTINCT m.value::text) FILTER (WHERE m."group" = 'designation') AS dated,
            array_agg(DISTINCT m.value::text) FILTER (WHERE m."group" = 'designation' AND m.starts_on <= %(on)s
                AND (m.ends_on IS NULL OR m.ends_on > %(on)s)) AS held
        FROM partners_membership m
        WHERE %(partners)s::bigint[] IS NULL OR m.partner_id = ANY(%(partners)s::bigint[])
        GROUP BY m.partner_id
    ), wanted AS (
        SELECT p.id, coalesce(t.track, p.track) AS track,
            ARRAY(SELECT DISTINCT kind FROM unnest(p.kinds) AS kind WHERE NOT kind = ANY(coalesce(t.dated, '{}'))
                UNION SELECT unnest(coalesce(t.held, '{}')) ORDER BY 1)::varchar(20)[] AS kinds
        FROM partners_partner p JOIN told t ON t.partner_id = p.id
    )
    UPDATE partners_partner p SET track = w.track, kinds = w.kinds FROM wanted w
    WHERE p.id = w.id AND (p.track <> w.track
        OR NOT (p.kinds::text[] @> w.kinds::text[] AND w.kinds::text[] @> p.kinds::text[]))
"""


def _locked(reference: str, occasion: Occasion) -> Partner:
    mine = ACCESS.rows(occasion.actor, Permission.MEMBERSHIP, Partner.objects.all())
    found = mine.select_for_update(of=("self",)).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def _known(key: str, offered: Sequence[Subject], what: str) -> Subject:
    found = next((each for each in offered if each.key == key), None)
    if found is None:
        raise Invalid({what: [f"Choose one of: {', '.join(each.label for each in offered)}."]})
    return found


def _words(name: str, text: str) -> dict[str, list[str]]:
    if not text.strip():
        return {
            name: ["Say who invited it and why." if name == "invitation" else "Give the reason; the history keeps it."]
        }
    if len(text.strip()) > LONGEST_REASON:
        return {name: [f"At most {LONGEST_REASON} characters fit."]}
    return {}


def _current_track(partner: Partner, day: date) -> Membership:
    """The track of a day. A partner recorded before tracks had days gets a row for the one it was in."""
    rows = Membership.objects.select_for_update().filter(partner=partner, group=Membership.Group.TRACK)
    found = rows.filter(starts_on__lte=day).order_by("-starts_on").first()
    if found is not None:
        return found
    begun = partner.signed_contract_on
    return Membership(
        partner=partner, group=Membership.Group.TRACK, value=partner.track if not rows.exists() else "",
        starts_on=begun if begun and begun < day else day,
    )  # fmt: skip


def _make_room(partner: Partner, day: date) -> None:
    later = Membership.objects.filter(partner=partner, group=Membership.Group.TRACK, starts_on__gte=day).first()
    if later is not None:
        raise Invalid(
            {"on": [f"A track begins on {day_in_words(later.starts_on)} already; choose a later day or end that one."]}
        )

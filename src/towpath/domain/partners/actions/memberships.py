"""Tracks and designations of a partner, with their days (ONB-10): enter a track, grant a designation, end either.

What holds today also stands on the partner's own row (track, kinds); `follow_the_day` keeps both in step by the night.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

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
    _follow(occasion, [partner.pk])
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
    _follow(occasion, [partner.pk])
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
    if errors:
        raise Invalid(errors)
    found.ends_on = day
    found.save(update_fields=["ends_on"])
    known = {each.key: each.label for each in (*tracks(occasion.book, day), *designations(occasion.book, day))}
    record(
        events.MEMBERSHIP_ENDED, occasion, subject=partner, organisation=partner.organisation_id,
        membership=known.get(found.value, found.value), ends_on=day.isoformat(), why=why.strip(),
    )  # fmt: skip
    _follow(occasion, [partner.pk])
    return found


@transaction.atomic(durable=True)
def follow_the_day(occasion: Occasion) -> int:
    """Bring track and kinds of every partner in step with the memberships of the day; returns how many changed."""
    return _follow(occasion, None)


def _follow(occasion: Occasion, partners: Sequence[int] | None) -> int:
    """What has no membership rows at all stays as it was recorded."""
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

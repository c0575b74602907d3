"""A partner that nobody signs in for: warned, put to sleep, and opened again by Operations or Partner Support."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from towpath.domain.partners import events
from towpath.domain.partners.access import Permission
from towpath.domain.partners.actions.moves import PARTNERS, said
from towpath.domain.partners.models import Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotReady
from towpath.program.decisions.partners.dormancy import (
    DormancyFacts,
    DormancyTerms,
    dormancy,
    dormancy_terms,
    longest_warning,
)

MONTH_AT_LEAST = timedelta(days=28)


@transaction.atomic(durable=True)
def begin_counting(occasion: Occasion) -> int:
    """From tonight on for partners of which nobody was ever seen; returns how many."""
    unseen = Organisation.objects.filter(kind=Organisation.Kind.PARTNER, last_seen_on=None, asleep_since=None)
    return unseen.update(last_seen_on=occasion.day)


def unseen(occasion: Occasion) -> Iterator[str]:
    """References of the partners that may have to be warned or put to sleep, those unseen longest first."""
    terms = dormancy_terms(occasion.book, occasion.day)
    latest = occasion.day - MONTH_AT_LEAST * terms.months + longest_warning(terms)
    rows = Partner.objects.filter(
        organisation__kind=Organisation.Kind.PARTNER, organisation__asleep_since=None,
        organisation__last_seen_on__lte=latest, merged_into=None,
    )  # fmt: skip
    yield from rows.order_by("organisation__last_seen_on", "pk").values_list("reference", flat=True).iterator()


@transaction.atomic(durable=True)
def follow_the_day(reference: str, occasion: Occasion) -> str:
    """Warn a partner or put it to sleep, as the program says of today; returns "warned", "asleep", or "" for neither.

    Nobody loses access unwarned: where the warnings did not go out in time, the end waits for the last of them.
    """
    partner = PARTNERS.lock(reference, Permission.FOLLOW, occasion)
    organisation = Organisation.objects.select_for_update().get(pk=partner.organisation_id)
    seen = organisation.last_seen_on
    if seen is None or organisation.asleep_since is not None:
        return ""
    terms, decision = (
        dormancy_terms(occasion.book, occasion.day),
        dormancy(DormancyFacts(seen), occasion.book, on=occasion.day),
    )
    if decision.outcome == "awake":
        return ""
    told = _warnings(partner, seen)
    if decision.outcome == "asleep" and _in_time(told, terms, occasion.day):
        organisation.asleep_since = occasion.at
        organisation.save(update_fields=["asleep_since"])
        move = PARTNERS.lifecycle.moves["fall_asleep"]
        PARTNERS.keep(partner, move, occasion, last_seen_on=seen.isoformat(), decision=decision.as_record())
        return "asleep"
    due = terms.warning(seen, occasion.day) or 0
    if any(each.data["days"] <= due for each in told):
        return ""
    last = occasion.day + timedelta(days=min(terms.days_before))
    PARTNERS.keep(
        partner, PARTNERS.lifecycle.moves["warn"], occasion, days=due, last_seen_on=seen.isoformat(),
        sleeps_on=max(terms.sleeps_on(seen), last).isoformat(), told_on=occasion.day.isoformat(),
    )  # fmt: skip
    return "warned"


def _warnings(partner: Partner, seen: date) -> list[Event]:
    """What was said since somebody was last seen, oldest first."""
    rows = Event.objects.filter(name=events.WARNED, subject_type=Partner._meta.label_lower, subject_id=partner.pk)
    return list(rows.filter(data__last_seen_on=seen.isoformat()).order_by("id"))


def _in_time(told: list[Event], terms: DormancyTerms, on: date) -> bool:
    """Whether the first warning went out at least the shortest notice ago."""
    return bool(told) and date.fromisoformat(told[0].data["told_on"]) + timedelta(days=min(terms.days_before)) <= on


@transaction.atomic(durable=True)
def revive(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Partner:
    """Open the portal again: its people sign in as before, and counting begins anew."""
    why = said(reason)
    partner, move = PARTNERS.take("revive", reference, occasion, version=version)
    organisation = Organisation.objects.select_for_update().get(pk=partner.organisation_id)
    if organisation.asleep_since is None:
        raise NotReady(f"The portal is open to {partner.name}.", remedy="There is nothing to open.")
    organisation.asleep_since, organisation.last_seen_on = None, occasion.day
    organisation.save(update_fields=["asleep_since", "last_seen_on"])
    return PARTNERS.keep(partner, move, occasion, reason=why)

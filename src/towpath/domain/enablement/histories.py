"""Rows -> a partner's history, from which compliance follows on any day. Set-based: a fixed number of queries for any many."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection

from towpath.domain.enablement.models import Attestation
from towpath.domain.partners.facts import authorized, has_agreement
from towpath.domain.partners.models import Membership, Partner
from towpath.program.book import Book
from towpath.program.decisions.compliance import DESIGNATION_KEYS, Dated, Evidence, History, Holding
from towpath.program.decisions.compliance.history import FIRST_DAY

STANDING = (
    "id", "reference", "name", "organisation_id", "status", "track", "kinds", "signed_contract_on",
    "click_through_agreement", "contract_on_file", "good_standing",
)  # fmt: skip


def histories(
    partners: Collection[Partner], book: Book, on: date, *, still_on: date | None = None
) -> dict[int, History]:
    """Partner -> its history, in three queries. `still_on` leaves out what ended on or before that day.

    The book of the day `on` says which status counts as authorized.

    What a higher room knows (registrations with proof) comes in as recorded evidence until that room gives it.
    """
    keys = [partner.pk for partner in partners]
    tracks, designations = _memberships(keys)
    holdings, evidence = _holdings(keys, still_on), _evidence(keys)
    return {
        partner.pk: History(
            authorized=authorized(partner, book, on),
            good_standing=partner.good_standing,
            agreement=has_agreement(partner),
            tracks=tuple(tracks.get(partner.pk, ())) or _track_as_recorded(partner),
            designations=(*designations.get(partner.pk, ()), *_kinds_as_recorded(partner, designations)),
            holdings=tuple(holdings.get(partner.pk, ())),
            evidence=tuple(evidence.get(partner.pk, ())),
        )
        for partner in partners
    }


def _memberships(keys: Collection[int]) -> tuple[dict[int, list[Dated]], dict[int, list[Dated]]]:
    tracks: dict[int, list[Dated]] = defaultdict(list)
    designations: dict[int, list[Dated]] = defaultdict(list)
    rows = Membership.objects.filter(partner__in=keys).order_by("starts_on", "value")
    for partner, group, value, starts_on, ends_on in rows.values_list(
        "partner_id", "group", "value", "starts_on", "ends_on"
    ):
        into = tracks if group == Membership.Group.TRACK else designations
        into[partner].append(Dated(value, starts_on, ends_on))
    return tracks, designations


def _track_as_recorded(partner: Partner) -> tuple[Dated, ...]:
    """The track of a partner that was recorded before tracks had days."""
    return (Dated(partner.track, partner.signed_contract_on or FIRST_DAY),)


def _kinds_as_recorded(partner: Partner, designations: dict[int, list[Dated]]) -> Iterable[Dated]:
    dated = {each.value for each in designations.get(partner.pk, ())}
    for kind in partner.kinds:
        if kind in DESIGNATION_KEYS and kind not in dated:
            yield Dated(kind, partner.signed_contract_on or FIRST_DAY)


def _holdings(keys: Collection[int], still_on: date | None) -> dict[int, list[Holding]]:
    """A completion counts for a partner over the days that lie both in the employment there and in the badge's own."""
    found: dict[int, list[Holding]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.partner_id, c.learner_id, c.badge, greatest(c.completed_on, e.starts_on),
                least(c.expires_on, e.ends_on)
            FROM enablement_employment e JOIN enablement_completion c ON c.learner_id = e.learner_id
            WHERE e.partner_id = ANY(%(partners)s) AND c.voided_at IS NULL
                AND (c.expires_on IS NULL OR c.expires_on > e.starts_on)
                AND (e.ends_on IS NULL OR e.ends_on > c.completed_on)
                AND (%(still)s::date IS NULL OR ((c.expires_on IS NULL OR c.expires_on > %(still)s)
                    AND (e.ends_on IS NULL OR e.ends_on > %(still)s)))
            """,
            {"partners": list(keys), "still": still_on},
        )
        for partner, learner, badge, start, end in cursor.fetchall():
            found[partner].append(Holding(learner, badge, start, end))
    return found


def _evidence(keys: Collection[int]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    rows = Attestation.objects.filter(partner__in=keys, withdrawn_at=None)
    for partner, kind, amount, start, end in rows.values_list("partner_id", "kind", "amount", "starts_on", "ends_on"):
        found[partner].append(Evidence(kind, amount, start, end))
    return found

"""The readers of completions, learners, imports, vouchers and scorecards for lists and pages; each takes the actor."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from towpath.basics.periods import Period
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.models import Completion, CompletionImport, Learner, Voucher
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound

NEWEST = Sort("newest", "completed_on", descending=True)
ENDING = Sort("ending", "expires_on", nullable=True)
BY_NAME = Sort("name", "name")
LATEST = Sort("latest", "id", descending=True)


@dataclass(frozen=True)
class Asked:
    """What a list of completions is narrowed to; empty parts narrow nothing."""

    q: str = ""  # part of a learner's name, or a whole address
    badge: str = ""
    partner: str = ""  # a reference
    region: str = ""
    country: str = ""  # the partner's
    standing: str = ""  # "held", "expired", "voided"
    earned: Period[date] | None = None
    runs_out: Period[date] | None = None
    on: date = field(default=date.max)  # the day on which `standing` is asked about


def completions(actor: Person, asked: Asked) -> QuerySet[Completion]:
    """The completions that the actor may see, with learner and partner."""
    rows = ACCESS.rows(actor, Permission.VIEW, Completion.objects.select_related("learner__works_at", "made_by"))
    if asked.q.strip():
        text = asked.q.strip()
        rows = rows.filter(Q(learner__name__icontains=text) | Q(learner__email__iexact=text))
    if asked.badge:
        rows = rows.filter(badge=asked.badge)
    if asked.partner:
        rows = rows.filter(learner__works_at__reference=asked.partner.strip().upper())
    if asked.region:
        rows = rows.filter(learner__works_at__region=asked.region)
    if asked.country:
        rows = rows.filter(learner__works_at__country=asked.country)
    if asked.earned:
        rows = rows.filter(completed_on__gte=asked.earned.start, completed_on__lt=asked.earned.end)
    if asked.runs_out:
        rows = rows.filter(expires_on__gte=asked.runs_out.start, expires_on__lt=asked.runs_out.end)
    running = Q(expires_on=None) | Q(expires_on__gt=asked.on)
    standings = {
        "held": Q(voided_at=None) & running,
        "expired": Q(voided_at=None) & ~running,
        "voided": Q(voided_at__isnull=False),
    }
    return rows.filter(standings[asked.standing]) if asked.standing in standings else rows


def completions_page(actor: Person, asked: Asked, *, cursor: str = "", size: int = 50) -> Page[Completion]:
    """One page, the newest first; where an end is asked about, the first to run out first."""
    return page(completions(actor, asked), ENDING if asked.runs_out else NEWEST, cursor=cursor, size=size)


def completion(actor: Person, pk: int) -> Completion:
    """One completion; NotFound when it is not hers."""
    found = completions(actor, Asked()).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such completion for you.")
    return found


def learners(actor: Person) -> QuerySet[Learner]:
    return ACCESS.rows(actor, Permission.VIEW_LEARNER, Learner.objects.select_related("works_at"))


def learner(actor: Person, pk: int) -> Learner:
    found = learners(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such learner for you.")
    return found


def unplaced(actor: Person, *, cursor: str = "", size: int = 50) -> Page[Learner]:
    """Learners at no partner that we know, the last to come first: Operations places them."""
    if not ACCESS.may(actor, Permission.PLACE):
        raise NotFound("There is no such page for you.")
    return page(learners(actor).filter(works_at=None), LATEST, cursor=cursor, size=size)


def imports(actor: Person) -> QuerySet[CompletionImport]:
    return ACCESS.rows(
        actor, Permission.IMPORT, CompletionImport.objects.select_related("done_by").defer("problems", "sample")
    )


def one_import(actor: Person, reference: str) -> CompletionImport:
    found = (
        ACCESS.rows(actor, Permission.IMPORT, CompletionImport.objects.select_related("done_by"))
        .filter(reference=reference.strip().upper())
        .first()
    )
    if found is None:
        raise NotFound(f"There is no import {reference} for you.")
    return found


def vouchers(
    actor: Person, *, q: str = "", state: str = "", region: str = "", on: date, cursor: str = "", size: int = 50
) -> Page[Voucher]:
    """One page of vouchers, the first to run out first. `state` may be "expired": neither used nor good on that day."""
    rows = ACCESS.rows(actor, Permission.VIEW_VOUCHER, Voucher.objects.select_related("partner", "learner"))
    if q.strip():
        text = q.strip()
        rows = rows.filter(Q(code__iexact=text) | Q(partner__name__icontains=text) | Q(learner__email__iexact=text))
    if region:
        rows = rows.filter(partner__region=region)
    if state == "expired":
        rows = rows.filter(state__in=("free", "issued"), expires_on__lte=on)
    elif state:
        rows = rows.filter(state=state)
        rows = rows if state in ("used", "withdrawn") else rows.filter(Q(expires_on=None) | Q(expires_on__gt=on))
    return page(rows, ENDING, cursor=cursor, size=size)


def voucher(actor: Person, reference: str) -> Voucher:
    rows = ACCESS.rows(actor, Permission.VIEW_VOUCHER, Voucher.objects.select_related("partner", "learner"))
    found = rows.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no voucher {reference} for you.")
    return found


def partners(
    actor: Person, *, q: str = "", region: str = "", country: str = "", kind: str = "", cursor: str = "", size: int = 50
) -> Page[Partner]:
    """The partners of a scorecard, by name; the vendor's own is never counted."""
    rows = ACCESS.rows(actor, Permission.VIEW_SCORECARD, Partner.objects.filter(demonstration=False, merged_into=None))
    if q.strip():
        rows = rows.filter(Q(name__icontains=q.strip()) | Q(reference=q.strip().upper()))
    rows = rows.filter(region=region) if region else rows
    rows = rows.filter(country=country) if country else rows
    rows = rows.filter(kinds__contains=[kind]) if kind else rows
    return page(rows, BY_NAME, cursor=cursor, size=size)


def scored(actor: Person, reference: str) -> Partner:
    """One partner whose scorecard the actor may see; NotFound otherwise."""
    rows = ACCESS.rows(actor, Permission.VIEW_SCORECARD, Partner.objects.select_related("manager"))
    found = rows.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


_WORKING = """
    FROM enablement_completion c
    JOIN enablement_employment e ON e.learner_id = c.learner_id
        AND e.starts_on <= %(on)s AND (e.ends_on IS NULL OR e.ends_on > %(on)s)
    WHERE c.voided_at IS NULL AND c.completed_on <= %(on)s AND c.completed_on >= %(earned_from)s
        AND c.completed_on < %(earned_until)s AND (%(lapsed_too)s OR c.expires_on IS NULL OR c.expires_on > %(on)s)
"""


def _named(on: date, earned: Period[date] | None) -> dict[str, Any]:
    """What was earned in a period is counted whether it holds still or not; without a period, what is held."""
    return {
        "on": on, "earned_from": earned.start if earned else date.min, "earned_until": earned.end if earned else date.max,
        "lapsed_too": earned is not None,
    }  # fmt: skip


def people_by_badge(
    partner_pks: list[int], on: date, earned: Period[date] | None = None
) -> dict[int, dict[str, set[int]]]:
    """Partner -> badge -> learners who hold it on that day, or who earned it in the period; in one query."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.partner_id, c.badge, c.learner_id {_WORKING} AND e.partner_id = ANY(%(partners)s)",
            _named(on, earned) | {"partners": partner_pks},
        )
        for partner, badge, who in cursor.fetchall():
            found[partner][badge].add(who)
    return found


def earned_by_day(partner_pk: int, on: date, since: date) -> list[tuple[str, date, int]]:
    """(badge, completed on, learner) of one partner's people since a day, for its scorecard by quarter; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.badge, c.completed_on, c.learner_id {_WORKING} AND e.partner_id = %(partner)s",
            _named(on, Period(since, date.max)) | {"partner": partner_pk},
        )
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Tally:
    """One row of the Regional Scorecard: people and completions, and at how many partners."""

    key: Any  # a country's code, a badge's code, a region, or the first day of a month
    people: int
    completions: int
    partners: int


_AXES = {
    "country": "p.country",
    "region": "p.region",
    "badge": "c.badge",
    "month": "date_trunc('month', c.completed_on)::date",
}


def tallies(
    actor: Person,
    by: str,
    on: date,
    *,
    region: str = "",
    country: str = "",
    badge: str = "",
    earned: Period[date] | None = None,
) -> list[Tally]:
    """The Regional Scorecard along one axis, most people first; what the actor may not see is not counted. One query.

    by  "country", "region", "badge" or "month" (of completion)
    """
    mine = ACCESS.rows(actor, Permission.VIEW_SCORECARD, Partner.objects.filter(demonstration=False, merged_into=None))
    mine = mine.filter(region=region) if region else mine
    mine = mine.filter(country=country) if country else mine
    inner, values = mine.values("id", "country", "region").query.sql_with_params()
    given = {f"v{n}": value for n, value in enumerate(values)}
    inner = inner.replace("%s", "{}").format(*(f"%(v{n})s" for n in range(len(values))))
    working = _WORKING.replace("WHERE", f"JOIN ({inner}) p ON p.id = e.partner_id WHERE", 1)
    narrowed = "AND c.badge = %(badge)s" if badge else ""
    axis = _AXES[by]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {axis}, count(DISTINCT c.learner_id), count(*), count(DISTINCT e.partner_id) {working} {narrowed} "
            f"GROUP BY {axis} ORDER BY 2 DESC, 1",
            _named(on, earned) | given | {"badge": badge},
        )
        return [Tally(*row) for row in cursor.fetchall()]
